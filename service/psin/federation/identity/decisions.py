"""Decisions about identity as documents: read from the catalogue, written into it, and taken back by deleting them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from ...catalogue import Catalogue
from ...documents import document
from ...errors import InputError, UnknownName
from ...turtle.writer import format_text
from ...vocabulary.namespaces import PREFIXES, PSIN, PSINC, RDF
from .matching import DIFFERENT, SAME, Decision, Proposal

_EDITORS = "https://w3id.org/psin/organisation/psin#this"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def of_catalogue(catalogue: Catalogue) -> list[Decision]:
    """All decisions, in the order of their names."""
    found = []
    for item in catalogue.documents:
        if item.document is None or item.document.kind_name != "identity":
            continue
        said = {
            q.predicate.value: q.object.value
            for q in item.quads()
            if getattr(q.subject, "value", "") == item.document.thing
        }
        first, second = said.get(f"{RDF}subject", ""), said.get(f"{RDF}object", "")
        verdict = said.get(f"{PSIN}verdict", "").removeprefix(f"{PSINC}identity-")
        if first and second and verdict in (SAME, DIFFERENT):
            found.append(Decision(item.document.slug, first, second, verdict, said.get(f"{PSIN}reason", "")))
    return found


def write(proposal: Proposal, verdict: str, reason: str, data: Path, now: datetime | None = None) -> Path:
    """Writes the document of a decision and returns its file. Raises InputError if there is one already."""
    when = now or datetime.now(UTC)
    found = document("identity", proposal.slug)
    path = data / found.file
    if path.exists():
        raise InputError(
            f"{path} holds a decision on these two already.", f"Take it back first: --withdraw {found.slug}."
        )
    names = f"{proposal.first.name} / {proposal.second.name}"[:200]
    why = reason or f"{'; '.join(proposal.reasons)}."
    prefixes = "".join(
        f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("psin", "psinc", "dcterms", "foaf", "prov", "rdf", "xsd")
    )
    text = f"""@base <{found.iri}> .
{prefixes}
<> a psin:Contribution ;
    dcterms:title {json.dumps(names, ensure_ascii=False)}@en ;
    dcterms:license <{_LICENCE}> ;
    prov:wasAttributedTo <{_EDITORS}> ;
    prov:generatedAtTime "{when.strftime("%Y-%m-%dT%H:%M:%SZ")}"^^xsd:dateTime ;
    foaf:primaryTopic <#this> .
<#this> a psin:IdentityDecision ;
    rdf:subject <{proposal.first.iri}> ;
    rdf:object <{proposal.second.iri}> ;
    psin:verdict psinc:identity-{verdict} ;
    psin:reason {json.dumps(why, ensure_ascii=False)}@en ;
    dcterms:date "{when.date().isoformat()}"^^xsd:date .
"""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(format_text(text, found.iri), encoding="utf-8")
    return path


def withdraw(slug: str, data: Path) -> Path:
    """Takes a decision back, so that the question is open again. Raises UnknownName."""
    path = data / document("identity", slug).file
    try:
        path.unlink()
    except FileNotFoundError:
        raise UnknownName(f"There is no decision '{slug}'.", f"They lie in {path.parent}.") from None
    return path
