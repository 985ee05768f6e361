"""One line of JSON per event on standard error, written by a thread of its own: a full pipe never stops an answer."""

from __future__ import annotations

import json
import os
import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime

#: Lines that may wait for a reader that is slow; the rest is lost, and counted.
_WAITING = 10_000
_STOP_SECONDS = 0.5


class Log:
    """``descriptor`` of an open file, None for no log at all. ``lost`` is called for every line that found no room."""

    def __init__(self, descriptor: int | None, lost: Callable[[], None] = lambda: None) -> None:
        self._descriptor, self._lost = descriptor, lost
        self._lines: queue.Queue[bytes | None] = queue.Queue(_WAITING)
        self._writer: threading.Thread | None = None
        if descriptor is not None:
            self._writer = threading.Thread(target=self._write, name="psin-log", daemon=True)
            self._writer.start()

    def write(self, event: str, **facts: object) -> None:
        """One line with the time in UTC; facts that are None are left out."""
        if self._descriptor is None:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"time": now, "event": event, **{name: value for name, value in facts.items() if value is not None}}
        try:
            self._lines.put_nowait(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        except queue.Full:
            self._lost()

    def close(self) -> None:
        """Writes what waits, for half a second at most."""
        if self._writer is not None:
            try:
                self._lines.put_nowait(None)
            except queue.Full:
                return
            self._writer.join(_STOP_SECONDS)

    def _write(self) -> None:
        assert self._descriptor is not None
        while (line := self._lines.get()) is not None:
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError:
                self._lost()
