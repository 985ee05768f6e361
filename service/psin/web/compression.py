"""Text answers compressed for those who take that. Source: RFC 9110, sections 8.4, 8.8.1 and 12.5.3."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict

from flask import Response, request

#: Shorter texts gain nothing; longer ones would keep a thread from its readers.
_SHORTEST, _LONGEST = 1000, 4_000_000
_LEVEL = 6
#: Compressed texts that are kept by the entity tag of the text they were, in bytes.
_KEPT = 8_000_000
_TEXTS = (
    "application/graphml+xml",
    "application/gexf+xml",
    "application/javascript",
    "application/json",
    "application/ld+json",
    "application/n-quads",
    "application/n-triples",
    "application/rdf+xml",
    "application/sparql-query",
    "application/atom+xml",
    "application/trig",
    "application/xml",
    "image/svg+xml",
    "text/",
)


class _Kept:
    """The texts asked for last. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = threading.Lock()
        self._texts: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def get(self, key: tuple[str, int]) -> bytes | None:
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
            return self._texts.get(key)

    def put(self, key: tuple[str, int], text: bytes) -> None:
        with self._lock:
            self._left -= len(text) - len(self._texts.pop(key, b""))
            self._texts[key] = text
            while self._left < 0 and self._texts:
                self._left += len(self._texts.popitem(last=False)[1])


_kept = _Kept(_KEPT)


def compress(response: Response) -> Response:
    """The response with its body in gzip, where it is text of some length, there in one piece, and wanted so.

    The entity tag becomes a weak one, since the bytes are others: who asks with it again still gets 304.
    """
    if not response.mimetype.startswith(_TEXTS) or response.headers.get("Content-Encoding"):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 or not request.accept_encodings["gzip"] or "Content-Range" in response.headers:
        return response
    if response.direct_passthrough and request.endpoint == "static":
        response.direct_passthrough = False
    if response.direct_passthrough or (response.is_streamed and request.endpoint != "static"):
        return response
    body = response.get_data()
    if not _SHORTEST <= len(body) <= _LONGEST:
        return response
    tag, _weak = response.get_etag()
    key = (str(tag), len(body))
    packed = _kept.get(key) if tag else None
    if packed is None:
        packed = gzip.compress(body, _LEVEL, mtime=0)
        if tag:
            _kept.put(key, packed)
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("Accept-Ranges", None)
    if tag:
        response.set_etag(tag, weak=True)
    return response
