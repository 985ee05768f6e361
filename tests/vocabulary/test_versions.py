"""Versions of the whole, and terms that are given up but never deleted."""

from collections.abc import Callable

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, OWL, RDFS, SKOS

Offenders = Callable[[Graph, str], list[str]]

VERSION = "1.0.0"

SAMPLE = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

psin:newer a owl:Class ; rdfs:label "newer"@en ; skos:definition "Kept."@en .
psin:good a owl:Class ; rdfs:label "good"@en ; skos:definition "Given up well."@en ;
    owl:deprecated true ; dcterms:isReplacedBy psin:newer ; skos:changeNote "1.1.0: merged into newer."@en .
psin:noSuccessor a owl:Class ; rdfs:label "no successor"@en ; skos:definition "Given up badly."@en ;
    owl:deprecated true ; skos:changeNote "1.1.0: given up."@en .
psin:noNote a owl:Class ; rdfs:label "no note"@en ; skos:definition "Given up badly."@en ;
    owl:deprecated true ; dcterms:isReplacedBy psin:newer .
psin:lostSuccessor a owl:Class ; rdfs:label "lost successor"@en ; skos:definition "Given up badly."@en ;
    owl:deprecated true ; dcterms:isReplacedBy psin:nowhere ; skos:changeNote "1.1.0: given up."@en .
psin:noText a owl:Class ;
    owl:deprecated true ; dcterms:isReplacedBy psin:newer ; skos:changeNote "1.1.0: given up."@en .
"""


def deprecation_gaps(graph: Graph) -> dict[str, set[str]]:
    """What is missing on each deprecated term or concept of the graph."""
    gaps: dict[str, set[str]] = {}
    deprecated = {term for term, value in graph.subject_objects(OWL.deprecated) if bool(value)}
    for term in deprecated:
        missing: set[str] = set()
        successors = set(graph.objects(term, DCTERMS.isReplacedBy))
        if not successors:
            missing.add("isReplacedBy")
        if any((successor, None, None) not in graph for successor in successors):
            missing.add("successor")
        if not list(graph.objects(term, SKOS.changeNote)):
            missing.add("changeNote")
        if not any((term, label, None) in graph for label in (RDFS.label, SKOS.prefLabel)):
            missing.add("label")
        if (term, SKOS.definition, None) not in graph:
            missing.add("definition")
        if missing:
            gaps[str(term).rsplit("#")[-1]] = missing
    return gaps


def test_version_is_the_one_in_the_header(ontology: Graph, offenders: Offenders) -> None:
    assert offenders(ontology, "SELECT ?v WHERE { ?x a owl:Ontology ; owl:versionInfo ?v }") == [VERSION]
    assert offenders(ontology, "SELECT ?v WHERE { ?x a owl:Ontology ; owl:versionIRI ?v }") == [
        f"https://w3id.org/psin/ns/{VERSION}"
    ]


def test_header_points_to_the_context_of_its_version(ontology: Graph) -> None:
    contexts = {str(o) for o in ontology.objects(URIRef("https://w3id.org/psin/ns"), RDFS.seeAlso)}
    assert contexts == {f"https://w3id.org/psin/context/{VERSION}.jsonld"}


def test_citation_names_the_version(ontology: Graph, offenders: Offenders) -> None:
    query = f"""SELECT ?c WHERE {{
        ?x a owl:Ontology ; dcterms:bibliographicCitation ?c . FILTER(!CONTAINS(?c, "ns/{VERSION}"))
    }}"""
    assert offenders(ontology, query) == []


def test_v02_versions_on_the_whole_never_on_terms(ontology: Graph, concepts: Graph, offenders: Offenders) -> None:
    on_terms = "SELECT ?x WHERE { ?x owl:versionInfo|owl:versionIRI ?v . FILTER NOT EXISTS { ?x a owl:Ontology } }"
    in_iris = 'SELECT DISTINCT ?x WHERE { ?x a ?kind . FILTER(isIRI(?x)) FILTER(REGEX(STR(?x), "[0-9]+[.][0-9]+")) }'
    for graph in (ontology, concepts):
        assert offenders(graph, on_terms) == []
        assert offenders(graph, in_iris) == []


def test_deprecation_rule_finds_what_is_missing() -> None:
    assert deprecation_gaps(Graph().parse(data=SAMPLE, format="turtle")) == {
        "noSuccessor": {"isReplacedBy"},
        "noNote": {"changeNote"},
        "lostSuccessor": {"successor"},
        "noText": {"label", "definition"},
    }


def test_t18_deprecated_terms_and_concepts_are_complete(ontology: Graph, concepts: Graph) -> None:
    assert deprecation_gaps(ontology) == {}
    assert deprecation_gaps(concepts) == {}
