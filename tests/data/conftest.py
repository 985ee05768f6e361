"""Documents of the catalogue as nodes that can be asked what they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
BASE = "https://w3id.org/psin/"
XSD = "http://www.w3.org/2001/XMLSchema#"
NAMESPACES = {
    "psin": f"{BASE}ns#",
    "psinc": f"{BASE}concept/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcterms": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
}
FOLDERS = {"network": "networks", "organisation": "organisations", "convening": "convenings"}
DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
PLAIN_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")

Term = ox.NamedNode | ox.Literal | ox.BlankNode


def full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix] + local


class Node:
    """What one document says about one thing."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self.statements: dict[str, set[Term]] = {}

    def objects(self, predicate: str) -> set[Term]:
        return self.statements.get(full(predicate), set())

    def links(self, predicate: str) -> set[str]:
        return {term.value for term in self.objects(predicate) if isinstance(term, ox.NamedNode)}

    def is_a(self, name: str) -> bool:
        return full(name) in self.links("rdf:type")

    def concept(self, predicate: str, name: str) -> bool:
        return full(f"psinc:{name}") in self.links(predicate)

    def says(self, predicate: str, text: str, language: str | None = "en") -> bool:
        return ox.Literal(text, language=language) in self.objects(predicate)

    def named(self, text: str, *predicates: str) -> bool:
        return any(isinstance(t, ox.Literal) and t.value == text for p in predicates for t in self.objects(p))

    def number(self, predicate: str, value: int) -> bool:
        return ox.Literal(str(value), datatype=ox.NamedNode(f"{XSD}integer")) in self.objects(predicate)

    def has_date(self, predicate: str, text: str) -> bool:
        """A plain date, as a literal of its own precision."""
        if PLAIN_DATE.fullmatch(text) is None:
            return False
        return ox.Literal(text, datatype=ox.NamedNode(XSD + DATE_TYPES[len(text)])) in self.objects(predicate)

    def dated(self, text: str, predicate: str = "dcterms:date") -> bool:
        """A plain date as such, or the words of the fact as they stand."""
        return self.has_date(predicate, text) or self.says("psin:dateNote", text)


class Document:
    def __init__(self, iri: str, triples: list[ox.Triple], load: Callable[[str], Document]) -> None:
        self.iri, self.triples, self.load = iri, triples, load
        self.nodes: dict[str, Node] = {}
        for triple in triples:
            node = self.nodes.setdefault(triple.subject.value, Node(triple.subject.value))
            node.statements.setdefault(triple.predicate.value, set()).add(triple.object)
        self.this = self.node("this")

    def node(self, fragment: str) -> Node:
        return self.nodes.get(f"{self.iri}#{fragment}", Node(f"{self.iri}#{fragment}"))

    def without(self, triple: ox.Triple) -> Document:
        return Document(self.iri, [t for t in self.triples if t != triple], self.load)

    def records(self, kind: str) -> list[Node]:
        """The nodes of a class that describe the network of this document."""
        return [
            node for node in self.nodes.values() if node.is_a(kind) and node.links("psin:ofNetwork") == {self.this.iri}
        ]

    def events(self, kind: str) -> list[Node]:
        return [node for node in self.records("psin:LifeEvent") if node.concept("psin:eventKind", kind)]

    def is_called(self, node: Node, predicate: str, text: str) -> bool:
        """The words of the fact are kept, or are the very name of what the node points to."""
        if node.says("psin:nameAsGiven", text, None):
            return True
        targets = [t.removeprefix(BASE).removesuffix("#this") for t in node.links(predicate) if t.startswith(BASE)]
        return any(self.load(t).this.named(text, "skos:prefLabel", "dcterms:title") for t in targets)


@cache
def _load(name: str) -> Document:
    kind, _, slug = name.partition("/")
    path = DATA / FOLDERS.get(kind, "none") / f"{slug}.ttl"
    if not path.is_file():
        return Document(BASE + name, [], _load)
    triples = [quad.triple for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=BASE + name)]
    return Document(BASE + name, triples, _load)


@pytest.fixture(scope="session")
def load() -> Callable[[str], Document]:
    """``network/one-team-gov`` as it lies in the catalogue; empty where there is no such file."""
    return _load
