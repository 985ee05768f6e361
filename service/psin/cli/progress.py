"""A bar for long runs, on a terminal only, gone when the run ends."""

from __future__ import annotations

import sys
import time
from types import TracebackType

#: Seconds before a bar appears, and between two states of it.
_PATIENCE, _EVERY = 1.0, 0.1
_WIDTH = 30


class Progress:
    """Call it with how many of how many are done. Writes to standard error, never to what may be piped."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._last = time.monotonic() + _PATIENCE - _EVERY
        self._shown = False
        self._wanted = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if not self._wanted or now - self._last < _EVERY:
            return
        self._last, self._shown = now, True
        filled = _WIDTH * done // max(1, of)
        sys.stderr.write(f"\r\x1b[K{self._what} [{'#' * filled}{'.' * (_WIDTH - filled)}] {done:,} of {of:,}")
        sys.stderr.flush()
