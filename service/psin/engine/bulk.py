"""A graph loaded into a store on disk, every triple in its named graph and once in the default graph, in one pass."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from .dataset import is_plain_bytes
from .trust import without_beside

_CHUNK_BYTES = 4 << 20
_IRI = rb'<[^<>"\s]*+>'
_NODE = rb"(?:" + _IRI + rb'|_:[^\s<"]++)'
_LITERAL = rb'"(?:[^"\\\n]++|\\.)*+"(?:@[\w-]++|\^\^' + _IRI + rb")?"
#: A statement with its graph as serialisers write it (RDF 1.1 N-Quads, section 2).
_STATEMENT = re.compile(
    rb"^(" + _NODE + rb" " + _IRI + rb" (?:" + _NODE + rb"|" + _LITERAL + rb")) " + _NODE + rb" \.\n", re.M
)


def load(folder: Path, quads: BinaryIO) -> tuple[ox.Store, bool]:
    """A new store in ``folder``, whose content is thrown away, and whether the graph is plain (``dataset.is_plain``).

    Raises SyntaxError for what is no N-Quads, OSError if the disk does not take it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    store = ox.Store(str(folder))
    source = _Twice(quads)
    try:
        store.bulk_load(source, format=ox.RdfFormat.N_QUADS)
    except SyntaxError:
        quads.seek(0)
        for _ in ox.parse(quads, ox.RdfFormat.N_QUADS):
            pass  # raises it again, with the line of the source
        raise
    return store, source.plain


class _Twice(io.RawIOBase):
    """Every statement with and then without its graph. Blank nodes keep their identity, since it is one document."""

    def __init__(self, quads: BinaryIO) -> None:
        self._quads = quads
        self._chunk = memoryview(b"")
        self.plain = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
        if not self._chunk:
            self._chunk = memoryview(self._next())
        size = min(len(buffer), len(self._chunk))
        buffer[:size] = self._chunk[:size]
        self._chunk = self._chunk[size:]
        return size

    def read(self, size: int = -1) -> bytes:
        """Without the copy that the base class makes."""
        if not self._chunk:
            self._chunk = memoryview(self._next())
        part = self._chunk if size < 0 else self._chunk[:size]
        self._chunk = self._chunk[len(part) :]
        return bytes(part)

    def _next(self) -> bytes:
        chunk = self._quads.read(_CHUNK_BYTES)
        if not chunk:
            return b""
        if not chunk.endswith(b"\n"):
            chunk += self._quads.readline()
        self.plain = self.plain and is_plain_bytes(chunk)
        return chunk + _without_graphs(without_beside(chunk))


def _without_graphs(chunk: bytes) -> bytes:
    triples = _STATEMENT.findall(chunk)
    if len(triples) == chunk.count(b"\n") and chunk.endswith(b"\n"):
        return b" .\n".join([*triples, b""])
    try:
        parsed = (quad.triple for quad in ox.parse(chunk, ox.RdfFormat.N_QUADS))
        return b"\n" + (ox.serialize(parsed, format=ox.RdfFormat.N_TRIPLES) or b"")
    except SyntaxError:
        return b""  # the loader finds the same fault
