"""``psin identities``: which records of partners are about the same as ours, and what people decided about it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .. import assets
from ..catalogue import load
from ..errors import UnknownName
from ..federation import registry
from ..federation.identity import decisions, described, matching
from ..federation.identity.matching import DIFFERENT, SAME, Identities
from ..settings import Settings


def run(options: argparse.Namespace) -> int:
    data = options.data or assets.data()
    if options.withdraw:
        print(f"{decisions.withdraw(options.withdraw, data)} is deleted; the question is open again.")
        return 0
    catalogue = load(data)
    found = matching.identities(
        described.of_catalogue(registry.with_harvested(catalogue, Settings()), registry.of_catalogue(catalogue)),
        decisions.of_catalogue(catalogue),
    )
    chosen, verdict = (options.accept, SAME) if options.accept else (options.refuse, DIFFERENT)
    if chosen:
        print(f"{_decide(found, chosen, verdict, options.reason, data)} is written.")
        return 0
    _list(found, options.format)
    return 0


def _decide(found: Identities, slug: str, verdict: str, reason: str, data: Path) -> Path:
    proposal = next((one for one in found.proposals if one.slug == slug), None)
    if proposal is None:
        raise UnknownName(f"Nothing is proposed under the name '{slug}'.", "Run psin identities to see what is.")
    return decisions.write(proposal, verdict, reason, data)


def _list(found: Identities, form: str) -> None:
    if form == "json":
        links = [{"first": a.iri, "second": b.iri, "basis": basis} for a, b, basis in found.links]
        proposals = [
            {"slug": one.slug, "first": one.first.iri, "second": one.second.iri, "score": one.score, "reasons": one.reasons,
             "why_not": one.why_not}
            for one in found.proposals
        ]  # fmt: skip
        print(
            json.dumps(
                {"links": links, "proposals": proposals, "conflicts": found.conflicts}, ensure_ascii=False, indent=1
            )
        )
        return
    for first, second, basis in found.links:
        print(f"the same: <{first.iri}> and <{second.iri}> ({basis})")
    for one in found.proposals:
        print(f"{one.score:.2f} {one.slug}: <{one.first.iri}> and <{one.second.iri}>")
        print(f"     {'; '.join(one.reasons)}.{f' Not linked by itself: {one.why_not}.' if one.why_not else ''}")
    for conflict in found.conflicts:
        print(conflict)
    print(f"{len(found.links)} linked, {len(found.proposals)} to decide, {len(found.conflicts)} in conflict.")
