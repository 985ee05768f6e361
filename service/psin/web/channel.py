"""One connection: what it asks is answered in the server's loop or by a thread, in the order in which it came."""

from __future__ import annotations

import threading
import time
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import ClientDisconnected, HTTPChannel

from .clients import prefix
from .direct import Exchange, Opened, Waiting
from .endpoint import PATHS, Asked, finished
from .refusals import Refusal
from .requests import Environ
from .tasks import Parser, Task, head, simple_query

#: Bytes that are read at a time of what lies ready for a client; the kernel's own buffer for it may have many times as many.
_AT_A_TIME = 262_144
#: Which connection a thread is answering on.
_serving = threading.local()


def served() -> Channel | None:
    """The connection on which the current thread is answering."""
    return getattr(_serving, "channel", None)


class Channel(HTTPChannel):
    """One connection. A client that closes its side early is answered if that takes no time, else it counts as gone."""

    task_class = Task
    parser_class = Parser
    error_task_class = Refusal
    half_closed = False
    request_since: float | None = None
    sending_since: float | None = None
    sent = 0
    sent_before = 0
    #: Bytes of answers since what was sent was last thrown away.
    unpruned = 0
    #: Whether the server's loop will notice a further request by itself.
    watched = False
    due = False
    #: A query that is on its way in the loop, and whether more has come from the client meanwhile.
    exchange: Exchange | Waiting | None = None
    more = False

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        self.client = prefix(addr[0])
        self.sendbuf_len = min(self.sendbuf_len, _AT_A_TIME)

    def handle_read(self) -> None:
        if self.exchange is not None:
            self.more = True
            return
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.handle_close()
            return
        if data:
            self.last_activity = time.time()
            if self._at_once(data):
                return
            self.received(data)
            self._begin()
            if self.request is None:
                self.request_since = None
            elif self.request_since is None:
                self.request_since = self.last_activity
        else:
            self.half_closed = True

    def readable(self) -> bool:
        # Another thread looks at this: it must not see the yes of the last round while this one is being found out.
        self.watched = False
        if self.exchange is not None:
            return not self.more
        if self.half_closed:
            if not self.requests and not self.total_outbufs_len:
                self.will_close = True
            return False
        self.watched = bool(super().readable())
        return self.watched

    def _at_once(self, data: bytes, since: float | None = None) -> bool:
        """Answers a simple query, or begins to, if ``data`` is one and nothing else is under way; ``since`` if it waited."""
        if (
            self.request is not None
            or self.requests
            or self.total_outbufs_len
            or len(data) >= self.server.limits.header_bytes
        ):
            return False
        if self.will_close or self.close_when_flushed:
            return False
        environ = simple_query(data)
        if environ is None:
            return False
        if since is None and self.server.direct.crowded():
            self.exchange = Waiting(self, data)
            self.server.direct.wait(self.exchange)
            return True
        return self._opened(environ, data, since)

    def go_on(self, waiting: Waiting, *, late: bool) -> None:
        """Goes on with a request that has waited in the loop; if that was too ``late``, in a thread."""
        self.exchange, self.more = None, False
        if not self.connected:
            return
        self.server.loop.touch([self._fileno])
        if not late and self._at_once(waiting.data, waiting.since):
            return
        self.received(waiting.data)
        if self.due:
            self.due = False
            self.server.task_dispatcher.add_task(self)

    def _begin(self) -> None:
        """Has a request that is complete answered: in the loop if its answer is known or comes soon, else by a thread."""
        if not self.due:
            return
        self.due = False
        request = self.requests[0]
        if len(self.requests) == 1 and request.error is None and request.path in PATHS and not self.total_outbufs_len:
            environ = Task(self, request).get_environment()
            if self._opened(environ, None):
                return
            environ["wsgi.input"].seek(0)
        self.server.task_dispatcher.add_task(self)

    def _opened(self, environ: Environ, data: bytes | None, since: float | None = None) -> bool:
        """Whether the loop answers the request, which came as ``data`` or is the only one there."""
        environ["REMOTE_ADDR"], environ["waitress.client_disconnected"] = self.addr[0], self.check_client_disconnected
        opened = self.server.direct.open(environ, since)
        if opened is None:
            return False
        if isinstance(opened.outcome, Asked):
            self.exchange = Exchange(self, environ, opened, opened.outcome, data)
            self.server.direct.add(self.exchange)
        else:
            self._answer(environ, opened, data)
        return True

    def finish(self, exchange: Exchange) -> None:
        """Sends the answer to a query when all of it is here."""
        self.exchange, self.more = None, False
        self.server.loop.touch([self._fileno])
        self._answer(exchange.environ, exchange.opened, exchange.data)

    def hand_over(self, exchange: Exchange) -> None:
        """Has a thread go on with a query."""
        self.exchange, self.more = None, False
        if self.connected and exchange.data is not None:
            self.received(exchange.data)
            self.due = False
        if self.connected and self.requests:
            self.server.loop.touch([self._fileno])
            self.requests[0].opened = exchange.opened
            self.server.task_dispatcher.add_task(self)
        else:
            exchange.opened.close()

    def _answer(self, environ: Environ, opened: Opened, data: bytes | None) -> None:
        """Sends an answer that is all here, to the request that came as ``data`` or is the only one there."""
        if data is None:
            self.requests[0].opened = opened
            self.service()
            return
        record = opened.record
        try:
            status, fields, body = finished(environ, record, opened.outcome)
            record.status, whole = int(status[:3]), b"".join(body)
            self._send(head(status, fields), whole)
            record.bytes = len(whole)
            record.end(whole=True)
        except Exception:  # a mistake of ours, or the client is gone: nothing more is said on this connection
            opened.close()
            self.will_close = True

    def _send(self, first: bytes, rest: bytes) -> None:
        """Sends, and keeps what the client does not take at once."""
        if not self.connected:
            raise ClientDisconnected
        try:
            number = self.socket.sendmsg((first, rest))
        except BlockingIOError:
            number = 0
        self.sent += number
        if number < len(first) + len(rest):
            self.write_soon((first + rest)[number:])
            # The next answer gets a buffer of its own, as after every other request.
            self.current_outbuf_count = self.adj.outbuf_high_watermark

    def write_soon(self, data: Any) -> int:
        """A client that keeps up is sent from memory, which waitress gives back with the last byte only; here in between."""
        with self.outbuf_lock:
            full = self.outbufs[-1]
            if self.unpruned >= _AT_A_TIME and not full.overflowed:
                self.unpruned = 0
                self.outbufs[-1] = OverflowableBuffer(self.adj.outbuf_overflow)
                if len(full):
                    self.outbufs[-1].append(full.get(len(full)))
                full.close()
        self.unpruned += len(data)
        return int(super().write_soon(data))

    def del_channel(self, map: Any = None) -> None:
        self.server.loop.forget(self._fileno)
        super().del_channel(map)

    def add_channel(self, map: Any = None) -> None:
        super().add_channel(map)
        self.server.loop.touch([self._fileno])

    def cancel(self) -> None:
        super().cancel()
        for request in self.requests:
            request.close()

    def send(self, data: bytes, do_close: bool = True) -> int:
        number = int(super().send(data, do_close=do_close))
        self.sent += number
        return number

    def check_client_disconnected(self) -> bool:
        return self.half_closed or not self.connected

    def service(self) -> None:
        _serving.channel = self
        try:
            super().service()
        finally:
            _serving.channel = None

    @property
    def settled(self) -> bool:
        """Whether all is sent, and the loop waits for the next request on this connection already."""
        closing = self.will_close or self.close_when_flushed or not self.connected
        return not self.total_outbufs_len and not closing and self.watched

    @property
    def idle(self) -> bool:
        return not self.requests and not self.total_outbufs_len and self.exchange is None
