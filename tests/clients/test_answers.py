"""What clients get is what the engine has: the same rows through Comunica and SPARQLWrapper, from one service and from two."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import rdflib
from psin.catalogue import Catalogue
from psin.engine import Engine
from psin.settings import Settings
from psin.vocabulary.namespaces import PREFIXES
from SPARQLWrapper import CSV, JSON, TURTLE, SPARQLWrapper

from .conftest import Comunica

_NAMES = ("psin", "psinc", "dcterms", "skos", "foaf", "schema", "country")
PREFIX = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _NAMES)

TABLES = {
    "a list": "SELECT ?network ?name { ?network a psin:Network ; skos:prefLabel ?name }",
    "optional": "SELECT ?network ?end { ?network a psin:Network OPTIONAL { ?network schema:dissolutionDate ?end } }",
    "counts": "SELECT ?kind (COUNT(*) AS ?n) { ?network psin:networkKind ?kind } GROUP BY ?kind ORDER BY DESC(?n) ?kind",
    "a path": "SELECT DISTINCT ?concept { ?offering psin:activityType/skos:broader* ?concept }",
    "graphs": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a psin:Sponsorship } } GROUP BY ?g",
    "nothing": "SELECT ?s { ?s a psin:Nothing }",
    "many": "SELECT ?s ?p ?o { ?s psin:ofNetwork ?network ; ?p ?o }",
}
GRAPHS = {
    "construct": "CONSTRUCT { ?n a psin:Network ; skos:prefLabel ?l } WHERE { ?n a psin:Network ; skos:prefLabel ?l }",
    "describe": "DESCRIBE <https://w3id.org/psin/network/one-team-gov#this>",
}
QUESTIONS = {
    "ASK { ?n a psin:Network ; dcterms:spatial country:NLD }": True,
    "ASK { ?n a psin:Network ; a psin:Lesson }": False,
}
#: Joins between two catalogues. They meet in concepts and countries; every other statement is in one of them only.
JOINS = {
    "the same level": """SELECT ?theirs ?ours ?level {
        ?theirs psin:governmentLevel ?level ; foaf:homepage <https://network-2.example.org/> .
        ?ours psin:governmentLevel ?level ; dcterms:spatial country:NLD }""",
    "the same activity": """SELECT ?theirs ?ours {
        ?theirs psin:ofNetwork <https://w3id.org/psin/network/synthetic-2#this> ; psin:activityType ?activity .
        ?ours psin:activityType ?activity ; psin:ofNetwork/dcterms:spatial country:NLD }""",
    "the sum": "SELECT ?network ?name { ?network a psin:Network ; skos:prefLabel ?name }",
}


@pytest.fixture(scope="module")
def engine(both: Sequence[Catalogue]) -> Iterator[Engine]:
    """The catalogue of the service, in an engine that is asked without any HTTP."""
    with Engine.open(both[0].nquads, Settings({}, workers=1)) as opened:
        yield opened


def as_rows(found: list[dict[str, object]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted((name, getattr(term, "value", term)) for name, term in row.items()) for row in found)


def wrapper(address: str, query: str, form: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{address}/sparql")
    client.setQuery(PREFIX + query)
    client.setReturnFormat(form)
    return client


@pytest.mark.parametrize("name", TABLES)
def test_comunica_gets_the_rows_of_the_engine(comunica: Comunica, address: str, engine: Engine, name: str) -> None:
    query = PREFIX + TABLES[name]
    assert as_rows(list(comunica.ask(query, f"{address}/sparql"))) == as_rows(engine.select(query))


@pytest.mark.parametrize("name", TABLES)
def test_sparqlwrapper_gets_the_rows_of_the_engine(address: str, engine: Engine, name: str) -> None:
    expected = engine.select(PREFIX + TABLES[name])
    found = wrapper(address, TABLES[name], JSON).queryAndConvert()["results"]["bindings"]
    plain = [{column: term["value"] for column, term in row.items()} for row in found]
    assert as_rows(plain) == as_rows(expected)
    table = wrapper(address, TABLES[name], CSV).queryAndConvert()
    assert len(list(csv.reader(io.StringIO(table.decode())))) == len(expected) + 1


@pytest.mark.parametrize("name", GRAPHS)
def test_both_get_the_triples_of_the_engine(comunica: Comunica, address: str, engine: Engine, name: str) -> None:
    triples = engine.construct(PREFIX + GRAPHS[name])
    expected = sorted([t.subject.value, t.predicate.value, getattr(t.object, "value", "")] for t in triples)
    assert len(expected) > 10
    found = [[row["s"], row["p"], row["o"]] for row in comunica.ask(PREFIX + GRAPHS[name], f"{address}/sparql")]
    assert sorted(found) == expected
    graph = rdflib.Graph().parse(data=wrapper(address, GRAPHS[name], TURTLE).queryAndConvert(), format="turtle")
    assert sorted([str(s), str(p), str(o)] for s, p, o in graph) == expected


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_get_the_right_truth(comunica: Comunica, address: str, question: str) -> None:
    assert list(comunica.ask(PREFIX + question, f"{address}/sparql")) == [QUESTIONS[question]]
    assert wrapper(address, question, JSON).queryAndConvert()["boolean"] is QUESTIONS[question]


@pytest.mark.parametrize("name", JOINS)
def test_comunica_joins_two_services(
    comunica: Comunica, address: str, partner: str, both: Sequence[Catalogue], engine: Engine, name: str
) -> None:
    query = PREFIX + JOINS[name]
    with Engine.open(both[0].nquads + both[1].nquads, Settings({}, workers=1)) as merged:
        expected = merged.select(query)
    assert len(expected) > len(engine.select(query))
    found = list(comunica.ask(query, f"{address}/sparql", f"{partner}/sparql"))
    assert as_rows(found) == as_rows(expected)


def test_the_command_of_comunica_finds_out_what_the_address_is(node: Path, address: str, engine: Engine) -> None:
    query = PREFIX + TABLES["a list"]
    program = [node / "node_modules/.bin/node", node / "node_modules/.bin/comunica-sparql"]
    done = subprocess.run(
        [*program, f"{address}/sparql", query, "-t", "text/csv"], capture_output=True, text=True, timeout=60, check=True
    )
    assert len(list(csv.reader(io.StringIO(done.stdout)))) == len(engine.select(query)) + 1
