"""A stranger's query on its way through the lanes, charged to its client.

Nothing of an answer is passed on before the query is known to be light, or has a place among the heavy ones: so a query
that has to give its place back can start again, and a light answer is complete before its headers are written.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from werkzeug.exceptions import TooManyRequests

from ..engine import Answer, Budget, Engine, Format
from ..errors import EngineUnavailable, PsinError
from .accounts import Account, known
from .answers import Kept
from .lanes import Ticket
from .requests import KEY, Record

#: Bytes of an answer that are held back while its query is in the quick lane.
_HELD_BYTES = 1 << 20
#: How often a heavy query looks whether its client is still there, and a new one whether others wait; in seconds.
_LOOK_SECONDS, _CROWD_SECONDS = 0.25, 0.05


class _NotLight(Exception):
    """The query has had its time in the quick lane and there is no place in the heavy one."""


class FairAnswer:
    """Iterate for chunks of bytes, as with the engine's answer."""

    def __init__(self, answer: Answer, chunks: list[bytes], ticket: Ticket, query: Account) -> None:
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


class Begun:
    """A query that a worker evaluates while nobody waits for it. ``close`` gives it up unless it was answered."""

    def __init__(self, account: Account, ticket: Ticket, answer: Answer) -> None:
        self.answer = answer
        self._account, self._ticket = account, ticket
        self._over = False

    def whole(self) -> FairAnswer:
        """All that the query is answered with, once ``answer`` is done."""
        self._over = True
        self._account.record.facts["boolean"] = self.answer.kind == "boolean"
        self._account.record.moved = self.answer.moved
        return FairAnswer(self.answer, [], self._ticket, self._account)

    def taken(self) -> tuple[Account, Ticket, Answer]:
        """What is needed by who goes on with it, and from now on sees to its end."""
        self._over = True
        return self._account, self._ticket, self.answer

    def close(self) -> None:
        if not self._over:
            self._over = True
            self.answer.close()
            self._ticket.leave()
            self._account.end(None)


def begin(record: Record, query: str, *, accept: Format, budget: Budget, **dataset: Any) -> Begun | None:
    """Begins what ``stream`` does, for a client that has query time left, if nothing has to be waited for: None if the
    query is known as heavy, asks a partner, or there is no place for it. Raises what the engine raises."""
    service, engine = record.service, record.site.engine
    if not isinstance(engine, Engine) or service.federation.asks(query):
        return None
    account = Account(record, query)
    ticket = None if account.key in known else service.lanes.enter_at_once(record.client)
    if ticket is None:
        return None
    try:
        answer = engine.begin(query, accept=accept, budget=budget, **dataset)
    except BaseException:
        ticket.leave()
        raise
    if answer is None:
        ticket.leave()
        return None
    record.facts["lane"] = "quick"
    account.started(ticket)
    return Begun(account, ticket, answer)


def stream(
    record: Record, query: str, *, begun: Begun | None = None, accept: Format, budget: Budget, **dataset: Any
) -> FairAnswer:
    """The answer to the query of a request, like ``Engine.stream``, when its turn has come; that of ``begun`` if given.

    Raises TooManyRequests if the client has used up its query time, EngineUnavailable if too many wait, and what the
    engine raises.
    """
    if begun is not None and begun.answer.done:
        return begun.whole()
    first = begun.taken() if begun else None
    if first is None:
        _admit(record)
    account = first[0] if first else Account(record, query)
    try:
        if first is None:
            began = time.monotonic()
            query = record.service.federation.resolved(query)
            account.held = time.monotonic() - began
        return _evaluate(record, account, query, first, accept=accept, budget=budget, **dataset)
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


def _evaluate(
    record: Record, account: Account, query: str, first: tuple[Account, Ticket, Answer] | None, **arguments: Any
) -> FairAnswer:
    service = record.service
    while True:
        if first is not None:
            (_, ticket, begun), first = first, None
        else:
            begun = None
            ticket = service.lanes.enter(
                record.client, heavy=account.key in known, seconds=service.settings.queue_seconds, gone=record.gone
            )
            record.facts["lane"] = "heavy" if ticket.heavy else "quick"
            account.started(ticket)
        try:
            answer, chunks = _light(record, account, ticket, query, begun, **arguments)
            return FairAnswer(answer, chunks, ticket, account)
        except _NotLight:
            account.paused()
            ticket.leave()
        except BaseException:
            ticket.leave()
            raise


def _light(
    record: Record, account: Account, ticket: Ticket, query: str, begun: Answer | None, **arguments: Any
) -> tuple[Answer, list[bytes]]:
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

    answer = begun.begin(watch) if begun is not None else record.site.engine.stream(query, watch=watch, **arguments)
    record.facts["boolean"], record.moved = answer.kind == "boolean", answer.moved
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


def _promote(ticket: Ticket, account: Account) -> None:
    known.note(account.key, heavy=True)
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
