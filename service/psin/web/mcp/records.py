"""What the search finds, as a text: a document, a concept, a question of the library."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from ... import documents
from ...documents import BASE
from .. import data
from ..negotiation import TURTLE
from ..pages.names import names
from ..site import Site


class Record(NamedTuple):
    """``iri`` is that of the thing, ``text`` Turtle, or SPARQL for a question."""

    iri: str
    title: str
    text: str


def record(site: Site, address: str) -> Record | None:
    """What stands at an address of the site, without the slash before it; None where the search finds nothing such."""
    kind, _, name = address.partition("/")
    if kind == "queries":
        query = site.library.queries.get(name)
        return Record(f"{BASE}{address}", query.title, query.text) if query else None
    iri = f"{BASE}{address}"
    if kind == "concept":
        return _concept(site, iri)
    document = documents.from_iri(iri)
    loaded = site.catalogue.by_graph.get(iri) if document else None
    if document is None or not loaded:
        return None
    return Record(document.thing, names(site).text(document.thing).value, "\n".join(item.text for item in loaded))


def _concept(site: Site, iri: str) -> Record | None:
    """What the vocabulary says of a concept, or of a scheme; it stands among many others in its file."""
    known = site.vocabulary.concepts.get(iri)
    graphs = [iri, *(known.schemes if known else ())]
    quads = [quad for graph in graphs for item in site.catalogue.by_graph.get(graph, ()) for quad in item.quads()]
    said = dict.fromkeys(
        ox.Triple(q.subject, q.predicate, q.object) for q in quads if getattr(q.subject, "value", "") == iri
    )
    if not said:
        return None
    return Record(iri, names(site).text(iri).value, data.serialise(said, TURTLE).decode())
