"""What a document is checked against beside itself: its own address, and the other documents."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

import pyoxigraph as ox

from ..documents import BASE, KINDS, Document, from_iri
from ..turtle.reader import Statement
from ..vocabulary.namespaces import CV, DCAT, FOAF, ORG, OWL, PSIN, SCHEMA, XSD, compact
from ..vocabulary.suggest import Suggester
from ..vocabulary.terms import Vocabulary
from .findings import Finding
from .parse import Parsed
from .rules import finding
from .shapes.graph import TYPE, Graph, Triple, as_term
from .shapes.sparql import store_of

#: What ``<#this>`` of a kind of document may be; the first is named in the advice.
CLASSES: dict[str, tuple[str, ...]] = {
    "network": (f"{PSIN}Network",),
    "organisation": (
        f"{FOAF}Organization",
        f"{ORG}Organization",
        f"{ORG}FormalOrganization",
        f"{ORG}OrganizationalUnit",
        f"{CV}PublicOrganisation",
        f"{FOAF}Group",
    ),
    "convening": (f"{PSIN}Convening", f"{PSIN}ConveningOfConveners", f"{SCHEMA}EventSeries"),
    "lesson": (f"{PSIN}Lesson",),
    "guidance": (f"{PSIN}Guidance",),
    "catalogue": (f"{DCAT}Catalog",),
}
#: Triples beyond which a store of its own is cheaper than changing and restoring the common one.
_LARGE = 5000
_DEPRECATED = (f"<{OWL}deprecated>", f'"true"^^<{XSD}boolean>')


class Background:
    """Vocabulary and documents that a validation takes as given.

    Keeps their graph and their store, so that a service can check one document against a whole catalogue again and
    again.
    """

    def __init__(self, vocabulary: Vocabulary, documents: Iterable[Parsed] = ()) -> None:
        self.vocabulary = vocabulary
        self.parts: dict[str, set[str]] = {}
        self.graph = Graph.of(vocabulary.triples)
        self.has_documents = False
        self._lock = threading.Lock()
        for number, parsed in enumerate(documents):
            self.has_documents = True
            self.graph.extend(triples(parsed, f"k{number}"))
            self.parts[parsed.iri] = subjects(parsed)

    def graph_with(self, documents: Sequence[tuple[Parsed, list[Triple]]]) -> Graph:
        """The graph in which the given documents stand in place of their earlier selves."""
        added = [triple for _, own in documents for triple in own]
        removed = {one for parsed, _ in documents for one in self.parts.get(parsed.iri, ())}
        return self.graph.with_changes(added, removed)

    @cached_property
    def _store(self) -> ox.Store:
        return store_of(self.graph)

    @contextmanager
    def store_with(self, documents: Sequence[tuple[Parsed, list[Triple]]]) -> Iterator[Callable[[], ox.Store]]:
        """The same as a store, opened at the first call. It is lent: one run at a time changes and restores it."""
        restore: list[Callable[[], None]] = []
        size = sum(len(own) for _, own in documents)

        def open_store() -> ox.Store:
            if size > _LARGE or not self.has_documents:
                return store_of(self.graph_with(documents))
            self._lock.acquire()
            restore.append(self._lock.release)
            added = {triple for _, own in documents for triple in own}
            old = {
                (subject, predicate, value)
                for parsed, _ in documents
                for subject in self.parts.get(parsed.iri, ())
                for predicate, values in self.graph.nodes.get(subject, {}).items()
                for value in values
            }
            new = [_quad(triple) for triple in added if not self._holds(triple)]
            gone = [_quad(triple) for triple in old - added]
            restore.append(lambda: self._change(gone, new))
            self._change(new, gone)
            return self._store

        try:
            yield open_store
        finally:
            for step in reversed(restore):
                step()

    def _holds(self, triple: Triple) -> bool:
        return triple[2] in self.graph.objects(triple[0], triple[1])

    def _change(self, add: list[ox.Quad], remove: list[ox.Quad]) -> None:
        for quad in remove:
            self._store.remove(quad)
        self._store.extend(add)


def _quad(triple: Triple) -> ox.Quad:
    subject, predicate, value = map(as_term, triple)
    return ox.Quad(subject, predicate, value)


def triples(parsed: Parsed, mark: str) -> Iterator[Triple]:
    """The triples of a document; blank nodes get a mark, because every file names its own from 1."""
    for subject, predicate, value, *_ in parsed.statements:
        yield blank(subject, mark), predicate, blank(value, mark)


def blank(term: str, mark: str) -> str:
    return f"_:{mark}x{term[2:]}" if term[0] == "_" else term


def subjects(parsed: Parsed) -> set[str]:
    """The subjects that are the document's to describe."""
    own = parsed.iri
    return {s[0] for s in parsed.statements if s[0] == f"<{own}>" or s[0].startswith(f"<{own}#")}


class ContextChecker:
    """Checks addresses of documents, and references between them if the other documents are known."""

    def __init__(self, documents: Sequence[Parsed], background: Background) -> None:
        self.holders: dict[str, list[Parsed]] = {}
        for parsed in documents:
            if parsed.reading:
                self.holders.setdefault(parsed.iri, []).append(parsed)
        self.own_parts = {iri: set.union(*map(subjects, held)) for iri, held in self.holders.items()}
        self.background = background
        self.known = {*background.parts, *self.holders}
        self._by_kind: dict[str, Suggester] = {}

    def check(self, parsed: Parsed) -> list[Finding]:
        if parsed.reading is None:
            return []
        return [*self._address(parsed), *self._content(parsed), *self._references(parsed)]

    def _address(self, parsed: Parsed) -> Iterator[Finding]:
        place = parsed.place(_base_at(parsed))
        base = parsed.reading.base if parsed.reading else ""
        expected = parsed.by_name
        if expected and base != expected.iri:
            yield finding("G15", place, {"value": f"<{base}>", "expected": f"<{expected.iri}>"})
        elif parsed.document is None or base != parsed.iri:
            yield finding("G21", place, {"value": f"<{base}>"})
        for other in self.holders.get(parsed.iri, ()):
            if other is not parsed and parsed.document:
                yield finding("G20", place, {"value": f"<{parsed.iri}>", "other": other.file})

    def _content(self, parsed: Parsed) -> Iterator[Finding]:
        if parsed.document is None:
            return
        document, thing = f"<{parsed.document.iri}>", f"<{parsed.document.thing}>"
        described = [one for one in parsed.statements if one[0] == thing]
        allowed = CLASSES[parsed.document.kind_name]
        types = {one[2][1:-1] for one in described if one[1] == TYPE}
        tombstone = any(one[1:3] == _DEPRECATED for one in parsed.statements if one[0] in (thing, document))
        if not types.intersection(allowed) and not tombstone:
            place = parsed.place(described[0].subject_at if described else _base_at(parsed))
            shown = {"expected": " / ".join(map(compact, allowed)), "first": compact(allowed[0])}
            yield finding("G16", place, shown, focus=thing)
        if not any(one[:3] == (document, TYPE, f"<{PSIN}Contribution>") for one in parsed.statements):
            own = next((one for one in parsed.statements if one[0] == document), None)
            yield finding("G17", parsed.place(own.subject_at if own else _base_at(parsed)), {}, focus=document)

    def _references(self, parsed: Parsed) -> Iterator[Finding]:
        for statement in parsed.statements:
            if statement.object.startswith(f"<{BASE}"):
                yield from self._reference(parsed, statement, statement.object[1:-1])

    def _reference(self, parsed: Parsed, statement: Statement, iri: str) -> Iterator[Finding]:
        document = from_iri(iri)
        about = {"focus": statement.subject, "path": statement.predicate, "value": statement.object}
        if document is None:
            if iri.startswith(tuple(f"{BASE}{kind.name}/" for kind in KINDS)):
                yield finding("G18", parsed.place(statement.object_at), {"value": f"<{iri}>"}, **about)
            return
        if document.iri == parsed.iri:
            parts = self.own_parts[parsed.iri]
        elif not self.background.has_documents:
            return
        elif document.iri not in self.known:
            values = {"value": f"<{document.iri}>"}
            nearest = self._nearest(document)
            if nearest:
                values["suggestion"] = f"<{nearest}{iri[len(document.iri) :]}>"
            yield finding("G18", parsed.place(statement.object_at), values, **about)
            return
        else:
            parts = self.own_parts.get(document.iri) or self.background.parts.get(document.iri, set())
        if "#" in iri and statement.object not in parts:
            suggestion = Suggester(sorted(parts)).nearest(statement.object, 0.85)
            values = {"value": statement.object} | ({"suggestion": suggestion} if suggestion else {})
            yield finding("G19", parsed.place(statement.object_at), values, **about)

    def _nearest(self, document: Document) -> str | None:
        kind = document.kind_name
        if kind not in self._by_kind:
            slugs = [one.slug for one in map(from_iri, self.known) if one and one.kind_name == kind]
            self._by_kind[kind] = Suggester(sorted(slugs))
        slug = self._by_kind[kind].nearest(document.slug, 0.7)
        return f"{BASE}{kind}/{slug}" if slug else None


def _base_at(parsed: Parsed) -> int:
    """Where the file declares its base, otherwise its first character."""
    at = parsed.text.lower().find("base")
    start = parsed.text.find("<", at) if 0 <= at < 5000 else -1
    return start if start >= 0 else 0
