"""Connections that nobody can hold for long: neither by sending slowly, nor by not reading, nor by opening many.

The server's threads see only requests that have arrived whole, and hand over answers to buffers that overflow to disk:
so a slow client costs a descriptor and some disk, but no thread and no worker.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from waitress.server import TcpWSGIServer

from ..settings import Settings
from .channel import Channel, served
from .clients import is_one_of, networks, prefix
from .direct import Direct
from .loop import Loop

_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
#: Buffered bytes of one answer before its query has to wait, when the disk is full of answers.
_LOW_WATERMARK = 262_144


class WebServer(TcpWSGIServer):
    """The listening side. ``limits`` are the settings; it has to be set before the first connection."""

    channel_class = Channel
    limits: Settings
    loop: Loop
    direct: Direct
    proxies: tuple[Any, ...] = ()

    def add_task(self, task: Channel) -> None:
        if threading.current_thread() is self.thread:
            task.due = True
        else:
            self.task_dispatcher.add_task(task)

    def pull_trigger(self) -> None:
        """Wakes the loop, unless it is not asleep, or would find nothing to do."""
        channel = served()
        if channel is not None:
            if threading.current_thread() is not self.thread and channel.settled:
                return
            self.loop.touch([channel._fileno])
        if threading.current_thread() is not self.thread:
            super().pull_trigger()

    def limit(self, settings: Settings) -> None:
        self.limits, self.proxies = settings, networks(settings.trusted_proxies)

    def turn(self, seconds: float) -> None:
        """One round of the loop, which waits so long at most."""
        self.loop.turn(self.direct.patience(seconds), self.direct.awake_until())
        self.direct.tidy()

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
        self.loop.touch(list(self.active_channels))
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
