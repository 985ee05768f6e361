"""An existing SPARQL 1.1 engine behind the same interface as our own workers, with the same inspection and budgets."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pyoxigraph as ox

from psin.errors import CatalogueError, EngineUnavailable, QueryRefused
from psin.settings import Settings

from .answer import Answer, Watch
from .binding import Term, bind
from .budget import Budget
from .client import Client
from .engine import Engine
from .formats import GRAPH, Format, of_kind
from .inspection import Inspected, inspect
from .messages import syntax_error
from .remote_answer import ACCEPT_GRAPH, Question, RemoteAnswer, RemoteWorker, refuse_format
from .scope import absolute, known, reached, written_out

#: A graph that nobody publishes: it stands where a dataset has no default or no named graph, because Virtuoso
#: otherwise takes all graphs it has.
_NONE = "urn:psin:no-graph"
#: Something that may be an IRI without a scheme; then the query is told what it is relative to, as in our own workers.
_DEFAULT, _NAMED = "default-graph-uri", "named-graph-uri"


@dataclass(frozen=True)
class Dialect:
    """``accept`` is the format of tables that the engine writes best. ``adds_up`` tells that it takes the graphs of the
    protocol besides those of FROM instead of in their place, and names every graph in a header of its answer."""

    accept: str
    adds_up: bool


STANDARD = Dialect("application/sparql-results+json, application/sparql-results+xml;q=0.5", adds_up=False)
#: XML, because its JSON is five times slower (38,000 rows: 2.0 s and 0.4 s) and writes stored booleans as 0 and 1.
VIRTUOSO = Dialect("application/sparql-results+xml", adds_up=True)


class RemoteEngine(Engine):
    """Answers over the graphs that were published to an engine elsewhere. Thread-safe; close it after use.

    The default graph is the graph ``union``, which holds each triple of each of ``graphs`` once; those are the named
    graphs. Of the budget all but ``memory_mib`` holds.
    """

    def __init__(self, client: Client, settings: Settings, union: str, graphs: Sequence[str]) -> None:
        self._client = client
        self._settings = settings
        self._budget = Budget.from_settings(settings)
        self._union = union
        self._graphs = dict.fromkeys(graphs)
        self._slots = threading.BoundedSemaphore(max(1, int(settings["workers"])))
        self._dialect = STANDARD

    @classmethod
    def connect(
        cls,
        url: str,
        settings: Settings | None = None,
        *,
        union: str,
        graphs: Sequence[str],
        user: str = "",
        password: str = "",
    ) -> RemoteEngine:
        """Asks the engine who it is.

        Raises InputError for a bad address, EngineUnavailable if it does not answer, CatalogueError if it would cut results.
        """
        settings = settings or Settings()
        client = Client(url, connections=max(1, int(settings["workers"])), user=user, password=password)
        engine = cls(client, settings, union, graphs)
        try:
            engine._get_to_know()
        except BaseException:
            engine.close()
            raise
        return engine

    @property
    def isolation(self) -> str:
        """Whether strangers' queries can reach the network is up to the engine elsewhere; none that say SERVICE are sent."""
        return "remote"

    def reload(self, quads: object, version: str = "") -> None:
        raise CatalogueError(
            "An engine elsewhere is not changed by the service.", "Publish to it: psin publish --to URL."
        )

    def update(self, changes: object, version: str) -> None:
        self.reload(changes, version)

    def close(self) -> None:
        self._client.close()

    def stream(
        self,
        query: str,
        *,
        accept: Format,
        bindings: Mapping[str, Term] | None = None,
        budget: Budget | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        watch: Watch | None = None,
    ) -> Answer:
        budget, bindings = budget or self._budget, bindings or {}
        inspected = self._inspected(query)
        refuse_format(inspected.kind, accept, of_kind(inspected.kind))
        default, named = inspected.default_graphs, inspected.named_graphs
        if default_graphs or named_graphs:
            default, named = tuple(default_graphs), tuple(named_graphs)
        graphs = self._dataset(query, bindings, default, named)
        text = bind(query, inspected, bindings) if bindings else query
        text = absolute(text)
        if self._dialect.adds_up:
            text, graphs = written_out(text, self._inspected(text), graphs), ()
        tables = ACCEPT_GRAPH if inspected.kind == GRAPH else self._dialect.accept
        return self._ask(Question(text, graphs, tables, inspected.kind, accept, budget), watch)

    def begin(self, query: str, **_: object) -> None:
        """Nothing is answered elsewhere without waiting."""

    def describe(self, iri: str, budget: Budget | None = None) -> list[ox.Triple]:
        """As that of our own engine: others also list the triples that point to the IRI."""
        by_subject: dict[object, list[ox.Triple]] = {}
        for triple in super().describe(iri, budget):
            by_subject.setdefault(triple.subject, []).append(triple)
        found: dict[ox.Triple, None] = {}
        todo: list[object] = [ox.NamedNode(iri)]
        while todo:
            for triple in by_subject.pop(todo.pop(), ()):
                found[triple] = None
                if isinstance(triple.object, ox.BlankNode):
                    todo.append(triple.object)
        return list(found)

    def _inspected(self, query: str) -> Inspected:
        return inspect(query, int(self._settings["query_text_bytes"]), int(self._settings["query_depth"]))

    def _dataset(
        self, query: str, bindings: Mapping[str, Term], default: Sequence[str] | None, named: Sequence[str] | None
    ) -> tuple[tuple[str, str], ...]:
        """Pairs of parameter and graph. Names only the graphs that the query can reach, since there may be many."""
        inside = reached(query, bindings)
        if default is None or named is None:
            default, named = (
                (self._union,),
                tuple(self._graphs) if inside is None else tuple(g for g in inside if g in self._graphs),
            )
        else:
            default, named = known(default, self._graphs), known(named, self._graphs)
            if len(default) > 1:
                raise QueryRefused(
                    "Several default graphs are not put together here: engines count a triple of two of them twice.",
                    "Leave FROM out to ask all documents, or use GRAPH with VALUES.",
                )
        pairs = [(_DEFAULT, graph) for graph in default or (_NONE,)]
        if inside != ():
            pairs += [(_NAMED, graph) for graph in named or (_NONE,)]
        return tuple(pairs)

    def _ask(self, question: Question, watch: Watch | None) -> Answer:
        seconds = float(self._settings["queue_seconds"])
        if not self._slots.acquire(timeout=seconds):
            raise EngineUnavailable(
                f"All {self._settings['workers']} connections to the engine were busy for {seconds:g} s.",
                "Try again in a few seconds.",
                retry_after=max(1, round(seconds)),
            )
        worker = RemoteWorker(self._client, question, self._slots.release)
        explain: Callable[[str], object] = partial(syntax_error, question.text)
        return RemoteAnswer(worker, _give_back, {}, question.form, question.budget, explain, watch).begin()  # type: ignore[arg-type]

    def _get_to_know(self) -> None:
        """Tells engines apart by their Server header, and by how many rows they let through."""
        rows = self._budget.rows
        digits = "{ " + " ".join(map(str, range(10))) + " }"
        places = max(1, math.ceil(math.log10(max(rows, 2))))
        many = " ".join(f"VALUES ?d{place} {digits}" for place in range(places))
        reply = self._client.query(
            f"SELECT ?d0 {{ {many} }} LIMIT {rows}", VIRTUOSO.accept, seconds=max(self._budget.seconds, 30.0)
        )
        try:
            if "virtuoso" in reply.headers.get("Server", "").lower():
                self._dialect = VIRTUOSO
            limit = reply.headers.get("X-SPARQL-MaxRows", "")
            if limit and int(limit) < rows:
                raise CatalogueError(
                    f"The engine at {self._client.host} cuts results after {limit} rows, graphs without a word.",
                    f"Set ResultSetMaxRows in its ini to more than {rows}, or PSIN_QUERY_ROWS to less than {limit}.",
                )
            if reply.status != 200:
                raise EngineUnavailable(
                    f"There is no SPARQL endpoint at {self._client.url} ({reply.status}).", "Correct the address."
                )
        finally:
            reply.close()


def _give_back(worker: RemoteWorker, *, usable: bool) -> None:
    worker.cancel()
