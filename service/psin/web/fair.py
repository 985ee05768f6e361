"""A stranger's query on its way through the lanes, charged to its client.

Nothing of an answer is passed on before the query is known to be light, or has a place among the heavy ones: so a query
that has to give its place back can start again, and a light answer is complete before its headers are written.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from werkzeug.exceptions import TooManyRequests

from ..engine import Answer, Budget, Format
from ..errors import BudgetExceeded, EngineUnavailable, PsinError
from .answers import Kept
from .lanes import Ticket
from .requests import KEY, Record

#: Bytes of an answer that are held back while its query is in the quick lane.
_HELD_BYTES = 1 << 20
#: How often a heavy query looks whether its client is still there, and a new one whether others wait; in seconds.
_LOOK_SECONDS, _CROWD_SECONDS = 0.25, 0.05
#: Queries remembered as heavy; they need no trial.
_REMEMBERED = 4096




class _NotLight(Exception):
    """The query has had its time in the quick lane and there is no place in the heavy one."""


class _Known:
    """Hashes of queries that were heavy when they were last asked. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hashes: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._hashes

    def note(self, key: str, *, heavy: bool) -> None:
        if not heavy and key not in self._hashes:
            return
        with self._lock:
            self._hashes.pop(key, None)
            if heavy:
                self._hashes[key] = None
                if len(self._hashes) > _REMEMBERED:
                    self._hashes.popitem(last=False)


_known = _Known()


class FairAnswer:
    """Iterate for chunks of bytes, as with the engine's answer."""

    def __init__(self, answer: Answer, chunks: list[bytes], ticket: Ticket, query: _Query) -> None:
        self.kind, self.columns, self.media_type = answer.kind, answer.columns, answer.media_type
        self._answer, self._chunks, self._ticket, self._query = answer, chunks, ticket, query
        if answer.done:
            self._end()

    @property
    def key(self) -> str:
        """The hash of the query's text that the log tells."""
        return self._query.key

    @property
    def rows(self) -> int | None:
        return self._answer.rows

    def __iter__(self) -> Iterator[bytes]:
        chunks, self._chunks = self._chunks, []
        yield from chunks
        try:
            for chunk in self._answer:
                if self._answer.done:
                    self._end()
                yield chunk
            self._end()
        except BaseException as error:
            if isinstance(error, PsinError):
                self._query.failed(error)
            self.close()
            raise

    def __enter__(self) -> FairAnswer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the query if it is still running. Safe to call twice."""
        self._answer.close()
        self._end()

    def _end(self) -> None:
        self._ticket.leave()
        self._query.end(self._answer.rows)


class _Query:
    """One query's accounts."""

    def __init__(self, record: Record, text: str) -> None:
        self.record, self.service = record, record.service
        self.key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self.held = 0.0
        self._since: float | None = None
        self._over = False
        record.facts["query"] = self.key
        if "query" in self.service.personal:
            record.facts["text"] = text

    def started(self, ticket: Ticket) -> None:
        self._since = time.monotonic()
        facts = self.record.facts
        facts["waited"] = round(float(facts.get("waited", 0.0)) + ticket.waited, 6)  # type: ignore[arg-type]

    def paused(self) -> None:
        if self._since is not None:
            self.held += time.monotonic() - self._since
            self._since = None

    def failed(self, error: PsinError) -> None:
        self.record.facts["outcome"] = error.code
        if isinstance(error, BudgetExceeded):
            self.record.facts["budget"] = error.budget

    def end(self, rows: int | None) -> None:
        """Charges the client. Only the first call does anything."""
        if self._over:
            return
        self._over = True
        self.paused()
        facts, metrics = self.record.facts, self.service.metrics
        outcome = str(facts.setdefault("outcome", "answered" if rows is not None or facts.get("boolean") else "left"))
        facts.pop("boolean", None)
        facts["rows"], facts["held"] = rows, round(self.held, 6)
        if self.service.settings.quick_seconds > self.held and outcome == "answered":
            _known.note(self.key, heavy=False)
        metrics.add("psin_queries_total", outcome=outcome)
        metrics.add_all(
            {
                "psin_query_seconds_total": self.held,
                "psin_query_wait_seconds_total": float(facts.get("waited", 0.0)),  # type: ignore[arg-type]
                "psin_rows_total": rows or 0,
            }
        )
        self.service.rates.charge(self.record.client, self.held)


def stream(record: Record, query: str, *, accept: Format, budget: Budget, **dataset: Any) -> FairAnswer:
    """The answer to the query of a request, like ``Engine.stream``, when its turn has come.

    Raises TooManyRequests if the client has used up its query time, EngineUnavailable if too many wait, and what the
    engine raises.
    """
    _admit(record)
    account = _Query(record, query)
    try:
        began = time.monotonic()
        query = record.service.federation.resolved(query)
        account.held = time.monotonic() - began
        return _evaluate(record, account, query, accept=accept, budget=budget, **dataset)
    except PsinError as error:
        account.failed(error)
        account.end(None)
        raise


def _admit(record: Record) -> None:
    service = record.service
    wait = service.rates.wait(record.client)
    if wait:
        record.facts["outcome"] = "rate"
        service.metrics.add("psin_queries_total", outcome="rate")
        allowance = f"{service.rates.burst:g} s of query time, and {service.rates.per_minute:g} s more every minute"
        raise TooManyRequests(f"Your address has used up its {allowance}. Ask again in {wait} s.", retry_after=wait)


def _evaluate(record: Record, account: _Query, query: str, **arguments: Any) -> FairAnswer:
    service = record.service
    while True:
        ticket = service.lanes.enter(
            record.client, heavy=account.key in _known, seconds=service.settings.queue_seconds, gone=record.gone
        )
        record.facts["lane"] = "heavy" if ticket.heavy else "quick"
        account.started(ticket)
        try:
            answer, chunks = _first(record, account, ticket, query, **arguments)
            return FairAnswer(answer, chunks, ticket, account)
        except _NotLight:
            account.paused()
            ticket.leave()
        except BaseException:
            ticket.leave()
            raise


def _first(record: Record, account: _Query, ticket: Ticket, query: str, **arguments: Any) -> tuple[Answer, list[bytes]]:
    """The answer with what is held back of it: all of it, if the query is light."""
    service, began = record.service, math.inf

    def watch(answer: Answer) -> float:
        nonlocal began
        began = min(began, time.monotonic())  # only now there is a worker
        passed, quick = time.monotonic() - began, service.settings.quick_seconds
        if passed > quick and record.gone():
            raise EngineUnavailable("The client has left.")
        if not ticket.heavy:
            left = service.lanes.trial(quick) - passed
            if left > 0:
                return min(left, _CROWD_SECONDS)
            _promote(ticket, account)
        if ticket.heavy:
            record.facts["lane"] = "heavy"
            answer.yield_to_others()
        return _LOOK_SECONDS

    answer = record.site.engine.stream(query, watch=watch, **arguments)
    record.facts["boolean"] = answer.kind == "boolean"
    chunks: list[bytes] = []
    held = 0
    try:
        for chunk in answer:
            chunks.append(chunk)
            held += len(chunk)
            if answer.done or ticket.heavy:
                break
            if held > _HELD_BYTES:
                _promote(ticket, account)
                break
    except BaseException:
        answer.close()
        raise
    return answer, chunks


def _promote(ticket: Ticket, account: _Query) -> None:
    _known.note(account.key, heavy=True)
    if not ticket.to_heavy():
        raise _NotLight


def finish(response: Response) -> Response:
    """Adds what is left of the client's query time, if the current request asked a query."""
    record: Record | None = request.environ.get(KEY)
    if record is None:
        return response
    record.route = request.url_rule.rule if request.url_rule else ""
    response.headers.extend(allowance(record))
    return response


def allowance(record: Record) -> list[tuple[str, str]]:
    """Headers that tell what is left of the client's query time, if its request asked a query."""
    asked = "query" in record.facts or record.facts.get("outcome") == "rate"
    return list(record.service.rates.headers(record.client).items()) if asked else []


def reused(record: Record, kept: Kept) -> None:
    """Writes down that a query is answered without asking; it costs its client nothing. Raises TooManyRequests."""
    _admit(record)
    facts, metrics = record.facts, record.service.metrics
    facts["query"], facts["outcome"], facts["rows"] = kept.key, "kept", kept.rows
    if "query" in record.service.personal:
        facts["text"] = kept.query
    metrics.add("psin_queries_total", outcome="kept")
    metrics.add("psin_rows_total", kept.rows or 0)
