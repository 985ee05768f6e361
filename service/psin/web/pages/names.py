"""What to call an IRI, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pyoxigraph import Literal

from ... import documents
from ...vocabulary.namespaces import COUNTRY, LANGUAGE, PREFIXES, PSIN, SHAPES, XSD
from ..language import _
from . import countries
from .cache import per_version
from .graph import Graph, Term, key
from .words import Link, Text, best, date_words, humane, is_date, order, text

if TYPE_CHECKING:
    from ..site import Site

_DATES = frozenset(f"{XSD}{name}" for name in ("date", "dateTime", "gYear", "gYearMonth"))

#: The name of every thing that has a document of its own.
THINGS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?s ?p ?o WHERE {
  ?document foaf:primaryTopic ?s .
  ?s ?p ?o .
  FILTER(?p IN (skos:prefLabel, dcterms:title, foaf:name))
}
"""

LABELS = ("skos:prefLabel", "dcterms:title", "rdfs:label", "foaf:name", "schema:name")


class Names:
    """Labels of things and of the vocabulary. One per version of the catalogue."""

    def __init__(self, things: Graph, vocabulary: Graph) -> None:
        self.things = things
        self.vocabulary = vocabulary

    def text(self, iri: str, *local: Graph) -> Text:
        """The best name of an IRI: its label, else a name made from the IRI."""
        for graph in (*local, self.things, self.vocabulary):
            for name in LABELS:
                if found := best(graph.all(iri, name)):
                    return found
        if iri.startswith(COUNTRY):
            return Text(countries.name(iri.removeprefix(COUNTRY)))
        if iri.startswith(LANGUAGE):
            return Text(countries.language(iri.removeprefix(LANGUAGE)))
        if (own := documents.from_iri(iri)) and iri != own.thing and own.thing in self.things:
            return self.text(own.thing)
        return Text(_name_from(iri))

    def link(self, term: Term | str, *local: Graph, here: str = "") -> Link:
        """A term as a link with its name. ``here`` is the IRI of the document shown; its own records are anchors."""
        if isinstance(term, Literal):
            return Link(self.literal(term))
        iri = term if isinstance(term, str) else key(term)
        return Link(self.text(iri, *local), *self.place(iri, here))

    def place(self, iri: str, here: str = "") -> tuple[str | None, bool]:
        """Where an IRI leads, and whether that is another site. Only http and https are followed."""
        if here and iri.startswith(f"{here}#"):
            return f"#{iri.partition('#')[2]}", False
        if iri.startswith((PSIN, SHAPES)) and iri not in self.vocabulary:
            return None, False
        if page := documents.page_of(iri):
            return page, False
        if iri.startswith(COUNTRY):
            return f"/networks?country={iri.removeprefix(COUNTRY)}", False
        return (iri, True) if _web(iri) else (None, False)

    @staticmethod
    def literal(term: Literal) -> Text:
        value = date_words(term.value) if term.datatype.value in _DATES and is_date(term.value) else term.value
        return Text(value, (term.language or "").lower())

    def definition(self, iri: str) -> Text | None:
        return best(self.vocabulary.all(iri, "skos:definition", "dcterms:description"))


def _web(iri: str) -> bool:
    try:
        parts = urlsplit(iri)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _name_from(iri: str) -> str:
    if iri.startswith("_:"):
        return _("record without a name")
    for namespace in PREFIXES.values():
        if iri.startswith(namespace) and iri != namespace:
            return humane(iri[len(namespace) :])
    if own := documents.from_iri(iri):
        return humane(iri.partition("#")[2] if iri != own.thing and "#" in iri else own.slug)
    # Terms of a vocabulary differ in nothing else, and would all have the same name.
    name, fragment = web_name(iri), iri.partition("#")[2]
    return name if not fragment or name == iri else f"{name}#{fragment if len(fragment) <= 60 else fragment[:59] + '…'}"


def web_name(iri: str) -> str:
    """An address for reading: without scheme, ``www.`` and final slash, at most 60 characters."""
    try:
        parts = urlsplit(iri)
    except ValueError:
        return iri
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return iri
    name = (parts.hostname.removeprefix("www.") + parts.path).rstrip("/")
    return name if len(name) <= 60 else f"{name[:59]}…"


def names(site: Site) -> Names:
    return per_version(
        site, "names", lambda: Names(Graph.of_rows(site.engine.select(THINGS)), vocabulary(site)), words=False
    )


def vocabulary(site: Site) -> Graph:
    """Everything the vocabulary, its concepts and the shapes state."""

    def build() -> Graph:
        quads = (quad for item in site.catalogue.loaded if item.document is None for quad in item.quads())
        return Graph.of_quads(quads)

    return per_version(site, "vocabulary", build, words=False)


def texts(graph: Graph, node: str, *predicates: str) -> list[Text]:
    """All texts of a predicate, those in the language of the page first."""
    found = [text(term) for term in graph.all(node, *predicates)]
    return sorted((item for item in found if item), key=order)
