"""The JSON-LD context: complete, safe, and without loss in both directions."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.compare import graph_diff, isomorphic
from rdflib.namespace import OWL, RDF, RDFS

PSIN = Namespace("https://w3id.org/psin/ns#")
SCHEMA = Namespace("https://schema.org/")
CONCEPT = "https://w3id.org/psin/concept/"

# rdflib's own JSON-LD reader still uses the class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

Context = dict[str, Any]
Reader = Callable[[str], Graph]


def definitions(context: Context) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(key, IRI, definition) of every term; keywords, aliases of keywords and prefixes are left out."""
    for key, value in context.items():
        definition = {"@id": value} if isinstance(value, str) else value
        if key.startswith("@") or not isinstance(definition, dict) or key in prefixes(context):
            continue
        target = definition.get("@id") or definition.get("@reverse", "")
        if not target.startswith("@"):
            yield key, expand(context, target), definition


def prefixes(context: Context) -> dict[str, str]:
    return {
        key: value
        for key, value in context.items()
        if not key.startswith("@") and isinstance(value, str) and value.startswith("http") and value[-1] in "/#"
    }


def expand(context: Context, compact: str) -> str:
    prefix, _, name = compact.partition(":")
    return prefixes(context)[prefix] + name


def read_with_rdflib(text: str) -> Graph:
    return Graph().parse(data=text, format="json-ld")


def read_with_pyoxigraph(text: str) -> Graph:
    quads = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    return Graph().parse(data="\n".join(f"{quad.triple} ." for quad in quads), format="nt")


def assert_same(left: Graph, right: Graph) -> None:
    _, only_left, only_right = graph_diff(left, right)
    assert isomorphic(left, right), f"lost {list(only_left)[:5]}, added {list(only_right)[:5]}"


READERS = pytest.mark.parametrize("reader", [read_with_rdflib, read_with_pyoxigraph], ids=["rdflib", "pyoxigraph"])


def test_j01_every_term_has_a_key_of_its_own_name(context: Context, own_terms: set[URIRef]) -> None:
    keys = {key: iri for key, iri, _ in definitions(context)}
    missing = {str(term) for term in own_terms if keys.get(str(term).removeprefix(PSIN)) != str(term)}
    assert missing == set()


def test_j01_every_key_maps_to_a_term(
    context: Context, own_terms: set[URIRef], foreign_names: dict[str, set[str]]
) -> None:
    known = {str(term) for term in own_terms} | {
        space + name for space, names in foreign_names.items() for name in names
    }
    assert {key: iri for key, iri, _ in definitions(context) if iri not in known} == {}


def test_j01_no_two_keys_for_one_term(context: Context) -> None:
    forward = [iri for _, iri, definition in definitions(context) if "@reverse" not in definition]
    assert {iri for iri in forward if forward.count(iri) > 1} == set()


def test_j01_everything_in_use_has_a_key(context: Context, example: Graph, concepts: Graph) -> None:
    iris = {iri for _, iri, _ in definitions(context)}
    for graph in (example, concepts):
        used = {str(p) for p in graph.predicates() if p != RDF.type} | {str(c) for c in graph.objects(None, RDF.type)}
        assert used - iris == set()


def test_j01_keys_fit_the_kind_of_the_property(context: Context, ontology: Graph) -> None:
    by_iri = {iri: definition for _, iri, definition in definitions(context) if "@reverse" not in definition}
    for term in ontology.subjects(RDF.type, OWL.ObjectProperty):
        definition = by_iri[str(term)]
        assert definition.get("@type") in {"@id", "@vocab"}, term
        if any(str(scheme).startswith(CONCEPT) for scheme in ontology.objects(term, RDFS.seeAlso)):
            assert definition["@context"] == {"@vocab": CONCEPT}, term
    for term in ontology.subjects(RDF.type, OWL.DatatypeProperty):
        definition = by_iri[str(term)]
        ranges = set(ontology.objects(term, SCHEMA.rangeIncludes))
        assert (definition.get("@container") == "@language") == (ranges == {RDF.langString}), term
        if "@type" in definition:
            assert {URIRef(expand(context, definition["@type"]))} == ranges, term


def test_j01_dates_of_several_precisions_are_not_coerced(context: Context) -> None:
    coerced = {key for key, _, definition in definitions(context) if "@type" in definition}
    several = {
        "date",
        "startDate",
        "endDate",
        "foundingDate",
        "dissolutionDate",
        "created",
        "issued",
        "earliest",
        "latest",
    }
    assert coerced & (several | {"lastSeen"}) == set()


@READERS
def test_j02_round_trip_of_the_example(reader: Reader, context: Context, example: Graph) -> None:
    assert_same(example, reader(example.serialize(format="json-ld", context=context)))


@READERS
def test_j02_round_trip_of_the_concepts(reader: Reader, context: Context, concepts: Graph) -> None:
    assert_same(concepts, reader(concepts.serialize(format="json-ld", context=context)))


@READERS
def test_j02_texts_without_language_are_not_lost(reader: Reader, context: Context) -> None:
    turtle = """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://w3id.org/psin/network/a#this> skos:prefLabel "Named"@en , "Unnamed" ; skos:note "Without language" .
    """
    graph = Graph().parse(data=turtle, format="turtle")
    assert_same(graph, reader(graph.serialize(format="json-ld", context=context)))


def test_j02_the_example_is_written_in_keys_alone(context: Context, example: Graph) -> None:
    document = json.loads(example.serialize(format="json-ld", context=context))
    keys = {key for node in document["@graph"] for key in node}
    assert {key for key in keys if ":" in key} == set()


AUTHORED: dict[str, Any] = {
    "id": "https://w3id.org/psin/network/lantern-forum#this",
    "type": "Network",
    "name": {"en": "Lantern Forum", "fr": "Forum des lanternes"},
    "alternativeName": {"en": ["LF", "The Lanterns"]},
    "description": {"en": "Invented forum."},
    "eligibility": {"en": "Everybody"},
    "networkKind": ["kind-network", "kind-movement"],
    "spatial": ["country:FRA", "area-europe"],
    "language": "FRA",
    "homepage": "https://lantern.example/",
    "foundingDate": {"@value": "2012-03", "@type": "xsd:gYearMonth"},
    "completeFor": "Sponsorship",
    "lastConfirmed": "2026-10-02",
    "records": [
        {
            "id": "https://w3id.org/psin/network/lantern-forum#formality",
            "type": "FormalityPhase",
            "formality": "formality-informal",
            "startDate": {"@value": "2012", "@type": "xsd:gYear"},
            "ended": True,
            "source": "https://w3id.org/psin/network/lantern-forum#source-1",
        },
        {
            "id": "https://w3id.org/psin/network/lantern-forum#count",
            "type": "Count",
            "count": 12,
            "counted": "counted-members",
            "date": {"@value": "2020-01-31", "@type": "xsd:date"},
        },
        {
            "id": "https://w3id.org/psin/network/lantern-forum#position",
            "type": "TradeOffPosition",
            "axis": "axis-edge",
            "position": -1,
        },
        {
            "id": "https://w3id.org/psin/network/lantern-forum#value",
            "type": "ValueClaim",
            "value": "value-stories",
            "evidence": {
                "id": "https://w3id.org/psin/network/lantern-forum#evidence",
                "type": "Measurement",
                "measuredValue": "62.50",
            },
        },
        {
            "id": "https://w3id.org/psin/network/lantern-forum#claim",
            "type": ["Claim", "Statement"],
            "statementSubject": "https://w3id.org/psin/network/lantern-forum#this",
            "statementPredicate": "foundingDate",
            "statementObject": {"@value": "2011", "@type": "xsd:gYear"},
        },
    ],
}

AUTHORED_AS_TURTLE = """
@base <https://w3id.org/psin/network/lantern-forum> .
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix psinc: <https://w3id.org/psin/concept/> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<#this> a psin:Network ;
    skos:prefLabel "Lantern Forum"@en , "Forum des lanternes"@fr ;
    skos:altLabel "LF"@en , "The Lanterns"@en ;
    dcterms:description "Invented forum."@en ;
    psin:eligibility "Everybody"@en ;
    psin:networkKind psinc:kind-network , psinc:kind-movement ;
    dcterms:spatial country:FRA , psinc:area-europe ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/FRA> ;
    foaf:homepage <https://lantern.example/> ;
    schema:foundingDate "2012-03"^^xsd:gYearMonth ;
    psin:completeFor psin:Sponsorship ;
    psin:lastConfirmed "2026-10-02"^^xsd:date .
<#formality> a psin:FormalityPhase ; psin:ofNetwork <#this> ; psin:formality psinc:formality-informal ;
    schema:startDate "2012"^^xsd:gYear ; psin:ended true ; dcterms:source <#source-1> .
<#count> a psin:Count ; psin:ofNetwork <#this> ; psin:count "12"^^xsd:nonNegativeInteger ;
    psin:counted psinc:counted-members ; dcterms:date "2020-01-31"^^xsd:date .
<#position> a psin:TradeOffPosition ; psin:ofNetwork <#this> ; psin:axis psinc:axis-edge ; psin:position -1 .
<#value> a psin:ValueClaim ; psin:ofNetwork <#this> ; psin:value psinc:value-stories .
<#evidence> a psin:Measurement ; psin:evidenceFor <#value> ; psin:measuredValue 62.50 .
<#claim> a psin:Claim , rdf:Statement ; psin:ofNetwork <#this> ; rdf:subject <#this> ;
    rdf:predicate schema:foundingDate ; rdf:object "2011"^^xsd:gYear .
"""


@READERS
def test_j02_what_an_author_writes_is_what_the_graph_says(reader: Reader, context: Context) -> None:
    written = reader(json.dumps({"@context": context, **AUTHORED}))
    assert_same(Graph().parse(data=AUTHORED_AS_TURTLE, format="turtle"), written)


@READERS
def test_j03_a_misspelt_key_stays_visible(reader: Reader, context: Context) -> None:
    document = {"@context": context, "id": "https://example.org/a", "type": "Netwerk", "formalty": "formality-formal"}
    graph = reader(json.dumps(document))
    assert set(graph.predicates()) == {RDF.type, PSIN.formalty}
    assert set(graph.objects(None, RDF.type)) == {PSIN.Netwerk}


def test_j03_vocab_is_the_namespace(context: Context) -> None:
    assert context["@vocab"] == str(PSIN)


def test_j04_version_1_1_without_import_or_protection(context: Context) -> None:
    assert context["@version"] == 1.1
    text = json.dumps(context)
    assert [word for word in ("@import", "@protected", "@propagate", "@base") if word in text] == []


def test_j04_no_context_points_elsewhere(context: Context) -> None:
    scoped = [definition["@context"] for _, _, definition in definitions(context) if "@context" in definition]
    assert scoped
    assert [inner for inner in scoped if not isinstance(inner, dict) or set(inner) != {"@vocab"}] == []


def test_aliases_and_prefixes(context: Context) -> None:
    assert (context["id"], context["type"]) == ("@id", "@type")
    wanted = [
        "psin",
        "psinc",
        "country",
        "dcat",
        "dcterms",
        "foaf",
        "org",
        "owl",
        "prov",
        "rdf",
        "schema",
        "skos",
        "xsd",
    ]
    assert set(wanted) - set(prefixes(context)) == set()
    assert prefixes(context)["psinc"] == CONCEPT
