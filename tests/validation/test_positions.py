"""Findings stand at the very token that is wrong."""

from __future__ import annotations

import pytest

#: code, text in the good document, its replacement, and the token (with the number of its occurrence) the finding is at
BROKEN = [
    ("G01", "psinc:kind-network ;", "psinc:kind-network", ("psinc:kind-network", 0, len("psinc:kind-network"))),
    ("G01", '"Harbour Office" ;', '"Harbour Office ;', ('"Harbour Office ;', 0, 0)),
    (
        "G01",
        "<https://harbour-circle.example/> ;",
        "<https://harbour circle.example/> ;",
        ("<https://harbour circle", 0, 0),
    ),
    ("G01", "foaf:homepage", "foav:homepage", ("foav:homepage", 0, 0)),
    ("G02", "psin:networkKind", "psin:networkkind", ("psin:networkkind", 0, 0)),
    ("G02", "a psin:Objective", "a psin:Objektive", ("psin:Objektive", 0, 0)),
    ("G03", "psinc:role-coordinator", "psinc:role-cordinator", ("psinc:role-cordinator", 0, 0)),
    ("G04", "<http://publications", "<https://publications", ("<https://publications", 0, 0)),
    ("G06", "foaf:page", "foaf:pages", ("foaf:pages", 0, 0)),
    ("G08", '"Cercle du port"@fr', '"Cercle du port"@fr-FR', ("@fr-FR", 0, 0)),
    ("G09", '"2019-02-28"^^xsd:date', '"2019-02-30"^^xsd:date', ('"2019-02-30"', 0, 0)),
    ("G10", "Keep people in touch.", "Write to a.b@c.example.", ("a.b@c.example", 0, 0)),
    ("G11", "Keep people in touch.", "Call +64 4 123 4567.", ("+64 4 123", 0, 0)),
    ("G12", "<#objective>", "<https://example.org/o>", ("<https://example.org/o>", 0, 0)),
    ("G13", "foaf:homepage <", "rdfs:seeAlso <https://a.example/> ; foaf:homepage <", ("rdfs:seeAlso", 0, 0)),
    (
        "G15",
        "@base <https://w3id.org/psin/network/harbour-circle>",
        "@base <https://w3id.org/psin/network/harbour>",
        ("<https://w3id.org/psin/network/harbour>", 0, 0),
    ),
    ("G16", "a psin:Network ;", "a psin:Source ;", ("<#this>\n    a psin:Source", 0, 0)),
    ("G17", "a psin:Contribution ;\n    ", "", ("<>\n    dcterms:title", 0, 0)),
    (
        "G19",
        "dcterms:source <#source-1> .\n\n<#objective>",
        "dcterms:source <#source-9> .\n\n<#objective>",
        ("<#source-9>", 0, 0),
    ),
]


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def offset_of(text: str, token: str, number: int, further: int) -> int:
    at = -1
    for _ in range(number + 1):
        at = text.index(token, at + 1)
    return at + further


@pytest.mark.parametrize(("code", "old", "new", "token"), BROKEN, ids=lambda one: one if isinstance(one, str) else "")
def test_a_finding_stands_at_the_token(validate, good: str, code: str, old: str, new: str, token) -> None:
    assert old in good
    text = good.replace(old, new, 1)
    places = [(one.line, one.column) for one in validate(text).findings if one.code == code]
    assert line_and_column(text, offset_of(text, *token)) in places


SHAPES = """
@prefix psin: <https://w3id.org/psin/ns#> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix schema: <https://schema.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix s: <https://w3id.org/psin/shapes#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:prefixes> sh:declare [ sh:prefix "psin" ; sh:namespace "https://w3id.org/psin/ns#"^^xsd:anyURI ] .
s:network a sh:NodeShape ; sh:targetClass psin:Network ; sh:property s:one-page , s:name , s:level , s:unique , s:kind .
s:one-page sh:path foaf:homepage ; sh:maxCount 1 ; skos:notation "X1" .
s:name sh:path skos:prefLabel ; sh:maxLength 14 ; skos:notation "X2" .
s:level sh:path psin:governmentLevel ; sh:minCount 1 ; skos:notation "X3" .
s:unique sh:path skos:prefLabel ; sh:uniqueLang true ; skos:notation "X4" .
s:kind sh:path psin:networkKind ; sh:class psin:Network ; skos:notation "X5" .
s:members a sh:NodeShape ; sh:targetClass psin:Count ; sh:property s:whole , s:least .
s:whole sh:path psin:count ; sh:maxInclusive 119 ; skos:notation "X6" .
s:least sh:path dcterms:date ; sh:datatype xsd:date ; skos:notation "X7" .
s:closed a sh:NodeShape ; sh:targetClass psin:Source ; sh:closed true ;
  sh:property [ sh:path foaf:page ] ; skos:notation "X8" ;
  sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) .
s:inverse a sh:NodeShape ; sh:targetClass psin:Network ;
  sh:property [ sh:path [ sh:inversePath psin:ofNetwork ] ; sh:class psin:Count ; skos:notation "X9" ] .
s:deep a sh:NodeShape ; sh:targetClass psin:Objective ;
  sh:property [ sh:path ( dcterms:source foaf:page ) ; sh:nodeKind sh:Literal ; skos:notation "X10" ] .
s:asked a sh:NodeShape ; sh:targetClass psin:Count ; skos:notation "X11" ;
  sh:sparql [ sh:prefixes <urn:prefixes> ; sh:message "Is {?value}"@en ;
  sh:select "SELECT $this (psin:count AS ?path) ?value WHERE { $this psin:count ?value FILTER(?value > 100) }" ] .
s:bare a sh:NodeShape ; sh:targetClass psin:FormalityPhase ;
  sh:not [ sh:path psin:formality ; sh:minCount 1 ] ; skos:notation "X12" .
"""
SHAPE_PLACES = [
    (
        "X1",
        "<https://harbour-circle.example/> ;",
        "<https://a.example/> , <https://b.example/> ;",
        ("<https://b.example/>", 0, 0),
    ),
    ("X2", "Cercle du port", "Cercle du grand port", ('"Cercle du grand port"', 0, 0)),
    ("X3", "", "", ("<#this>\n    a psin:Network", 0, 0)),
    ("X4", '"Cercle du port"@fr', '"Harbour"@en', ('"Harbour"@en', 0, 0)),
    ("X5", "", "", ("psinc:kind-network", 0, 0)),
    ("X6", "psin:count 120", "psin:count 0120", ("0120", 0, 0)),
    ("X7", "", "", ('"2024"^^xsd:gYear', 0, 0)),
    ("X8", "", "", ('"Aims and coordination."', 0, 0)),
    ("X9", "", "", ("<#this> ;\n    psin:formality", 0, 0)),
    ("X10", "", "", ("<https://harbour-circle.example/about>", 0, 0)),
    ("X11", "psin:count 120", "psin:count 0120", ("0120", 0, 0)),
    ("X12", "", "", ("<#formality>\n", 0, 0)),
]


@pytest.mark.parametrize(
    ("code", "old", "new", "token"), SHAPE_PLACES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_result_of_a_shape_stands_at_the_value_or_at_the_subject(
    validate, good: str, code: str, old: str, new: str, token
) -> None:
    import pyoxigraph as ox
    from psin.validation.shapes.graph import Graph
    from psin.validation.shapes.shapeset import ShapeSet

    own = ShapeSet(Graph.of(ox.parse(SHAPES.encode(), ox.RdfFormat.TURTLE)))
    text = good.replace(old, new, 1)
    places = [(one.line, one.column) for one in validate(text, shapes=own).findings if one.code == code]
    assert line_and_column(text, offset_of(text, *token)) in places


def test_columns_count_characters_and_not_bytes(validate, good: str) -> None:
    text = good.replace('"Cercle du port"@fr', '"Ça marché à l’été 𝔸"@fr , "x"@FR')
    (found,) = [one for one in validate(text).findings if one.code == "G08"]
    assert line_and_column(text, text.index("@FR")) == (found.line, found.column)


def test_lines_may_end_in_any_of_the_three_ways(validate, good: str) -> None:
    for ending in ("\r\n", "\r"):
        text = good.replace("psinc:kind-network", "psinc:kind-netwrok").replace("\n", ending)
        (found,) = [one for one in validate(text.encode()).findings if one.code == "G03"]
        assert found.line == line_and_column(good, good.index("psinc:kind-network"))[0]
