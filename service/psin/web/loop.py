"""The server's loop: what waits for nothing costs nothing, however many connections there are.

waitress asks every connection before every wait whether it wants to read or write. Here only those are asked with whom
something has happened since: an event, or a thread that has answered.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterable
from typing import Any

from waitress import wasyncore

_READ, _WRITE = select.EPOLLIN | select.EPOLLPRI, select.EPOLLOUT


class Loop:
    """``channels`` are dispatchers of waitress by descriptor. ``touch`` may be called by any thread, all else by one."""

    def __init__(self, channels: dict[int, Any]) -> None:
        self._channels = channels
        self._poll = select.epoll()
        #: What each descriptor is watched for, and whom to look at again before the next wait.
        self._masks: dict[int, int] = {}
        self._touched: set[int] = set()
        self._watched: dict[int, Callable[[], None]] = {}

    def touch(self, descriptors: Iterable[int | None]) -> None:
        """Has these looked at again."""
        self._touched.update(descriptor for descriptor in descriptors if descriptor is not None)

    def forget(self, descriptor: int) -> None:
        """To be called before a descriptor is closed."""
        if self._masks.pop(descriptor, 0):
            self._unregister(descriptor)

    def watch(self, descriptor: int, ready: Callable[[], None]) -> None:
        """Calls ``ready`` whenever something can be read there, or its other side is gone, until ``leave``."""
        self._watched[descriptor] = ready
        self._poll.register(descriptor, select.EPOLLIN)

    def leave(self, descriptor: int) -> None:
        del self._watched[descriptor]
        self._unregister(descriptor)

    def turn(self, seconds: float, awake_until: float = 0.0) -> None:
        """Waits so long at most, without sleeping up to that time of ``time.perf_counter``, then has everything handled."""
        while self._touched:
            self._look(self._touched.pop())
        for descriptor, events in self._soon(awake_until) or self._poll.poll(max(0.0, seconds)):
            ready = self._watched.get(descriptor)
            if ready is not None:
                ready()
                continue
            channel = self._channels.get(descriptor)
            if channel is not None:
                self._touched.add(descriptor)
                wasyncore.readwrite(channel, events)

    def close(self) -> None:
        self._poll.close()

    def _soon(self, until: float) -> list[tuple[int, int]]:
        """What happens before that time."""
        while time.perf_counter() < until:
            events = self._poll.poll(0)
            if events:
                return events
        return []

    def _look(self, descriptor: int) -> None:
        channel, before = self._channels.get(descriptor), self._masks.get(descriptor, 0)
        if channel is None:
            return
        mask = (_READ if channel.readable() else 0) | (_WRITE if channel.writable() and not channel.accepting else 0)
        if mask == before:
            return
        self._masks[descriptor] = mask
        if not mask:
            # With nothing to watch for, a connection that is gone would wake the loop for ever.
            self._unregister(descriptor)
        elif before:
            self._poll.modify(descriptor, mask)
        else:
            self._poll.register(descriptor, mask)

    def _unregister(self, descriptor: int) -> None:
        try:
            self._poll.unregister(descriptor)
        except OSError:
            pass  # it is closed already, and so is not watched
