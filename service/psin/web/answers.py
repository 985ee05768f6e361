"""Whole answers kept for those who ask the same again. They belong to one state and go with it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

#: What an entry takes beside its body, in bytes: its key, its object and its place in the table.
_ENTRY_BYTES = 512
#: Part of the whole that one answer may take.
_SHARE = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """``key`` is the hash of the query's text that the log tells, ``rows`` None for yes or no."""

    body: bytes
    key: str
    rows: int | None


class Answers:
    """At most ``size`` bytes, those asked for longest ago leave first. 0 keeps nothing. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._left, self._longest = size, size // _SHARE
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, tag: str) -> Kept | None:
        """The answer to what has this entity tag."""
        with self._lock:
            found = self._kept.get(tag)
            if found is not None:
                self._kept.move_to_end(tag)
            return found

    def put(self, tag: str, kept: Kept) -> None:
        """Keeps an answer, unless it is too long."""
        size = _size(kept)
        if size > self._longest:
            return
        with self._lock:
            old = self._kept.pop(tag, None)
            self._left -= size - (_size(old) if old else 0)
            self._kept[tag] = kept
            while self._left < 0:
                self._left += _size(self._kept.popitem(last=False)[1])


def _size(kept: Kept) -> int:
    return len(kept.body) + _ENTRY_BYTES
