"""What has changed from one catalogue to the next, graph by graph."""

from __future__ import annotations

import hashlib
import io

import pyoxigraph as ox

from .loader import Catalogue


def digests(catalogue: Catalogue) -> dict[str, str]:
    """For every graph a hash of the files it is made from: equal if and only if the files are."""
    found: dict[str, str] = {}
    for graph, items in catalogue.by_graph.items():
        digest = hashlib.sha256()
        for item in sorted(items, key=lambda item: item.path.name):
            digest.update(hashlib.sha256(item.text.encode()).digest())
        found[graph] = digest.hexdigest()
    return found


def content_version(catalogue: Catalogue) -> str:
    """A hash of every graph, those included that were derived: equal if and only if the dataset is, but for blank nodes."""
    found = hashlib.sha256()
    for graph, digest in sorted(digests(catalogue).items()):
        found.update(f"{graph}\0{digest}\n".encode())
    return found.hexdigest()


def difference(old: Catalogue, new: Catalogue) -> dict[str, bytes | None]:
    """The N-Quads of every graph of ``new`` that ``old`` has not or has otherwise; None for one that is no more.

    Raises CatalogueError where a document is not Turtle.
    """
    before, after = digests(old), digests(new)
    changed: dict[str, bytes | None] = {graph: None for graph in before if graph not in after}
    for graph, digest in after.items():
        if before.get(graph) != digest:
            changed[graph] = _nquads(new, graph)
    return changed


def _nquads(catalogue: Catalogue, graph: str) -> bytes:
    out = io.BytesIO()
    quads = (quad for item in catalogue.by_graph[graph] for quad in item.quads())
    ox.serialize(quads, out, format=ox.RdfFormat.N_QUADS)
    return out.getvalue()
