"""What the service says about itself is counted, the same everywhere, and enough for editors built on standards."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from psin.catalogue import Catalogue, LoadedDocument, void
from psin.vocabulary.namespaces import PREFIXES
from rdflib.namespace import DCTERMS, RDF, VOID
from werkzeug.test import Client

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
EXT = rdflib.Namespace("http://ldf.fi/void-ext#")
GRAPH = "https://w3id.org/psin/.well-known/void"
DATASET = rdflib.URIRef(f"{GRAPH}#this")
#: The dataset without its own description, each statement once.
COUNTED = f"{{ SELECT DISTINCT ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{GRAPH}>) }} }}"
RDF_FORMATS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}
EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""
DECLARED = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] } ORDER BY ?prefix"""
SCHEMA = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
  ?cp void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?prop .
  OPTIONAL { { ?pp void:classPartition [ void:class ?objectClass ] } UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] } }
}"""


def described(client: Client, path: str = "/.well-known/void", accept: str = "text/turtle") -> rdflib.Graph:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, accept)
    return rdflib.Graph().parse(data=answer.data, format=RDF_FORMATS[accept])


def value(graph: rdflib.Graph, node: object, predicate: object) -> int:
    return int(graph.value(node, predicate))


@pytest.fixture(scope="module")
def counts(app) -> rdflib.Graph:  # type: ignore[no-untyped-def]
    return described(app.test_client())


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_a_description_is_the_same_in_every_format(client: Client, path: str) -> None:
    sizes = {accept: len(described(client, path, accept)) for accept in RDF_FORMATS}
    assert len(set(sizes.values())) == 1
    assert sizes["text/turtle"] > 1000


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"), ("*/*", "text/turtle"), ("text/turtle;q=0.9", "text/turtle"), ("application/rdf+xml, */*;q=0.5", "application/rdf+xml"),
        ("text/html;q=0.2, application/ld+json;q=0.9, application/n-quads", "application/ld+json"), ("application/n-triples", "application/n-triples"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ],
)  # fmt: skip
def test_the_description_follows_the_wish(client: Client, accept: str | None, media_type: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_the_description_names_the_address_that_was_asked(client: Client) -> None:
    answer = client.get("/sparql", base_url="https://psin.example:8443")
    graph = rdflib.Graph().parse(data=answer.data, format="turtle")
    [service] = graph.subjects(RDF.type, SD.Service)
    assert str(service) == str(graph.value(service, SD.endpoint)) == "https://psin.example:8443/sparql"
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(graph.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert len(list(graph.objects(service, SD.resultFormat))) == 8


def test_the_description_lists_every_graph_and_its_real_size(client: Client, site) -> None:  # type: ignore[no-untyped-def]
    graph = described(client, "/sparql")
    [service] = graph.subjects(RDF.type, SD.Service)
    dataset = graph.value(service, SD.defaultDataset)
    assert {str(graph.value(node, SD.name)) for node in graph.objects(dataset, SD.namedGraph)} == set(
        site.catalogue.by_graph
    )
    size = value(graph, graph.value(dataset, SD.defaultGraph), VOID.triples)
    assert size == int(site.engine.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value)
    assert len(list(graph.objects(dataset, VOID.classPartition))) == value(graph, dataset, VOID.classes)


def test_the_totals_are_what_the_store_holds(counts: rdflib.Graph, site) -> None:  # type: ignore[no-untyped-def]
    [row] = site.engine.select(
        f"SELECT (COUNT(*) AS ?t) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties) WHERE {COUNTED}"
    )
    assert value(counts, DATASET, VOID.triples) == int(row["t"].value)
    assert value(counts, DATASET, VOID.distinctSubjects) == int(row["subjects"].value)
    assert value(counts, DATASET, VOID.properties) == int(row["properties"].value)
    assert value(counts, DATASET, VOID.documents) == len(site.catalogue.by_graph) - 1


def test_every_class_partition_is_what_the_store_holds(counts: rdflib.Graph, site) -> None:  # type: ignore[no-untyped-def]
    rows = site.engine.select(
        f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {COUNTED} FILTER(?p = <{RDF.type}>) }} GROUP BY ?o"
    )
    expected = {row["o"].value: int(row["n"].value) for row in rows}
    partitions = list(counts.objects(DATASET, VOID.classPartition))
    assert {str(counts.value(p, VOID["class"])): value(counts, p, VOID.entities) for p in partitions} == expected
    assert expected["https://w3id.org/psin/ns#Network"] == site.catalogue.count("network")


def test_every_property_partition_is_what_the_store_holds(counts: rdflib.Graph, site) -> None:  # type: ignore[no-untyped-def]
    rows = site.engine.select(f"SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) WHERE {COUNTED} GROUP BY ?p")
    expected = {row["p"].value: (int(row["n"].value), int(row["m"].value)) for row in rows}
    partitions = list(counts.objects(DATASET, VOID.propertyPartition))
    found = {
        str(counts.value(p, VOID.property)): (value(counts, p, VOID.triples), value(counts, p, VOID.distinctSubjects))
        for p in partitions
    }
    assert found == expected


def test_partitions_within_a_class_are_what_the_store_holds(counts: rdflib.Graph, site) -> None:  # type: ignore[no-untyped-def]
    psin = "https://w3id.org/psin/ns#"
    rows = site.engine.select(f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ {COUNTED} ?s a <{psin}Convenership> }} GROUP BY ?p")
    [partition] = [
        p
        for p in counts.objects(DATASET, VOID.classPartition)
        if str(counts.value(p, VOID["class"])) == f"{psin}Convenership"
    ]
    found = {
        str(counts.value(p, VOID.property)): value(counts, p, VOID.triples)
        for p in counts.objects(partition, VOID.propertyPartition)
    }
    assert found == {row["p"].value: int(row["n"].value) for row in rows}


def test_counting_looks_at_statements_not_at_documents() -> None:
    text = '<http://e/s> a <http://e/C> ; <http://e/p> "a \\" > b"@en , "x y"^^<http://e/d> , 1 , <http://e/t> , [ a <http://e/D> ] .\n<http://e/t> a <http://e/D> .'
    items = [
        LoadedDocument(f"http://g/{n}", Path("x"), body)
        for n, body in (("1", text), ("2", "<http://e/s> a <http://e/C> ."))
    ]
    counted = void.count(Catalogue(items[0].path, items).nquads)
    assert (counted.triples, counted.subjects, dict(counted.classes)) == (8, 3, {"http://e/C": 1, "http://e/D": 2})
    assert counted.properties["http://e/p"] == (5, 1, 5)
    reached = {(kind, target): n for (c, p, kind, target), n in counted.reaching.items() if p == "http://e/p"}
    assert reached == {
        ("class", "http://e/D"): 2,
        ("datatype", "http://e/d"): 1,
        ("datatype", "http://www.w3.org/2001/XMLSchema#integer"): 1,
        ("datatype", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"): 1,
    }


def rows(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "application/sparql-results+json"})
    return [
        {name: term["value"] for name, term in row.items()}
        for row in answer.get_json(force=True)["results"]["bindings"]
    ]


def test_an_editor_finds_every_question_of_the_library_and_can_run_it(client: Client, site) -> None:  # type: ignore[no-untyped-def]
    found = rows(client, EXAMPLES)
    asked = sorted((query.text, query.question) for query in site.library.queries.values())
    assert sorted((row["query"], row["comment"]) for row in found) == asked, "each question once"
    for row in found:
        ox.Store().query(row["query"])
    assert client.post("/sparql", data={"query": found[0]["query"]}).status_code == 200


def test_an_editor_finds_every_prefix(client: Client) -> None:
    found = {row["prefix"]: row["namespace"] for row in rows(client, DECLARED)}
    assert PREFIXES.items() <= found.items()


def test_an_editor_finds_what_follows_a_class(client: Client) -> None:
    found = {(row["subjectClass"], row["prop"], row.get("objectClass")) for row in rows(client, SCHEMA)}
    psin = "https://w3id.org/psin/ns#"
    assert (f"{psin}Convenership", f"{psin}ofNetwork", f"{psin}Network") in found


def test_queries_name_the_endpoint_they_are_for(client: Client, site) -> None:  # type: ignore[no-untyped-def]
    query = "SELECT ?q ?words ?audience { ?q <https://schema.org/target> <https://w3id.org/psin/sparql> ; <https://schema.org/keywords> ?audience }"
    assert len({row["q"] for row in rows(client, query)}) == len(site.library.queries)


def test_the_derived_graphs_are_in_the_store_and_change_no_count_of_documents(client: Client, site) -> None:  # type: ignore[no-untyped-def]
    for graph in (GRAPH, "https://w3id.org/psin/queries"):
        assert site.engine.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        assert graph not in {item.graph for item in site.catalogue.documents}
    assert not site.engine.ask(f"ASK {{ GRAPH <{GRAPH}> {{ ?s a <https://w3id.org/psin/ns#Contribution> }} }}")
    assert DCTERMS.license in set(described(client, "/.well-known/void").predicates())
