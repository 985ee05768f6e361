"""What the server's loop reads, from clients and from workers: the same as careful reading, however it arrives."""

from __future__ import annotations

import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.engine import frames
from psin.web.tasks import Parser, simple_query
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest

_LINES = st.lists(
    st.sampled_from([
        b"Host: x", b"Accept:a", b"Accept: b, c\t", b"A_b: c", b"Connection: close", b"Connection: keep-alive", b"connection:keep-alive ",
        b"Connection: keep-alive, close", b"Connection: upgrade", b"Content-Length: 3", b"content-length: 0", b"Content-Length : 3",
        b"Transfer-Encoding: chunked", b"Expect: 100-continue", b" folded", b"\tfolded", b":", b"X-Y: \xff", b"X-Forwarded-For: 1.2.3.4", b"",
        b"X: a\rb", b"X: a\nConnection: close", b"If-None-Match: \"a\"", b"Accept-Encoding: gzip", b"Transfer-Encoding : x", b"\x00: x",
    ]),
    max_size=6,
)  # fmt: skip
_STARTS = st.sampled_from([
    b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1", b"HEAD /sparql?query=x&query=y HTTP/1.1", b"GET /sparql? HTTP/1.1", b"GET /sparql HTTP/1.1",
    b"GET /sparql?q#f HTTP/1.1", b"POST /sparql?query=x HTTP/1.1", b"GET /sparql?query=x HTTP/1.0", b"GET //sparql?query=x HTTP/1.1",
    b"GET /sparql?a b HTTP/1.1", b"GET http://x/sparql?query=x HTTP/1.1", b"GET  /sparql?query=x HTTP/1.1", b"GET /sparql?\xe9 HTTP/1.1",
])  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(_STARTS, _LINES, st.sampled_from([b"", b"GET / HTTP/1.1\r\n\r\n", b"abc", b"\r\n"]))
def test_what_the_loop_takes_means_the_same_to_the_server(start: bytes, lines: list[bytes], behind: bytes) -> None:
    """A request is only taken if it is all that came, has no body, and the careful reading finds the same in it."""
    data = b"\r\n".join([start, *lines]) + b"\r\n\r\n" + behind
    environ = simple_query(data)
    if environ is None:
        assert (
            behind
            or len(lines) != 1
            or lines[0] != b"Host: x"
            or not start.startswith((b"GET /sparql?query=ASK", b"HEAD"))
        )
        return
    assert lines.count(b"Host: x") == 1
    parser = HTTPRequestParser(Adjustments())
    assert parser.received(data) == len(data) and parser.completed and parser.error is None and not parser.empty
    assert (parser.content_length, parser.chunked, parser.expect_continue, parser.body_rcv) == (0, False, False, None)
    assert parser.connection_close is False
    assert (parser.command, parser.path, parser.query) == (
        environ["REQUEST_METHOD"],
        environ["PATH_INFO"],
        environ["QUERY_STRING"],
    )
    assert {f"HTTP_{name}": text for name, text in parser.headers.items()} == {
        name: text for name, text in environ.items() if name.startswith("HTTP_")
    }


@pytest.mark.parametrize(
    ("version", "hosts", "fine"),
    [
        ("1.1", [], False),
        ("1.1", ["a"], True),
        ("1.1", [""], True),
        ("1.1", ["a,b"], True),
        ("1.1", ["a", "a"], False),
        ("1.1", ["a", ""], False),
        ("1.0", [], True),
        ("1.0", ["a"], True),
        ("1.0", ["a", "b"], False),
    ],
)
@pytest.mark.parametrize("more", ["", "Connection: close\r\n", "Content-Length: 0\r\n"])
@pytest.mark.parametrize("path", ["/", "/sparql?query=ASK%20%7B%7D", "//x"])
def test_a_request_says_once_for_which_host_it_is(
    version: str, hosts: list[str], fine: bool, more: str, path: str
) -> None:
    """RFC 9112, section 3.2; HTTP/1.0 may leave it out."""
    lines = "".join(f"host: {host}\r\n" for host in hosts)
    data = f"GET {path} HTTP/{version}\r\n{lines}{more}\r\n".encode()
    parser = Parser(Adjustments())
    assert parser.received(data) == len(data) and parser.completed
    assert (parser.error is None) is fine
    if not fine:
        assert isinstance(parser.error, BadRequest) and simple_query(data) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.binary(max_size=300)), max_size=6), st.lists(st.integers(1, 200)))
def test_frames_are_the_same_however_they_arrive(sent: list[tuple[int, bytes]], cuts: list[int]) -> None:
    data = b"".join(frames.pack(kind, payload) for kind, payload in sent)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader, found, at = frames.Reader(ours), [], 0
        for cut in [*cuts, len(data)]:
            theirs.sendall(data[at : at + cut])
            at += cut
            reader.fill_at_once()
            while reader.waiting():
                kind = sent[len(found)][0]
                assert reader.taken((kind + 1) % 6) is None
                payload = reader.taken(kind)
                assert payload is not None
                found.append((kind, payload))
        assert found == sent
        assert reader.taken(frames.END) is None


def test_large_frames_and_small_ones_follow_each_other() -> None:
    sent = [
        (kind, bytes([kind]) * size)
        for kind, size in ((2, 5), (3, 300_000), (3, 65_536), (4, 9), (3, 0), (3, 2_500_000), (4, 9))
    ]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=theirs.sendall, args=(b"".join(frames.pack(*frame) for frame in sent),))
        sender.start()
        reader = frames.Reader(ours)
        reader.wait_at_most(20)
        assert [reader.read() for _ in sent] == sent
        sender.join()
