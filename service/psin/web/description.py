"""What the endpoint offers, in RDF, with the counts of what it holds. Source: SPARQL 1.1 Service Description, section 3."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox
from flask import Response, abort, request

from ..catalogue.void import DATASET, VOID_GRAPH
from . import address, data
from .negotiation import RDF, Representation, choose
from .site import Site

_TEXT = """
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix formats: <http://www.w3.org/ns/formats/> .

{endpoint} a sd:Service ;
    dcterms:title "SPARQL endpoint of psin"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    sd:endpoint {endpoint} ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat formats:SPARQL_Results_JSON , formats:SPARQL_Results_XML , formats:SPARQL_Results_CSV ,
        formats:SPARQL_Results_TSV , formats:Turtle , formats:N-Triples , formats:RDF_XML , formats:JSON-LD ;
    sd:defaultDataset <{dataset}> .

<{dataset}> a sd:Dataset ;
    sd:defaultGraph [ a sd:Graph ; void:triples {distinct} ] .
"""
_SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def respond(site: Site) -> Response:
    """The description in the format that the client likes best, for the address at which it asked."""
    chosen = choose(request.accept_mimetypes, RDF)
    if chosen is None:
        abort(406, f"The description of the service can be had as {', '.join(offer.media_type for offer in RDF)}.")
    response = Response(_written(_Key(site), _endpoint(site), chosen), content_type=chosen.content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Link"] = '</.well-known/void>; rel="describedby"'
    response.add_etag()
    return response.make_conditional(request)


def _endpoint(site: Site) -> str:
    return f"{address.root(site)}/sparql"


class _Key:
    """A site as a key of the cache: one loaded state is one key."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def __hash__(self) -> int:
        return hash(self.site.state)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.site.state == self.site.state


@lru_cache(maxsize=16)
def _written(key: _Key, endpoint: str, chosen: Representation) -> bytes:
    return data.serialise(_triples(key.site, ox.NamedNode(endpoint)), chosen, compact=False)


def _triples(site: Site, endpoint: ox.NamedNode) -> list[ox.Triple]:
    row = site.engine.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]
    text = _TEXT.format(endpoint=endpoint, dataset=DATASET, distinct=row["n"].value)
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(text.encode(), ox.RdfFormat.TURTLE)]
    dataset = ox.NamedNode(DATASET)
    for graph in sorted(site.catalogue.by_graph):
        node = ox.BlankNode()
        triples.append(ox.Triple(dataset, ox.NamedNode(f"{_SD}namedGraph"), node))
        triples.append(ox.Triple(node, _TYPE, ox.NamedNode(f"{_SD}NamedGraph")))
        triples.append(ox.Triple(node, ox.NamedNode(f"{_SD}name"), ox.NamedNode(graph)))
    return triples + list(_counts(site))


def _counts(site: Site) -> list[ox.Triple]:
    """The VoID description without the properties within classes, which would make ten times as much of it."""
    found = []
    for item in site.catalogue.by_graph.get(VOID_GRAPH, ()):
        for quad in item.quads():
            subject = quad.subject.value  # type: ignore[union-attr]
            if "/property/" not in subject:
                found.append(ox.Triple(quad.subject, quad.predicate, quad.object))
    return found
