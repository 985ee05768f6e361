"""A worker: answers one query after the other over its socket until it is killed, retired or left alone."""

from __future__ import annotations

import marshal
import math
import os
import resource
import signal
import socket
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from psin.documents import BASE
from psin.errors import FormatUnfit, PsinError
from psin.vocabulary.namespaces import PREFIXES

from . import dataset, frames, isolation
from .counting import counter
from .existence import by_lookups
from .formats import BINDINGS, BOOLEAN, FORMATS, GRAPH, Format
from .naming import by_digests
from .output import LimitReached, Output, TripleCount, TurtleOutput, XmlOutput, serialise

#: A worker whose address space grew by more than this is replaced after its answer, since allocators give little back.
_GROWTH_BYTES = 64 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_EMPTY = ox.Store()


@dataclass(frozen=True)
class Graph:
    """``plain`` as in ``dataset.is_plain``; ``alone`` holds the default graph once more, if that makes it faster."""

    store: ox.Store
    plain: bool
    alone: ox.Store | None = None


def serve(channel: socket.socket, graph: Graph, statm: int) -> None:
    """Never returns. ``statm`` is open on /proc/self/statm, because nothing can be opened any more."""
    worker = _Worker(channel, graph, statm)
    worker.warm()
    reader = frames.Reader(channel)
    while True:
        try:
            kind, payload = reader.read()
            if kind == frames.PROBE:
                channel.sendall(frames.pack_json(frames.END, {"leaks": isolation.leaks()}))
            else:
                worker.answer(marshal.loads(payload))
        except (EOFError, OSError):
            os._exit(0)


class _Nowhere:
    """Takes the place of a socket whose other side nobody reads."""

    def sendall(self, data: bytes) -> None:
        pass


_FIRST = {
    "text": "SELECT ?s ?p ?o ?q { ?s ?p ?o OPTIONAL { ?o ?q ?s } } LIMIT 3",
    "format": "json",
    "star": None,
    "variables": (),
    "plain": False,
    "default_graphs": None,
    "named_graphs": None,
    "graphs": False,
    "rows": 3,
    "bytes": 100_000,
}


class _Worker:
    def __init__(self, channel: socket.socket, graph: Graph, statm: int) -> None:
        self.channel, self.graph, self.statm = channel, graph, statm
        self.base = self.address_space()
        #: Limits that are in force, by number.
        self.limits: dict[int, int] = {}

    def warm(self) -> None:
        """Answers a query that nobody has asked: the memory that every query writes to is then no longer that of the zygote,
        which has to be copied page by page. The first query takes a third of the time."""
        channel, self.channel = self.channel, _Nowhere()  # type: ignore[assignment]
        try:
            self.evaluate(_FIRST)
        except Exception:  # whatever is wrong is told to who asks
            pass
        self.channel = channel

    def address_space(self) -> int:
        return int(os.pread(self.statm, 64, 0).split()[0]) * _PAGE

    def answer(self, request: dict[str, Any]) -> None:
        self.set_limits(request["seconds"], request["memory_mib"])
        try:
            self.evaluate(request)
        except MemoryError:
            self.report(limit="memory")
        except LimitReached as reached:
            self.report(limit=reached.name)
        except SyntaxError as error:
            self.report(syntax=str(error.msg))
        except FormatUnfit as error:
            self.report(unfit=error.detail, advice=error.advice)
        except PsinError as error:
            self.report(refused=error.detail, advice=error.advice)
        except (RuntimeError, OSError, ValueError) as error:
            self.report(refused=f"The query cannot be evaluated: {error}.", advice="")
        signal.setitimer(signal.ITIMER_REAL, 0)

    def set_limits(self, seconds: float, memory_mib: int) -> None:
        """The kernel ends the process at the deadline, whatever native code is running then."""
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
        used = resource.getrusage(resource.RUSAGE_SELF)
        ceiling = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
        self.set_soft(resource.RLIMIT_CPU, ceiling)
        self.set_soft(resource.RLIMIT_AS, self.base + (memory_mib << 20))

    def set_soft(self, which: int, value: int) -> None:
        if self.limits.get(which) != value:
            hard = resource.getrlimit(which)[1]
            resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
            self.limits[which] = value

    def report(self, **error: str) -> None:
        self.channel.sendall(frames.pack_json(frames.ERROR, {"retire": self.must_retire(), **error}))

    def must_retire(self) -> bool:
        return self.address_space() - self.base > _GROWTH_BYTES

    def evaluate(self, request: dict[str, Any]) -> None:
        store, arguments = self.graph.store, {}
        if request["default_graphs"] is not None:
            store, arguments = dataset.choose(store, request["default_graphs"], request["named_graphs"])
        elif self.graph.alone is not None and not request["graphs"]:
            store = self.graph.alone
        text = in_order_of_text(request["text"], request["star"], request["variables"])
        result = evaluated(store, text, arguments)
        form = FORMATS[request["format"]]
        kind = _kind(result)
        if kind not in form.kinds:
            raise FormatUnfit(
                f"The answer is {_IN_WORDS[kind]}, which has no form in {form.title}.",
                f"Ask for {', '.join(row.title for row in FORMATS.values() if kind in row.kinds)}.",
            )
        columns = [variable.value for variable in result.variables] if kind == BINDINGS else []
        greeting = frames.pack_start(kind, columns)
        limits = {
            "rows": request["rows"],
            "size": request["bytes"],
            "plain": self.graph.plain and request["plain"],
        }
        if kind == GRAPH:
            self.write_graph(result, form, greeting, limits)
            return
        shape = XmlOutput if form.name == "xml" else Output
        rows = counter(form.name, columns, plain=limits["plain"]) if kind == BINDINGS else None
        output = shape(self.channel, greeting, counter=rows, **limits)
        serialise(lambda: result.serialize(output, form.native), output)
        output.finish(self.must_retire())

    def write_graph(self, result: ox.QueryTriples, form: Format, greeting: bytes, limits: dict[str, Any]) -> None:
        triples = TripleCount(result, limits["rows"], xml=form.name == "rdfxml")
        shape = {"rdfxml": XmlOutput, "turtle": TurtleOutput}.get(form.name, Output)
        output = shape(self.channel, greeting, counter=triples, **limits)
        prefixes = PREFIXES if form.name in ("turtle", "rdfxml") else None
        serialise(lambda: ox.serialize(triples, output, form.native, prefixes=prefixes), triples, output)
        output.finish(self.must_retire())


_IN_WORDS = {BINDINGS: "a table", BOOLEAN: "true or false", GRAPH: "a graph"}


def _kind(result: Any) -> str:
    if isinstance(result, ox.QuerySolutions):
        return BINDINGS
    return BOOLEAN if isinstance(result, ox.QueryBoolean) else GRAPH


def evaluated(store: ox.Store, text: str, arguments: dict[str, Any]) -> Any:
    """The result of a query, by lookups where that is quicker. Mistakes are told of the text as it was written."""
    said = by_digests(by_lookups(text))
    if said is not text:
        try:
            return store.query(said, base_iri=BASE, **arguments)
        except SyntaxError:
            pass
    return store.query(text, base_iri=BASE, **arguments)


def in_order_of_text(text: str, star: int | None, variables: list[str]) -> str:
    """``SELECT *`` with the ``*`` at offset ``star`` written out, its columns in the order in which they first appear.

    The engine sorts them by name. It also says which names are in scope (section 18.2.1), by way of an empty store.
    """
    if star is None:
        return text
    in_scope = {variable.value for variable in _EMPTY.query(text, base_iri=BASE).variables}
    columns = [name for name in variables if name in in_scope]
    if len(columns) < 2 or len(columns) != len(in_scope):
        return text
    return f"{text[:star]} {' '.join(f'?{name}' for name in columns)} {text[star + 1 :]}"
