"""The query library in RDF, so that query editors find its questions and prefixes in the endpoint itself.

Source: SHACL, sections 5.1.2 (sh:declare) and 5.2.1 (sh:select); SHACL 1.1 names the class sh:SPARQLExecutable, by
which editors ask for examples. They show one row for each rdfs:comment, so label and comment are in English alone; the
words of other languages are dcterms:title and dcterms:description.
"""

from __future__ import annotations

from ..documents import BASE
from ..turtle.terms import literal
from ..vocabulary.namespaces import PREFIXES, XSD
from .library import Library, LibraryQuery

QUERIES_GRAPH = f"{BASE}queries"
_PREFIXES = f"<{QUERIES_GRAPH}#prefixes>"
_HEADER = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""


def describe(library: Library, endpoint: str = f"{BASE}sparql") -> str:
    """Turtle with one sh:SPARQLExecutable a query, meant for ``endpoint``, and the prefixes of this project."""
    blocks = [_prefixes(), *(_executable(query, endpoint) for query in library.queries.values())]
    return "\n".join([_HEADER, *blocks])


def _executable(query: LibraryQuery, endpoint: str) -> str:
    keywords = "".join(f" ;\n    schema:keywords {literal(name)}" for name in query.asked_by)
    return (
        f"<{QUERIES_GRAPH}#{query.name}>\n"
        f"    a sh:SPARQLExecutable , sh:SPARQLSelectExecutable ;\n"
        f"    rdfs:label {literal(query.title, language='en')} ;\n"
        f"    rdfs:comment {literal(query.question, language='en')} ;\n"
        f"    dcterms:identifier {literal(query.name)}{keywords}{_spoken(query)} ;\n"
        f"    foaf:page <{QUERIES_GRAPH}/{query.name}> ;\n"
        f"    schema:target <{endpoint}> ;\n"
        f"    sh:prefixes {_PREFIXES} ;\n"
        f"    sh:select {literal(query.text)} .\n"
    )


def _spoken(query: LibraryQuery) -> str:
    """Title and question in the other languages that the query has."""
    return "".join(
        f" ;\n    {predicate} {literal(words, language=language)}"
        for language, spoken in query.spoken.items()
        for predicate, words in (("dcterms:title", spoken.title), ("dcterms:description", spoken.question))
        if words
    )


def _prefixes() -> str:
    declared = ",\n".join(f"        <{QUERIES_GRAPH}#prefix-{prefix}>" for prefix in PREFIXES)
    nodes = "\n".join(
        f"<{QUERIES_GRAPH}#prefix-{prefix}>\n"
        f"    a sh:PrefixDeclaration ;\n"
        f"    sh:prefix {literal(prefix)} ;\n"
        f"    sh:namespace {literal(namespace, datatype=f'{XSD}anyURI')} .\n"
        for prefix, namespace in PREFIXES.items()
    )
    return f"{_PREFIXES}\n    rdfs:label {literal('Prefixes of the queries', language='en')} ;\n    sh:declare\n{declared} .\n\n{nodes}"
