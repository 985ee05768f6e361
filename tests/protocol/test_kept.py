"""Answers that are kept: the same bytes without asking, within a size, gone with their state; and the short ways of the server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psin.web import create_app
from psin.web.answers import Answers, Kept
from psin.web.tasks import Parser
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest
from werkzeug.test import Client

from .test_live import Connection, serve

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def kept(size: int) -> Kept:
    return Kept(b"x" * size, "", "key", 1)


@pytest.fixture(scope="module")
def served(opened) -> Iterator[str]:  # type: ignore[no-untyped-def]
    yield from serve(opened)


@pytest.fixture
def asked(opened) -> tuple[Client, list[str]]:  # type: ignore[no-untyped-def]
    """A client, and the queries that reach the engine."""
    app, site = opened({"http://e/g": "<http://e/a> <http://e/b> 1 , 2 ."})
    seen: list[str] = []
    stream = site.engine.stream

    def watched(query: str, **arguments: Any) -> Any:
        seen.append(query)
        return stream(query, **arguments)

    site.engine.stream = watched
    return app.test_client(), seen


def test_the_same_question_is_asked_once_however_it_comes(asked: tuple[Client, list[str]]) -> None:
    client, seen = asked
    first = client.get("/sparql", query_string={"query": COUNT})
    again = [
        client.get("/sparql", query_string={"query": COUNT}),
        client.get("/sparql", query_string={"query": COUNT, "timeout": "3"}),
        client.get("/sparql/", query_string={"query": f" {COUNT}\n", "format": "json"}),
        client.post("/sparql", data={"query": COUNT}),
        client.post("/sparql", data=COUNT, content_type="application/sparql-query"),
    ]
    assert {answer.data for answer in again} == {first.data}
    assert seen == [COUNT]
    head = client.head("/sparql", query_string={"query": COUNT})
    assert (head.content_length, head.data) == (len(first.data), b"")
    assert {name for name, _ in again[0].headers} == {name for name, _ in first.headers}
    assert "ETag" not in again[3].headers and again[3].headers["Cache-Control"] == "no-store"


def test_another_format_dataset_or_text_is_another_question(asked: tuple[Client, list[str]]) -> None:
    client, seen = asked
    for _ in range(2):
        client.get("/sparql", query_string={"query": COUNT})
        client.get("/sparql", query_string={"query": COUNT}, headers={"Accept": "text/csv"})
        client.get("/sparql", query_string={"query": COUNT, "default-graph-uri": "http://e/g"})
        client.get("/sparql", query_string={"query": COUNT + " LIMIT 1"})
    assert len(seen) == 4


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (RAND() AS ?x) {}",
        "SELECT (NOW() AS ?x) {}",
        "SELECT nonsense",
        "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_moods_and_mistakes_are_asked_each_time(asked: tuple[Client, list[str]], query: str) -> None:
    client, seen = asked
    for _ in range(3):
        client.get("/sparql", query_string={"query": query})
    assert len(seen) == 3


def test_a_browser_gets_its_page_after_a_program_got_its_answer(asked: tuple[Client, list[str]]) -> None:
    client, _ = asked
    for _ in range(2):
        assert client.get("/sparql", query_string={"query": COUNT}).mimetype == "application/sparql-results+json"
        assert (
            client.get("/sparql", query_string={"query": COUNT}, headers={"Accept": "text/html"}).mimetype
            == "text/html"
        )


def test_another_state_has_answers_of_its_own(opened) -> None:  # type: ignore[no-untyped-def]
    from psin.web.service import Service

    _, one = opened({"http://e/g": "<http://e/a> <http://e/b> 1 ."})
    _, two = opened({"http://e/g": "<http://e/a> <http://e/b> 1 , 2 ."})
    service = Service(one)
    client = create_app(service).test_client()
    found = []
    for _ in range(2):
        found += [client.get("/sparql", query_string={"query": COUNT}).data for _ in range(2)]
        service.switch(two, lambda: None)
    assert found[0] == found[1] != found[2] == found[3]


def test_nothing_is_kept_without_room(opened) -> None:  # type: ignore[no-untyped-def]
    app, site = opened({"http://e/g": "<http://e/a> <http://e/b> 1 ."}, cache_bytes=0)
    client = app.test_client()
    assert (
        client.get("/sparql", query_string={"query": COUNT}).data
        == client.get("/sparql", query_string={"query": COUNT}).data
    )
    assert not site.answers._kept


@_PATIENT
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9_000)), max_size=60))
def test_the_size_is_never_exceeded(steps: list[tuple[int, int]]) -> None:
    answers = Answers(64_000)
    for tag, size in steps:
        answers.put(str(tag), kept(size))
        total = sum(len(entry.body) + 512 for entry in answers._kept.values())
        assert total <= 64_000 and answers._left == 64_000 - total


def test_those_asked_for_longest_ago_leave_first() -> None:
    answers = Answers(16 * 1_512)
    for number in range(16):
        answers.put(str(number), kept(1_000))
    assert answers.get("0")
    answers.put("new", kept(1_000))
    assert answers.get("0") and answers.get("new") and answers.get("1") is None


def test_a_kept_answer_goes_out_at_once_and_with_everything(served: str) -> None:
    with Connection(served) as connection:
        replies = []
        for _ in range(4):
            connection.ask("SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 4000")
            status, headers = connection.head()
            replies.append(
                (status, connection.file.read(int(headers["content-length"])), {**headers, "date": "", "ratelimit": ""})
            )
        assert all(reply == replies[1] for reply in replies[2:])
        assert replies[0][:2] == replies[1][:2]
        connection.ask(
            "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 4000", headers=f"If-None-Match: {replies[0][2]['etag']}\r\n"
        )
        status, headers = connection.head()
        assert status == 304
        connection.ask("ASK {}")
        assert connection.head()[0] == 200


def test_pipelined_requests_are_answered_in_order(served: str) -> None:
    kept_one, fresh = "ASK { ?s ?p 1 }", "SELECT ?o { <http://e/s7> ?p ?o }"
    with Connection(served) as connection:
        for _ in range(20):
            for query in (kept_one, fresh, kept_one, kept_one, "SELECT nonsense", kept_one):
                connection.ask(query)
            found = []
            for _ in range(6):
                status, headers = connection.head()
                found.append((status, b"value 7" in connection.file.read(int(headers["content-length"]))))
            assert found == [(200, False), (200, True), (200, False), (200, False), (400, False), (200, False)]


def test_a_request_that_comes_byte_by_byte_is_answered(served: str) -> None:
    parts = served.rpartition(":")
    with socket.create_connection(("127.0.0.1", int(parts[2])), timeout=20) as client:
        for _ in range(2):
            for byte in b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n":
                client.sendall(bytes([byte]))
            data = b""
            while b"true" not in data:
                data += client.recv(4096)
            assert data.startswith(b"HTTP/1.1 200")


_HEADS = st.lists(
    st.sampled_from(
        [
            b"GET", b"HEAD", b"POST", b" ", b"/sparql", b"//x", b"/a%20b", b"?query=ASK%20%7B%7D", b"?", b"#f", b"http://x/y", b"HTTP/1.1", b"HTTP/1.0",
            b"\r\n", b"\n", b"\r", b"Host: x", b"Accept:a", b"Accept: b, c\t", b"A_b: c", b"Connection: close", b"Content-Length: 3",
            b"content-length: 0", b"Transfer-Encoding: chunked", b"Expect: 100-continue", b" folded", b":", b"\xe9", b"\x00", b"X-Y: \xff",
        ]
    ),
    max_size=14,
)  # fmt: skip


@_PATIENT
@given(_HEADS, st.booleans())
def test_a_request_means_the_same_on_the_short_way(parts: list[bytes], whole: bool) -> None:
    data = b"".join(parts) + b"\r\n\r\n"
    if whole:
        lines = [part for part in parts if b":" in part and b"\r" not in part]
        data = b"\r\n".join([b"GET /sparql?query=x HTTP/1.1", *lines]) + b"\r\n\r\n"
    found = []
    for kind in (HTTPRequestParser, Parser):
        parser = kind(Adjustments())
        taken = parser.received(data)
        names = (
            "command",
            "version",
            "path",
            "query",
            "fragment",
            "request_uri",
            "headers",
            "connection_close",
            "completed",
            "empty",
        )
        names += (
            "content_length",
            "chunked",
            "expect_continue",
            "first_line",
            "url_scheme",
            "proxy_scheme",
            "proxy_netloc",
        )
        error = parser.error and (type(parser.error), parser.error.body)
        host = parser.headers.get("HOST")
        unclear = parser.version == "1.1" if host is None else ", " in host
        if kind is HTTPRequestParser and not error and unclear:
            error = BadRequest, "It needs one Host header, and only one"
        elif kind is HTTPRequestParser and not error and parser.chunked and "CONTENT_LENGTH" in parser.headers:
            error = BadRequest, "Content-Length and Transfer-Encoding contradict each other"
        found.append((taken, error, {name: getattr(parser, name, None) for name in names} if not error else None))
    assert found[0] == found[1]
