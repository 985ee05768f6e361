"""One line of JSON per event on standard error, written by a thread of its own: a full pipe never stops an answer."""

from __future__ import annotations

import json
import os
import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

#: Lines that may wait for a reader that is slow; the rest is lost, and counted.
_WAITING = 10_000
_STOP_SECONDS = 0.5
#: How long a line waits for others to go out with it, and how many they may be: as many as a pipe takes at once.
_GATHER_SECONDS, _TOGETHER = 0.02, 200
#: Time in seconds since 1970, name and facts.
_Event = tuple[float, str, dict[str, object]]


class Log:
    """``descriptor`` of an open file, None for no log at all. ``lost`` is called for every line that found no room."""

    def __init__(self, descriptor: int | None, lost: Callable[[], None] = lambda: None) -> None:
        self._descriptor, self._lost = descriptor, lost
        self._lines: queue.SimpleQueue[_Event | None] = queue.SimpleQueue()
        self._hurry = threading.Event()
        self._writer: threading.Thread | None = None
        if descriptor is not None:
            self._writer = threading.Thread(target=self._write, name="psin-log", daemon=True)
            self._writer.start()

    def write(self, event: str, **facts: object) -> None:
        """One line with the time in UTC; facts that are None are left out."""
        if self._descriptor is None:
            return
        if self._lines.qsize() < _WAITING:
            self._lines.put((time.time(), event, facts))
            if event != "request":
                self._hurry.set()
        else:
            self._lost()

    def close(self) -> None:
        """Writes what waits, for half a second at most."""
        if self._writer is not None:
            self._lines.put(None)
            self._hurry.set()
            self._writer.join(_STOP_SECONDS)

    def _write(self) -> None:
        assert self._descriptor is not None
        while (event := self._lines.get()) is not None:
            # Lines of a busy time go out together, so that not every request wakes this thread.
            self._hurry.wait(_GATHER_SECONDS)
            self._hurry.clear()
            text = _line(event)
            for _ in range(min(self._lines.qsize(), _TOGETHER)):
                event = self._lines.get()
                if event is None:
                    self._lines.put(None)
                    break
                text += _line(event)
            self._put(text)

    def _put(self, text: bytes) -> None:
        assert self._descriptor is not None
        lines = text.count(b"\n")
        try:
            while text:
                text = text[os.write(self._descriptor, text) :]
        except OSError:
            for _ in range(lines):
                self._lost()


def _line(event: _Event) -> bytes:
    seconds, name, facts = event
    now = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = {"time": now, "event": name, **{name: value for name, value in facts.items() if value is not None}}
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
