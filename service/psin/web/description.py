"""What the endpoint offers, in RDF. Source: SPARQL 1.1 Service Description, section 3."""

from __future__ import annotations

import pyoxigraph
from flask import Response, abort, request

from ..documents import BASE
from . import data
from .negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, choose
from .site import Site

_TEXT = """
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix formats: <http://www.w3.org/ns/formats/> .

<{endpoint}> a sd:Service ;
    dcterms:title "SPARQL endpoint of psin"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    sd:endpoint <{endpoint}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat formats:SPARQL_Results_JSON , formats:SPARQL_Results_XML , formats:SPARQL_Results_CSV ,
        formats:SPARQL_Results_TSV , formats:Turtle , formats:N-Triples , formats:RDF_XML , formats:JSON-LD ;
    sd:defaultDataset [
        a sd:Dataset ;
        sd:defaultGraph [ a sd:Graph ; void:triples {distinct} ] {graphs}
    ] .
"""


def respond(site: Site) -> Response:
    """The description in the format that the client likes best."""
    chosen = choose(request.accept_mimetypes, (TURTLE, JSON_LD, N_TRIPLES, RDF_XML))
    if chosen is None:
        abort(406, "The description of the service can be had as text/turtle, application/ld+json, application/n-triples, application/rdf+xml.")
    return Response(data.serialise(_triples(site), chosen), content_type=chosen.content_type)


def _triples(site: Site) -> list[pyoxigraph.Triple]:
    graphs = "".join(f" ; sd:namedGraph [ a sd:NamedGraph ; sd:name <{graph}> ]" for graph in sorted(site.catalogue.by_graph))
    row = site.engine.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]
    text = _TEXT.format(endpoint=f"{BASE}sparql", distinct=row["n"].value, graphs=graphs)
    quads = pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.TURTLE)
    return [pyoxigraph.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
