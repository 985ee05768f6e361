"""The vocabulary files, each parsed once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF

# Otherwise rdflib rewrites literals while it reads them ("Z" becomes "+00:00") and no round trip could be checked.
rdflib.NORMALIZE_LITERALS = False

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
TERMS = "https://w3id.org/psin/ns#"

PREFIXES = """
PREFIX bibo: <http://purl.org/ontology/bibo/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX psin: <https://w3id.org/psin/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vann: <http://purl.org/vocab/vann/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def read(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def ontology() -> Graph:
    return read(ONTOLOGY / "psin.ttl")


@pytest.fixture(scope="session")
def concepts() -> Graph:
    return read(*sorted((ONTOLOGY / "concepts").glob("*.ttl")))


@pytest.fixture(scope="session")
def foreign() -> Graph:
    return read(ONTOLOGY / "dl" / "foreign.ttl")


@pytest.fixture(scope="session")
def example() -> Graph:
    return read(Path(__file__).with_name("example.ttl"))


@pytest.fixture(scope="session")
def context() -> dict[str, Any]:
    return json.loads((ONTOLOGY / "context.jsonld").read_text("utf-8"))["@context"]


@pytest.fixture(scope="session")
def exports() -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted((ONTOLOGY / "exports").glob("*.rq"))}


@pytest.fixture(scope="session")
def foreign_names() -> dict[str, set[str]]:
    """Namespace -> the names that exist in it (the ones the project may want, where the vocabulary is large)."""
    lists = json.loads(Path(__file__).with_name("foreign_names.json").read_text("utf-8"))
    return {namespace: set(names) for namespace, names in lists.items()}


@pytest.fixture(scope="session")
def own_terms(ontology: Graph) -> set[URIRef]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    return {term for kind in kinds for term in ontology.subjects(RDF.type, kind) if isinstance(term, URIRef)}


@pytest.fixture(scope="session")
def offenders() -> Callable[[Graph, str], list[str]]:
    """Rows of a query that lists offenders; an empty list means that the check holds."""

    def run(graph: Graph, query: str) -> list[str]:
        rows = graph.query(PREFIXES + query).bindings
        return sorted(" ".join(str(value) for value in row.values()) for row in rows)

    return run
