"""The running server, byte by byte: whole answers keep the connection, and an answer that fails is cut, not closed."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from psin.settings import Settings
from psin.web.server import listen
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

LARGE = "http://e/graph"
#: 60,000 statements: about 7 MB in JSON, so that answers to the whole of it are sent in pieces.
TEXT = "\n".join(f'<http://e/s{i}> <http://e/p{i % 7}> "value {i}" .' for i in range(60_000))
EVERYTHING = "SELECT * { ?s ?p ?o }"


class Connection:
    """A socket that speaks HTTP/1.1 and tells a clean end from a cut."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def ask(self, query: str, *, method: str = "GET", version: str = "1.1", more: str = "", headers: str = "") -> None:
        self.send(f"{method} /sparql?query={quote(query)}{more} HTTP/{version}\r\nHost: x\r\n{headers}\r\n".encode())

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def head(self) -> tuple[int, dict[str, str]]:
        status = int(self.file.readline().split()[1])
        headers = {}
        while line := self.file.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return status, headers

    def chunks(self) -> tuple[bytes, bool]:
        """The body of a chunked answer and whether it came to the end that the sender meant."""
        body = b""
        while True:
            line = self.file.readline()
            if not line:
                return body, False
            size = int(line, 16)
            part = self.file.read(size + 2)
            if len(part) < size + 2:
                return body + part, False
            if size == 0:
                return body, True
            body += part[:-2]

    def ended(self) -> bool:
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True


def serve(opened, **settings: int | float) -> Iterator[str]:  # type: ignore[no-untyped-def]
    app, _ = opened({LARGE: TEXT}, port=0, **settings)
    server = listen(app, Settings({}, port=0, **settings))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.address
    server.stop()
    thread.join(timeout=20)
    server.close()


@pytest.fixture(scope="module")
def large(opened) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """A server whose answers may be large, and are sent in pieces beyond 1 MB."""
    yield from serve(opened, held_bytes=1_000_000)


@pytest.fixture(scope="module")
def small(opened) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """A server whose answers may have 5 MB: more than is held back, less than everything."""
    yield from serve(opened, held_bytes=1_000_000, query_bytes=5_000_000)


def test_whole_answers_have_their_length_and_keep_the_connection(large: str) -> None:
    with Connection(large) as connection:
        for query in (
            "ASK {}",
            "SELECT * { ?s ?p ?o } LIMIT 3",
            "SELECT * { ?s ?p ?o } LIMIT 7000",
            "SELECT nonsense",
            "ASK {}",
        ):
            connection.ask(query)
            status, headers = connection.head()
            assert status == (400 if "nonsense" in query else 200)
            assert "connection" not in headers
            assert "transfer-encoding" not in headers
            body = connection.file.read(int(headers["content-length"]))
            assert json.loads(body)


def test_head_has_the_headers_of_get_and_not_a_byte_more(large: str) -> None:
    for query in ("ASK {}", "SELECT * { ?s ?p ?o } LIMIT 7000", EVERYTHING, "SELECT nonsense"):
        with Connection(large) as connection:
            connection.ask(query, method="HEAD")
            connection.ask("ASK {}")
            status, headers = connection.head()
            following, _ = connection.head()
            assert following == 200
        with Connection(large) as connection:
            connection.ask(query, headers="Connection: close\r\n")
            assert connection.head()[0] == status
            if query != EVERYTHING:
                assert len(connection.file.read()) == int(headers["content-length"])
            else:
                assert len(connection.chunks()[0]) == int(headers["content-length"])


def test_a_large_answer_comes_in_pieces_and_is_complete(large: str) -> None:
    with Connection(large) as connection:
        connection.ask(EVERYTHING)
        status, headers = connection.head()
        assert (status, headers["transfer-encoding"]) == (200, "chunked")
        body, complete = connection.chunks()
    assert complete
    assert len(json.loads(body)["results"]["bindings"]) == 60_000


@pytest.mark.parametrize(
    "accept",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
def test_an_answer_that_fails_after_its_first_byte_is_cut(small: str, accept: str) -> None:
    query = "SELECT ?s ?p ?o ?s2 { ?s ?p ?o . BIND(CONCAT(STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s)) AS ?s2) }"
    with Connection(small) as connection:
        connection.ask(query, headers=f"Accept: {accept}\r\n")
        status, headers = connection.head()
        assert (status, headers["transfer-encoding"]) == (200, "chunked")
        body, complete = connection.chunks()
        assert len(body) > 1_000_000
        assert not complete
        assert connection.ended()


def test_a_graph_that_fails_after_its_first_byte_is_cut(small: str) -> None:
    with Connection(small) as connection:
        connection.ask(
            "CONSTRUCT { ?s ?p ?o , ?s, ?p } WHERE { ?s ?p ?o }", headers="Accept: application/n-triples\r\n"
        )
        assert connection.head()[0] == 200
        assert not connection.chunks()[1]


def test_clients_that_cannot_see_a_cut_get_the_whole_or_an_error(small: str, large: str) -> None:
    failing = "SELECT * { ?s ?p ?o . ?s ?q ?v . BIND(CONCAT(STR(?s), STR(?o), STR(?v)) AS ?x) }"
    with Connection(small) as connection:
        connection.ask(failing, version="1.0", headers="Accept: application/json\r\n")
        status, _ = connection.head()
        assert (status, json.loads(connection.file.read())["budget"]) == (503, "bytes")
    with Connection(large) as connection:
        connection.ask(EVERYTHING, version="1.0")
        status, headers = connection.head()
        body = connection.file.read()
        assert (status, len(body)) == (200, int(headers["content-length"]))
        assert len(json.loads(body)["results"]["bindings"]) == 60_000


def test_a_large_answer_that_is_held_back_keeps_the_connection_or_tells_what_was_too_much(opened) -> None:  # type: ignore[no-untyped-def]
    for address in serve(opened, query_rows=50_000):
        with Connection(address) as connection:
            connection.ask("SELECT * { ?s ?p ?o } LIMIT 50000")
            status, headers = connection.head()
            assert (status, "connection" in headers) == (200, False)
            assert (
                len(json.loads(connection.file.read(int(headers["content-length"])))["results"]["bindings"]) == 50_000
            )
            connection.ask(EVERYTHING, headers="Accept: application/json\r\n")
            status, headers = connection.head()
            assert (status, json.loads(connection.file.read(int(headers["content-length"])))["limit"]) == (
                503,
                "50000 rows",
            )


def test_an_answer_that_fails_before_its_first_byte_has_its_status(large: str) -> None:
    with Connection(large) as connection:
        connection.ask(
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
            more="&timeout=0.2",
            headers="Accept: application/json\r\n",
        )
        status, headers = connection.head()
        assert (status, headers["access-control-allow-origin"]) == (503, "*")
        assert json.loads(connection.file.read(int(headers["content-length"])))["budget"] == "seconds"


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"GET /sparql?query=" + b"x" * 300_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431, "POST"),
        (
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 90000000\r\n\r\n",
            413,
            "larger",
        ),
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400, "HTTP"),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
            "HTTP",
        ),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, 'supported."'),
        (b"GET\r\n\r\n", 400, "HTTP"),
    ],
)
def test_what_the_server_itself_refuses_has_the_same_shape(large: str, data: bytes, status: int, words: str) -> None:
    with Connection(large) as connection:
        connection.send(data)
        found, headers = connection.head()
        body = connection.file.read(int(headers["content-length"]))
    assert found == status
    assert headers["access-control-allow-origin"] == "*"
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["status"] == status
    assert words in body.decode()


def test_a_long_query_fits_into_an_address(large: str) -> None:
    values = " ".join(f"<http://e/s{i}>" for i in range(2_500))
    with Connection(large) as connection:
        connection.ask(f"SELECT (COUNT(*) AS ?n) {{ VALUES ?s {{ {values} }} ?s ?p ?o }}")
        status, headers = connection.head()
        assert (
            status,
            json.loads(connection.file.read(int(headers["content-length"])))["results"]["bindings"][0]["n"]["value"],
        ) == (200, "2500")


def wrapper(address: str, query: str, form: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setQuery(query)
    client.setReturnFormat(form)
    return client


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_gets_tables(large: str, form: str, method: str) -> None:
    client = wrapper(large, "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s LIMIT 2", form)
    client.setMethod(method)
    result = client.query()
    found = result.convert()
    text = found.toxml() if form == XML else json.dumps(found) if form == JSON else found.decode()
    assert len(re.findall(r"http://e/s\d+", text)) == 2


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_sparqlwrapper_gets_graphs(large: str, form: str) -> None:
    found = wrapper(large, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2", form).query().convert()
    text = found.decode() if isinstance(found, bytes) else found.serialize(format="nt")
    assert len(re.findall(r"value \d+", text)) == 2


def test_sparqlwrapper_shows_the_mistake(large: str) -> None:
    with pytest.raises(QueryBadFormed, match="ine 1, column 10"):
        wrapper(large, "SELECT * { ?s ?p ?o", JSON).query()


def test_sparqlwrapper_never_takes_a_part_for_the_whole(small: str) -> None:
    query = "SELECT ?s ?p ?o ?s2 { ?s ?p ?o . BIND(CONCAT(STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s), STR(?s)) AS ?s2) }"
    for form in (JSON, XML, CSV):
        with pytest.raises(Exception, match="IncompleteRead|incomplete|Connection"):
            wrapper(small, query, form).query().convert()


def test_the_service_as_it_is_started_answers_a_real_client(address: str) -> None:
    found = wrapper(
        address, "PREFIX psin: <https://w3id.org/psin/ns#> SELECT (COUNT(*) AS ?n) { ?s a psin:Network }", JSON
    ).queryAndConvert()
    assert int(found["results"]["bindings"][0]["n"]["value"]) > 100
