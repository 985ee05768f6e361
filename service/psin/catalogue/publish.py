"""Bringing the documents of a catalogue to a SPARQL 1.1 engine elsewhere, those that changed only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyoxigraph as ox

from ..engine.client import Client, Reply
from ..errors import EngineUnavailable, PublishingFailed
from . import published
from .difference import digests
from .loader import Catalogue

#: Seconds for one request: the first publication of a large document on a busy engine.
SECONDS = 300.0
_LONGEST_ANSWER = 1_000_000_000


@dataclass(frozen=True)
class Plan:
    """Graphs to write (``added``, ``replaced``) and to take away (``removed``), by IRI; ``kept`` is how many stay.

    ``interrupted`` tells that an earlier run did not come to its end.
    """

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int
    interrupted: bool = False

    @property
    def steps(self) -> list[str]:
        return [*self.removed, *self.replaced, *self.added]


@dataclass(frozen=True)
class Outcome:
    """What was done. ``statements`` are in the default graph now, ``expected`` is how many the files state; they differ
    where the engine takes two literals for one. ``repaired`` tells that the default graph had to be put right."""

    plan: Plan
    statements: int
    expected: int
    repaired: bool


@dataclass
class Target:
    """An engine: ``query`` and ``update`` are addresses, the same for many."""

    query_url: str
    update_url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self._query = Client(self.query_url, user=self.user, password=self.password)
        self._update = Client(self.update_url or self.query_url, user=self.user, password=self.password)

    def close(self) -> None:
        self._query.close()
        self._update.close()

    def rows(self, query: str) -> list[ox.QuerySolution]:
        """Raises EngineUnavailable, PublishingFailed."""
        reply = self._query.query(query, "application/sparql-results+xml", seconds=SECONDS)
        if "X-SPARQL-MaxRows" in reply.headers:
            reply.close()
            raise PublishingFailed(
                f"The engine at {self._query.host} cuts results after {reply.headers['X-SPARQL-MaxRows']} rows.",
                "Set ResultSetMaxRows in its ini to more than there are documents.",
            )
        text = _whole(reply, self._query, "read")
        results = ox.parse_query_results(text, ox.QueryResultsFormat.XML)
        if isinstance(results, ox.QueryBoolean):
            raise PublishingFailed("The engine answered a SELECT query with true or false.")
        return list(results)

    def change(self, update: str) -> None:
        """Raises EngineUnavailable, PublishingFailed."""
        _whole(self._update.update(update, seconds=SECONDS), self._update, "change")


def _whole(reply: Reply, client: Client, verb: str) -> str:
    text = reply.text(_LONGEST_ANSWER)
    if reply.status in (401, 403):
        raise PublishingFailed(
            f"The engine at {client.host} does not let you {verb} it ({reply.status}).",
            "Give --user, and the password in PSIN_PUBLISH_PASSWORD; with Virtuoso publish to /sparql-auth.",
        )
    if not 200 <= reply.status < 300:
        first = " ".join(text.strip().partition("\n\n")[0].split())[:300]
        raise PublishingFailed(
            f"The engine at {client.url} refused ({reply.status}): {first or 'it does not say why'}", "See its log."
        )
    return text


def compare(here: Mapping[str, str], there: Mapping[str, str], *, interrupted: bool = False) -> Plan:
    """What it takes to bring the hashes ``there`` to those ``here``."""
    return Plan(
        added=tuple(sorted(here.keys() - there.keys())),
        replaced=tuple(sorted(graph for graph in here.keys() & there.keys() if here[graph] != there[graph])),
        removed=tuple(sorted(there.keys() - here.keys())),
        kept=sum(1 for graph in here if there.get(graph) == here[graph]),
        interrupted=interrupted,
    )


def plan(catalogue: Catalogue, target: Target) -> Plan:
    """What a publication would do. Changes nothing. Raises EngineUnavailable, PublishingFailed."""
    interrupted = bool(target.rows(published.UNDER_WAY))
    there = {row["graph"].value: row["hash"].value for row in target.rows(published.HASHES)}
    return compare(digests(catalogue), there, interrupted=interrupted)


def publish(
    catalogue: Catalogue, target: Target, progress: Callable[[int, int, str], None] = lambda *_: None
) -> Outcome:
    """Makes the engine hold the catalogue, and nothing of an earlier one; other graphs in it are left alone.

    Each document is replaced in one step; a run that was interrupted is taken up where it ended. ``progress`` is called
    after each document with its number, how many there are, and its graph. One publication at a time.
    Raises EngineUnavailable, PublishingFailed, CatalogueError.
    """
    todo = plan(catalogue, target)
    if todo.steps or todo.interrupted:
        target.change(published.begin(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
    done = 0
    for graphs, updates in _work(catalogue, todo):
        for update in updates:
            target.change(update)
        for graph in graphs:
            done += 1
            progress(done, len(todo.steps), graph)
    statements = _count(target, published.COUNT_ALL)
    repaired = False
    if todo.interrupted and statements != _count(target, published.COUNT_DOCUMENTS):
        target.change(published.REPAIR)
        repaired, statements = True, _count(target, published.COUNT_ALL)
    if todo.steps or todo.interrupted:
        target.change(published.end())
    return Outcome(todo, statements, _distinct(catalogue), repaired)


def _work(catalogue: Catalogue, todo: Plan) -> Iterator[tuple[list[str], list[str]]]:
    """Graphs and the updates that bring them there. New small documents go together, which is four times less work for
    Virtuoso; not after an interruption, when a part of them may be there."""
    hashes, added = digests(catalogue), set(todo.added)
    together: dict[str, list[ox.Triple]] = {}
    for graph in todo.steps:
        triples = _triples(catalogue, graph)
        if graph not in added or todo.interrupted or not published.is_simple(triples):
            yield [graph], published.replace(graph, triples, hashes.get(graph))
            continue
        if sum(map(len, together.values())) + len(triples) > published.CHUNK:
            yield list(together), [published.add(together, hashes)]
            together = {}
        together[graph] = triples
    if together:
        yield list(together), [published.add(together, hashes)]


def _triples(catalogue: Catalogue, graph: str) -> list[ox.Triple]:
    found = {
        ox.Triple(q.subject, q.predicate, q.object): None
        for item in catalogue.by_graph.get(graph, ())
        for q in item.quads()
    }
    return list(found)


def _distinct(catalogue: Catalogue) -> int:
    return len({ox.Triple(q.subject, q.predicate, q.object) for item in catalogue.loaded for q in item.quads()})


def _count(target: Target, query: str) -> int:
    rows = target.rows(query)
    if len(rows) != 1:
        raise EngineUnavailable("The engine did not count its statements.", "Publish again.")
    return int(rows[0]["count"].value)
