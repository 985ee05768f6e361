"""Vocabulary and documents that a validation takes as given."""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from ..documents import BASE, KINDS
from ..lazily import Later
from ..light import TYPE_CHECKING
from ..vocabulary.terms import Vocabulary
from .parse import Parsed
from .shapes.graph import Graph, Triple, as_term
from .shapes.sparql import store_of

if TYPE_CHECKING:
    from typing import Any

    import pyoxigraph as ox

    from .lookalikes import Lookalikes, Record
else:
    ox = Later("pyoxigraph")

#: Triples beyond which a store of its own is cheaper than changing and restoring the common one.
_LARGE = 5000
_OURS = tuple(f"<{BASE}{kind.name}/" for kind in KINDS)


class Background:
    """Vocabulary and documents that others are checked against.

    Keeps their graph, their store and an index of names, so that a service can check one document against a whole
    catalogue again and again.
    """

    def __init__(self, vocabulary: Vocabulary, documents: Iterable[Parsed] | None = None) -> None:
        self.vocabulary = vocabulary
        self.parts: dict[str, set[str]] = {}
        self.records: dict[str, Record] = {}
        self.graph = _graph_of(vocabulary, shared=documents is None)
        self.has_documents = False
        self._lock = allocate_lock()
        self._is_new = True
        self._held: dict[int, tuple[Parsed, str]] = {}
        self._numbers = 0
        for parsed in documents or ():
            self.has_documents = True
            self._numbers += 1
            self._hold(parsed, f"k{self._numbers}")
            self.graph.extend(triples(parsed, f"k{self._numbers}"))

    @classmethod
    def restored(cls, vocabulary: Vocabulary, plain: dict[str, Any]) -> Background:
        """What ``plain`` was made from, with the vocabulary that was in force then."""
        from .lookalikes import Lookalikes, Record

        self = cls.__new__(cls)
        self.vocabulary = vocabulary
        self.parts = {iri: set(parts) for iri, parts in plain["parts"].items()}
        self.records = {row[0]: Record(*row) for row in plain["records"]}
        self.graph = Graph()
        self.graph.nodes = plain["nodes"]
        self.has_documents = True
        self._lock = allocate_lock()
        self._is_new = True
        self._held, self._numbers = {}, 0
        self.__dict__["lookalikes"] = Lookalikes.restored(self.records, plain["keys"])
        return self

    def plain(self) -> dict[str, Any]:
        """Everything in dictionaries, lists and texts, from which ``restored`` makes the same again."""
        return {
            "nodes": self.graph.nodes,
            "parts": {iri: list(parts) for iri, parts in self.parts.items()},
            "records": [tuple(one) for one in self.records.values()],
            "keys": self.lookalikes.plain(),
        }

    @cached_property
    def fixed(self) -> frozenset[Triple]:
        """What the vocabulary itself says of things that have documents, such as its editors."""
        graph = _graph_of(self.vocabulary, shared=True)
        own = [node for node in graph.nodes if node.startswith(_OURS)]
        return frozenset(
            (node, predicate, value)
            for node in own
            for predicate, values in graph.nodes[node].items()
            for value in values
        )

    @cached_property
    def lookalikes(self) -> Lookalikes:
        from .lookalikes import Lookalikes

        return Lookalikes(self.records.values())

    @cached_property
    def referrers(self) -> dict[str, set[str]]:
        """{document: documents that refer to it}."""
        found: dict[str, set[str]] = {}
        for one in self.records.values():
            for other in one.refers:
                found.setdefault(other, set()).add(one.document)
        return found

    def mark_of(self, parsed: Parsed) -> str | None:
        """The mark of the blank nodes of a document that is part of this; None for every other one."""
        held = self._held.get(id(parsed))
        return held[1] if held else None

    def _hold(self, parsed: Parsed, mark: str) -> None:
        self._held[id(parsed)] = (parsed, mark)
        if parsed.reading:
            from .lookalikes import record  # who checks one document alone does without

            self.parts[parsed.iri] = subjects(parsed)
            self.records[parsed.iri] = record(parsed.iri, parsed.statements)

    def exchange(self, old: Parsed | None, new: Parsed | None) -> tuple[set[Triple], set[Triple]]:
        """Puts a document in the place of another, in time that depends on the two alone.

        Both make statements about nothing but themselves, and no other file holds the same document. Returns the
        triples that went and those that came.
        """
        gone, come = set[Triple](), set[Triple]()
        if old is not None:
            _, mark = self._held.pop(id(old))
            gone = set(triples(old, mark))
            self.parts.pop(old.iri, None)
            self._forget(self.records.pop(old.iri, None))
        if new is not None:
            self._numbers += 1
            mark = f"k{self._numbers}"
            come = set(triples(new, mark))
            self._hold(new, mark)
            self._learn(self.records.get(new.iri))
        gone, come = gone - come - self.fixed, {one for one in come - gone if not self._holds(one)}
        self.graph.change(gone, come)
        if "_store" in self.__dict__:
            self._change(list(map(_quad, come)), list(map(_quad, gone)))
        return gone, come

    def _forget(self, record: Record | None) -> None:
        if record is not None:
            if "lookalikes" in self.__dict__:
                self.lookalikes.remove(record.document)
            if "referrers" in self.__dict__:
                for other in record.refers:
                    self.referrers[other].discard(record.document)

    def _learn(self, record: Record | None) -> None:
        if record is not None:
            if "lookalikes" in self.__dict__:
                self.lookalikes.add(record)
            if "referrers" in self.__dict__:
                for other in record.refers:
                    self.referrers.setdefault(other, set()).add(record.document)

    def graph_with(self, documents: Sequence[tuple[Parsed, Triples]]) -> Graph:
        """The graph in which the given documents stand in place of their earlier selves."""
        changed = [(parsed, own) for parsed, own in documents if id(parsed) not in self._held]
        if not changed:
            return self.graph
        added = [triple for _, own in changed for triple in own]
        removed = {one for parsed, _ in changed for one in self.parts.get(parsed.iri, ())}
        added.extend(one for one in self.fixed if one[0] in removed)
        return self.graph.with_changes(added, removed)

    @cached_property
    def _store(self) -> ox.Store:
        return store_of(self.graph)

    @contextmanager
    def store_with(
        self,
        documents: Sequence[tuple[Parsed, Triples]],
        graph: Graph,
        part: Callable[[], Graph | None] = lambda: None,
    ) -> Iterator[Callable[[], ox.Store]]:
        """The same ``graph`` as a store, opened at the first call. It is lent: one run at a time changes and restores it.

        ``part`` is the part of the graph that will do; it is asked for as long as there is no store of everything, and
        at the first call only, since whoever comes back is served faster by that.
        """
        restore: list[Callable[[], None]] = []
        documents = [(parsed, own) for parsed, own in documents if id(parsed) not in self._held]
        size = sum(len(own) for _, own in documents)

        def open_store() -> ox.Store:
            enough = part() if self._is_new or not self.has_documents else None
            self._is_new = False
            if enough is not None:
                return store_of(enough)
            if size > _LARGE or not self.has_documents:
                return store_of(graph)
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
            gone = [_quad(triple) for triple in old - added - self.fixed]
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


def _graph_of(vocabulary: Vocabulary, *, shared: bool) -> Graph:
    """Shared with the vocabulary, it must not be changed."""
    if vocabulary.nodes is None:
        return Graph.of(vocabulary.triples)
    graph = Graph()
    if shared:
        graph.nodes = vocabulary.nodes
        return graph
    graph.nodes = {
        subject: {predicate: list(values) for predicate, values in node.items()}
        for subject, node in vocabulary.nodes.items()
    }
    return graph


def _quad(triple: Triple) -> ox.Quad:
    subject, predicate, value = map(as_term, triple)
    return ox.Quad(subject, predicate, value)


def triples(parsed: Parsed, mark: str) -> Iterator[Triple]:
    """The triples of a document; blank nodes get a mark, because every file names its own from 1."""
    for subject, predicate, value, *_ in parsed.statements:
        yield blank(subject, mark), predicate, blank(value, mark)


class Triples:
    """The same as something to go through more than once, which takes no room."""

    def __init__(self, parsed: Parsed, mark: str) -> None:
        self._parsed, self._mark = parsed, mark

    def __iter__(self) -> Iterator[Triple]:
        return triples(self._parsed, self._mark)

    def __len__(self) -> int:
        return len(self._parsed.statements)


def blank(term: str, mark: str) -> str:
    return f"_:{mark}x{term[2:]}" if term[0] == "_" else term


def subjects(parsed: Parsed) -> set[str]:
    """The subjects that are the document's to describe."""
    own = parsed.iri
    return {s[0] for s in parsed.statements if s[0] == f"<{own}>" or s[0].startswith(f"<{own}#")}
