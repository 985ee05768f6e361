"""An engine elsewhere that fails: an error in our words, never a short answer, never later than the budget."""

from __future__ import annotations

import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from psin.catalogue import Catalogue
from psin.engine import FORMATS, Budget
from psin.engine.remote import RemoteEngine
from psin.errors import BudgetExceeded, CatalogueError, EngineUnavailable, PsinError, QueryRefused, QuerySyntaxError
from psin.settings import Settings

from . import servers
from .conftest import connect, hold
from .servers import Server, free_port

JSON = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}},{"x":{"type":"literal","value":"2"}}]}}'
XML = (
    b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head><results>'
    b'<result><binding name="x"><literal>1</literal></binding></result></results></sparql>'
)
TRIPLES = b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> <urn:d> .\n"
RESULTS_JSON, RESULTS_XML = "application/sparql-results+json", "application/sparql-results+xml"
Play = Callable[[http.server.BaseHTTPRequestHandler], None]
BUDGET = Budget(1.0, 64, 1000, 1_000_000)


@contextmanager
def playing(play: Play, **settings: float) -> Iterator[RemoteEngine]:
    """A client of an engine that answers the first question well and then does what the test wants."""
    asked: list[bytes] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            if len(asked) == 1:
                whole(JSON, RESULTS_JSON)(self)
            else:
                play(self)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_address[1]}/sparql"
            with RemoteEngine.connect(
                url, Settings({}, query_rows=1000, **settings), union="urn:all", graphs=["urn:g"]
            ) as engine:
                engine.asked = asked  # type: ignore[attr-defined]
                yield engine
        finally:
            server.shutdown()
            thread.join()


def answered(status: int, headers: dict[str, str], body: bytes = b"", then: Play = lambda handler: None) -> Play:
    def play(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)
        handler.wfile.flush()
        then(handler)
        handler.close_connection = True

    return play


def whole(body: bytes, kind: str, **headers: str) -> Play:
    return answered(200, {"Content-Type": kind, "Content-Length": str(len(body)), **headers}, body)


def cut(body: bytes, kind: str) -> Play:
    """Promises twice as much as it sends."""
    return answered(200, {"Content-Type": kind, "Content-Length": str(2 * len(body))}, body)


def cut_chunks(body: bytes, kind: str) -> Play:
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n"
    return answered(200, {"Content-Type": kind, "Transfer-Encoding": "chunked"}, chunk)


def endless(body: bytes, kind: str) -> Play:
    """Says nowhere where it ends."""
    return answered(200, {"Content-Type": kind, "Connection": "close"}, body)


SELECT, CONSTRUCT = ("SELECT ?x { ?x ?y ?z }", "json"), ("CONSTRUCT WHERE { ?x ?y ?z }", "ntriples")

BROKEN: dict[str, tuple[tuple[str, str], Play, type[PsinError], str]] = {
    "half JSON": (SELECT, cut(JSON[:90], RESULTS_JSON), EngineUnavailable, "broke off"),
    "JSON whole, but shorter than promised": (SELECT, cut(JSON, RESULTS_JSON), EngineUnavailable, "broke off"),
    "half XML": (SELECT, cut(XML[:-20], RESULTS_XML), EngineUnavailable, "broke off"),
    "half N-Triples": (CONSTRUCT, cut(TRIPLES[:26], "application/n-triples"), EngineUnavailable, "broke off"),
    "chunks without the last": (SELECT, cut_chunks(JSON, RESULTS_JSON), EngineUnavailable, "broke off"),
    "triples in chunks without the last": (
        CONSTRUCT,
        cut_chunks(TRIPLES, "application/n-triples"),
        EngineUnavailable,
        "broke off",
    ),
    "an end that cannot be told": (SELECT, endless(JSON, RESULTS_JSON), EngineUnavailable, "where its answer ends"),
    "XML cut between rows by the engine": (SELECT, whole(XML[:-19], RESULTS_XML), EngineUnavailable, "no end"),
    "JSON cut between rows by the engine": (SELECT, whole(JSON[:-3], RESULTS_JSON), EngineUnavailable, "no result"),
    "an error page with 200": (
        SELECT,
        whole(b"<html>Oops</html>", "text/html"),
        EngineUnavailable,
        "no result of a query",
    ),
    "nonsense": (SELECT, whole(b"nonsense", RESULTS_JSON), EngineUnavailable, "no result of a query"),
    "a truth for a table": (
        SELECT,
        whole(b'{"head":{},"boolean":true}', RESULTS_JSON),
        EngineUnavailable,
        "true or false",
    ),
    "no answer at all": (
        SELECT,
        lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
        EngineUnavailable,
        "cannot be reached",
    ),
    "a redirect": (
        SELECT,
        answered(302, {"Location": "http://example.org/", "Content-Length": "0"}),
        EngineUnavailable,
        "redirects",
    ),
    "a busy engine": (SELECT, answered(503, {"Retry-After": "7", "Content-Length": "0"}), EngineUnavailable, "failed"),
    "a closed door": (SELECT, answered(401, {"Content-Length": "0"}), EngineUnavailable, "does not let"),
    "no endpoint": (SELECT, answered(404, {"Content-Length": "0"}), EngineUnavailable, "no SPARQL endpoint"),
    "a failure": (SELECT, answered(500, {"Content-Length": "4"}, b"oops"), EngineUnavailable, "oops"),
    "a syntax error": (SELECT, answered(400, {"Content-Length": "7"}, b"bad one"), QuerySyntaxError, "bad one"),
    "its own time limit": (SELECT, answered(504, {"Content-Length": "0"}), BudgetExceeded, "longer"),
    "its own limit of rows": (SELECT, whole(JSON, RESULTS_JSON, **{"X-SPARQL-MaxRows": "2"}), BudgetExceeded, "rows"),
    "a part, as time was over": (
        SELECT,
        whole(JSON, RESULTS_JSON, **{"X-SQL-State": "S1TAT"}),
        BudgetExceeded,
        "longer",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_a_whole_answer_is_an_error(name: str) -> None:
    (query, form), play, kind, words = BROKEN[name]
    with playing(play) as engine, pytest.raises(kind, match=words) as caught:
        b"".join(engine.stream(query, accept=FORMATS[form], budget=BUDGET))
    assert type(caught.value) is kind
    if name == "a busy engine":
        assert isinstance(caught.value, EngineUnavailable) and caught.value.retry_after == 7


@pytest.mark.parametrize(("body", "kind"), [(JSON, RESULTS_JSON), (XML, RESULTS_XML)])
def test_the_same_bytes_come_out_of_every_format(body: bytes, kind: str) -> None:
    with playing(whole(body, kind)) as engine, engine.stream(SELECT[0], accept=FORMATS["csv"], budget=BUDGET) as answer:
        assert b"".join(answer) == (b"x\r\n1\r\n2\r\n" if body is JSON else b"x\r\n1\r\n")
        assert answer.rows == (2 if body is JSON else 1)


def test_blank_nodes_of_virtuoso_are_read_wherever_the_answer_is_split() -> None:
    row = b'<result><binding name="x"><bnode>nodeID://b10</bnode></binding></result>'
    body = XML.replace(b"<result><binding name", row * 3 + b"<result><binding name", 1)
    for size in (1, 7, 50, 200):
        parts = (body[i : i + size] for i in range(0, len(body), size))
        chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts)
        play = answered(200, {"Content-Type": RESULTS_XML, "Transfer-Encoding": "chunked"}, chunks + b"0\r\n\r\n")
        with playing(play) as engine:
            assert len({row["x"] for row in engine.select(SELECT[0])}) == 2


def test_an_answer_that_drips_ends_with_the_budget() -> None:
    over = threading.Event()

    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        try:
            while not over.wait(0.05):
                handler.wfile.write(b"1\r\n \r\n")
                handler.wfile.flush()
        except OSError:
            over.set()

    play = answered(200, {"Content-Type": RESULTS_JSON, "Transfer-Encoding": "chunked"}, b"", drip)
    with playing(play) as engine:
        started = time.monotonic()
        with pytest.raises(BudgetExceeded, match="longer than its 0.5 s"):
            engine.select(SELECT[0], budget=Budget(0.5, 64, 1000, 1_000_000))
        assert time.monotonic() - started < 1.0
        # The connection is given up, which the other side notices.
        assert over.wait(5)


def test_an_engine_that_says_nothing_ends_with_the_budget() -> None:
    over = threading.Event()
    with playing(lambda handler: over.wait(10) and None) as engine:
        started = time.monotonic()
        with pytest.raises(BudgetExceeded):
            engine.select(SELECT[0], budget=Budget(0.4, 64, 1000, 1_000_000))
        assert time.monotonic() - started < 1.0
        over.set()


def test_nothing_of_a_refused_query_is_sent() -> None:
    refused = [
        "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
        "DROP ALL",
        "INSERT DATA { <a:> <a:> 1 }",
        "LOAD <http://x/>",
        "SELECT * {" + "{" * 300 + "}" * 300 + "}",
        "SELECT * FROM <urn:elsewhere> { ?s ?p ?o }",
        "SELECT * FROM <urn:g> FROM <urn:g2> { ?s ?p ?o }",
        "SELECT * { ?s ?p }}",
    ]
    with playing(whole(JSON, RESULTS_JSON)) as engine:
        for query in refused:
            with pytest.raises((QueryRefused, QuerySyntaxError, BudgetExceeded)):
                engine.select(query)
        assert len(engine.asked) == 1  # type: ignore[attr-defined]


def test_more_questions_than_connections_wait_and_are_then_told_to_come_back() -> None:
    over = threading.Event()
    with playing(lambda handler: over.wait(10) and None, workers=1, queue_seconds=0.2) as engine:
        first = threading.Thread(target=lambda: pytest.raises(PsinError, engine.select, SELECT[0], budget=BUDGET))
        first.start()
        while len(engine.asked) < 2:  # type: ignore[attr-defined]
            time.sleep(0.005)
        with pytest.raises(EngineUnavailable, match="busy"):
            engine.select(SELECT[0])
        over.set()
        first.join()


def test_many_threads_share_one_client() -> None:
    with playing(whole(JSON, RESULTS_JSON), workers=3) as engine:
        counts: list[int] = []
        threads = [
            threading.Thread(target=lambda: counts.extend(len(engine.select(SELECT[0])) for _ in range(20)))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert counts == [2] * 120


def test_an_engine_that_is_not_there_is_named() -> None:
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        RemoteEngine.connect(f"http://127.0.0.1:{free_port()}/sparql", Settings({}), union="urn:all", graphs=[])


def test_a_real_engine_that_dies_is_told_at_once(tmp_path: object, small: Catalogue) -> None:
    if reason := servers.missing("oxigraph"):
        pytest.skip(reason)
    server = servers.start("oxigraph", tmp_path)  # type: ignore[arg-type]
    try:
        hold(server, small)
        with connect(server, small) as engine:
            assert engine.ask("ASK { ?s ?p ?o }")
            server.process.kill()
            server.process.wait()
            with pytest.raises(EngineUnavailable, match="cannot be reached"):
                engine.ask("ASK { ?s ?p ?o }")
    finally:
        server.stop()


def test_a_real_engine_is_given_up_when_time_is_over(server: Server, small: Catalogue) -> None:
    hold(server, small)
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(STRLEN(STR(?c)) > STRLEN(STR(?f))) }"
    with connect(server, small) as engine:
        started = time.monotonic()
        with pytest.raises(BudgetExceeded, match="longer than its 0.5 s"):
            engine.select(long, budget=Budget(0.5, 64, 1000, 1_000_000))
        assert time.monotonic() - started < 1.5
        assert engine.ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_and_bytes_are_counted(server: Server, small: Catalogue, form: str) -> None:
    hold(server, small)
    with connect(server, small) as engine:
        query = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 500"
        with engine.stream(query, accept=FORMATS[form]) as answer:
            size = len(b"".join(answer))
            assert answer.rows == 500
        for budget, name in ((Budget(10, 64, 499, 10**7), "rows"), (Budget(10, 64, 500, size - 1), "bytes")):
            with pytest.raises(BudgetExceeded) as caught:
                b"".join(engine.stream(query, accept=FORMATS[form], budget=budget))
            assert caught.value.budget == name
        assert b"".join(engine.stream(query, accept=FORMATS[form], budget=Budget(10, 64, 500, size))) != b""


def test_a_virtuoso_that_cuts_results_is_refused_at_the_start(tmp_path: object) -> None:
    if reason := servers.missing("virtuoso"):
        pytest.skip(reason)
    server = servers.start("virtuoso", tmp_path, rows=500)  # type: ignore[arg-type]
    try:
        with pytest.raises(CatalogueError, match="cuts results after 500 rows"):
            RemoteEngine.connect(server.query_url, Settings({}, query_rows=1000), union="urn:all", graphs=[])
        with RemoteEngine.connect(server.query_url, Settings({}, query_rows=400), union="urn:all", graphs=[]) as engine:
            assert engine.ask("ASK { }")
    finally:
        server.stop()
