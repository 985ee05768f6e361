"""The suites of the W3C, one test for each entry of their manifests, against the endpoint as the public gets it.

What the outcome of each was is written as EARL to ``.cache/earl.ttl``, or where ``PSIN_EARL`` says.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable

import pyoxigraph as ox
import pytest
import rdflib
from werkzeug.test import Client, TestResponse

from .manifests import MF, SUITES, Entry, Request, entries
from .writing import Storing, Updating

PUBLIC, INSTANCE = "https://w3id.org/psin/", "https://w3id.org/psin/#test-instance"
DATA = "http://kasei.us/2009/09/sparql/data/"
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
QUERY = ("query_", "bad_query_", "bad_multiple_queries")
UPDATE = ("update_", "bad_update_", "bad_multiple_updates")
TABLES = {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"}
GRAPHS = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}


@pytest.fixture
def earl(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    def note(entry: Entry, subject: str, outcome: str = "") -> None:
        record_property(
            "earl:test",
            entry.iri if entry.iri.startswith("http") else f"http://www.w3.org/2009/sparql/tests#{entry.name}",
        )
        record_property("earl:subject", subject)
        if outcome:
            record_property("earl:outcome", outcome)

    return note


@pytest.fixture(scope="module")
def graphs() -> dict[str, str]:
    """The graphs that the suite takes for granted: what it names is there, since nothing is ever fetched."""
    one = "<{0}> a <http://xmlns.com/foaf/0.1/Document> ."
    return {f"{DATA}data{number}.rdf": one.format(f"{DATA}data{number}.rdf") for number in range(4)}


@pytest.fixture(scope="module")
def public(opened, graphs) -> Client:  # type: ignore[no-untyped-def]
    return Client(opened(graphs)[0])


@pytest.fixture
def instance(opened, graphs) -> Client:  # type: ignore[no-untyped-def]
    """Fresh for every entry, since the suite clears what it finds."""
    app, site = opened(graphs)
    yield Client(Updating(app, site))
    site.engine.close()


def send(client: Client, request: Request, path: str) -> TestResponse:
    return client.open(path, method=request.method, headers=request.headers, data=request.body)


def check(answer: TestResponse, request: Request) -> None:
    assert str(answer.status_code).startswith(request.statuses), answer.get_data(as_text=True)
    if request.form:
        kinds = {"boolean": TABLES - {"text/csv", "text/tab-separated-values"}, "tabular": TABLES, "RDF": GRAPHS}[
            request.form
        ]
        assert answer.mimetype in kinds
    if request.boolean is not None:
        assert answer.get_json(force=True)["boolean"] is request.boolean


def sparql_path(request: Request) -> str:
    return request.path.replace("/sparql/", "/sparql", 1)


@pytest.mark.parametrize("entry", entries("protocol/manifest.ttl", *QUERY))
def test_a_query_is_answered_as_the_protocol_says(public: Client, earl: Callable[..., None], entry: Entry) -> None:
    earl(entry, PUBLIC)
    for request in entry.requests:
        check(send(public, request, sparql_path(request)), request)


@pytest.mark.parametrize("entry", entries("protocol/manifest.ttl", *UPDATE))
def test_an_update_is_refused_in_public(public: Client, earl: Callable[..., None], entry: Entry) -> None:
    first = entry.requests[0]
    earl(entry, PUBLIC, "" if first.statuses == ("4",) else "inapplicable")
    answer = send(public, first, sparql_path(first))
    assert answer.status_code in (403, 405)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    still = public.get("/sparql", query_string={"query": f"ASK {{ GRAPH <{DATA}data1.rdf> {{ ?s ?p ?o }} }}"})
    assert still.get_json(force=True)["boolean"] is True


@pytest.mark.parametrize("entry", entries("protocol/manifest.ttl"))
def test_with_updates_the_whole_protocol_holds(instance: Client, earl: Callable[..., None], entry: Entry) -> None:
    earl(entry, INSTANCE)
    for request in entry.requests:
        check(send(instance, request, sparql_path(request)), request)


GSP = [*entries("graph-store-protocol/manifest-direct.ttl"), *entries("graph-store-protocol/manifest-indirect.ttl")]
GSP_BASE = "https://w3id.org/psin/"


def gsp_path(request: Request, location: str) -> str:
    """``/gsp?graph=`` is our ``/graph-store``; ``/gsp/person/1.ttl`` is a document of ours."""
    path = request.path.replace("$LOCATION$", location)
    return (
        re.sub(r"^/gsp/person/(.+)$", r"/network/person-\1", path)
        if path.startswith("/gsp/")
        else path.replace("/gsp", "/graph-store", 1)
    )


def triples(turtle: str) -> ox.Dataset:
    found = ox.Dataset(ox.parse(turtle.encode(), ox.RdfFormat.TURTLE, base_iri="http://www.example/"))
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


@pytest.mark.parametrize("entry", GSP)
def test_graphs_that_tests_wrote_are_read_as_the_protocol_says(opened, earl: Callable[..., None], entry: Entry) -> None:  # type: ignore[no-untyped-def]
    earl(entry, INSTANCE)
    app, site = opened({})
    client, location = Client(Storing(app, site, GSP_BASE)), ""
    for request in entry.requests:
        answer = send(client, request, gsp_path(request, location))
        assert str(answer.status_code) in request.statuses or not request.statuses, answer.get_data(as_text=True)
        location = answer.headers.get("Location", location)
        if request.method in ("GET", "HEAD") and answer.status_code == 200:
            assert answer.content_type == "text/turtle; charset=utf-8"
        if request.expected and answer.status_code == 200:
            assert triples(answer.get_data(as_text=True)) == triples(request.expected)
    site.engine.close()


@pytest.mark.parametrize("entry", GSP)
def test_graphs_are_never_written_in_public(client: Client, earl: Callable[..., None], entry: Entry) -> None:
    earl(entry, PUBLIC, "inapplicable")
    for request in entry.requests:
        if request.method not in ("GET", "HEAD"):
            answer = send(client, request, gsp_path(request, ""))
            assert answer.status_code == 405
            assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("entry", entries("service-description/manifest.ttl"))
def test_the_service_describes_itself(client: Client, earl: Callable[..., None], entry: Entry) -> None:
    earl(entry, PUBLIC)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    answer = client.get("/sparql", base_url="http://endpoint.example")
    assert answer.mimetype in GRAPHS
    found = rdflib.Graph().parse(data=answer.data, format="turtle")
    if entry.name == "has-endpoint-triple":
        assert (None, rdflib.URIRef(f"{sd}endpoint"), rdflib.URIRef("http://endpoint.example/sparql")) in found
    elif entry.name == "conforms-to-schema":
        [service] = found.subjects(rdflib.RDF.type, rdflib.URIRef(f"{sd}Service"))
        [dataset] = found.objects(service, rdflib.URIRef(f"{sd}defaultDataset"))
        assert len(list(found.objects(dataset, rdflib.URIRef(f"{sd}defaultGraph")))) == 1
        for node in found.objects(dataset, rdflib.URIRef(f"{sd}namedGraph")):
            assert isinstance(found.value(node, rdflib.URIRef(f"{sd}name")), rdflib.URIRef)
    else:
        assert entry.name == "returns-rdf"


def evaluation(path: str) -> tuple[str, str, str, bytes]:
    folder, _, name = path.partition("#")
    manifest = SUITES / folder / "manifest.ttl"
    graph = rdflib.Graph().parse(manifest, publicID=manifest.as_uri())
    node = rdflib.URIRef(name)
    action, result = graph.value(node, MF.action), graph.value(node, MF.result)
    files = [str(graph.value(action, QT.query)), str(graph.value(action, QT.data)), str(result)]
    query, data, expected = (SUITES / folder / file.rpartition("/")[2] for file in files)
    return query.read_text("utf-8"), data.read_text("utf-8"), expected.suffix, expected.read_bytes()


@pytest.mark.parametrize("entry", [*entries("csv-tsv-res/manifest.ttl"), *entries("json-res/manifest.ttl")])
def test_results_are_written_as_the_formats_say(opened, earl, record_property, entry: Entry) -> None:  # type: ignore[no-untyped-def]
    earl(entry, PUBLIC)
    if entry.name in REWRITTEN:
        record_property(
            "earl:note",
            "Equal in value; the engine keeps numbers as values and writes them and their types in its own way.",
        )
    folder = "json-res" if entry.name.startswith("jsonres") else "csv-tsv-res"
    query, data, suffix, expected = evaluation(f"{folder}#{entry.iri}")
    app, site = opened({"http://example.org/data": data})
    media = {".csv": "text/csv", ".tsv": "text/tab-separated-values", ".srj": "application/sparql-results+json"}[suffix]
    answer = Client(app).post(
        "/sparql", data=query, headers={"Content-Type": "application/sparql-query", "Accept": media}
    )
    site.engine.close()
    assert answer.mimetype == media
    if suffix == ".srj":
        assert comparable(json.loads(answer.data)) == comparable(json.loads(expected))
    else:
        assert rows(answer.data, suffix) == rows(expected, suffix)


#: Where results are equal in value and not in spelling: -3 of xsd:negativeInteger comes back as an integer, 1.0E6 as 1000000.
REWRITTEN = ("csv03", "tsv03")


def comparable(result: dict) -> object:  # type: ignore[type-arg]
    """A result without the order of its rows and the names of its blank nodes, which the suite leaves open."""
    if "boolean" in result:
        return result["boolean"]
    found = [
        {n: {**t, "value": ""} if t["type"] == "bnode" else t for n, t in row.items()}
        for row in result["results"]["bindings"]
    ]
    return result["head"]["vars"], sorted(json.dumps(row, sort_keys=True) for row in found)


def rows(data: bytes, suffix: str) -> tuple[list[str], list[str]]:
    """Header and rows, with values in place of spellings: the engine keeps -3 as an integer (documents keep their bytes)."""
    if suffix == ".tsv":
        found = ox.parse_query_results(data, ox.QueryResultsFormat.TSV)
        return [v.value for v in found.variables], sorted(" ".join(spelt(term) for term in row) for row in found)
    header, *lines = csv.reader(data.decode().splitlines())
    return header, sorted(" ".join(number(field) for field in line) for line in lines)


def spelt(term: object) -> str:
    """The term as the engine gives it back."""
    if term is None or isinstance(term, ox.BlankNode):
        return str(term is None)
    store, node = ox.Store(), ox.NamedNode("urn:x")
    store.add(ox.Quad(node, node, term))
    return str(next(iter(store)).object)


def number(field: str) -> str:
    if field.startswith("_:"):
        return "_:"
    try:
        return f"{float(field):g}"
    except ValueError:
        return field
