"""What engines elsewhere do differently, each named in docs/scaling.md under the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from psin.catalogue import Catalogue, load
from psin.engine import Engine
from psin.engine.remote import RemoteEngine
from psin.errors import PsinError, QueryRefused
from psin.settings import Settings

from .conftest import connect, hold
from .servers import Server

SCALING = Path(__file__).resolve().parents[2] / "docs" / "scaling.md"
STATEMENTS = """
<#a> <#on> "2016-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> , "2016-03-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<#a> <#is> 1 , true , 1.0e0 ; <#name> "navn"@da .
"""
IRI = "https://w3id.org/psin/network/different"


def one(engine: Engine, query: str) -> str:
    try:
        rows = engine.select(query)
    except PsinError as error:
        return error.code
    return " / ".join(" ".join(str(term.value) for term in row.values()) or "unbound" for row in rows)


#: Name in the docs, question, and the answers of our workers, of Oxigraph and of Virtuoso.
DIFFERENCES: dict[str, tuple[str, str, str, str]] = {
    "Equal values": (f"SELECT (COUNT(*) AS ?n) {{ <{IRI}#a> ?p ?o }}", "6", "6", "3"),
    "Truth is a number": ("SELECT (BOUND(?x) AS ?b) { }", "false", "false", "0"),
    "Division": ("SELECT (1 / 3 AS ?x) { }", "0.333333333333333333", "0.333333333333333333", "0"),
    "Errors in expressions": ("SELECT (1 / 0 AS ?x) { }", "unbound", "unbound", "query-refused"),
    "Paths with two free ends": ("SELECT (1 AS ?x) { ?a <urn:none>* ?b } LIMIT 1", "1", "1", "query-refused"),
    "Empty patterns in graphs": (
        f"SELECT (COUNT(DISTINCT ?g) AS ?n) {{ GRAPH ?g {{ }} FILTER(?g = <{IRI}>) }}",
        "1",
        "1",
        "0",
    ),
    "Parameters inside OPTIONAL": (
        f'SELECT ?o {{ VALUES ?l {{ "da" }} <{IRI}#a> <{IRI}#is> ?x'
        f" OPTIONAL {{ <{IRI}#a> <{IRI}#name> ?o FILTER(LANGMATCHES(LANG(?o), ?l)) }} }} LIMIT 1",
        "navn",
        "navn",
        "unbound",
    ),
    "Signs outside Latin-1": ('SELECT (STR("漢字") AS ?x) { }', "漢字", "漢字", "??"),
    "Groups of made strings": (
        'SELECT (COUNT(*) AS ?n) { SELECT ?x { VALUES ?v { "A" "a" } BIND(IF(?v = "A", LCASE(?v), STR(?v)) AS ?x) } GROUP BY ?x }',
        "1",
        "1",
        "2",
    ),
    "Several FROM": (
        f"SELECT (COUNT(*) AS ?n) FROM <{IRI}> FROM <https://w3id.org/psin/ns> {{ <{IRI}#a> ?p ?o }}",
        "6",
        "query-refused",
        "query-refused",
    ),
    "IRIs made of strings": ('SELECT (IRI("network/different") AS ?x) { }', IRI, IRI, "engine-unavailable"),
    "Order of columns": ("SELECT * { BIND(2 AS ?b) BIND(1 AS ?a) }", "2 1", "1 2", "2 1"),
}


@pytest.fixture(scope="module")
def catalogue(small: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("different")
    (folder / "networks").mkdir()
    (folder / "networks" / "different.ttl").write_text(STATEMENTS, encoding="utf-8")
    return load(folder)


@pytest.fixture(scope="module")
def ours(catalogue: Catalogue) -> Iterator[Engine]:
    with Engine.open(catalogue.nquads, Settings({}, workers=1)) as engine:
        yield engine


@pytest.fixture(scope="module")
def theirs(server: Server, catalogue: Catalogue) -> Iterator[RemoteEngine]:
    outcome = hold(server, catalogue)
    assert outcome.expected - outcome.statements == (3 if server.name == "virtuoso" else 0)
    with connect(server, catalogue) as engine:
        yield engine


@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_difference_is_as_the_docs_say(name: str, ours: Engine, theirs: RemoteEngine, server: Server) -> None:
    query, own, oxigraph, virtuoso = DIFFERENCES[name]
    assert one(ours, query) == own
    assert one(theirs, query) == (virtuoso if server.name == "virtuoso" else oxigraph)


def test_virtuoso_describes_a_thing_by_what_points_to_it_too(theirs: RemoteEngine, server: Server) -> None:
    found = theirs.construct("DESCRIBE <https://w3id.org/psin/ns#Network>")
    pointing = [triple for triple in found if triple.object == ox.NamedNode("https://w3id.org/psin/ns#Network")]
    assert bool(pointing) == (server.name == "virtuoso")
    own = theirs.describe("https://w3id.org/psin/ns#Network")
    assert own and all(triple.subject != ox.NamedNode("https://w3id.org/psin/ns#Convenership") for triple in own)


def test_several_from_are_refused_with_advice(theirs: RemoteEngine) -> None:
    with pytest.raises(QueryRefused, match="twice") as caught:
        theirs.select(f"SELECT * FROM <{IRI}> FROM <https://w3id.org/psin/ns> {{ ?s ?p ?o }}")
    assert "GRAPH" in caught.value.advice


def test_the_docs_name_every_difference_and_no_other() -> None:
    section = SCALING.read_text(encoding="utf-8").partition("## Differences")[2].partition("\n## ")[0]
    named = re.findall(r"^\| \*\*(.+?)\*\*", section, re.MULTILINE)
    assert sorted(named) == sorted([*DIFFERENCES, "DESCRIBE"])
