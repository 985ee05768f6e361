"""Header of the ontology: who made it, when, under which licence, in which version."""

import re
from collections.abc import Callable

import pytest
from rdflib import Graph, URIRef

Offenders = Callable[[Graph, str], list[str]]

VOCABULARY = URIRef("https://w3id.org/psin/ns")

REQUIRED = {
    "H01": "dcterms:title",
    "H02": "dcterms:description",
    "H03": "dcterms:license",
    "H04": "dcterms:creator",
    "H05": "dcterms:publisher",
    "H06": "dcterms:created",
    "H07": "dcterms:issued",
    "H08": "dcterms:modified",
    "H09": "dcterms:bibliographicCitation",
    "H10": "owl:versionIRI",
    "H11": "owl:versionInfo",
    "H12": "vann:preferredNamespacePrefix",
    "H13": "vann:preferredNamespaceUri",
    "H14": "bibo:status",
    "H15": "dcterms:source",
}


@pytest.mark.parametrize("check", REQUIRED)
def test_h01_to_h15_header_has(check: str, ontology: Graph, offenders: Offenders) -> None:
    query = f"SELECT ?x WHERE {{ ?x a owl:Ontology . FILTER NOT EXISTS {{ ?x {REQUIRED[check]} ?value }} }}"
    assert offenders(ontology, query) == [], f"{check}: no {REQUIRED[check]}"


def test_h16_exactly_one_ontology(ontology: Graph, offenders: Offenders) -> None:
    assert offenders(ontology, "SELECT ?x WHERE { ?x a owl:Ontology }") == [str(VOCABULARY)]


def test_h17_ontology_iri_has_no_file_extension(ontology: Graph, offenders: Offenders) -> None:
    query = 'SELECT ?x WHERE { ?x a owl:Ontology . FILTER(REGEX(STR(?x), "[.](owl|ttl|rdf|xml|n3|jsonld)$")) }'
    assert offenders(ontology, query) == []


def test_h18_namespace_is_the_one_that_terms_use(ontology: Graph, offenders: Offenders) -> None:
    query = """SELECT ?term WHERE {
        ?x a owl:Ontology ; vann:preferredNamespaceUri ?namespace .
        ?term rdfs:isDefinedBy ?x . FILTER(!STRSTARTS(STR(?term), STR(?namespace)))
    }"""
    assert offenders(ontology, query) == []
    in_use = 'SELECT ?p WHERE { ?x vann:preferredNamespaceUri "https://w3id.org/psin/ns#" ; vann:preferredNamespacePrefix ?p }'
    assert offenders(ontology, in_use) == ["psin"]


def test_h19_version_iri_ends_with_the_version_number(ontology: Graph, offenders: Offenders) -> None:
    query = (
        'SELECT ?x ?v WHERE { ?x owl:versionIRI ?v ; owl:versionInfo ?i . FILTER(STR(?v) != CONCAT(STR(?x), "/", ?i)) }'
    )
    assert offenders(ontology, query) == []
    numbers = offenders(ontology, "SELECT ?i WHERE { ?x a owl:Ontology ; owl:versionInfo ?i }")
    assert [number for number in numbers if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", number)] == []


def test_h20_licence_is_an_iri(ontology: Graph, offenders: Offenders) -> None:
    assert offenders(ontology, "SELECT ?l WHERE { ?x dcterms:license ?l . FILTER(!isIRI(?l)) }") == []
    assert offenders(ontology, "SELECT ?l WHERE { ?x a owl:Ontology ; dcterms:license ?l }") == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]


def test_h21_dates_are_xsd_dates(ontology: Graph, offenders: Offenders) -> None:
    query = """SELECT ?d WHERE {
        ?x a owl:Ontology ; dcterms:created|dcterms:issued|dcterms:modified ?d . FILTER(DATATYPE(?d) != xsd:date)
    }"""
    assert offenders(ontology, query) == []


def test_h22_makers_are_iris_with_a_name(ontology: Graph, offenders: Offenders) -> None:
    query = """SELECT ?agent WHERE {
        ?x a owl:Ontology ; dcterms:creator|dcterms:publisher ?agent .
        FILTER(!isIRI(?agent) || NOT EXISTS { ?agent foaf:name ?name })
    }"""
    assert offenders(ontology, query) == []


def test_h23_later_releases_name_the_one_before(ontology: Graph, offenders: Offenders) -> None:
    query = """SELECT ?x WHERE {
        ?x a owl:Ontology ; owl:versionInfo ?i . FILTER(?i != "1.0.0")
        FILTER(NOT EXISTS { ?x owl:priorVersion ?before }
            || NOT EXISTS { ?x owl:backwardCompatibleWith|owl:incompatibleWith ?other })
    }"""
    assert offenders(ontology, query) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_h25_texts_in_every_language_of_the_site(language: str, ontology: Graph, offenders: Offenders) -> None:
    query = f"""SELECT ?p WHERE {{
        VALUES ?p {{ dcterms:title dcterms:description dcterms:abstract }}
        ?x a owl:Ontology . FILTER NOT EXISTS {{ ?x ?p ?text . FILTER(LANG(?text) = "{language}") }}
    }}"""
    assert offenders(ontology, query) == []
