"""Queries answered in the server's loop: no thread is woken for an answer that is known, or comes soon.

The loop never waits for an answer. One that has not come after a moment, is long or is an error goes to a thread, with the
worker that is at it, and is answered there as if the thread had begun it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ..engine.answer import Arrival
from .endpoint import Answered, Asked, Endpoint
from .requests import Environ, Record
from .service import Service

if TYPE_CHECKING:
    from .channel import Channel
    from .loop import Loop

#: Seconds after which a thread goes on with a query, and with a request that waits for a place.
_SOON, _PATIENCE = 0.02, 0.05
#: Requests that wait in the loop for a place; further ones wait in threads, where it is seen to who has had least.
_LONGEST = 128
#: Bytes of an answer that are sent from the loop.
_LARGE = 524_288


class Opened:
    """A request that the loop has begun to answer; ``outcome`` is its answer or its query. Belongs to who answers."""

    def __init__(self, record: Record, outcome: Answered | Asked) -> None:
        self.record, self.outcome = record, outcome

    def close(self) -> None:
        """Lets go of what nobody has answered. Safe to call twice, and after the answer."""
        if isinstance(self.outcome, Asked) and self.outcome.begun is not None:
            self.outcome.begun.close()
        self.record.end(whole=False)


class Exchange:
    """A query on its way: whom it is for, and ``data``, the request as it came if nobody else has read it."""

    def __init__(self, channel: Channel, environ: Environ, opened: Opened, asked: Asked, data: bytes | None) -> None:
        assert asked.begun is not None
        self.channel, self.environ, self.opened, self.asked, self.data = channel, environ, opened, asked, data
        self.answer = asked.begun.answer
        self.descriptor = self.answer.channel
        self.until = time.monotonic() + _SOON


class Waiting:
    """A request that waits in the loop for a place in the quick lane; ``data`` as in ``Exchange``."""

    def __init__(self, channel: Channel, data: bytes) -> None:
        self.channel, self.data = channel, data
        self.since = time.perf_counter()
        self.until = time.monotonic() + _PATIENCE


class Direct:
    """Begins, watches and ends exchanges. For the thread that runs the loop."""

    def __init__(self, endpoint: Endpoint, service: Service, loop: Loop) -> None:
        self._endpoint, self._service, self._loop = endpoint, service, loop
        self._most = min(_LARGE, int(service.settings.held_bytes))
        #: In the order in which they were begun.
        self._open: dict[Exchange, None] = {}
        self._waiting: deque[Waiting] = deque()

    def crowded(self) -> bool:
        """Whether requests have to wait, and may do so in the loop."""
        return len(self._open) >= self._service.lanes.quick and len(self._waiting) < _LONGEST

    def wait(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)

    def open(self, environ: Environ, since: float | None = None) -> Opened | None:
        """The request with its answer or its query, or None if a thread has to answer it; ``since`` if it has waited."""
        record = Record(self._service, environ)
        if since is not None:
            record.facts["waited"] = record.began - since
            record.began = since
        outcome = None
        try:
            outcome = self._endpoint.at_once(environ, record)
        finally:
            if outcome is None:
                record.drop()
        return Opened(record, outcome) if outcome is not None else None

    def add(self, exchange: Exchange) -> None:
        self._open[exchange] = None
        self._loop.watch(exchange.descriptor, lambda: self._look(exchange))

    def patience(self, seconds: float) -> float:
        """How long the loop may wait, ``seconds`` at most."""
        ends = [
            first.until
            for first in (next(iter(self._open), None), self._waiting[0] if self._waiting else None)
            if first
        ]
        return min(seconds, min(ends) - time.monotonic()) if ends else seconds

    def awake_until(self) -> float:
        """Until when the loop waits without sleeping, as ``time.perf_counter`` tells it: for the query begun last."""
        return next(reversed(self._open)).answer.awake_until if self._open else 0.0

    def tidy(self) -> None:
        """Gives to threads what has taken too long, and goes on with what has waited for its turn."""
        now = time.monotonic()
        while self._open and (first := next(iter(self._open))).until <= now:
            self._remove(first)
            self._guard(first, partial(first.channel.hand_over, first))
        while self._waiting and (
            (late := self._waiting[0].until <= now) or len(self._open) < self._service.lanes.quick
        ):
            waiting = self._waiting.popleft()
            self._guard(waiting, partial(waiting.channel.go_on, waiting, late=late))

    def close(self) -> None:
        """Ends every query that is still on its way."""
        for exchange in list(self._open):
            self._remove(exchange)
            exchange.opened.close()
        self._waiting.clear()

    def _look(self, exchange: Exchange) -> None:
        try:
            arrival = exchange.answer.arrived(self._most)
        except Exception:  # a worker that does not keep to the rules: a thread meets it too, and tells it
            arrival = Arrival.TOLD
        if arrival is Arrival.NOTHING:
            return
        self._remove(exchange)
        channel = exchange.channel
        self._guard(exchange, partial(channel.finish if arrival is Arrival.WHOLE else channel.hand_over, exchange))

    def _guard(self, what: Exchange | Waiting, go_on: Callable[[], None]) -> None:
        """A mistake of ours costs one connection, and not the loop."""
        try:
            go_on()
        except Exception:
            if isinstance(what, Exchange):
                what.opened.close()
            what.channel.handle_close()

    def _remove(self, exchange: Exchange) -> None:
        del self._open[exchange]
        self._loop.leave(exchange.descriptor)
