"""The partners of a catalogue, and what was harvested from them as further graphs of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..catalogue import Catalogue, LoadedDocument
from ..settings import Settings
from .harvest.state import State
from .partners import Partner, read


def of_catalogue(catalogue: Catalogue) -> dict[str, Partner]:
    """Short name to partner, in order. Raises InputError for a document that describes none."""
    found = {}
    for item in catalogue.documents:
        if item.document is not None and item.document.kind_name == "partner":
            found[item.document.slug] = read(item.document.iri, item.quads())
    return dict(sorted(found.items()))


def with_harvested(catalogue: Catalogue, settings: Settings) -> Catalogue:
    """The catalogue with a graph of each partner's records and one of its claims; the same if there are none.

    Its version is another one whenever something else was harvested.
    """
    partners = of_catalogue(catalogue)
    if not partners:
        return catalogue
    graphs = State.of(settings).graphs(partners)
    if not graphs:
        return catalogue
    items = [LoadedDocument(graph, path, path.read_text("utf-8")) for graph, path in graphs.items()]
    more = catalogue.extended(items)
    more.__dict__["version"] = version(catalogue.version, graphs)
    return more


def version(of_documents: str, graphs: dict[str, Path]) -> str:
    """A hash of the version of the documents and of what is current of the partners."""
    said = repr(sorted((graph, str(path)) for graph, path in graphs.items()))
    return hashlib.sha256(f"{of_documents}\0{said}".encode()).hexdigest()
