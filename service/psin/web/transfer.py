"""An answer on its way out: whole with its length where it is small, in pieces otherwise, and never a part for the whole.

Source: RFC 9112, sections 6 and 8 (message length, incomplete messages).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Protocol

from flask import Request, Response

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


def send(answer: Streamed, request: Request, content_type: str, held: int) -> Response:
    """The response for an answer.

    Up to ``held`` bytes nothing is sent before all of it is there: so long an error still gets its status and its words,
    and the connection lives on. Clients of HTTP/1.0, who would take a cut for the end, and HEAD requests always wait for
    all of it. Raises what the engine raises, as long as nothing has been sent.
    """
    chunks = iter(answer)
    try:
        if request.method == "HEAD":
            response = Response(content_type=content_type)
            response.content_length = sum(map(len, chunks))
            return response
        if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            return _held(answer, chunks, content_type, None)
        return _held(answer, chunks, content_type, held)
    except BaseException:
        answer.close()
        raise


def _held(answer: Streamed, chunks: Iterator[bytes], content_type: str, limit: int | None) -> Response:
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    complete = True
    try:
        for chunk in chunks:
            file.write(chunk)
            if limit is not None and file.tell() > limit:
                complete = False
                break
        size = file.tell()
        file.seek(0)
        if complete and size <= _IN_MEMORY:
            with file:
                return Response(file.read(), content_type=content_type)
    except BaseException:
        file.close()
        raise
    pieces = iter(lambda: file.read(_PIECE), b"")
    response = Response(pieces if complete else _followed(pieces, chunks, size), content_type=content_type)
    response.call_on_close(file.close)
    response.call_on_close(answer.close)
    if complete:
        response.content_length = size
    return response


def _followed(pieces: Iterator[bytes], rest: Iterator[bytes], sent: int) -> Iterator[bytes]:
    yield from pieces
    try:
        for chunk in rest:
            sent += len(chunk)
            yield chunk
    except PsinError as error:
        raise AnswerCut(f"cut after {sent} bytes: {error.detail}") from None
