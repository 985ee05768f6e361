"""The query form, which a script makes into an editor where there are scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import has_request_context, request

from ...errors import PsinError
from ...vocabulary.namespaces import PREFIXES
from ..language import _, language
from .rendering import asset, render

if TYPE_CHECKING:
    from ..site import Site

EDITOR = "editor/editor.js"
_STARTER = """PREFIX psin: <https://w3id.org/psin/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>

SELECT ?network ?name ?place
WHERE {
  ?network a psin:Network ;
           skos:prefLabel ?name ;
           dcterms:spatial ?place .
  FILTER(LANG(?name) = "en")
}
ORDER BY ?name
LIMIT 20
"""


def formats() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What an answer can be had as."""
    return (
        (_("Or get the table as"), (("json", "JSON"), ("csv", "CSV"), ("tsv", "TSV"), ("xml", "XML"))),
        (
            _("Or get the graph of CONSTRUCT or DESCRIBE as"),
            (("turtle", "Turtle"), ("jsonld", "JSON-LD"), ("ntriples", "N-Triples"), ("rdfxml", "RDF/XML")),
        ),
    )


def kept() -> list[tuple[str, str]]:
    """What the request says about the dataset and its version, to be asked of again with the next query."""
    if not has_request_context():
        return []
    return [
        (name, value)
        for name in ("version", "default-graph-uri", "named-graph-uri")
        for value in request.args.getlist(name)
        if value
    ]


def form(site: Site, query: str, problem: PsinError | None) -> str:
    """The form for /sparql, with the mistake of the last try."""
    examples = [(one.name, one.title_in(language())) for one in site.library.queries.values()]
    return render(
        "sparql.html",
        site,
        title="SPARQL",
        section="queries",
        text=query or _STARTER,
        problem=problem,
        examples=examples,
        formats=formats(),
        kept=kept(),
        prefixes="\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items()),
        line=getattr(problem, "line", None),
        column=getattr(problem, "column", None),
        editor=asset(EDITOR),
        catalogue_version=site.catalogue.version,
    )
