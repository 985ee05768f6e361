"""The default graph by itself: the same answers as beside the named graphs, now and after changes."""

from __future__ import annotations

import json
import random
import tempfile

import pyoxigraph as ox
import pytest
from psin.engine import FORMATS, Engine, dataset, delta
from psin.engine.inspection import inspect

from .conftest import GRAPH


def store_of(quads: bytes) -> ox.Store:
    with tempfile.TemporaryFile() as file:
        file.write(quads)
        file.seek(0)
        return dataset.load(file)


def default(store: ox.Store) -> set[str]:
    return {str(quad) for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}


def rows(answer: bytes) -> list[str]:
    whole = json.loads(answer)
    return sorted(
        json.dumps(row, sort_keys=True) for row in (whole["results"]["bindings"] if "results" in whole else [whole])
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * {GRAPH?g{?s ?p ?o}}",
        "SELECT * { ?s ?p ?o .graph<http://g/2>{ ?s ?q ?r } }",
        "PREFIX g: <http://g/> SELECT * { GRAPH g:2 { ?s ?p ?o } }",
        "PREFIX GRAPHg: <http://g/> PREFIX g: <http://g/> SELECT * { GRAPHg:2 { ?s ?p ?o } }",
        "PREFIX graph: <http://e/> SELECT * { ?s graph:p ?o }",
        "SELECT * { ?s ?p ?o FILTER NOT EXISTS { GRAPH <http://g/1> { ?s ?p ?o } } }",
        "SELECT * { ?s ?p 'plain' # GRAPH\n }",
        "ASK { ?s ?p ?o FILTER(EXISTS{GRAPH ?g {?s ?p 'plain'}}) }",
        "SELECT * { { SELECT ?g { GRAPH ?g {} } } }",
        "SELECT (COUNT(*) AS ?graph) { ?s (<http://e/p>|<http://e/q>)+ ?o }",
    ],
)
def test_a_query_reaches_the_graphs_it_names_however_that_is_written(engine: Engine, query: str) -> None:
    wanted = store_of(GRAPH).query(query).serialize(format=ox.QueryResultsFormat.JSON) or b""
    with engine.stream(query, accept=FORMATS["json"]) as answer:
        assert rows(b"".join(answer)) == rows(wanted)


@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        ("SELECT * { ?s <http://e/graph> 'GRAPH' } # GRAPH", False),
        ("SELECT ?graph { ?graph a _:GRAPH }", False),
        ("SELECT * { GRAPH ?g {} }", True),
        ("PREFIX GRAPHg: <http://g/> PREFIX g: <http://g/> SELECT * { GRAPHg:2 { ?s ?p ?o } }", True),
    ],
)
def test_only_the_keyword_counts(query: str, graphs: bool) -> None:
    assert inspect(query, 10_000, 50).graphs is graphs


def test_the_default_graph_by_itself_follows_every_change() -> None:
    chance = random.Random(3)
    objects = ['"1"', '"x"@en-GB', "_:b", '"01"^^<http://www.w3.org/2001/XMLSchema#integer>', "<http://e/0>"]
    names = [f"http://g/{number}" for number in range(5)]
    names += ["https://w3id.org/psin/partner/x/records", "https://w3id.org/psin/partner/x/claims"]
    store = store_of(
        b"".join(f"<http://e/0> <http://e/p> _:b{n} <{name}> .\n".encode() for n, name in enumerate(names))
    )
    alone = dataset.alone(store)
    for _ in range(40):
        some: dict[str, bytes | None] = {}
        for graph in chance.sample(names, 3):
            lines = [
                f"<http://e/{chance.randint(0, 2)}> <http://e/p> {chance.choice(objects)} <{graph}> .\n"
                for _ in range(3)
            ]
            some[graph] = chance.choice(["".join(lines).encode(), None])
        delta.apply(store, delta.read(some), alone)
        assert {str(quad) for quad in alone} == default(store)
    assert len(alone) > 0
