"""A stand-in for a worker: a thread that has an engine elsewhere evaluate the query and writes down what comes back.

What it writes is what our own workers write: rows are read from the engine in the format it writes best and serialised
here, so all engines give the same bytes, and rows and bytes are counted on the way.
"""

from __future__ import annotations

import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from psin.errors import EngineUnavailable, FormatUnfit, PsinError
from psin.vocabulary.namespaces import PREFIXES

from . import frames
from .answer import Answer
from .budget import Budget
from .client import Client, Reply
from .complaints import complaint
from .counting import counter
from .formats import BINDINGS, GRAPH, Format
from .output import LimitReached, Output, TripleCount, TurtleOutput, XmlOutput, serialise

#: Bytes of a foreign result for one of ours: XML of Virtuoso is 2.2 times our JSON.
_VERBOSE = 8
#: Seconds by which the engine may be given up before the budget is quite used.
_EARLY = 0.05
_TABLES = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
ACCEPT_GRAPH = "application/n-triples, text/turtle;q=0.5"


@dataclass(frozen=True)
class Question:
    """``text`` with ``graphs`` is what the engine is sent; ``accept`` is the media type it writes best."""

    text: str
    graphs: tuple[tuple[str, str], ...]
    accept: str
    kind: str
    form: Format
    budget: Budget


class RemoteWorker:
    """Has the attributes of a worker process that an Answer uses."""

    def __init__(self, client: Client, question: Question, done: Callable[[], None]) -> None:
        self.channel, self._out = socket.socketpair()
        self.reader = frames.Reader(self.channel)
        self.problem: PsinError | None = None
        self._client, self._question, self._done = client, question, done
        self._reply: Reply | None = None
        self._cancelled = threading.Event()
        threading.Thread(target=self._run, name="psin-remote", daemon=True).start()

    def ending(self) -> str:
        return "lost"

    def lower(self, nice: int) -> None:
        """Priorities are the business of the engine elsewhere."""

    def restore(self) -> bool:
        return True

    def cancel(self) -> None:
        """Ends the exchange, wherever it is."""
        self._cancelled.set()
        self.channel.close()
        if self._reply is not None:
            self._reply.interrupt()

    def _run(self) -> None:
        try:
            self._answer()
        except LimitReached as reached:
            _forget(reached)
            self._report(limit=reached.name)
        except (PsinError, SyntaxError, ValueError, RuntimeError, OSError, EOFError) as error:
            _forget(error)
            if self._reply is not None and self._reply.problem is not None:
                self.problem = self._reply.problem
            else:
                self.problem = error if isinstance(error, PsinError) else _unreadable(self._client.host, error)
        finally:
            if self._reply is not None:
                self._reply.close()
            self._out.close()
            self._done()

    def _answer(self) -> None:
        frames.Reader(self._out).read()
        question = self._question
        reply = self._client.query(question.text, question.accept, question.graphs, seconds=question.budget.seconds)
        self._reply = reply
        if self._cancelled.is_set():
            return
        if reply.status != 200:
            raise complaint(reply, self._client.host, question.text, question.budget)
        _copy(reply, question, self._out)
        reply.release()

    def _report(self, **error: str) -> None:
        try:
            self._out.sendall(frames.pack_json(frames.ERROR, {"retire": False, **error}))
        except OSError:
            pass  # nobody waits for it any more


class RemoteAnswer(Answer):
    """As an Answer of a worker process; what the engine complained of is raised as it is."""

    def _lost(self, worker: object) -> PsinError:
        problem = getattr(worker, "problem", None)
        if problem is None:
            return super()._lost(worker)  # type: ignore[arg-type]
        self.close()
        late = isinstance(problem, EngineUnavailable) and time.monotonic() >= self._end - _EARLY
        return self._budget.exceeded("seconds") if late else problem


def _forget(error: BaseException | None) -> None:
    """Drops what the frames of an error hold: parsers of the native library must end in the thread that made them."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error.__traceback__ = None
        error = error.__context__


def _unreadable(host: str, error: Exception) -> EngineUnavailable:
    return EngineUnavailable(
        f"The engine at {host} sent what is no result of a query: {str(error)[:200]}", "Ask again."
    )


class _Source:
    """The reply as a binary file, limited in size and cleared of what only one engine writes.

    Virtuoso writes blank nodes as ``nodeID://b1``, which is no label; in XML ``<bnode>`` stands in no literal.
    """

    _MARK, _CLEAN = b"<bnode>nodeID://", b"<bnode>"

    def __init__(self, reply: Reply, size: int, *, xml: bool) -> None:
        self._reply, self._left, self._xml = reply, size, xml
        self._held = b""
        self._ready = b""
        self._at = 0
        self.tail = b""
        self.over = False

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, never more: the parsers trust it. Empty at the end."""
        if self._at >= len(self._ready):
            self._ready, self._at = self._fill(), 0
        end = len(self._ready) if size < 0 else self._at + size
        part = self._ready[self._at : end]
        self._at += len(part)
        return part

    def drain(self) -> None:
        while self.read():
            pass

    def _fill(self) -> bytes:
        while data := self._reply.read():
            self._left -= len(data)
            if self._left < 0:
                self.over = True
                raise OSError("the answer is too large")
            self.tail = (self.tail + data)[-32:]
            if not self._xml:
                return data
            data = self._held + data
            keep = next((n for n in range(len(self._MARK) - 1, 0, -1) if data.endswith(self._MARK[:n])), 0)
            self._held = data[len(data) - keep :]
            if cleaned := data[: len(data) - keep].replace(self._MARK, self._CLEAN):
                return cleaned
        held, self._held = self._held, b""
        return held


def _copy(reply: Reply, question: Question, out: socket.socket) -> None:
    """Writes the reply as frames in the format asked for. Raises LimitReached, PsinError, or what the parsers raise."""
    formats = _GRAPHS if question.kind == GRAPH else _TABLES
    native = formats.get(reply.media_type)
    if native is None:
        raise EngineUnavailable(
            f"The engine answered with '{reply.media_type or 'nothing'}', which is no result of a query."
        )
    if "S1TAT" in reply.headers.get("X-SQL-State", ""):
        raise question.budget.exceeded("seconds")
    if "X-SPARQL-MaxRows" in reply.headers:
        # Virtuoso cuts at its own limit and says so only here.
        raise LimitReached("rows")
    source = _Source(reply, question.budget.bytes * _VERBOSE + 65_536, xml=native is ox.QueryResultsFormat.XML)
    try:
        if question.kind == GRAPH:
            _graph(source, native, question, out)
        else:
            _table(source, native, question, out)
    except LimitReached:
        raise
    except Exception:
        if source.over:
            raise LimitReached("bytes") from None
        raise


def _table(source: _Source, native: ox.QueryResultsFormat, question: Question, out: socket.socket) -> None:
    results = ox.parse_query_results(source, native)  # type: ignore[arg-type]
    if question.kind == BINDINGS:
        if not isinstance(results, ox.QuerySolutions):
            raise EngineUnavailable("The engine answered a SELECT query with true or false.")
        columns = [variable.value for variable in results.variables]
    else:
        results, columns = _boolean(results), []
    greeting = frames.pack_start(question.kind, columns)
    rows = counter(question.form.name, columns, plain=False) if question.kind == BINDINGS else None
    shape = XmlOutput if question.form.name == "xml" else Output
    output = shape(out, greeting, rows=question.budget.rows, size=question.budget.bytes, plain=False, counter=rows)
    serialise(lambda: results.serialize(output, question.form.native), output)
    _check_end(source, native)
    output.finish(retire=False)


def _boolean(results: object) -> ox.QueryBoolean:
    """Virtuoso answers ASK with a table of one column, which has a row or none."""
    if isinstance(results, ox.QueryBoolean):
        return results
    found = "true" if any(True for _ in results) else "false"  # type: ignore[attr-defined]
    parsed = ox.parse_query_results(f'{{"head":{{}},"boolean":{found}}}'.encode(), ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QueryBoolean)
    return parsed


def _check_end(source: _Source, native: ox.QueryResultsFormat) -> None:
    """The XML parser takes a document that was cut between two rows for a whole one (pyoxigraph 0.5.13)."""
    source.drain()
    ending = b"sparql>" if native is ox.QueryResultsFormat.XML else b"}"
    if not source.tail.rstrip().endswith(ending):
        raise EngineUnavailable("The answer of the engine has no end.", "Ask again.")


def _graph(source: _Source, native: ox.RdfFormat, question: Question, out: socket.socket) -> None:
    form, budget = question.form, question.budget
    greeting = frames.pack_start(GRAPH, ())
    triples = TripleCount(_once(ox.parse(source, native)), budget.rows, xml=form.name == "rdfxml")  # type: ignore[arg-type]
    shape = {"rdfxml": XmlOutput, "turtle": TurtleOutput}.get(form.name, Output)
    output = shape(out, greeting, rows=budget.rows, size=budget.bytes, plain=False, counter=triples)
    prefixes = PREFIXES if form.name in ("turtle", "rdfxml") else None
    serialise(lambda: ox.serialize(triples, output, form.native, prefixes=prefixes), triples, output)
    source.drain()
    output.finish(retire=False)


def _once(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    seen: set[ox.Triple] = set()
    for quad in quads:
        if quad.triple not in seen:
            seen.add(quad.triple)
            yield quad.triple


def refuse_format(kind: str, form: Format, fitting: Iterable[Format]) -> None:
    """Raises FormatUnfit for a format that cannot hold the kind of result."""
    if kind not in form.kinds:
        words = {"bindings": "a table", "boolean": "true or false", "graph": "a graph"}[kind]
        raise FormatUnfit(
            f"The answer is {words}, which has no form in {form.title}.",
            f"Ask for {', '.join(row.title for row in fitting)}.",
        )
