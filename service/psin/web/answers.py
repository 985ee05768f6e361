"""Whole answers kept for those who ask the same again. They belong to one state and go with it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

#: What an entry takes beside its body, in bytes: its key, its object and its place in the table.
_ENTRY_BYTES = 512
#: Part of the whole that one answer may take.
_SHARE = 16
#: Ways of asking that are noted, and their length in characters: 8 MB at most.
_ASKED, _LONGEST_ASKED = 2048, 4096


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer to ``query``; ``key`` is the hash of its text that the log tells, ``rows`` None for yes or no."""

    body: bytes
    query: str
    key: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A kept answer with the entity tag and the media type under which it goes out."""

    tag: str
    content_type: str
    kept: Kept


class Answers:
    """At most ``size`` bytes, those asked for longest ago leave first. 0 keeps nothing. Thread-safe.

    Beside its entity tag an answer is known by the query string and the Accept header of those who asked for it.
    """

    def __init__(self, size: int) -> None:
        self._left, self._longest = size, size // _SHARE
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._asked: OrderedDict[tuple[str, str], tuple[str, str]] = OrderedDict()

    def get(self, tag: str) -> Kept | None:
        """The answer to what has this entity tag."""
        with self._lock:
            found = self._kept.get(tag)
            if found is not None:
                self._kept.move_to_end(tag)
            return found

    def asked(self, query: str, accept: str) -> Found | None:
        """The answer to exactly this query string and Accept header, if it was noted and is still there."""
        known = self._asked.get((query, accept))
        kept = self.get(known[0]) if known else None
        return Found(*known, kept) if known and kept else None

    def note(self, query: str, accept: str, tag: str, content_type: str) -> None:
        """Has ``asked`` find the answer with this tag."""
        if len(query) + len(accept) > _LONGEST_ASKED:
            return
        with self._lock:
            self._asked[query, accept] = tag, content_type
            if len(self._asked) > _ASKED:
                self._asked.popitem(last=False)

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
    return len(kept.body) + len(kept.query) + _ENTRY_BYTES
