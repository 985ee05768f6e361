"""Whatever stands in a document is text on its page, never markup, never a link that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Scripts of the service itself.
OWN = r'<script [^>]*src="/static/[a-z./?=0-9-]+"[^>]*>'
SCRIPT = "<script>alert(1)</script>"
BREAKOUT = "\\\"'><img src=x onerror=alert(1)>{{7*7}}{% raw %}"
DOCUMENT = f'''
@base <https://w3id.org/psin/network/hostile> .
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix psinc: <https://w3id.org/psin/concept/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<> a psin:Contribution ; dcterms:title "{SCRIPT}" ; dcterms:license <javascript:alert(2)> ;
  foaf:primaryTopic <#this> .
<#this> a psin:Network ; skos:prefLabel "{SCRIPT}"@en , "{BREAKOUT}"@fr , "\u0634\u0628\u0643\u0629 {BREAKOUT}"@ar ;
  skos:altLabel "{BREAKOUT}" ;
  dcterms:description "{BREAKOUT}"@en , "{SCRIPT}"@de ;
  foaf:homepage <javascript:alert(3)> ; foaf:page <data:text/html,hello> , <ftp://example.org/x> ,
    <//example.org/y> , <HTTPS://example.org/Z> ;
  psin:networkKind <https://w3id.org/psin/concept/kind-of-nonsense> ;
  dcterms:spatial <http://publications.europa.eu/resource/authority/country/%22%3E> ;
  psin:eligibility "{SCRIPT}" ; schema:foundingDate "nonsense {BREAKOUT}"^^xsd:gYear ;
  schema:contactPoint [ schema:email "{SCRIPT}" ; schema:url [ schema:url "deep" ] ] ;
  dcterms:source <#source-1> , <https://example.org/{"x" * 300}> , _:b .
<#page-main> a psin:Offering ; psin:ofNetwork <#this> ; dcterms:title "{BREAKOUT}" ; psin:activityType "{SCRIPT}" .
<#event> a psin:LifeEvent ; psin:ofNetwork <#this> ; psin:eventKind "{SCRIPT}" ;
  dcterms:date "2012-99-99"^^xsd:date ; psin:dateNote "{SCRIPT}"@en ;
  dcterms:description "{BREAKOUT}"@ar .
<#place> a psin:TradeOffPosition ; psin:axis psinc:axis-formality ; psin:position "99" , "x" ; psin:ofNetwork <#this> .
<#shot> a psin:ParticipationSnapshot ; psin:percentLeading "{SCRIPT}" ;
  psin:memberCount "{SCRIPT}" ; psin:ofNetwork <#this> .
<#count> a psin:Count ; psin:ofNetwork <#this> ; psin:count "{SCRIPT}" ; psin:unit "{BREAKOUT}" .
<#claim> a psin:Claim ; rdf:object "{SCRIPT}" ; psin:ofNetwork <#this> .
<#objective> a psin:Objective ; dcterms:replaces <#objective> ; psin:ofNetwork <#this> .
<#link> a psin:EcosystemLink ; psin:linksTo <#this> ; psin:linkType <#link> ;
  psin:nameAsGiven "{SCRIPT}" ; psin:ofNetwork <#this> .
<#strange> a <urn:x:{"y" * 40}> ; <urn:p> "{SCRIPT}" , <javascript:alert(4)> .
<#source-1> a psin:Source ; foaf:page <javascript:alert(5)> ; dcterms:title "{SCRIPT}" ;
  dcterms:description "{BREAKOUT}" .
'''


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, site: object) -> Iterator[object]:
    """A site with one document that means no good, loaded as the service loads it but without its checks."""
    from psin.catalogue import load
    from psin.engine import Engine
    from psin.web import create_app
    from psin.web.site import Site

    folder: Path = tmp_path_factory.mktemp("data")
    (folder / "networks").mkdir()
    (folder / "networks" / "hostile.ttl").write_text(DOCUMENT, encoding="utf-8")
    catalogue = load(folder)
    with Engine.open(catalogue.nquads, site.settings) as engine:
        app = create_app(Site(site.settings, engine, catalogue, site.vocabulary, site.library))
        app.testing = True
        yield app.test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/network/hostile",
        "/networks",
        "/",
        "/networks?q=%3Cscript%3E",
        "/concept/axis-formality",
        "/trade-offs",
        "/queries/networks-of-a-place",
    ],
)
def test_a_hostile_document_stays_text(hostile: object, path: str) -> None:
    response = hostile.get(path, headers={"Accept": "text/html"})
    html = response.get_data(as_text=True)
    assert response.status_code == 200
    assert set(re.findall("<script[^>]*>", html)) <= {'<script type="application/ld+json">'} | set(
        re.findall(OWN, html)
    )
    assert "alert(1)</script" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html and 'href="data:' not in html
    assert "49{%" not in html


def test_a_hostile_document_is_still_told_in_full(hostile: object) -> None:
    html = hostile.get("/network/hostile", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{7*7}}" in html
    for anchor in ("event", "place", "shot", "count", "claim", "objective", "link", "strange", "source-1"):
        assert html.count(f'id="{anchor}"') == 1, anchor


def test_a_hostile_address_is_not_found_and_shown_as_text(hostile: object) -> None:
    response = hostile.get("/network/%3Cscript%3Ealert(1)%3C/script%3E", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "<script>" not in response.get_data(as_text=True)


def test_a_catalogue_with_one_network_needs_no_more(hostile: object) -> None:
    for path in (
        "/organisations",
        "/convenings",
        "/lessons",
        "/guidance",
        "/catalogues",
        "/values",
        "/queries",
        "/ns",
        "/shapes",
        "/sparql",
        "/about",
    ):
        assert hostile.get(path, headers={"Accept": "text/html"}).status_code == 200, path
