"""Connections that nobody can hold for long: neither by sending slowly, nor by not reading, nor by opening many.

The server's threads see only requests that have arrived whole, and hand over answers to buffers that overflow to disk:
so a slow client costs a descriptor and some disk, but no thread and no worker.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from ..settings import Settings
from .clients import is_one_of, networks, prefix
from .refusals import Refusal
from .tasks import Parser, Task

_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
#: Buffered bytes of one answer before its query has to wait, when the disk is full of answers.
_LOW_WATERMARK = 262_144
#: Which connection a thread is answering on.
_serving = threading.local()


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
    #: Whether the server's loop will notice a further request by itself.
    watched = False
    due = False

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        super().__init__(server, sock, addr, adj, map=map)
        self.client = prefix(addr[0])

    def handle_read(self) -> None:
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.handle_close()
            return
        if data:
            self.last_activity = time.time()
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
        if self.half_closed:
            if not self.requests and not self.total_outbufs_len:
                self.will_close = True
            return False
        self.watched = bool(super().readable())
        return self.watched

    def _begin(self) -> None:
        """Has a request that is complete answered: here and now if its answer is at hand, else by a thread."""
        if not self.due:
            return
        self.due = False
        request = self.requests[0]
        if len(self.requests) == 1 and request.error is None and self.server.at_hand(request):
            self.service()
        else:
            self.server.task_dispatcher.add_task(self)

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
        return not self.requests and not self.total_outbufs_len


class WebServer(TcpWSGIServer):
    """The listening side. ``limits`` are the settings; it has to be set before the first connection."""

    channel_class = Channel
    limits: Settings
    #: Finds the answer to a query string and an Accept header, or None if it has to be asked for.
    kept: Callable[[str, str], object] = staticmethod(lambda query, accept: None)
    proxies: tuple[Any, ...] = ()

    def add_task(self, task: Channel) -> None:
        if threading.current_thread() is self.thread:
            task.due = True
        else:
            self.task_dispatcher.add_task(task)

    def pull_trigger(self) -> None:
        """Wakes the loop, unless it is not asleep, or would find nothing to do."""
        channel = getattr(_serving, "channel", None)
        if threading.current_thread() is not self.thread and not (channel is not None and channel.settled):
            super().pull_trigger()

    def at_hand(self, request: Parser) -> bool:
        """Whether the request can be answered without waiting for anything."""
        if request.command == "GET" and request.path == "/sparql" and request.body_rcv is None:
            request.kept = self.kept(request.query, request.headers.get("ACCEPT", ""))
        return request.kept is not None

    def limit(self, settings: Settings) -> None:
        self.limits, self.proxies = settings, networks(settings.trusted_proxies)

    def handle_accept(self) -> None:
        try:
            accepted = self.accept()
        except OSError:
            return
        if accepted is None:
            return
        connection, address = accepted
        if not self._admits(address[0]):
            try:
                connection.send(_BUSY)
            except OSError:
                pass
            connection.close()
            return
        self.set_socket_options(connection)
        self.channel_class(self, connection, self.fix_addr(address), self.adj, map=self._map)

    def _admits(self, address: str) -> bool:
        channels = list(self.active_channels.values())
        if not is_one_of(address, self.proxies):
            client = prefix(address)
            if sum(channel.client == client for channel in channels) >= self.limits.connections_per_client:
                return False
        if len(channels) < self.limits.connections:
            return True
        idle = [channel for channel in channels if channel.idle]
        if not idle:
            return False
        held = Counter(channel.client for channel in idle)
        max(idle, key=lambda c: (held[c.client], -c.last_activity)).handle_close()
        return True

    def maintenance(self, now: float) -> None:
        """Nothing: it is called while descriptors are watched, and one closed now may be another's a moment later."""

    def tidy(self, now: float) -> None:
        """Closes what takes too long, and lets queries wait for their readers while too much waits on disk.

        To be called between two rounds of the server's loop. ``now`` is in seconds since 1970.
        """
        limits, spooled = self.limits, 0
        for channel in list(self.active_channels.values()):
            spooled += channel.total_outbufs_len
            if channel.requests or channel.total_outbufs_len:
                if self._stalls(channel, now):
                    channel.handle_close()
                continue
            channel.sending_since = None
            late = channel.request_since is not None and now - channel.request_since > limits.receive_seconds
            if late or now - channel.last_activity > limits.idle_seconds:
                channel.handle_close()
        full = spooled > limits.spool_bytes
        self.adj.outbuf_high_watermark = _LOW_WATERMARK if full else 2 * limits.query_bytes
        self.spooled = spooled

    spooled = 0
    #: The one that runs the loop.
    thread: threading.Thread | None = None

    def _stalls(self, channel: Channel, now: float) -> bool:
        """Whether the client takes nothing, or too little, of an answer that lies ready for it."""
        if not channel.total_outbufs_len:
            channel.sending_since = None
            return False
        if channel.sending_since is None:
            channel.sending_since, channel.sent_before = now, channel.sent
            return False
        waiting = now - channel.sending_since
        slow = channel.sent - channel.sent_before < waiting * self.limits.slow_bytes
        return waiting > self.limits.stall_seconds and (slow or now - channel.last_activity > self.limits.stall_seconds)
