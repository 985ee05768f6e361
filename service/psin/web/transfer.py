"""An answer on its way out: whole with its length where it is small, in pieces otherwise, and never a part for the whole.

Source: RFC 9112, sections 6 and 8 (message length, incomplete messages).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ..errors import PsinError

#: Bytes of an answer in memory; the rest of what is held back lies in a temporary file.
_IN_MEMORY = 1 << 20
_PIECE = 1 << 16


class Streamed(Protocol):
    """An answer that comes in chunks; ``rows`` is known at the end."""

    kind: str
    columns: list[str]

    @property
    def rows(self) -> int | None: ...

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class AnswerCut(OSError):
    """Ends the connection after the first byte; the server closes it without the end that HTTP prescribes."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The body of a response (PEP 3333) and its length, None if it comes in pieces; ``whole`` if it is in memory."""

    body: Iterable[bytes]
    length: int | None
    whole: bytes | None = None


def send(answer: Streamed, held: int | None) -> Sent:
    """The body for an answer.

    Up to ``held`` bytes (None: however large) nothing is sent before all of it is there: so long an error still gets its
    status and its words, and the connection lives on. Raises what the engine raises, as long as nothing has been sent.
    """
    chunks = iter(answer)
    first: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            first.append(chunk)
            size += len(chunk)
            if size > _IN_MEMORY or (held is not None and size > held):
                return _long(answer, first, chunks, held)
    except BaseException:
        answer.close()
        raise
    whole = first[0] if len(first) == 1 else b"".join(first)
    return Sent((whole,), size, whole)


def measure(answer: Streamed) -> Sent:
    """The length of an answer, without a body. Raises what the engine raises."""
    try:
        return Sent((), sum(map(len, answer)))
    except BaseException:
        answer.close()
        raise


class _Pieces:
    """Bytes that come in time, and what is to be closed then."""

    def __init__(self, chunks: Iterator[bytes], *closing: Callable[[], None]) -> None:
        self._chunks, self._closing = chunks, closing

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def close(self) -> None:
        for close in self._closing:
            close()


def _long(answer: Streamed, first: list[bytes], chunks: Iterator[bytes], held: int | None) -> Sent:
    file = tempfile.TemporaryFile()
    complete = True
    try:
        file.writelines(first)
        first.clear()
        while held is None or file.tell() <= held:
            chunk = next(chunks, None)
            if chunk is None:
                break
            file.write(chunk)
        else:
            complete = False
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    pieces = iter(lambda: file.read(_PIECE), b"")
    body = _Pieces(pieces if complete else _followed(pieces, chunks, size), file.close, answer.close)
    return Sent(body, size if complete else None)


def _followed(pieces: Iterator[bytes], rest: Iterator[bytes], sent: int) -> Iterator[bytes]:
    yield from pieces
    try:
        for chunk in rest:
            sent += len(chunk)
            yield chunk
    except PsinError as error:
        raise AnswerCut(f"cut after {sent} bytes: {error.detail}") from None
