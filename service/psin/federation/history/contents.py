"""What a graph of the catalogue is, reduced to a hash, a text and a title; worked out once for each text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from ...catalogue import Catalogue, LoadedDocument
from ...engine.trust import stands_beside
from ...vocabulary.namespaces import DCTERMS, FOAF, SKOS
from .. import canonical
from .log import Content

_TITLES = (f"{SKOS}prefLabel", f"{FOAF}name", f"{DCTERMS}title")
#: Texts whose content is remembered.
_REMEMBERED = 100_000


class Contents:
    """Remembers what it has worked out, so that after a change only the changed documents cost anything."""

    def __init__(self) -> None:
        self._known: dict[str, Content] = {}

    def of(self, catalogue: Catalogue) -> dict[str, Content]:
        """Every graph of a catalogue, but for those of partners, who publish theirs themselves."""
        return {graph: self.graph(graph, items) for graph, items in catalogue.by_graph.items() if not stands_beside(graph)}

    def graph(self, graph: str, items: Sequence[LoadedDocument]) -> Content:
        texts = "\0".join([graph, *(item.text for item in items)])
        key = hashlib.sha256(texts.encode()).hexdigest()
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[key] = content(graph, items)
        return found


def content(graph: str, items: Sequence[LoadedDocument]) -> Content:
    """What a graph is: the text of its file, or the canonical statements of several."""
    canonical_lines = lines(items)
    text = items[0].text if len(items) == 1 else "".join(f"{line}\n" for line in canonical_lines)
    quads = [quad for item in items for quad in item.quads()]
    return Content(canonical.digest(canonical_lines), text, _title(graph, quads))


def lines(items: Sequence[LoadedDocument]) -> list[str]:
    """The canonical statements of a graph."""
    return canonical.stable(quad for item in items for quad in item.quads())


def _title(graph: str, quads: Iterable[ox.Quad]) -> str:
    found: dict[tuple[bool, int, bool], str] = {}
    for quad in quads:
        name = quad.predicate.value
        if name in _TITLES and isinstance(quad.object, ox.Literal) and quad.subject.value in (graph, f"{graph}#this"):
            rank = (not quad.subject.value.endswith("#this"), _TITLES.index(name), quad.object.language != "en")
            found.setdefault(rank, quad.object.value)
    return found[min(found)] if found else graph.rsplit("/", 1)[-1]
