"""The same answers as from our own workers: library queries, pages, protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from psin import assets
from psin.catalogue import Catalogue
from psin.engine import Engine
from psin.engine.remote import RemoteEngine
from psin.errors import CatalogueError
from psin.queries import Library
from psin.settings import Settings
from psin.vocabulary.namespaces import XSD
from psin.web import create_app
from psin.web.start import open_site

from .conftest import connect, hold
from .servers import Server

NAMES = sorted(path.stem for path in assets.queries().glob("*.rq"))
EXPECTED = Path(__file__).resolve().parents[1] / "queries" / "expected"
_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double", "nonNegativeInteger")}

PAGES = [
    "/",
    "/networks",
    "/network/one-team-gov",
    "/network/capam",
    "/organisation/int-oecd-opsi",
    "/convening/int-convening-conveners",
    "/lesson/clear-objective",
    "/guidance/dos-and-donts-of-networks",
    "/catalogue/opsi-networks",
    "/concept/formality-mixed",
    "/organisations",
    "/convenings",
    "/queries/single-sponsor",
]

ORDERED = "SELECT ?s ?o { ?s <http://purl.org/dc/terms/title> ?o } ORDER BY ?s STR(?o) LIMIT 20"
FRAGMENT = "CONSTRUCT { ?s ?p ?o } { GRAPH <https://w3id.org/psin/network/one-team-gov> { ?s ?p ?o } }"
#: Requests and the statuses they get; the bodies are those of our own workers.
REQUESTS: list[tuple[str, dict[str, str], str, int]] = [
    (ORDERED, {}, "application/sparql-results+json", 200),
    (ORDERED, {}, "application/sparql-results+xml", 200),
    (ORDERED, {}, "text/csv", 200),
    (ORDERED, {}, "text/tab-separated-values", 200),
    ("SELECT ?s { ?s a <urn:nothing> }", {}, "application/sparql-results+json", 200),
    ("SELECT ?s { ?s a <urn:nothing> }", {}, "application/sparql-results+xml", 200),
    ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {}, "text/csv", 200),
    ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", {}, "text/csv", 200),
    ("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }", {}, "text/csv", 200),
    ("SELECT (COUNT(*) AS ?n) { GRAPH <network/one-team-gov> { ?s ?p ?o } }", {}, "text/csv", 200),
    ("SELECT (COUNT(*) AS ?n) FROM <network/one-team-gov> { ?s ?p ?o }", {}, "text/csv", 200),
    ("SELECT (COUNT(*) AS ?n) FROM <network/one-team-gov> { GRAPH ?g { ?s ?p ?o } }", {}, "text/csv", 200),
    ("SELECT (COUNT(*) AS ?n) FROM NAMED <network/one-team-gov> { ?s ?p ?o }", {}, "text/csv", 200),
    (
        "SELECT (COUNT(*) AS ?n) FROM NAMED <network/one-team-gov> { GRAPH ?g { ?s ?p ?o } ?s a ?t }",
        {},
        "text/csv",
        200,
    ),
    (
        "SELECT (COUNT(*) AS ?n) FROM <network/capam> { ?s ?p ?o }",
        {"default-graph-uri": "https://w3id.org/psin/network/one-team-gov"},
        "text/csv",
        200,
    ),
    ("ASK { <network/one-team-gov#this> a <ns#Network> }", {}, "application/sparql-results+json", 200),
    ("BASE <network/> ASK { <one-team-gov#this> a <../ns#Network> }", {}, "application/sparql-results+json", 200),
    (
        "BASE <https://w3id.org/psin/network/> ASK { <capam#this> a <../ns#Network> }",
        {},
        "application/sparql-results+json",
        200,
    ),
    ("ASK { <network/one-team-gov#this> a <ns#Lesson> }", {}, "application/sparql-results+xml", 200),
    (FRAGMENT, {}, "application/n-triples", 200),
    (FRAGMENT, {}, "text/turtle", 200),
    (FRAGMENT, {}, "application/rdf+xml", 200),
    (FRAGMENT, {}, "application/ld+json", 200),
    ("SELECT * { ?s ?p ", {}, "*/*", 400),
    ("SELECT ?x { ?x nope:y ?z }", {}, "*/*", 400),
    ("DROP ALL", {}, "*/*", 403),
    ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", {}, "*/*", 403),
    ("SELECT * FROM <urn:nowhere> { ?s ?p ?o }", {}, "*/*", 403),
    ("SELECT * { " + "{" * 300 + "}" * 300 + " }", {}, "*/*", 400),
    (ORDERED, {}, "image/png", 406),
    ("SELECT ?s ?p ?o { ?s ?p ?o }", {}, "application/json", 503),
]


def rows_of(engine: Engine, query: str) -> list[dict[str, str]]:
    return [{name: shown(term) for name, term in row.items()} for row in engine.select(query)]


def shown(term: object) -> str:
    """Numbers by their value to nine places: engines divide with 15 to 20 digits."""
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        return f"{round(Decimal(term.value), 9).normalize():f}"
    return str(term)


@pytest.fixture(scope="module")
def remote_small(server: Server, small: Catalogue) -> Iterator[RemoteEngine]:
    hold(server, small)
    with connect(server, small) as engine:
        yield engine


@pytest.mark.parametrize("name", NAMES)
def test_a_query_of_the_library_gives_the_same_rows(
    name: str, library: Library, remote_small: RemoteEngine, embedded_small: Engine
) -> None:
    cases = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    for case in cases:
        query = library.queries[name].bind(case["parameters"])
        rows = rows_of(remote_small, query)
        assert rows == rows_of(embedded_small, query)
        assert len(rows) == len(case["rows"])


@pytest.fixture(scope="module")
def remote_real(server_of_all: Server, real: Catalogue) -> Iterator[RemoteEngine]:
    hold(server_of_all, real)
    with connect(server_of_all, real) as engine:
        yield engine


def test_the_real_catalogue_gives_the_same_rows(
    library: Library, remote_real: RemoteEngine, embedded_real: Engine
) -> None:
    different = [
        n for n, q in library.queries.items() if rows_of(remote_real, q.text) != rows_of(embedded_real, q.text)
    ]
    assert different == []


@pytest.mark.parametrize("name", sorted(path.stem for path in (assets.ontology() / "exports").glob("*.rq")))
def test_an_export_has_the_same_triples(name: str, remote_real: RemoteEngine, embedded_real: Engine) -> None:
    query = (assets.ontology() / "exports" / f"{name}.rq").read_text(encoding="utf-8")
    ours, theirs = ({tuple(map(shown, t)) for t in engine.construct(query)} for engine in (embedded_real, remote_real))
    assert ours == theirs


def test_a_thing_is_described_by_its_own_triples(remote_real: RemoteEngine, embedded_real: Engine) -> None:
    iri = "https://w3id.org/psin/network/one-team-gov#this"
    assert set(remote_real.describe(iri)) == set(embedded_real.describe(iri)) != set()


def test_what_was_bound_is_not_read_as_syntax(remote_real: RemoteEngine) -> None:
    for value in ('x" } ; DROP ALL #', "a\nb\\", "漢字 🦊", "'''", "\\u0022"):
        [row] = remote_real.select("SELECT ?v { }", {"v": ox.Literal(value)})
        assert row["v"] == ox.Literal(value)


SERVED = {"query_rows": 20_000, "query_seconds": 60.0, "workers": 3, "rate_seconds": 0}


@pytest.fixture(scope="module")
def our_own() -> Iterator[object]:
    """A client of the service over our own workers."""
    with open_site(settings=Settings({}, **SERVED)) as site:
        yield create_app(site).test_client()


@pytest.fixture(scope="module")
def both(our_own: object, server_of_all: Server, remote_real: RemoteEngine) -> Iterator[tuple[object, object]]:
    """That, and one of the service over the engine elsewhere."""
    with open_site(settings=Settings({}, endpoint=server_of_all.query_url, **SERVED)) as site:
        yield our_own, create_app(site).test_client()


def test_the_pages_are_the_same(both: tuple[object, object]) -> None:
    ours, theirs = both
    for page in PAGES:
        answers = [client.get(page, headers={"Accept": "text/html"}) for client in (ours, theirs)]
        assert [answer.status_code for answer in answers] == [200, 200], page
        assert answers[0].get_data(as_text=True) == answers[1].get_data(as_text=True), page


@pytest.mark.parametrize(("query", "parameters", "accept", "status"), REQUESTS, ids=range(len(REQUESTS)))
def test_the_protocol_is_the_same(
    both: tuple[object, object], query: str, parameters: dict[str, str], accept: str, status: int
) -> None:
    ours, theirs = (
        client.post("/sparql", data={"query": query, **parameters}, headers={"Accept": accept}) for client in both
    )
    assert (ours.status_code, theirs.status_code) == (status, status), theirs.get_data(as_text=True)
    assert ours.content_type == theirs.content_type
    if status >= 400:
        assert problem(ours) == problem(theirs)
    elif query != FRAGMENT:
        assert ours.get_data() == theirs.get_data()
    else:
        assert statements(ours, accept) == statements(theirs, accept) != set()


def problem(answer: object) -> object:
    """An error without its sentences, in which an engine may speak of itself."""
    if answer.mimetype != "application/problem+json":
        return answer.get_data(as_text=True).partition(":")[0]
    body = answer.get_json(force=True)
    return {name: body.get(name) for name in ("type", "title", "status", "code", "budget", "limit")}


def statements(answer: object, accept: str) -> set[ox.Triple]:
    kind = {
        "text/turtle": ox.RdfFormat.TURTLE,
        "application/rdf+xml": ox.RdfFormat.RDF_XML,
        "application/ld+json": ox.RdfFormat.JSON_LD,
        "application/n-triples": ox.RdfFormat.N_TRIPLES,
    }[accept]
    return {quad.triple for quad in ox.parse(answer.get_data(), kind)}


def test_a_syntax_error_has_the_shape_of_ours(both: tuple[object, object]) -> None:
    for client in both:
        body = client.post("/sparql", data={"query": "SELECT ?x { ?x a ?y FILTER(?y = ) }"}).get_json(force=True)
        assert (body["status"], body["code"]) == (400, "query-syntax")
        assert "Error" not in body["detail"] and "Virtuoso" not in body["detail"]


def test_data_come_from_the_files(both: tuple[object, object]) -> None:
    path = assets.data() / "networks" / "one-team-gov.ttl"
    for client in both:
        assert client.get("/network/one-team-gov.ttl").get_data() == path.read_bytes()


def test_another_state_is_not_served(server: Server, small: Catalogue) -> None:
    hold(server, small)
    with (
        pytest.raises(CatalogueError, match="does not hold this catalogue"),
        open_site(settings=Settings({}, endpoint=server.query_url)),
    ):
        pass
