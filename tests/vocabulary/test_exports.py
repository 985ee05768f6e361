"""The exported views: the same triples from two engines, and nothing that the data does not say."""

from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD
from rdflib.term import BNode

ORG = Namespace("http://www.w3.org/ns/org#")
SCHEMA = Namespace("https://schema.org/")
PSINC = Namespace("https://w3id.org/psin/concept/")
HARBOUR = Namespace("https://w3id.org/psin/network/harbour-circle#")
TRAP = Namespace("https://w3id.org/psin/network/trap#")

EXAMPLE = Path(__file__).with_name("example.ttl").read_text("utf-8")

# Fictional. Everything that must not come out of a view of the present.
TRAPS = """
@base <https://w3id.org/psin/network/trap> .
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix psinc: <https://w3id.org/psin/concept/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<> a psin:Contribution ; prov:generatedAtTime "2026-01-31T23:00:00Z"^^xsd:dateTime .
<#this> a psin:Network ; skos:prefLabel "Trap"@en .
<#body> a foaf:Organization ; skos:prefLabel "Body"@en .
<#person> a foaf:Person ; skos:prefLabel "Person"@en .
<#strategy> a foaf:Document .

<#self> a psin:Convenership ; psin:ofNetwork <#this> ; psin:agent <#this> .
<#unnamed> a psin:Convenership ; psin:ofNetwork <#this> ; psin:nameAsGiven "volunteers" .
<#host> a psin:Convenership ; psin:ofNetwork <#this> ; psin:agent <#body> ; psin:role psinc:role-host .
<#sponsor> a psin:Sponsorship ; psin:ofNetwork <#this> ; psin:agent <#body> ; psin:role psinc:role-member .
<#person-sponsor> a psin:Sponsorship ; psin:ofNetwork <#this> ; psin:agent <#person> .
<#tie> a psin:EcosystemLink ; psin:ofNetwork <#this> ; psin:linksTo <#strategy> ; psin:linkType psinc:link-contributes-to-strategy .
<#umbrella-tie> a psin:EcosystemLink ; psin:ofNetwork <#this> ; psin:linksTo <#revived> ; psin:linkType psinc:link-member-of .
<#past-1> a psin:Membership ; psin:ofNetwork <#this> ; psin:agent <#person> ; schema:endDate "2020"^^xsd:gYear .
<#past-2> a psin:Sponsorship ; psin:ofNetwork <#this> ; psin:agent <#past-sponsor> ; psin:ended true .
<#past-sponsor> a foaf:Organization ; skos:prefLabel "Past sponsor"@en .

<#dissolved> a psin:Network ; skos:prefLabel "Dissolved"@en ; schema:dissolutionDate "2014-07"^^xsd:gYearMonth .
<#dissolved-membership> a psin:Membership ; psin:ofNetwork <#dissolved> ; psin:agent <#body> .
<#gone> a psin:Network ; skos:prefLabel "Gone"@en .
<#gone-status> a psin:StatusReading ; psin:ofNetwork <#gone> ; psin:status psinc:status-ended ; dcterms:date "2026-11-23"^^xsd:date .
<#gone-sponsor> a psin:Sponsorship ; psin:ofNetwork <#gone> ; psin:agent <#body> .

<#revived> a psin:Network ; skos:prefLabel "Revived"@en .
<#revived-status-1> a psin:StatusReading ; psin:ofNetwork <#revived> ; psin:status psinc:status-ended ; dcterms:date "2019"^^xsd:gYear .
<#revived-status-2> a psin:StatusReading ; psin:ofNetwork <#revived> ; psin:status psinc:status-active ; dcterms:date "2026-11-23"^^xsd:date .
<#revived-membership> a psin:Membership ; psin:ofNetwork <#revived> ; psin:agent <#person> .
"""


def with_rdflib(query: str, *documents: str) -> Graph:
    graph = Graph()
    for document in documents:
        graph.parse(data=document, format="turtle")
    result = graph.query(query).graph
    assert result is not None
    return result


def with_pyoxigraph(query: str, *documents: str) -> Graph:
    store = pyoxigraph.Store()
    for document in documents:
        store.load(document.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    triples = store.query(query)
    assert isinstance(triples, pyoxigraph.QueryTriples)
    return Graph().parse(data="\n".join(f"{triple} ." for triple in triples), format="nt")


def view(exports: dict[str, str], name: str) -> Graph:
    return with_rdflib(exports[name], EXAMPLE, TRAPS)


def test_the_three_views_exist(exports: dict[str, str]) -> None:
    assert set(exports) >= {"org", "schema-org"}


def test_every_view_starts_with_title_and_description(exports: dict[str, str]) -> None:
    for name, query in exports.items():
        first, second = query.splitlines()[:2]
        assert first.startswith("# title: ") and second.startswith("# description: "), name


@pytest.mark.parametrize("name", ["org", "schema-org"])
@pytest.mark.parametrize(
    "documents", [(EXAMPLE,), (TRAPS,), (EXAMPLE, TRAPS), ()], ids=["example", "traps", "both", "none"]
)
def test_both_engines_give_the_same_triples(name: str, documents: tuple[str, ...], exports: dict[str, str]) -> None:
    left, right = with_rdflib(exports[name], *documents), with_pyoxigraph(exports[name], *documents)
    assert isomorphic(left, right), set(left) ^ set(right)
    assert bool(left) == bool(documents)


@pytest.mark.parametrize("name", ["org", "schema-org"])
def test_views_have_no_blank_nodes_and_no_terms_of_ours(name: str, exports: dict[str, str]) -> None:
    graph = view(exports, name)
    assert [node for triple in graph for node in triple if isinstance(node, BNode)] == []
    assert {p for p in graph.predicates() if str(p).startswith("https://w3id.org/psin/ns#")} == set()
    assert {c for c in graph.objects(None, RDF.type) if str(c).startswith("https://w3id.org/psin/ns#")} == set()


def test_org_a_sponsor_never_becomes_a_member(exports: dict[str, str]) -> None:
    graph = view(exports, "org")
    assert set(graph.subject_objects(ORG.member)) == {
        (HARBOUR["membership-quay-team"], HARBOUR["organisation-quay-team"]),
        (TRAP["revived-membership"], TRAP.person),
    }
    assert set(graph.subject_objects(ORG.memberOf)) == {
        (HARBOUR["organisation-quay-team"], HARBOUR.this),
        (TRAP.person, TRAP.revived),
        (TRAP.this, TRAP.revived),
    }
    assert set(graph.subjects(RDF.type, ORG.Membership)) == {
        HARBOUR["membership-quay-team"],
        TRAP["revived-membership"],
    }


def test_org_conveners_hold_posts(exports: dict[str, str]) -> None:
    graph = view(exports, "org")
    post = HARBOUR["convenership-harbour-agency"]
    assert set(graph.subjects(RDF.type, ORG.Post)) == {post}
    assert set(graph.predicate_objects(post)) == {
        (RDF.type, ORG.Post),
        (ORG.postIn, HARBOUR.this),
        (ORG.heldBy, HARBOUR["organisation-harbour-agency"]),
        (ORG.role, PSINC["role-coordinator"]),
    }


def test_org_hosts_and_sponsors_are_linked_organisations(exports: dict[str, str]) -> None:
    assert set(view(exports, "org").subject_objects(ORG.linkedTo)) == {
        (HARBOUR.this, HARBOUR["organisation-port-fund"]),
        (TRAP.this, TRAP.body),
        (TRAP.this, TRAP.revived),
    }


def test_org_purpose_is_the_objective_of_the_present(exports: dict[str, str]) -> None:
    assert set(view(exports, "org").subject_objects(ORG.purpose)) == {(HARBOUR.this, HARBOUR.objective)}


def test_org_never_says_that_a_network_is_formal(exports: dict[str, str]) -> None:
    graph = view(exports, "org")
    assert set(graph.objects(None, RDF.type)) == {ORG.Organization, ORG.Post, ORG.Membership}
    assert (TRAP.dissolved, RDF.type, ORG.Organization) in graph


def test_schema_org_a_sponsor_never_becomes_a_member(exports: dict[str, str]) -> None:
    graph = view(exports, "schema-org")
    assert set(graph.subject_objects(SCHEMA.member)) == {
        (HARBOUR.this, HARBOUR["organisation-quay-team"]),
        (TRAP.revived, TRAP.person),
    }
    assert set(graph.subject_objects(SCHEMA.sponsor)) == {
        (HARBOUR.this, HARBOUR["organisation-port-fund"]),
        (TRAP.this, TRAP.body),
        (TRAP.this, TRAP.person),
    }
    assert set(graph.subject_objects(SCHEMA.funder)) == {(HARBOUR.this, HARBOUR["organisation-port-fund"])}


def test_schema_org_describes_the_network(exports: dict[str, str]) -> None:
    graph = view(exports, "schema-org")
    assert set(graph.objects(HARBOUR.this, SCHEMA.name)) == {
        Literal("Harbour Innovation Circle", lang="en"),
        Literal("Cercle d'innovation du port", lang="fr"),
    }
    assert set(graph.objects(HARBOUR.this, SCHEMA.url)) == {URIRef("https://harbour.example/")}
    assert set(graph.objects(HARBOUR.this, SCHEMA.foundingDate)) == {Literal("2012-03", datatype=XSD.gYearMonth)}
    assert set(graph.objects(TRAP.person, RDF.type)) == {SCHEMA.Person}


def test_schema_org_describes_the_convenings(exports: dict[str, str]) -> None:
    graph = view(exports, "schema-org")
    edition = HARBOUR["convening-2022"]
    assert (edition, SCHEMA.superEvent, HARBOUR["convening-series"]) in graph
    assert (edition, SCHEMA.organizer, HARBOUR["organisation-harbour-agency"]) in graph
    assert set(graph.objects(HARBOUR["convening-series"], RDF.type)) == {SCHEMA.Event, SCHEMA.EventSeries}
    assert len(set(graph.subjects(RDF.type, SCHEMA.Event))) == 3
