"""The formats of results: one table, used here to serialise and by whoever negotiates with a client."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

BINDINGS = "bindings"
BOOLEAN = "boolean"
GRAPH = "graph"


@dataclass(frozen=True)
class Format:
    """``media_type`` is the bare type that clients ask for, ``content_type`` the header value with its charset.

    ``kinds`` are the kinds of result that can be written in it.
    """

    name: str
    title: str
    media_type: str
    content_type: str
    extension: str
    kinds: frozenset[str]
    native: ox.QueryResultsFormat | ox.RdfFormat


_TABLE = frozenset({BINDINGS, BOOLEAN})
_GRAPH = frozenset({GRAPH})

#: Media types: SPARQL 1.1 Results JSON, XML, CSV and TSV; Turtle; N-Triples; RDF/XML; JSON-LD 1.1. The first of a kind
#: is what a client gets that has no wish.
FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format(
            "json",
            "JSON",
            "application/sparql-results+json",
            "application/sparql-results+json",
            "srj",
            _TABLE,
            ox.QueryResultsFormat.JSON,
        ),
        Format(
            "xml",
            "XML",
            "application/sparql-results+xml",
            "application/sparql-results+xml",
            "srx",
            _TABLE,
            ox.QueryResultsFormat.XML,
        ),
        Format("csv", "CSV", "text/csv", "text/csv; charset=utf-8", "csv", _TABLE, ox.QueryResultsFormat.CSV),
        Format(
            "tsv",
            "TSV",
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
            "tsv",
            _TABLE,
            ox.QueryResultsFormat.TSV,
        ),
        Format("turtle", "Turtle", "text/turtle", "text/turtle; charset=utf-8", "ttl", _GRAPH, ox.RdfFormat.TURTLE),
        Format(
            "ntriples",
            "N-Triples",
            "application/n-triples",
            "application/n-triples",
            "nt",
            _GRAPH,
            ox.RdfFormat.N_TRIPLES,
        ),
        Format(
            "rdfxml",
            "RDF/XML",
            "application/rdf+xml",
            "application/rdf+xml",
            "rdf",
            _GRAPH,
            ox.RdfFormat.RDF_XML,
        ),
        Format(
            "jsonld",
            "JSON-LD",
            "application/ld+json",
            "application/ld+json",
            "jsonld",
            _GRAPH,
            ox.RdfFormat.JSON_LD,
        ),
    )
}


def of_kind(kind: str) -> list[Format]:
    """Formats a result of this kind can be written in, the usual one first."""
    return [row for row in FORMATS.values() if kind in row.kinds]
