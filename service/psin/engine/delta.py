"""From one state of a graph to the next: documents that changed, and what follows for the default graph."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from psin.errors import CatalogueError

from .trust import stands_beside

#: Named graph to its new N-Quads, or to None if it is no more.
Changes = Mapping[str, bytes | None]
_Node = ox.NamedNode | ox.BlankNode | ox.Triple
_Triple = tuple[_Node, ox.NamedNode, _Node | ox.Literal]


def pack(changes: Changes) -> bytes:
    """A line of JSON with the names and lengths, then the N-Quads one after the other."""
    head = [(graph, None if quads is None else len(quads)) for graph, quads in changes.items()]
    return b"".join([json.dumps(head).encode(), b"\n", *(quads for quads in changes.values() if quads)])


def unpack(file: BinaryIO) -> dict[str, bytes | None]:
    """What was packed, read from its beginning."""
    file.seek(0)
    head = json.loads(file.readline())
    return {graph: None if length is None else file.read(length) for graph, length in head}


def read(changes: Changes) -> dict[ox.NamedNode, set[_Triple]]:
    """The statements of every changed graph; none for one that is no more.

    Blank nodes get new labels, since those of two documents may be alike. Raises CatalogueError for what is no N-Quads
    or belongs to another graph.
    """
    found: dict[ox.NamedNode, set[_Triple]] = {}
    for name, quads in changes.items():
        try:
            graph = ox.NamedNode(name)
            parsed = ox.parse(quads or b"", ox.RdfFormat.N_QUADS, rename_blank_nodes=True)
            found[graph] = {_own(quad, graph) for quad in parsed}
        except (SyntaxError, ValueError) as error:
            reason = getattr(error, "msg", None) or error
            detail = f"The graph <{name}> cannot be loaded: {reason}."
            raise CatalogueError(detail, "Run psin validate on the document.") from None
    return found


def _own(quad: ox.Quad, graph: ox.NamedNode) -> _Triple:
    if quad.graph_name != graph:
        raise ValueError(f"a statement belongs to the graph {quad.graph_name}")
    return (quad.subject, quad.predicate, quad.object)


def apply(store: ox.Store, changes: Mapping[ox.NamedNode, set[_Triple]], alone: ox.Store | None = None) -> None:
    """Replaces the graphs in ``store``. A triple leaves the default graph only when no graph has it any more.

    ``alone`` is a store of the default graph only, which follows. The steps are not one transaction: whoever calls
    shows the store to nobody before the end.
    """
    withdrawn: set[_Triple] = set()
    for graph, wanted in changes.items():
        held = {_own(quad, graph) for quad in store.quads_for_pattern(None, None, None, graph)}
        for triple in held - wanted:
            store.remove(ox.Quad(*triple, graph))
        if not stands_beside(graph.value):
            withdrawn |= held - wanted
        _add(store, wanted - held, graph, alone)
        if not wanted:
            store.remove_graph(graph)
    for triple in withdrawn:
        if not _stands_in_a_graph(store, triple):
            store.remove(ox.Quad(*triple))
            if alone is not None:
                alone.remove(ox.Quad(*triple))


def _add(store: ox.Store, triples: Collection[_Triple], graph: ox.NamedNode, alone: ox.Store | None) -> None:
    beside = stands_beside(graph.value)
    current = [] if beside else [ox.Quad(*triple) for triple in triples]
    store.extend([*(ox.Quad(*triple, graph) for triple in triples), *current])
    if alone is not None:
        alone.extend(current)


def _stands_in_a_graph(store: ox.Store, triple: _Triple) -> bool:
    return any(
        isinstance(quad.graph_name, ox.NamedNode) and not stands_beside(quad.graph_name.value)
        for quad in store.quads_for_pattern(*triple, None)
    )
