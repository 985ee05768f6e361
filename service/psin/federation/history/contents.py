"""What a graph of the catalogue is, reduced to a hash, a text and a title; worked out once for each text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from ...catalogue import Catalogue, LoadedDocument
from ...engine.trust import stands_beside
from ...vocabulary.namespaces import DCTERMS, FOAF, SKOS
from .. import canonical
from .log import Content, Log

_TITLES = (f"{SKOS}prefLabel", f"{FOAF}name", f"{DCTERMS}title")


class Contents:
    """Remembers what it has worked out, so that after a change only the changed documents cost anything."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._known = log.known()

    def of(self, catalogue: Catalogue) -> dict[str, Content]:
        """Every graph of a catalogue, but for those of partners, who publish theirs themselves."""
        ours = {graph: items for graph, items in catalogue.by_graph.items() if not stands_beside(graph)}
        keys = {graph: _key(graph, items) for graph, items in ours.items()}
        found = {graph: self.graph(graph, items, keys[graph]) for graph, items in ours.items()}
        now = {keys[graph]: (one.digest, one.title) for graph, one in found.items()}
        if now != self._log.known():
            self._log.remember(now)
        self._known = now
        return found

    def graph(self, graph: str, items: Sequence[LoadedDocument], key: str = "") -> Content:
        """One graph; ``key`` is the hash of its texts, if that is known."""
        key = key or _key(graph, items)
        known = self._known.get(key)
        if known is not None and len(items) == 1:
            return Content(known[0], items[0].text, known[1])
        found = content(graph, items)
        self._known[key] = (found.digest, found.title)
        return found


def _key(graph: str, items: Sequence[LoadedDocument]) -> str:
    return hashlib.sha256("\0".join([graph, *(item.text for item in items)]).encode()).hexdigest()


def content(graph: str, items: Sequence[LoadedDocument]) -> Content:
    """What a graph is: the text of its file, or the canonical statements of several."""
    quads = [quad for item in items for quad in item.quads()]
    canonical_lines = canonical.stable(quads)
    text = items[0].text if len(items) == 1 else "".join(f"{line}\n" for line in canonical_lines)
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
