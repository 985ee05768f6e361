"""An answer on its way out: whole with its length where it is small, in pieces otherwise, and never a part for the whole.

Source: RFC 9112, sections 6 and 8 (message length, incomplete messages).
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator

from flask import Request, Response

from ..engine import Answer
from ..errors import PsinError

#: Bytes held back before the first is sent: so long an error still gets its status, and the length can be told.
HELD = 1 << 20
_PIECE = 1 << 16
_log = logging.getLogger("psin.web")


class AnswerCut(OSError):
    """Ends the connection after the first byte; the server closes it without the end that HTTP prescribes."""


def send(answer: Answer, request: Request, content_type: str) -> Response:
    """The response for an answer.

    One that fits into HELD bytes has a Content-Length, so that the connection lives on. Clients of HTTP/1.0, who would
    take a cut for the end, and HEAD requests get their answer only when all of it is there. Raises what the engine
    raises, as long as nothing has been sent.
    """
    chunks = iter(answer)
    if request.method == "HEAD":
        response = Response(content_type=content_type)
        response.content_length = sum(map(len, chunks))
        return response
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return _whole(chunks, content_type)
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size > HELD:
            response = Response(_pieces(held, chunks), content_type=content_type)
            response.call_on_close(answer.close)
            return response
    return Response(b"".join(held), content_type=content_type)


def _pieces(held: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    sent = 0
    try:
        while held:
            chunk = held.pop(0)
            sent += len(chunk)
            yield chunk
        for chunk in rest:
            sent += len(chunk)
            yield chunk
    except PsinError as error:
        _log.warning("answer cut after %d bytes: %s", sent, error.detail)
        raise AnswerCut(error.detail) from None


def _whole(chunks: Iterator[bytes], content_type: str) -> Response:
    """Held in memory up to HELD bytes, on disk beyond."""
    file = tempfile.SpooledTemporaryFile(max_size=HELD)  # noqa: SIM115
    try:
        for chunk in chunks:
            file.write(chunk)
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    response = Response(iter(lambda: file.read(_PIECE), b""), content_type=content_type)
    response.content_length = size
    response.call_on_close(file.close)
    return response
