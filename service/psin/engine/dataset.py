"""The dataset a query is asked over (SPARQL 1.1 Query, section 13; Protocol, section 2.1.4)."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyoxigraph as ox

from psin.errors import QueryRefused
from psin.vocabulary.namespaces import RDF

from . import trust

#: Fills the default graph from the named graphs; a store keeps a triple once however often it is added.
_FILL = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } %s}"


_TYPE = ox.NamedNode(RDF + "type")
#: Braces, carriage returns and what XML cannot hold, bare or escaped, in N-Quads and in SPARQL strings.
_ODD = re.compile(rb"[{\x00-\x08\x0b-\x1f]|\\[rbfuU]|\xef\xbf[\xbe\xbf]")


#: Every byte with which a match can begin is mapped to the mark: a look ten times faster than that for a match.
_MARK = b"\1"
_SUSPECTS = bytes(_MARK[0] if byte in b"{\\\xef" or byte < 32 and byte not in b"\t\n" else 0 for byte in range(256))


def is_plain(quads: BinaryIO) -> bool:
    """Whether no literal holds a brace, a carriage return or a character that XML cannot write.

    Functions of SPARQL make no such characters by themselves: if the query holds none either, neither does its result.
    """
    try:
        with mmap.mmap(quads.fileno(), 0, prot=mmap.PROT_READ) as data:
            return _ODD.search(data) is None
    except ValueError:  # an empty file
        return True


def is_plain_text(text: str) -> bool:
    """The same for a term or a string of a query."""
    return is_plain_bytes(text.encode())


def is_plain_bytes(text: bytes) -> bool:
    """The same for part of N-Quads."""
    return _MARK not in text.translate(_SUSPECTS) or _ODD.search(text) is None


def load(quads: BinaryIO) -> ox.Store:
    """A store in memory from N-Quads (a binary file), its default graph holding every triple of every graph once, but for
    those graphs that stand beside it (``trust``).

    Raises SyntaxError for input that is not N-Quads.
    """
    store = ox.Store()
    store.load(quads, ox.RdfFormat.N_QUADS)
    beside = " ".join(str(graph) for graph in store.named_graphs() if trust.stands_beside(graph.value))
    store.update(_FILL % (f"FILTER(?g NOT IN ({beside.replace(' ', ', ')})) " if beside else ""))
    return store


def alone(store: ox.Store) -> ox.Store:
    """The default graph of a store in memory in a store of its own, under the same names of blank nodes.

    A pattern is looked up there in half the time or two thirds of it, since the lists of a store in memory run through all
    graphs; and a worker that has looked at every triple has copied half as much memory. What says of which class a thing
    is lies together, since so many queries run through it: a third of the time if through all of it.
    """
    copy = ox.Store()
    for one in sorted({quad.object for quad in store.quads_for_pattern(None, _TYPE, None, ox.DefaultGraph())}, key=str):
        copy.bulk_extend(store.quads_for_pattern(None, _TYPE, one, ox.DefaultGraph()))
    copy.bulk_extend(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return copy


def choose(store: ox.Store, default: list[str], named: list[str]) -> tuple[ox.Store, dict[str, Any]]:
    """The store to ask and the arguments of its ``query`` for these graphs, given by IRI.

    The engine keeps duplicates over several default graphs, so those are first put together in a store of their own, but
    for a level of trust, whose graphs have no triple in common. Raises QueryRefused naming the first graph that is not here.
    """
    if len(default) == 1 and default[0] in trust.LEVELS:
        named_graphs = [_known(store, iri) for iri in dict.fromkeys(named)]
        return store, {"default_graph": trust.graphs(store, default[0]), "named_graphs": named_graphs}
    known = [one for iri in dict.fromkeys(default) for one in _meant(store, iri)]
    others = [_known(store, iri) for iri in dict.fromkeys(named)]
    if len(known) < 2:
        return store, {"default_graph": known, "named_graphs": others}
    merged = ox.Store()
    for graph in dict.fromkeys(known):
        merged.extend(_without_graph(store, graph))
    for graph in others:
        merged.add_graph(graph)
        merged.extend(store.quads_for_pattern(None, None, None, graph))
    return merged, {"default_graph": ox.DefaultGraph(), "named_graphs": others}


def _meant(store: ox.Store, iri: str) -> list[ox.NamedNode | ox.DefaultGraph]:
    return trust.graphs(store, iri) if iri in trust.LEVELS else [_known(store, iri)]


def _without_graph(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    for quad in store.quads_for_pattern(None, None, None, graph):
        yield ox.Quad(quad.subject, quad.predicate, quad.object)


def _known(store: ox.Store, iri: str) -> ox.NamedNode:
    try:
        graph = ox.NamedNode(iri)
        if store.contains_named_graph(graph):
            return graph
    except ValueError:
        pass
    raise QueryRefused(
        f"There is no graph <{iri}> here.",
        "Ask for SELECT DISTINCT ?g { GRAPH ?g { } } to see the graphs there are; nothing is fetched from elsewhere.",
    )
