"""Texts go out in gzip to those who take it, and caches can tell the two apart."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

TEXTS = [
    "/networks",
    "/ecosystem",
    "/networks.json",
    "/network/one-team-gov.ttl",
    "/static/psin.css",
    "/static/search.js",
    "/ecosystem/map.svg",
]


class Closing:
    """A client whose answers are whole and closed: a file that is sent stays open until then."""

    def __init__(self, client: object) -> None:
        self._client = client

    def get(self, path: str, **more: object) -> object:
        response = self._client.get(path, **more)
        assert response.data is not None
        response.close()
        return response

    def head(self, path: str, **more: object) -> object:
        return self._client.head(path, **more)


@pytest.fixture
def client(app: object) -> Iterator[Closing]:
    yield Closing(app.test_client())


@pytest.mark.parametrize("path", TEXTS)
def test_a_text_is_the_same_packed_and_unpacked(client: object, path: str) -> None:
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert plain.headers.get("Content-Encoding") is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize("accept", ["identity", "gzip;q=0", "br", ""])
def test_who_does_not_take_gzip_gets_none(client: object, accept: str) -> None:
    assert "Content-Encoding" not in client.get("/networks", headers={"Accept-Encoding": accept}).headers


@pytest.mark.parametrize("path", ["/networks", "/static/psin.css"])
def test_the_tag_of_a_packed_text_is_weak_and_still_gives_304(client: object, path: str) -> None:
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    tag = packed.headers["ETag"]
    assert tag.startswith('W/"')
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert again.status_code == 304 and again.data == b""
    assert "Accept-Encoding" in again.headers["Vary"]
    assert not client.get(path).headers["ETag"].startswith("W/")


def test_parts_pictures_and_short_texts_stay_as_they_are(client: object) -> None:
    ask = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in client.get("/static/preview.png", headers=ask).headers
    assert "Content-Encoding" not in client.get("/search/suggest?q=zzzzz", headers=ask).headers
    part = client.get("/static/psin.css", headers=ask | {"Range": "bytes=0-99"})
    assert part.status_code == 206 and len(part.data) == 100 and "Content-Encoding" not in part.headers


def test_a_head_request_tells_what_get_would_send(client: object) -> None:
    ask = {"Accept-Encoding": "gzip"}
    got, head = client.get("/networks", headers=ask), client.head("/networks", headers=ask)
    assert head.data == b""
    assert [head.headers[name] for name in ("ETag", "Content-Encoding", "Vary")] == [
        got.headers[name] for name in ("ETag", "Content-Encoding", "Vary")
    ]
