"""A good document, the real vocabulary and shapes, and a way to validate a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from psin.validation.context import Background
from psin.validation.findings import Report
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.validate import validate_files
from psin.vocabulary.terms import Vocabulary

ROOT = Path(__file__).resolve().parents[2]

GOOD = """\
@base <https://w3id.org/psin/network/harbour-circle> .
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix psinc: <https://w3id.org/psin/concept/> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<>
    a psin:Contribution ;
    dcterms:title "Harbour Circle"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    prov:wasAttributedTo <../organisation/psin#this> ;
    prov:generatedAtTime "2026-11-24T08:00:00Z"^^xsd:dateTime ;
    foaf:primaryTopic <#this> .

<#this>
    a psin:Network ;
    skos:prefLabel
        "Harbour Circle"@en ,
        "Cercle du port"@fr ;
    dcterms:description "Civil servants who try out new ways of working."@en ;
    psin:networkKind psinc:kind-network ;
    dcterms:spatial country:NZL ;
    foaf:homepage <https://harbour-circle.example/> ;
    schema:foundingDate "2019-02"^^xsd:gYearMonth ;
    dcterms:source <#source-1> .

<#objective>
    a psin:Objective ;
    psin:ofNetwork <#this> ;
    dcterms:description "Keep people in touch."@en ;
    schema:startDate "2019-02-28"^^xsd:date ;
    dcterms:source <#source-1> .

<#formality>
    a psin:FormalityPhase ;
    psin:ofNetwork <#this> ;
    psin:formality psinc:formality-informal ;
    dcterms:source <#source-1> .

<#convenership-office>
    a psin:Convenership ;
    psin:ofNetwork <#this> ;
    psin:nameAsGiven "Harbour Office" ;
    psin:role psinc:role-coordinator ;
    dcterms:source <#source-1> .

<#count-members>
    a psin:Count ;
    psin:ofNetwork <#this> ;
    psin:counted psinc:counted-members ;
    psin:count 120 ;
    psin:countUnit psinc:unit-people ;
    dcterms:date "2024"^^xsd:gYear ;
    dcterms:source <#source-1> .

<#source-1>
    a psin:Source ;
    dcterms:description "Aims and coordination."@en ;
    foaf:page <https://harbour-circle.example/about> .
"""


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(ROOT / "ontology")


@pytest.fixture(scope="session")
def shapes() -> ShapeSet:
    return ShapeSet.load(ROOT / "shapes")


@pytest.fixture(scope="session")
def background(vocabulary: Vocabulary) -> Background:
    return Background(vocabulary)


@pytest.fixture
def good() -> str:
    return GOOD


Validate = Callable[..., Report]


@pytest.fixture
def validate(tmp_path: Path, vocabulary: Vocabulary, shapes: ShapeSet, background: Background) -> Validate:
    """Writes a text (or bytes) to a file below data/ and validates it; ``known`` may replace the background."""

    def run(
        content: str | bytes,
        *,
        place: str = "networks/harbour-circle.ttl",
        known: Background | None = None,
        shapes: ShapeSet = shapes,
    ) -> Report:
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return validate_files([file], vocabulary=vocabulary, shapes=shapes, known_documents=known or background)

    return run
