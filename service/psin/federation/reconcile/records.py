"""What can be found by name, with the statements about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from ...catalogue import Catalogue, LoadedDocument
from ...documents import BASE, from_iri
from ...vocabulary.namespaces import DCTERMS, FOAF, OWL, RDF, SCHEMA, SKOS
from ...vocabulary.terms import Vocabulary

#: Kinds of documents that can be found, with their names in English and French.
TYPES = {
    "network": ("Network", "Réseau"),
    "organisation": ("Organisation", "Organisation"),
    "convening": ("Convening", "Rencontre"),
}
_LABELS = (
    f"{SKOS}prefLabel",
    f"{FOAF}name",
    f"{DCTERMS}title",
    f"{SKOS}altLabel",
    f"{SKOS}hiddenLabel",
    f"{SCHEMA}alternateName",
)
#: The first so many of these are what a thing is called, the others are other names.
_PREFERRED = 3
Node = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]


@dataclass(frozen=True)
class Name:
    """A name of a thing; ``preferred`` if it is not one among others."""

    text: str
    language: str
    preferred: bool


@dataclass(frozen=True, eq=False)
class Record:
    """A thing: ``id`` is the path of its document, ``identifiers`` are its web sites and what it is called elsewhere."""

    id: str
    kind: str
    names: tuple[Name, ...]
    identifiers: tuple[str, ...]
    item: LoadedDocument

    @property
    def nodes(self) -> dict[str, Node]:
        """The statements of the document by subject and property; read again when they are needed."""
        return _nodes(self.item)

    @property
    def thing(self) -> str:
        return f"{BASE}{self.id}#this"

    def name(self, language: str = "en") -> Name:
        """What it is called in a language, else in English, else in the first there is."""
        ranked = sorted(self.names, key=lambda n: (not n.preferred, n.language != language, n.language != "en"))
        return ranked[0]

    def values(self, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """The objects of the thing's own statements with a property."""
        return self.nodes.get(self.thing, {}).get(predicate, [])

    def parts(self, kind: str) -> Iterator[Node]:
        """The statements about the parts of the document that are of a class."""
        for _, node in sorted(self.nodes.items()):
            if any(value.value == kind for value in node.get(f"{RDF}type", ())):
                yield node

    def text(self, predicate: str, language: str) -> str:
        """A text of the thing in a language, else in English, else in the first there is; empty if there is none."""
        found = [value for value in self.values(predicate) if isinstance(value, ox.Literal)]
        found.sort(key=lambda value: (value.language != language, value.language != "en"))
        return found[0].value if found else ""


class Records:
    """All that can be found in a catalogue, by id; what was withdrawn is left out."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        made = (_record(item) for item in catalogue.documents)
        self.by_id = {record.id: record for record in made if record is not None}

    def of_iri(self, iri: str) -> Record | None:
        """What a document's IRI, with or without fragment, is about."""
        document = from_iri(iri)
        return self.by_id.get(f"{document.kind_name}/{document.slug}") if document else None


def _record(item: LoadedDocument) -> Record | None:
    document = item.document
    if document is None or document.kind_name not in TYPES:
        return None
    nodes = _nodes(item)
    deprecated = [value for node in nodes.values() for value in node.get(f"{OWL}deprecated", ())]
    names = tuple(_names(nodes.get(document.thing, {})))
    if not names or any(value.value == "true" for value in deprecated):
        return None
    thing = nodes[document.thing]
    identifiers = tuple(value.value for name in (f"{SCHEMA}sameAs", f"{FOAF}homepage") for value in thing.get(name, ()))
    return Record(f"{document.kind_name}/{document.slug}", document.kind_name, names, identifiers, item)


@lru_cache(maxsize=512)
def _nodes(item: LoadedDocument) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for quad in item.quads():
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else f"_:{quad.subject.value}"
        nodes.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
    return nodes


def _names(node: Node) -> Iterator[Name]:
    for number, label in enumerate(_LABELS):
        for value in node.get(label, ()):
            if isinstance(value, ox.Literal) and value.value.strip():
                yield Name(value.value, value.language or "", number < _PREFERRED)
