"""Where a graph is kept: in memory or on disk, by its size or as told."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from psin.errors import CatalogueError

from .disk import Disk, Temporary
from .folder import Folder
from .states import Memory, Source, memory_file

#: N-Quads, a file of them, or a function that makes either when it is needed.
Quads = bytes | Path | Callable[[], bytes | Path]
_CHUNK_BYTES = 4 << 20


def choose(quads: Quads, store: Path | None, version: str, isolation: str, most_in_memory: int) -> Source:
    """Raises CatalogueError if a file cannot be read, StoreError if the folder ``store`` cannot be used."""
    if store is not None and version:
        return Disk(Folder(store), lambda: descriptor_of(quads), version, isolation)
    descriptor = descriptor_of(quads)
    try:
        if store is None and not _more_lines(descriptor, most_in_memory):
            return Memory(descriptor, isolation)
        version = version or digest(descriptor)
        folder = Folder(store) if store is not None else Temporary()
    except BaseException:
        os.close(descriptor)
        raise
    return Disk(folder, lambda: os.dup(descriptor), version, isolation, lambda: os.close(descriptor))


def descriptor_of(quads: Quads) -> int:
    """A descriptor from which the N-Quads can be read again and again, also when the file is replaced."""
    if callable(quads):
        quads = quads()
    if isinstance(quads, Path):
        try:
            return os.open(quads, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise CatalogueError(f"The graph {quads} cannot be read: {error.strerror}.") from None
    return memory_file(quads)


def digest(descriptor: int) -> str:
    """A hash of what can be read there."""
    found = hashlib.sha256()
    for chunk in _chunks(descriptor):
        found.update(chunk)
    return found.hexdigest()


def _more_lines(descriptor: int, most: int) -> bool:
    count = 0
    for chunk in _chunks(descriptor):
        count += chunk.count(b"\n")
        if count > most:
            return True
    return False


def _chunks(descriptor: int):  # type: ignore[no-untyped-def]
    at = 0
    while chunk := os.pread(descriptor, _CHUNK_BYTES, at):
        at += len(chunk)
        yield chunk
