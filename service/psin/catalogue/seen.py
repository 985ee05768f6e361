"""Whether files are as they were when they were last read, without reading them.

The system notes every change of a file in its ctime, which programs cannot set. A change within the same tick of the
clock could hide, so what was changed a moment ago does not count as settled.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from ..light import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

try:
    from _sha2 import sha256  # Python 3.12; hashlib loads OpenSSL, which takes longer than the hash
except ImportError:
    try:
        from _sha256 import sha256
    except ImportError:
        from hashlib import sha256

try:
    from _imp import (
        source_hash,
    )  # as importlib.util.source_hash, whose module takes longer to import than the rest here
except ImportError:
    from importlib import util

    def source_hash(key: int, source: bytes | memoryview) -> bytes:
        return util.source_hash(bytes(source))


__all__ = ["Seen", "checksum", "sha256"]

#: Nanoseconds after a change in which another one may look the same: file systems count in up to two seconds.
_TICK = 2_500_000_000


def checksum(raw: bytes | memoryview) -> bytes:
    """8 bytes that tell damage, not intent."""
    return bytes(source_hash(0, raw))


class Seen:
    """The state of some files, as the system tells it. ``name`` is short and tells lists of files apart, mostly."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = "\n".join(path if path[:1] == os.sep else os.path.abspath(path) for path in paths)
        self.states = [_state(path) for path in paths]
        self._given = paths
        self.name = checksum(self.paths.encode("utf-8", "surrogateescape")).hex()[:8]

    @property
    def plain(self) -> tuple[str, list[tuple[int, ...]]]:
        return self.paths, self.states

    def equals(self, kept: Any) -> bool:
        """Whether what was kept behind a hash is the same state of the same files."""
        return isinstance(kept, tuple) and kept[1:] == self.plain

    def is_settled(self) -> bool:
        """Whether nothing has changed while the files were read, nor a moment before."""
        newest = max((max(one[1:3]) for one in self.states if one), default=0)
        return newest < time.time_ns() - _TICK and self.states == [_state(path) for path in self._given]


def _state(path: str) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev
