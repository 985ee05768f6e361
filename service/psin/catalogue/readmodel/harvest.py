"""What the read model keeps of one document, of a concept and of a question: names, words to search, facts of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph

from ...documents import Document
from ...vocabulary.namespaces import PREFIXES, RDF
from ..loader import LoadedDocument

MAIN = ("skos:prefLabel", "dcterms:title", "rdfs:label", "foaf:name", "schema:name")
OTHER = ("skos:altLabel", "schema:alternateName", "skos:hiddenLabel")
#: What tells in few words what a record is about, and what tells it at length.
_ABOUT = ("psin:nameAsGiven", "dcterms:title")
_BODY = ("dcterms:description", "skos:definition", "skos:note", "skos:scopeNote", "psin:eligibility", "psin:reason")
_MOMENT = ("psin:earliest", "psin:latest", "psin:dateCertainty")

Text = tuple[str, str]


@dataclass
class Entry:
    """A thing that can be listed or found. Texts are pairs of value and language tag; ``facts`` are N-Triples."""

    kind: str
    iri: str
    address: str
    names: list[Text] = field(default_factory=list)
    others: list[Text] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    body: list[Text] = field(default_factory=list)
    row: dict[str, Any] = field(default_factory=dict)
    facts: str = ""
    started: str = ""
    ended: str = ""
    seen: str = ""


class Statements:
    """The statements of one document by subject and prefixed name of the predicate."""

    def __init__(self, quads: Iterable[pyoxigraph.Quad]) -> None:
        self.by_subject: dict[str, dict[str, list[Any]]] = {}
        for quad in quads:
            subject = (
                f"_:{quad.subject.value}" if isinstance(quad.subject, pyoxigraph.BlankNode) else quad.subject.value
            )
            self.by_subject.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(quad.object)

    def all(self, subject: str, name: str) -> list[Any]:
        return self.by_subject.get(subject, {}).get(full(name), [])

    def value(self, subject: str, *names: str) -> str:
        """The smallest value of the first predicate that has any; empty if there is none."""
        for name in names:
            found = sorted(term.value for term in self.all(subject, name))
            if found:
                return found[0]
        return ""

    def texts(self, subject: str, names: Iterable[str]) -> list[Text]:
        found = [term for name in names for term in self.all(subject, name) if isinstance(term, pyoxigraph.Literal)]
        return sorted({(term.value, (term.language or "").lower()) for term in found})


def full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


_TYPE = f"{RDF}type"


def document(item: LoadedDocument, found: Document) -> Entry:
    """The entry of a document of the catalogue. Raises CatalogueError where it is not Turtle."""
    quads = item.quads()
    statements, this = Statements(quads), found.thing
    entry = Entry(found.kind_name, this, found.page)
    entry.names = statements.texts(this, MAIN)
    entry.others = [text for text in statements.texts(this, OTHER) if text not in entry.names]
    for subject in statements.by_subject:
        if subject.startswith(this.partition("#")[0] + "#") and not subject.partition("#")[2].startswith("source-"):
            for name in _BODY:
                entry.body += statements.texts(subject, (name,))
            if subject != this:
                entry.about += [value for value, _ in statements.texts(subject, _ABOUT)]
    entry.facts = "".join(
        f"{quad.subject} {quad.predicate} {quad.object} .\n"
        for quad in quads
        if _plain(quad) and quad.subject.value == this
    )
    _moments(entry, statements, found)
    if found.kind_name == "network":
        _network(entry, statements, this)
    entry.row["page"] = statements.value(this, "foaf:homepage", "foaf:page")
    return entry


def _plain(quad: pyoxigraph.Quad) -> bool:
    return not isinstance(quad.subject, pyoxigraph.BlankNode) and not isinstance(quad.object, pyoxigraph.BlankNode)


def _moments(entry: Entry, statements: Statements, found: Document) -> None:
    dates = {"network": "schema:foundingDate", "organisation": "schema:foundingDate", "convening": "schema:startDate"}
    since = moment(statements, found.thing, dates.get(found.kind_name, "dcterms:issued"), "dcterms:date")
    until = moment(statements, found.thing, "schema:dissolutionDate", "schema:endDate", only=True)
    for node in statements.by_subject:
        event = statements.value(node, "psin:eventKind")
        if event.endswith("/event-founded"):
            since = moment(statements, node, "dcterms:date") or since
        elif event.endswith("/event-ended"):
            until = moment(statements, node, "dcterms:date") or until
    entry.row |= {"since": since, "until": until}
    entry.started, entry.ended = order(since), order(until)


def moment(statements: Statements, node: str, *names: str, only: bool = False) -> dict[str, Any]:
    """The parts of a moment; ``only`` if the bounds and notes beside the date belong to another moment."""
    found: dict[str, Any] = {"date": statements.value(node, *names)}
    if not only:
        found |= {name.partition(":")[2]: statements.value(node, name) for name in _MOMENT}
        found["dateNote"] = statements.texts(node, ("psin:dateNote",))
    return {name: value for name, value in found.items() if value}


def order(parts: Mapping[str, Any]) -> str:
    """What moments are sorted by; what is only known to be later comes after its bound."""
    dated = parts.get("date") or (f"{parts['earliest']}~" if parts.get("earliest") else parts.get("latest", ""))
    return str(dated) if re.match(r"\d{4}", str(dated)) else ""


def _network(entry: Entry, statements: Statements, this: str) -> None:
    """Who is named as convener without having a document, and the last sign of life."""
    named, readings = [], []
    for node, known in statements.by_subject.items():
        types = {term.value for term in known.get(_TYPE, ())}
        if full("psin:Convenership") in types and not statements.all(node, "psin:agent"):
            over = statements.all(node, "schema:endDate") or statements.value(node, "psin:ended") == "true"
            named += [] if over else [value for value, _ in statements.texts(node, ("psin:nameAsGiven",))]
        elif full("psin:StatusReading") in types:
            readings.append((statements.value(node, "dcterms:date"), statements.value(node, "psin:lastSeen")))
    entry.seen = max(readings, default=("", ""))[1]
    entry.row |= {"named": sorted(set(named)), "seen": entry.seen}
