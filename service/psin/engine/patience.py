"""How long an answer is waited for without sleeping.

To be woken takes up to 0.05 ms, a third of what a light query needs; so who asks stays awake for a moment. But where all
processors are busy, who stays awake keeps one from the worker: then answers come late, and the moment becomes short.
"""

from __future__ import annotations

import os
import time

#: Most light queries are answered within this time on an idle machine.
_LONGEST = 0.0002 if len(os.sched_getaffinity(0)) > 1 else 0.0
#: How fast the moment becomes shorter: nothing is left of it after five late answers.
_SHARE, _LEAST = 0.25, 1e-6


class Patience:
    """Times are those of ``time.perf_counter``, in seconds. Thread-safe enough: a lost note makes one moment longer."""

    def __init__(self) -> None:
        self._seconds = _LONGEST

    def until(self, asked: float) -> float:
        """Until when an answer is waited for without sleeping that was asked for then."""
        return asked + self._seconds

    def note(self, asked: float) -> None:
        """An answer has come."""
        if time.perf_counter() - asked <= _LONGEST:
            self._seconds = _LONGEST
        else:
            self._seconds = self._seconds * _SHARE if self._seconds > _LEAST else 0.0
