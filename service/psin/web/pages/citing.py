"""What a citation of a document says, and where a reader can report a mistake in it or mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ...documents import Document
from ..citation import Citation
from .graph import Graph
from .names import names, web_name

if TYPE_CHECKING:
    from ..site import Site

LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "Creative Commons Attribution 4.0 (CC BY 4.0)",
    "https://creativecommons.org/publicdomain/zero/1.0/": "Creative Commons Zero (CC0 1.0)",
}


def citation_of(site: Site, document: Document) -> Citation:
    """The citation of a document that is in the catalogue."""
    quads = (quad for item in site.catalogue.by_graph[document.iri] for quad in item.quads())
    graph, known = Graph.of_quads(quads), names(site)
    name = known.text(document.thing, graph)
    licence = graph.value(document.iri, "dcterms:license") or ""
    return Citation(
        name.value,
        tuple(str(known.text(iri)) for iri in graph.values(document.iri, "prov:wasAttributedTo")),
        (graph.value(document.iri, "prov:generatedAtTime") or "").partition("T")[0],
        document.iri,
        document.slug,
        site.catalogue.version[:12],
        LICENCES.get(licence, web_name(licence)) if licence else "",
        name.lang or "en",
    )


def report_address(site: Site, title: str, iri: str) -> str:
    """Where to report a mistake in a document; empty if the settings name no such place."""
    return _filled(str(site.settings.report_url), title=title, iri=iri)


def edit_address(site: Site, file: str) -> str:
    """Where to edit the file of a document; empty if the settings name no such place."""
    return _filled(str(site.settings.edit_url), file=file)


def _filled(template: str, **values: str) -> str:
    if urlsplit(template).scheme not in ("http", "https", "mailto"):
        return ""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(value, safe="/" if name == "file" else ""))
    return template
