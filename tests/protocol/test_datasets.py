"""Datasets of the protocol, graphs by name, and a statement in several documents as one statement."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from werkzeug.test import Client

BASE = "https://w3id.org/psin/"
A, B = f"{BASE}network/a", f"{BASE}network/b"
TEXT = "<http://e/s> <http://e/p> <http://e/o> ; <http://e/q> {} ."


@pytest.fixture(scope="module")
def shared_statement(opened) -> Client:  # type: ignore[no-untyped-def]
    """Two documents that make one statement both, and one statement each."""
    return Client(opened({A: TEXT.format(1), B: TEXT.format(2)})[0])


def count(client: Client, query: str, **parameters: object) -> int:
    answer = client.get("/sparql", query_string={"query": query, **parameters})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return int(answer.get_json(force=True)["results"]["bindings"][0]["n"]["value"])


ALL = "SELECT (COUNT(*) AS ?n) {0} {{ ?s ?p ?o }}"
NAMED = "SELECT (COUNT(*) AS ?n) {0} {{ GRAPH ?g {{ ?s ?p ?o }} }}"


def test_a_statement_in_two_documents_counts_once(shared_statement: Client) -> None:
    assert count(shared_statement, ALL.format("")) == 3
    assert count(shared_statement, NAMED.format("")) == 4
    assert count(shared_statement, ALL.format(f"FROM <{A}> FROM <{B}>")) == 3
    assert count(shared_statement, ALL.format(""), **{"default-graph-uri": [A, B]}) == 3
    assert count(shared_statement, ALL.format(f"FROM <{A}> FROM <{A}>")) == 2


def test_the_dataset_of_the_request_wins_over_that_of_the_query(shared_statement: Client) -> None:
    assert count(shared_statement, ALL.format(f"FROM <{A}> FROM <{B}>"), **{"default-graph-uri": A}) == 2
    assert count(shared_statement, NAMED.format(f"FROM NAMED <{A}> FROM NAMED <{B}>"), **{"named-graph-uri": B}) == 2
    assert count(shared_statement, ALL.format(""), **{"named-graph-uri": B}) == 0
    assert count(shared_statement, NAMED.format(""), **{"default-graph-uri": A}) == 0


def test_datasets_by_form_and_by_address_add_up(shared_statement: Client) -> None:
    answer = shared_statement.post(
        f"/sparql?default-graph-uri={A}", data={"query": ALL.format(""), "default-graph-uri": B}
    )
    assert answer.get_json(force=True)["results"]["bindings"][0]["n"]["value"] == "3"


@pytest.fixture(scope="module")
def graphs(site) -> dict[str, int]:  # type: ignore[no-untyped-def]
    """Every graph of the store with the number of its statements there."""
    rows = site.engine.select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    return {row["g"].value: int(row["n"].value) for row in rows}


def test_every_graph_is_had_by_its_name_and_at_its_address(app, site, graphs: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    assert set(graphs) == set(site.catalogue.by_graph)
    assert {item.graph for item in site.catalogue.documents} <= set(graphs)
    client = app.test_client()
    for name, statements in graphs.items():
        indirect = client.get("/graph-store", query_string={"graph": name}, headers={"Accept": "text/turtle"})
        direct = client.get(f"/{name.removeprefix(BASE)}", headers={"Accept": "text/turtle"})
        assert (indirect.status_code, direct.status_code) == (200, 200), name
        assert indirect.data == direct.data
        store = ox.Store()
        store.load(direct.data, ox.RdfFormat.TURTLE, base_iri=name)
        assert len(store) == statements, name


def test_head_is_get_without_the_body_for_every_graph(app, graphs: dict[str, int]) -> None:  # type: ignore[no-untyped-def]
    client = app.test_client()
    for name in graphs:
        for path in (f"/graph-store?graph={name}", f"/{name.removeprefix(BASE)}"):
            head, get = (
                client.open(path, method=method, headers={"Accept": "text/turtle"}) for method in ("HEAD", "GET")
            )
            assert (head.status_code, head.data) == (200, b"")
            assert head.content_length == len(get.data) > 0
            assert head.headers["ETag"] == get.headers["ETag"]


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_a_graph_comes_in_every_format(client: Client, accept: str) -> None:
    answer = client.get(f"/graph-store?graph={BASE}network/one-team-gov", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, accept)
    assert "Accept" in answer.headers["Vary"]
    again = client.get(
        f"/graph-store?graph={BASE}network/one-team-gov",
        headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_default_graph_is_every_statement_once(client: Client, site) -> None:  # type: ignore[no-untyped-def]
    answer = client.get("/graph-store?default", headers={"Accept": "application/n-triples"})
    lines = answer.get_data(as_text=True).splitlines()
    assert (
        len(lines) == len(set(lines)) == int(site.engine.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value)
    )


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("", 400),
        ("default&graph=x", 400),
        (f"graph={A}&graph={B}", 400),
        (f"graph={BASE}network/no-such", 404),
        (f"graph={BASE}network/one-team-gov%23this", 404),
        ("graph=one-team-gov", 404),
        ("graph=file:///etc/passwd", 404),
        ("graph=http://127.0.0.1:9/", 404),
        (f"graph={BASE}network/one-team-go%2576", 404),
        ("graph=%ff", 400),
        ("graph=", 404),
    ],
)
def test_other_names_are_refused_and_nothing_is_fetched(client: Client, address: str, status: int) -> None:
    for method in ("GET", "HEAD"):
        answer = client.open(f"/graph-store?{address}", method=method)
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"/graph-store?{address}", headers={"Accept": "application/json"}).get_json()["detail"]


def test_a_name_is_decoded_once(client: Client) -> None:
    assert client.get(f"/graph-store?graph={BASE}network/one-team-go%76").status_code == 200


def test_a_format_that_graphs_do_not_have_is_406(client: Client) -> None:
    assert client.get("/graph-store?default", headers={"Accept": "text/csv"}).status_code == 406
