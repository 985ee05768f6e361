"""No query reaches out, however its SERVICE is spelt; and what only looks like SERVICE is answered."""

from __future__ import annotations

import http.server
import random
import threading
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from psin.engine import Engine
from psin.errors import PsinError, QueryRefused


@pytest.fixture(scope="module")
def outside() -> Iterator[tuple[str, list[str]]]:
    """An endpoint on this machine that notes every call."""
    calls: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.append(self.path)
            self.send_response(500)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", calls
        server.shutdown()
        thread.join()


DISGUISES = [
    "SERVICE <{to}> {{ ?s ?p ?o }}",
    "service SILENT <{to}> {{ ?s ?p ?o }}",
    "SeRvIcE<{to}>{{ ?s ?p ?o }}",
    "SERVICESILENT<{to}>{{ ?s ?p ?o }}",
    "SERVICE#c\nSILENT#c\n<{to}> {{ ?s ?p ?o }}",
    "SERVICE ex:x {{ ?s ?p ?o }}",
    "SERVICEex: {{ ?s ?p ?o }}",
    "SERVICESILENTex: {{ ?s ?p ?o }}",
    "serviceex: {{ ?s ?p ?o }}",
    "SERVICE ?g {{ ?s ?p ?o }}",
    "?s ?p trueSERVICE SILENT <{to}> {{ ?s ?p ?o }}",
    "?s ?p true.SERVICE SILENT <{to}> {{ ?s ?p ?o }}",
    "?s ?p 1.SERVICE SILENT <{to}> {{ ?s ?p ?o }}",
    "?s ?p 1e0SERVICE SILENT <{to}> {{ ?s ?p ?o }}",
    "?s ?p ex:.SERVICE SILENT <{to}> {{ ?s ?p ?o }}",
    "FILTER(1<'a>')SERVICE SILENT <{to}> {{ ?s ?p 'x' }}",
    "FILTER(1<2)SERVICE#>\nSILENT <{to}> {{ ?s ?p ?o }}",
    "FILTER(?x<'>')FILTER(?x>'<')SERVICE <{to}> {{ ?s ?p ?o }}",
    "FILTER EXISTS {{ SERVICE <{to}> {{ ?s ?p ?o }} }}",
    "FILTER(EXISTS{{?s ?p ?o}}<'>')SERVICE <{to}> {{ ?s ?p 'x' }}",
    "FILTER(<<( 1 <x:p> 2 )>><'>')SERVICE <{to}> {{ ?s ?p 'x' }}",
    "{{ SELECT ?s (1<'>' AS ?z) {{ SERVICE <{to}> {{ ?s ?p 'x' }} }} }}",
    "{{ SELECT ?s {{ ?s ?p ?o }} ORDER BY ?s (1<'>') }} SERVICE <{to}> {{ ?s ?p 'x' }}",
    "OPTIONAL {{ GRAPH ?g {{ {{ SERVICE <{to}> {{ ?s ?p ?o }} }} }} }}",
    "\\u0053ERVICE <{to}> {{ ?s ?p ?o }}",
    "S\\U00000045RVICE <{to}> {{ ?s ?p ?o }}",
    "?s ?p '''x''SERVICE'''SERVICE <{to}> {{ ?s ?p ?o }}",
    '?s ?p "\\"" SERVICE <{to}> {{ ?s ?p "" }}',
    "VALUES ?x {{ <a:'> }} SERVICE <{to}> {{ ?s ?p 'x' }}",
    "?s a (1 <a:'>) . SERVICE <{to}> {{ ?s ?p 'x' }}",
]


@pytest.mark.parametrize("disguise", DISGUISES)
def test_service_is_refused_in_every_disguise(engine: Engine, outside: tuple[str, list[str]], disguise: str) -> None:
    to, calls = outside
    prologue = f"PREFIX ex: <{to}> PREFIX SERVICEex: <{to}> PREFIX serviceex: <{to}> PREFIX SERVICESILENTex: <{to}> "
    body = disguise.format(to=to)
    for query in (f"{prologue}SELECT * {{ {body} }}", f"{prologue}ASK {{ {{ {body} }} UNION {{ }} }}"):
        with pytest.raises(QueryRefused, match="SERVICE is switched off"):
            engine.select(query)
    assert calls == []


PIECES = [
    "SERVICE", "SILENT", "service", "<{to}>", "ex:x", "ex:", "{{", "}}", "?s", "?p", "?o", "'", '"', "1", "<", ">", "(",
    ")", "FILTER(1<'>')", "#", "\n", ".", "true", "a", " ", " ", "{{ ?s ?p ?o }}", "VALUES ?x", "SELECT *", "\\u0053",
    "^", "/", "<<(", ")>>",
]  # fmt: skip


def test_random_neighbours_of_service_never_reach_out(engine: Engine, outside: tuple[str, list[str]]) -> None:
    """What the engine itself would accept and send out is refused here."""
    to, calls = outside
    chance = random.Random(20)
    plain = ox.Store()
    reached = 0
    for _ in range(4000):
        pieces = "".join(chance.choices(PIECES, k=chance.randint(0, 5)))
        after = "".join(chance.choices(PIECES, k=chance.randint(0, 3)))
        text = f"{pieces}SERVICE{after}<{to}>{{{{ ?s ?p 'x' }}}}".format(to=to)
        query = f"PREFIX ex: <{to}> SELECT * {{ {text} }}"
        try:
            plain.query(query)
        except SyntaxError:
            continue
        except Exception:
            pass
        reached += 1
        before = len(calls)
        try:
            engine.select(query)
        except PsinError:
            pass
        assert len(calls) == before
    assert reached > 50


@pytest.mark.parametrize(
    "body",
    [
        "?s <http://e/service#> 'SERVICE <http://x/> { }' # SERVICE <http://x/> {}",
        "?service ?SERVICE '''SERVICE'''@service-SERVICE",
        "?s service:SERVICE _:SERVICE . GRAPH service:g { }",
        '?s service: "it\'s a service"',
    ],
)
def test_what_only_looks_like_service_is_answered(engine: Engine, body: str) -> None:
    assert engine.select(f"PREFIX service: <http://e/SERVICE> SELECT * {{ {body}\n }}") == []
