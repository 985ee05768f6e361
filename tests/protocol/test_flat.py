"""A long answer passes through the server without filling its memory, however fast it is taken."""

from __future__ import annotations

import io
import json
import threading
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest
from psin.settings import Settings
from psin.web.server import listen
from waitress.buffers import BytesIOBasedBuffer

_QUERY = "SELECT ?s ?p ?o ?copy { ?s ?p ?o VALUES ?copy { 1 2 3 4 5 6 7 8 } } LIMIT 60000"


@pytest.mark.parametrize("piece", [1 << 20, 3000])
def test_what_was_sent_is_given_back_before_the_end(site, app, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    held: list[int] = []
    append = BytesIOBasedBuffer.append

    def seen(self: BytesIOBasedBuffer, data: bytes) -> None:
        append(self, data)
        held.append(len(self.file.getbuffer()) if isinstance(self.file, io.BytesIO) else 0)

    monkeypatch.setattr(BytesIOBasedBuffer, "append", seen)
    server = listen(app, Settings({}, port=0))
    thread = threading.Thread(target=server.run)
    thread.start()
    connection = HTTPConnection("127.0.0.1", urlsplit(server.address).port)
    try:
        connection.request(
            "GET", f"/sparql?query={quote(_QUERY)}", headers={"Accept": "application/sparql-results+json"}
        )
        answer = connection.getresponse()
        parts = iter(lambda: answer.read(piece), b"")
        body = b"".join(parts)
    finally:
        connection.close()
        server.stop()
        thread.join()
        server.close()
    assert len(json.loads(body)["results"]["bindings"]) == 60_000
    assert len(body) > 10_000_000
    assert held and max(held) < 1_000_000
