"""The query form, which a script makes into an editor where there are scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        (_("A table"), (("json", "JSON"), ("csv", "CSV"), ("tsv", "TSV"), ("xml", "XML"))),
        (
            _("A graph, from CONSTRUCT or DESCRIBE"),
            (("turtle", "Turtle"), ("jsonld", "JSON-LD"), ("ntriples", "N-Triples"), ("rdfxml", "RDF/XML")),
        ),
    )


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
        prefixes="\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items()),
        line=getattr(problem, "line", None),
        column=getattr(problem, "column", None),
        editor=asset(EDITOR),
        catalogue_version=site.catalogue.version,
    )
