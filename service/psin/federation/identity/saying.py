"""What partners say about a thing of ours, beside what we say: where they agree, where they differ, what they add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ...catalogue import Catalogue
from ...validation.names import compare, site
from ...vocabulary.namespaces import DCTERMS, FOAF, PSIN, SCHEMA, SKOS
from ..partners import Partner
from .matching import Identities

AGREES, DIFFERS, ADDS = "agrees", "differs", "adds"
#: What is compared, and whether a thing has one value of it only, so that another one differs.
COMPARED: Mapping[str, bool] = {
    f"{SKOS}prefLabel": False,
    f"{FOAF}homepage": True,
    f"{DCTERMS}spatial": False,
    f"{SCHEMA}foundingDate": True,
    f"{SCHEMA}dissolutionDate": True,
    f"{PSIN}networkKind": True,
    f"{PSIN}governmentLevel": True,
    f"{DCTERMS}description": False,
}


@dataclass(frozen=True)
class Said:
    """One value of a property: who says it, where, and how it stands to what is ours."""

    partner: Partner
    property: str
    value: ox.Term
    verdict: str
    ours: tuple[ox.Term, ...]
    record: str
    basis: str


def said_of(iri: str, catalogue: Catalogue, partners: Mapping[str, Partner], found: Identities) -> list[Said]:
    """What partners say of a thing of ours, in their linked records and in their claims."""
    own = _node(iri, catalogue.by_graph.get(iri.partition("#")[0], ()))
    said: list[Said] = []
    for other, basis in found.same_as(iri):
        partner = partners.get(other.source)
        if partner is not None:
            said.extend(
                _compared(partner, own, _node(other.iri, catalogue.by_graph.get(partner.records, ())), other.iri, basis)
            )
    for partner in partners.values():
        node = _node(iri, catalogue.by_graph.get(partner.claims, ()))
        said.extend(_compared(partner, own, node, "", "says it of our record"))
    return said


def _compared(
    partner: Partner, own: Mapping[str, list[ox.Term]], theirs: Mapping[str, list[ox.Term]], record: str, basis: str
) -> Iterable[Said]:
    for name, single in COMPARED.items():
        ours = tuple(own.get(name, ()))
        for value in theirs.get(name, ()):
            alike = any(agree(name, one, value) for one in ours)
            verdict = AGREES if alike else DIFFERS if single and ours else ADDS
            yield Said(partner, name, value, verdict, ours, record, basis)


def agree(name: str, one: ox.Term, other: ox.Term) -> bool:
    """Whether two values say the same; a date agrees with a less precise one, an address with its other spellings."""
    first, second = getattr(one, "value", ""), getattr(other, "value", "")
    if first == second:
        return True
    if name == f"{FOAF}homepage":
        return bool(site(first)) and site(first) == site(second)
    if name in (f"{SCHEMA}foundingDate", f"{SCHEMA}dissolutionDate"):
        return first.startswith(f"{second}-") or second.startswith(f"{first}-")
    if name == f"{SKOS}prefLabel":
        likeness = compare(first, second)
        return likeness is not None and likeness.score >= 0.95
    return False


def _node(iri: str, items: Iterable[object]) -> dict[str, list[ox.Term]]:
    found: dict[str, list[ox.Term]] = {}
    subject = ox.NamedNode(iri)
    for item in items:
        for quad in item.quads():  # type: ignore[attr-defined]
            if quad.subject == subject:
                found.setdefault(quad.predicate.value, []).append(quad.object)
    return found
