"""Candidates for being one thing, with a score and its reasons, and the clusters that follow from what is sure.

Only a shared identifier (ROR, Wikidata, ISNI) links by itself, and only where that puts no two records of one source
together and no two different identifiers of one scheme. All else is proposed to a person.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from ...documents import SLUG, from_iri
from ...validation.names import compare, keys
from .described import Described

#: From this score a pair is proposed.
LEAST = 0.6
#: Records that share a key; more say nothing, and would make the search quadratic.
_MOST = 200
_NAME, _SITE, _DOMAIN, _PLACE, _OTHER_PLACE = 0.7, 0.35, 0.15, 0.15, -0.2
SAME, DIFFERENT = "same", "different"
#: Domains that many bodies share.
_SHARED_DOMAINS = (
    "linkedin.com",
    "facebook.com",
    "github.io",
    "github.com",
    "wordpress.com",
    "medium.com",
    "google.com",
)


@dataclass(frozen=True)
class Decision:
    """What a person decided: ``verdict`` is "same" or "different"; ``slug`` names the document."""

    slug: str
    first: str
    second: str
    verdict: str
    reason: str = ""

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.first, self.second))


@dataclass(frozen=True)
class Proposal:
    """Two records that may be one. ``sure`` ones link by themselves; ``why_not`` says why a sure one does not."""

    first: Described
    second: Described
    score: float
    reasons: tuple[str, ...]
    sure: bool = False
    why_not: str = ""

    @property
    def pair(self) -> frozenset[str]:
        return frozenset((self.first.iri, self.second.iri))

    @property
    def slug(self) -> str:
        """A short name that is the same in every run, for the document of a decision."""
        own = from_iri(self.first.iri)
        digest = hashlib.sha256("\0".join(sorted(self.pair)).encode()).hexdigest()[:8]
        slug = f"{own.slug if own else self.first.source}-{self.second.source}"[:80].strip("-")
        return f"{slug if SLUG.fullmatch(slug) else 'records'}-{digest}"


@dataclass
class Identities:
    """``links`` are accepted or sure pairs, ``proposals`` what waits for a person, best first; ``conflicts`` are decisions
    that cannot all be right, in words."""

    links: list[tuple[Described, Described, str]] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def same_as(self, iri: str) -> list[tuple[Described, str]]:
        """The records of others that are linked to one of ours, and on what that rests."""
        found = []
        for first, second, basis in self.links:
            if iri in (first.iri, second.iri):
                found.append((second if first.iri == iri else first, basis))
        return found


def identities(things: Sequence[Described], decisions: Iterable[Decision] = ()) -> Identities:
    """What is linked and what is proposed among records of different sources."""
    made, clusters = Identities(), _Clusters(things)
    decided = {one.pair: one for one in decisions}
    by_iri = {one.iri: one for one in things}
    for decision in decided.values():
        first, second = by_iri.get(decision.first), by_iri.get(decision.second)
        if decision.verdict != SAME or first is None or second is None:
            continue
        against = clusters.against(first, second)
        if against:
            made.conflicts.append(f"The decision {decision.slug} is not followed: {against}.")
            continue
        clusters.join(first, second)
        made.links.append(
            (*_ours_first(first, second), f"decided: {decision.reason}" if decision.reason else "decided")
        )
    for proposal in sorted(
        candidates(things), key=lambda one: (not one.sure, -one.score, one.first.iri, one.second.iri)
    ):
        if proposal.pair in decided:
            continue
        against = clusters.against(proposal.first, proposal.second)
        if proposal.sure and not against:
            clusters.join(proposal.first, proposal.second)
            made.links.append((proposal.first, proposal.second, proposal.reasons[0]))
        elif not clusters.together(proposal.first, proposal.second):
            made.proposals.append(Proposal(**{**vars(proposal), "why_not": against}))
    return made


def candidates(things: Sequence[Described]) -> Iterator[Proposal]:
    """Every pair of records of different sources and one kind that share a key and score enough."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, thing in enumerate(things):
        for key in _keys(thing):
            blocks[key].append(number)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) > _MOST:
            continue
        for one, other in combinations(sorted(set(block)), 2):
            if (
                (one, other) in seen
                or things[one].source == things[other].source
                or things[one].kind != things[other].kind
            ):
                continue
            seen.add((one, other))
            found = weigh(*_ours_first(things[one], things[other]))
            if found is not None:
                yield found


def weigh(first: Described, second: Described) -> Proposal | None:
    """The score of a pair with its reasons; None below the least score."""
    shared = first.identifiers & second.identifiers
    if shared:
        reasons = tuple(f"both have the {scheme} identifier {value}" for scheme, value in sorted(shared))
        return Proposal(first, second, 1.0, reasons, sure=True)
    score, reasons = 0.0, []
    best = max(
        (
            (likeness.score, one, other, likeness)
            for one, other in product(first.names, second.names)
            if (likeness := compare(one, other))
        ),
        default=None,
        key=lambda found: found[0],
    )
    if best is not None:
        score += _NAME * best[0]
        reasons.append(f"“{best[1]}” and “{best[2]}”: {best[3].reason.en}")
    pages = set(first.sites) & set(second.sites)
    domains = {one for one in first.domains & second.domains if not one.endswith(_SHARED_DOMAINS)}
    if pages:
        score += _SITE
        reasons.append(f"both have the web site {sorted(pages)[0]}")
    elif domains:
        score += _DOMAIN
        reasons.append(f"both have web sites at {sorted(domains)[0]}")
    if first.places and second.places:
        common = bool(first.places & second.places)
        score += _PLACE if common else _OTHER_PLACE
        reasons.append("in the same place" if common else "in different places")
    if any(one == other for one, _ in first.identifiers for other, _ in second.identifiers):
        score -= 0.3
        reasons.append("with different identifiers of one scheme")
    score = round(min(score, 0.99), 2)
    return Proposal(first, second, score, tuple(reasons)) if score >= LEAST else None


def _keys(thing: Described) -> set[str]:
    found = {f"{thing.kind} {key}" for name in thing.names for key in keys(name)}
    found |= {f"{thing.kind} @{page}" for page in thing.sites}
    return found | {f"{thing.kind} #{scheme}{value}" for scheme, value in thing.identifiers}


def _ours_first(one: Described, other: Described) -> tuple[Described, Described]:
    return (other, one) if other.source == "ours" and one.source != "ours" else (one, other)


class _Clusters:
    """Groups of records that are about one thing."""

    def __init__(self, things: Sequence[Described]) -> None:
        self._members: dict[str, list[Described]] = {thing.iri: [thing] for thing in things}

    def together(self, one: Described, other: Described) -> bool:
        return self._members[one.iri] is self._members[other.iri]

    def against(self, one: Described, other: Described) -> str:
        """Why two groups cannot be one; empty if they can."""
        if self.together(one, other):
            return ""
        if one.kind != other.kind:
            return f"<{one.iri}> is of the kind {one.kind} and <{other.iri}> of the kind {other.kind}"
        first, second = self._members[one.iri], self._members[other.iri]
        for a, b in product(first, second):
            if a.source == b.source:
                return (
                    f"it would make one thing of <{a.iri}> and <{b.iri}>, both of which {_whose(a.source)} keeps apart"
                )
        schemes: Mapping[str, str] = dict(pair for thing in first for pair in sorted(thing.identifiers))
        for thing in second:
            for scheme, value in sorted(thing.identifiers):
                if schemes.get(scheme, value) != value and (scheme, value) not in {
                    p for t in first for p in t.identifiers
                }:
                    return f"they have different {scheme} identifiers, {schemes[scheme]} and {value}"
        return ""

    def join(self, one: Described, other: Described) -> None:
        if not self.together(one, other):
            group = self._members[one.iri] + self._members[other.iri]
            for thing in group:
                self._members[thing.iri] = group


def _whose(source: str) -> str:
    return "our catalogue" if source == "ours" else source
