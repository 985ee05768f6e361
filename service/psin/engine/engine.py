"""The engine as others see it: open it with a graph, ask, close it."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from psin.errors import CatalogueError, QueryRefused
from psin.settings import Settings

from .alike import inspect_alike
from .answer import Answer, Watch
from .binding import Term, bind
from .budget import Budget
from .dataset import is_plain_text
from .delta import Changes
from .formats import FORMATS, Format
from .inspection import inspect
from .isolation import CHOICES
from .launch import WorkerProcess
from .messages import syntax_error
from .pool import Pool
from .sources import Quads, choose, descriptor_of, digest


class Engine:
    """Answers SPARQL 1.1 queries over one graph. Thread-safe; use it as a context manager or close it.

    The default graph is every triple of every named graph once; beside it stand the named graphs. Relative IRIs of a
    query without BASE are relative to the catalogue, so ``<network/x>`` is a document (SPARQL 1.1 Query, section 4.1.1).
    """

    def __init__(self, pool: Pool, settings: Settings, handles: Handles | None = None) -> None:
        self._pool = pool
        self._settings = settings
        self._budget = Budget.from_settings(settings)
        self._handles = handles or Handles()
        self._handle = self._handles.take()
        self._number = pool.number

    @classmethod
    def open(
        cls, quads: Quads, settings: Settings | None = None, *, store: Path | None = None, version: str = ""
    ) -> Engine:
        """Loads N-Quads (UTF-8) and has the workers ready.

        Up to the setting ``store_triples`` the graph is kept in memory, beyond it on disk: in the folder ``store`` (or of
        that setting), which is then used for any size, else in a temporary one. A folder that holds ``version`` already
        (by default a hash of the quads) is served at once; then ``quads`` is not called if it is a function.

        Raises CatalogueError if they cannot be read, StoreError if the folder cannot be used, EngineUnavailable if workers
        cannot be isolated on this machine.
        """
        settings = settings or Settings()
        isolation = str(settings["query_isolation"])
        if isolation not in CHOICES:
            raise CatalogueError(
                f"The setting query_isolation is '{isolation}', which is no way to isolate workers.",
                f"Choose one of {', '.join(CHOICES[:-1])}.",
            )
        if store is None and settings["store"]:
            store = Path(str(settings["store"]))
        source = choose(quads, store, version, isolation, int(settings["store_triples"]))
        return cls(Pool(source, max(1, int(settings["workers"]))), settings)

    @property
    def isolation(self) -> str:
        """How workers are kept off the network: namespace, seccomp or landlock."""
        return self._pool.isolation

    @property
    def budget(self) -> Budget:
        """What a query gets that asks for nothing else."""
        return self._budget

    def reload(self, quads: Quads, version: str = "") -> None:
        """Switches to a new state of the graph in one step; queries under way finish on the old one.

        Raises as ``open`` does; the old state then stays.
        """
        descriptor = descriptor_of(quads)
        self._pool.replace(descriptor, version or digest(descriptor))

    def update(self, changes: Changes, version: str) -> None:
        """Replaces named graphs, given by IRI, with N-Quads of theirs, or takes them away (None); otherwise as ``reload``.

        ``version`` is that of the whole content from now on. On return every new query sees the new state, and a store on
        disk keeps it whatever happens.
        """
        self._pool.update(dict(changes), version)

    def share(self) -> Engine:
        """Another handle on the same engine, with a life of its own: the processes end when the last one is closed.

        Answers through it are ``moved`` once there is another content than now.
        """
        return Engine(self._pool, self._settings, self._handles)

    def close(self) -> None:
        """Ends every process, unless others share the engine; answers under way end with EngineUnavailable.

        Safe to call twice.
        """
        if self._handles.give_back(self._handle):
            self._pool.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
        """The answer in the format ``accept``, its first chunk already here. ``watch`` is called while it is waited for.

        ``bindings`` gives variables their values. ``default_graphs`` and ``named_graphs`` are IRIs and win over FROM
        (SPARQL 1.1 Protocol, section 2.1.4). Raises QuerySyntaxError, QueryRefused, FormatUnfit, BudgetExceeded,
        EngineUnavailable.
        """
        budget = budget or self._budget
        text, request = self._request(query, accept, bindings, budget, default_graphs, named_graphs)
        worker = self._pool.take(float(self._settings["queue_seconds"]))
        return self._answer(worker, request, accept, budget, text, watch).begin()

    def begin(
        self,
        query: str,
        *,
        accept: Format,
        budget: Budget | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer | None:
        """As ``stream``, without waiting for anything: nothing has come yet. None if no worker is free."""
        budget = budget or self._budget
        text, request = self._request(query, accept, None, budget, default_graphs, named_graphs)
        worker = self._pool.take_at_once()
        if worker is None:
            return None
        return self._answer(worker, request, accept, budget, text, None)

    def _answer(
        self,
        worker: WorkerProcess,
        request: dict[str, Any],
        accept: Format,
        budget: Budget,
        text: str,
        watch: Watch | None,
    ) -> Answer:
        moved = worker.state is not None and worker.state.number != self._number
        explain = partial(syntax_error, text)
        return Answer(worker, self._pool.give_back, request, accept, budget, explain, watch, moved=moved)

    def _request(
        self,
        query: str,
        accept: Format,
        bindings: Mapping[str, Term] | None,
        budget: Budget,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
    ) -> tuple[str, dict[str, Any]]:
        """The text that is evaluated, and what a worker is told. Raises as ``stream`` does."""
        look = inspect if bindings else inspect_alike
        inspected = look(query, int(self._settings["query_text_bytes"]), int(self._settings["query_depth"]))
        text = bind(query, inspected, bindings) if bindings else query
        default, named = inspected.default_graphs, inspected.named_graphs
        if default_graphs or named_graphs:
            default, named = tuple(default_graphs), tuple(named_graphs)
        request = {
            "text": text,
            "format": accept.name,
            "star": inspected.star,
            "variables": inspected.variables if inspected.star is not None else (),
            "plain": inspected.plain and all(is_plain_text(str(term)) for term in (bindings or {}).values()),
            "default_graphs": default,
            "named_graphs": named,
            "graphs": inspected.graphs,
            "memory_mib": budget.memory_mib,
            "rows": budget.rows,
            "bytes": budget.bytes,
        }
        return text, request

    def select(
        self, query: str, bindings: Mapping[str, Term] | None = None, budget: Budget | None = None
    ) -> list[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]:
        """One mapping a row, without the columns that have no value in it; ``bindings`` are part of every row."""
        results = ox.parse_query_results(self._whole(query, "json", bindings, budget), ox.QueryResultsFormat.JSON)
        if not isinstance(results, ox.QuerySolutions):
            raise QueryRefused("The query is no SELECT query.", "Use ask() for ASK.")
        names = [(variable, variable.value) for variable in results.variables]
        given = dict(bindings or {})
        return [
            {**given, **{name: row[variable] for variable, name in names if row[variable] is not None}}
            for row in results
        ]

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None, budget: Budget | None = None) -> bool:
        results = ox.parse_query_results(self._whole(query, "json", bindings, budget), ox.QueryResultsFormat.JSON)
        if not isinstance(results, ox.QueryBoolean):
            raise QueryRefused("The query is no ASK query.", "Use select() for SELECT.")
        return bool(results)

    def construct(
        self, query: str, bindings: Mapping[str, Term] | None = None, budget: Budget | None = None
    ) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query, each once."""
        data = self._whole(query, "ntriples", bindings, budget)
        return [statement.triple for statement in ox.parse(io.BytesIO(data), ox.RdfFormat.N_TRIPLES)]

    def describe(self, iri: str, budget: Budget | None = None) -> list[ox.Triple]:
        """The triples that have ``iri`` as their subject, with the blank nodes they lead to."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            raise QueryRefused(f"'{iri}' is not an IRI, so there is nothing to describe.") from None
        return self.construct(f"DESCRIBE {node}", budget=budget)

    def _whole(self, query: str, name: str, bindings: Mapping[str, Term] | None, budget: Budget | None) -> bytes:
        with self.stream(query, accept=FORMATS[name], bindings=bindings, budget=budget) as answer:
            return b"".join(answer)


class Handles:
    """Who uses an engine."""

    def __init__(self) -> None:
        self._last = 0
        self._held: set[int] = set()
        self._lock = threading.Lock()

    def take(self) -> int:
        with self._lock:
            self._last += 1
            self._held.add(self._last)
            return self._last

    def give_back(self, handle: int) -> bool:
        """Whether nobody uses it any more."""
        with self._lock:
            self._held.discard(handle)
            return not self._held
