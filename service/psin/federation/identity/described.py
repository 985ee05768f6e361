"""What of a network or an organisation tells whether another record is about the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from ...catalogue import Catalogue
from ...documents import from_iri
from ...validation.names import site
from ...vocabulary.namespaces import DCTERMS, FOAF, ORG, OWL, PSIN, RDF, SCHEMA, SKOS
from ..partners import Partner

_KINDS = {
    f"{PSIN}Network": "network",
    f"{FOAF}Organization": "organisation",
    f"{ORG}FormalOrganization": "organisation",
}
_NAMES = (f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{FOAF}name")
_SAME = (f"{SCHEMA}sameAs", f"{SKOS}exactMatch", f"{OWL}sameAs", f"{DCTERMS}identifier", f"{SCHEMA}identifier")
#: Identifiers that stand for one thing in the world, by the form of their addresses.
_IDENTIFIERS = (
    ("ROR", re.compile(r"https?://(?:www\.)?ror\.org/(0[a-z0-9]{8})/?", re.I)),
    ("Wikidata", re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q[1-9][0-9]*)", re.I)),
    ("ISNI", re.compile(r"https?://(?:www\.)?isni\.org/(?:isni/)?([0-9]{15}[0-9X])", re.I)),
)


@dataclass(frozen=True)
class Described:
    """One network or organisation. ``source`` is "ours" or the short name of a partner; ``identifiers`` such as
    ``("ROR", "05d5mza29")``; ``sites`` are addresses without what is written freely."""

    iri: str
    kind: str
    source: str
    names: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    identifiers: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    places: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        return self.names[0] if self.names else self.iri

    @property
    def domains(self) -> frozenset[str]:
        return frozenset(address.partition("/")[0] for address in self.sites)


def of_catalogue(catalogue: Catalogue, partners: Mapping[str, Partner]) -> list[Described]:
    """All that can be compared: our networks and organisations, and those of the partners whose records are loaded."""
    found: list[Described] = []
    for item in catalogue.documents:
        if item.document is not None and item.document.kind_name in ("network", "organisation"):
            found.extend(described(item.quads(), "ours", item.document.kind_name))
    for slug, partner in partners.items():
        for item in catalogue.by_graph.get(partner.records, ()):
            found.extend(described(item.quads(), slug))
    return found


def described(quads: Iterable[ox.Quad], source: str, kind: str = "") -> Iterator[Described]:
    """The things that a graph describes. ``kind`` is for a document of ours, whose subject is the one thing."""
    nodes: dict[str, dict[str, list[ox.Term]]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            nodes.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    for iri, node in nodes.items():
        own = from_iri(iri)
        if kind and (own is None or iri != own.thing):
            continue
        types = [_KINDS[one.value] for one in node.get(f"{RDF}type", ()) if getattr(one, "value", "") in _KINDS]
        if f"{OWL}deprecated" in node or not (types or kind):
            continue
        names = [value.value for name in _NAMES for value in node.get(name, ()) if isinstance(value, ox.Literal)]
        pages = [site(value.value) for value in node.get(f"{FOAF}homepage", ()) if isinstance(value, ox.NamedNode)]
        yield Described(
            iri,
            kind or types[0],
            source,
            tuple(dict.fromkeys(names))[:20],
            tuple(page for page in pages if page),
            frozenset(one for name in _SAME for value in node.get(name, ()) if (one := identifier(value.value))),
            frozenset(value.value for value in node.get(f"{DCTERMS}spatial", ()) if isinstance(value, ox.NamedNode)),
        )


def identifier(text: str) -> tuple[str, str] | None:
    """The scheme and the identifier that an address stands for; None for any other address."""
    for scheme, pattern in _IDENTIFIERS:
        found = pattern.fullmatch(text)
        if found:
            value = found[1].lower() if scheme == "ROR" else found[1].upper()
            return scheme, value
    return None
