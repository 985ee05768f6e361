"""SERVICE for partners an operator has named: asked by us, within limits, and nobody else."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from psin.engine import Engine
from psin.engine.guarded import partners
from psin.engine.reaching import may_be_reached
from psin.engine.service import Federation
from psin.errors import BudgetExceeded, EngineUnavailable, InputError, PsinError, QueryRefused, QuerySyntaxError
from psin.settings import Settings

from .conftest import eventually
from .served import LIGHT, serving
from .test_service import DISGUISES

THERE = """
<http://e/1> <http://t/name> "one"@en .
<http://e/1> <http://t/size> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .
<http://e/2> <http://t/name> "zw\\"ei\\n"@de .
<http://e/9> <http://t/name> "nine" .
<http://e/8> <http://t/knows> _:b .
"""


class Partner:
    """An endpoint on this machine over THERE; ``answer`` replaces what it does."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Callable[[http.server.BaseHTTPRequestHandler], None] | None = None
        self.store = ox.Store()
        self.store.load(THERE.encode(), ox.RdfFormat.N_TRIPLES)

    def handle(self, request: http.server.BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"])).decode()
        query = parse_qs(body)["query"][0]
        self.asked.append(query)
        if self.answer is not None:
            self.answer(request)
            return
        data = self.store.query(query).serialize(format=ox.QueryResultsFormat.JSON)
        assert data is not None
        send(request, data)


def send(request: http.server.BaseHTTPRequestHandler, data: bytes, status: int = 200, **headers: str) -> None:
    request.send_response(status)
    given = {"Content-Type": "application/sparql-results+json", "Content-Length": str(len(data))}
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(data)


@pytest.fixture
def partner() -> Iterator[tuple[Partner, str]]:
    made = Partner()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.handle(self)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made, f"http://127.0.0.1:{server.server_address[1]}/sparql"
        server.shutdown()
        thread.join()


def federation(url: str, **settings: object) -> Federation:
    allowed = f"internal:{url} https://example.org/sparql"
    return Federation(Settings({}, service_allow=allowed, **settings))  # type: ignore[arg-type]


def test_a_join_with_a_partner_keeps_every_term(engine: Engine, partner: tuple[Partner, str]) -> None:
    made, url = partner
    there = f"SERVICE <{url}> {{ ?s t:name ?n OPTIONAL {{ ?s t:size ?z }} }}"
    query = f"PREFIX t: <http://t/> SELECT ?s ?n ?z {{ ?s <http://e/p1> ?v . {there} }} ORDER BY ?s"
    rows = engine.select(federation(url).resolved(query))
    assert [(str(row["s"]), str(row["n"]), str(row.get("z"))) for row in rows] == [
        ("<http://e/1>", '"one"@en', '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("<http://e/2>", '"zw\\"ei\\n"@de', "None"),
        ("<http://e/9>", '"nine"', "None"),
    ]
    assert made.asked == ["PREFIX t: <http://t/>\nSELECT * {  ?s t:name ?n OPTIONAL { ?s t:size ?z } \n}"]


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("SERVICE <{url}> {{ ?s <http://t/name> 'nobody' }}", 0),
        ("SERVICE <{url}> {{ <http://e/9> <http://t/name> 'nine' }}", 1),
        ("SERVICE <{url}> {{ <http://e/9> <http://t/name> 'none' }}", 0),
        ("?s <http://e/p1> ?v OPTIONAL {{ SERVICE <{url}> {{ ?s <http://t/name> ?n }} }}", 400),
        ("?s <http://e/p1> ?v MINUS {{ service silent <{url}> {{ ?s <http://t/name> ?n # }} }}\n }} }}", 397),
        (
            "{{ SERVICE <{url}> {{ SELECT ?s {{ ?s <http://t/name> ?n }} LIMIT 2 }} }}"
            " UNION {{ SERVICE <{url}> {{ ?s <http://t/size> ?z }} }}",
            3,
        ),
        ("?s <http://e/p1> ?v FILTER EXISTS {{ SERVICE <{url}> {{ ?s <http://t/size> ?z }} }}", 1),
        ("?s <http://e/p1> 'SERVICE <{url}> {{ }}'", 0),
    ],
)
def test_service_means_what_it_means_elsewhere(
    engine: Engine, partner: tuple[Partner, str], body: str, rows: int
) -> None:
    url = partner[1]
    query = f"SELECT * {{ {body.format(url=url)} }}"
    assert len(engine.select(federation(url).resolved(query))) == rows


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("SERVICE <http://other.example/sparql> {{ ?s ?p ?o }}", "is no partner"),
        ("SERVICE SILENT <http://other.example/sparql> {{ ?s ?p ?o }}", "is no partner"),
        ("SERVICE <{url}/> {{ ?s ?p ?o }}", "is no partner"),
        ("SERVICE ?e {{ ?s ?p ?o }}", "with a variable"),
        ("SERVICE <{url}> {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", "inside another"),
        ("SERVICE <{url}> ?s ?p ?o", "a group in braces"),
        ("SERVICE <{url}> {{ <http://e/8> <http://t/knows> ?o }}", "blank nodes"),
        (5 * "SERVICE <{url}> {{ ?s ?p ?o }} ", "4 are allowed"),
    ],
)
def test_what_is_not_answered_is_refused_with_a_reason(partner: tuple[Partner, str], body: str, reason: str) -> None:
    url = partner[1]
    with pytest.raises(QueryRefused, match=reason):
        federation(url).resolved(f"SELECT * {{ {body.format(url=url)} }}")


def test_an_open_bracket_is_a_mistake_of_syntax(partner: tuple[Partner, str]) -> None:
    made, url = partner
    with pytest.raises(QuerySyntaxError, match="Line 1, column 10"):
        federation(url).resolved(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }}")
    assert made.asked == []


@pytest.mark.parametrize("disguise", DISGUISES)
def test_no_disguise_reaches_another_partner(engine: Engine, partner: tuple[Partner, str], disguise: str) -> None:
    made, url = partner
    to = url.removesuffix("sparql")
    prologue = "".join(f"PREFIX {name}: <{to}> " for name in ("ex", "SERVICEex", "serviceex", "SERVICESILENTex"))
    query = f"{prologue}SELECT * {{ {disguise.format(to=to)} }}"
    with pytest.raises(PsinError):
        engine.select(federation(url).resolved(query))
    assert made.asked == []


def failing(how: str) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    table = json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": []}}).encode()
    release = threading.Event()
    return {
        "redirect": lambda r: send(r, b"", 302, Location="http://127.0.0.1/"),
        "error": lambda r: send(r, b"", 500),
        "another type": lambda r: send(r, b"<sparql/>", Content_Type="application/sparql-results+xml"),
        "compressed": lambda r: send(r, table, Content_Encoding="gzip"),
        "cut": lambda r: send(r, table, Content_Length=str(len(table) + 10)),
        "no table": lambda r: send(r, b"[]"),
        "boolean": lambda r: send(r, b'{"head":{},"boolean":true}'),
        "too large": lambda r: send(r, b" " * 200_000 + table),
        "silence": lambda r: (release.wait(1.5), None)[1],
    }[how]


@pytest.mark.parametrize(
    "how",
    ["redirect", "error", "another type", "compressed", "cut", "no table", "boolean", "too large", "silence"],
)
def test_a_partner_that_fails_is_named_and_silent_means_one_empty_row(
    engine: Engine, partner: tuple[Partner, str], how: str
) -> None:
    made, url = partner
    made.answer = failing(how)
    ours = federation(url, service_seconds=0.5, service_bytes=100_000)
    with pytest.raises(EngineUnavailable, match="A partner failed: .*127.0.0.1"):
        ours.resolved(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
    assert engine.select(ours.resolved(f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}")) == [{}]


def test_an_answer_that_is_too_large_to_be_joined_is_refused(partner: tuple[Partner, str]) -> None:
    made, url = partner
    rows = [{"s": {"type": "uri", "value": f"http://e/{number}"}} for number in range(10_000)]
    made.answer = lambda r: send(r, json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": rows}}).encode())
    with pytest.raises(BudgetExceeded, match="With the answers of partners"):
        federation(url).resolved(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")


def test_a_partner_at_a_private_address_has_to_be_named_as_such(partner: tuple[Partner, str]) -> None:
    made, url = partner
    plain = Federation(Settings({}, service_allow=url))
    with pytest.raises(EngineUnavailable, match="an address that the internet cannot reach"):
        plain.resolved(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}")
    assert made.asked == []


def test_without_partners_service_stays_off(engine: Engine, partner: tuple[Partner, str]) -> None:
    made, url = partner
    query = f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}"
    assert Federation(Settings({})).resolved(query) == query
    with pytest.raises(QueryRefused, match="SERVICE is switched off"):
        engine.select(query)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_internet(address: str) -> None:
    assert not may_be_reached(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_addresses_of_the_internet(address: str) -> None:
    assert may_be_reached(address)


@pytest.mark.parametrize(
    "entry", ["ftp://example.org/", "example.org", "https://user@example.org/", "https://", "https://e.org/#x"]
)
def test_a_bad_entry_of_the_allow_list_is_refused(entry: str) -> None:
    with pytest.raises(InputError, match="PSIN_SERVICE_ALLOW"):
        partners(f"https://example.org/sparql {entry}")


def test_over_http_a_silent_partner_holds_no_worker(few: Path, partner: tuple[Partner, str]) -> None:
    made, url = partner
    with serving(few, service_allow=f"internal:{url}", service_seconds=2) as served:
        query = f"SELECT ?s ?n {{ VALUES ?s {{ <http://e/9> }} SERVICE <{url}> {{ ?s <http://t/name> ?n }} }}"
        reply = served.ask(query)
        assert [row["n"]["value"] for row in json.loads(reply.body)["results"]["bindings"]] == ["nine"]
        made.answer = failing("silence")
        waiting = [served.send(f"{query} # {number}") for number in range(8)]
        assert eventually(lambda: len(made.asked) == 9)
        light = served.ask(LIGHT)
        assert light.status == 200 and light.seconds < 0.5
        ninth = served.ask(query)
        assert ninth.status == 503 and ninth.headers["Retry-After"] == "5"
        for client in waiting:
            client.close()
