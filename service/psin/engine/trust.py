"""Graphs that stand beside the default graph, and the names of what a query can be asked over instead of it.

What partners say lies in the graphs ``<partner>/records`` and ``<partner>/claims``, and the default graph is without them.
With ``default-graph-uri`` or FROM a query chooses how far it trusts: ``trust/ours`` is the default graph itself,
``trust/verified`` adds the records of partners that the editors have verified, ``trust/all`` those of every partner. No
triple is there twice: partners describe addresses of their own only, and claims about ours belong to no level.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from psin.documents import BASE
from psin.vocabulary.namespaces import PSIN, PSINC

OURS, VERIFIED, ALL = f"{BASE}trust/ours", f"{BASE}trust/verified", f"{BASE}trust/all"
LEVELS = (OURS, VERIFIED, ALL)
_BEGINNING = f"{BASE}partner/"
_BESIDE = re.compile(re.escape(_BEGINNING) + r"[a-z0-9-]+/(?:records|claims)")
_LINE_BESIDE = re.compile(
    rb"^[^\n]* <" + re.escape(_BEGINNING.encode()) + rb"[a-z0-9-]+/(?:records|claims)> \.\n", re.M
)
_TRUST, _IS_VERIFIED = ox.NamedNode(f"{PSIN}trust"), ox.NamedNode(f"{PSINC}trust-verified")


def stands_beside(graph: str) -> bool:
    """Whether the triples of a named graph, given by IRI, are kept out of the default graph."""
    return graph.startswith(_BEGINNING) and _BESIDE.fullmatch(graph) is not None


def without_beside(quads: bytes) -> bytes:
    """N-Quads, in whole lines as serialisers write them, without those of graphs that stand beside."""
    return _LINE_BESIDE.sub(b"", quads) if _BEGINNING.encode() in quads else quads


def graphs(store: ox.Store, level: str) -> list[ox.NamedNode | ox.DefaultGraph]:
    """The graphs that a level is made of; together they hold no triple twice."""
    found: list[ox.NamedNode | ox.DefaultGraph] = [ox.DefaultGraph()]
    if level == OURS:
        return found
    for graph in store.named_graphs():
        if stands_beside(graph.value) and graph.value.endswith("/records"):
            partner = ox.NamedNode(graph.value.removesuffix("/records"))
            this = ox.NamedNode(f"{partner.value}#this")
            if level == ALL or ox.Quad(this, _TRUST, _IS_VERIFIED, partner) in store:
                found.append(graph)
    return found
