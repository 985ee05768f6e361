"""How a catalogue lies in an engine elsewhere, and the updates that bring it there.

Every document is a named graph. Beside them stand three graphs of ours: ``ALL`` holds every triple of every document once
and is the default graph of queries; ``PUBLISHED`` the hash of each document; ``INCOMING`` the document on its way.
Source: SPARQL 1.1 Update, sections 3.1.3 and 3.1.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from ..documents import BASE

ALL = f"{BASE}graph/all"
PUBLISHED = f"{BASE}graph/published"
INCOMING = f"{BASE}graph/incoming"
HASH = "http://spdx.org/rdf/terms#checksumValue"
STARTED = "http://www.w3.org/ns/prov#startedAtTime"
#: Triples in one INSERT: Virtuoso 7.2 makes SQL of it and stops at 10,000 lines, about 2,500 triples.
CHUNK = 400

HASHES = f"SELECT ?graph ?hash WHERE {{ GRAPH <{PUBLISHED}> {{ ?graph <{HASH}> ?hash }} }}"
UNDER_WAY = f"SELECT ?when WHERE {{ GRAPH <{PUBLISHED}> {{ <{PUBLISHED}> <{STARTED}> ?when }} }}"
COUNT_ALL = f"SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH <{ALL}> {{ ?s ?p ?o }} }}"
COUNT_DOCUMENTS = f"""SELECT (COUNT(*) AS ?count) WHERE {{ SELECT DISTINCT ?s ?p ?o WHERE {{
  GRAPH <{PUBLISHED}> {{ ?graph <{HASH}> ?hash }} GRAPH ?graph {{ ?s ?p ?o }} }} }}"""
#: Makes ALL what it should be in one operation.
REPAIR = f"""DELETE {{ GRAPH <{ALL}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{ALL}> {{ ?a ?b ?c }} }} WHERE {{
  {{ GRAPH <{ALL}> {{ ?s ?p ?o }}
    FILTER NOT EXISTS {{ GRAPH <{PUBLISHED}> {{ ?graph <{HASH}> ?hash }} GRAPH ?graph {{ ?s ?p ?o }} }} }}
  UNION {{ GRAPH <{PUBLISHED}> {{ ?held <{HASH}> ?value }} GRAPH ?held {{ ?a ?b ?c }} }} }}"""
_EMPTY_INCOMING = f"DELETE {{ GRAPH <{INCOMING}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{INCOMING}> {{ ?s ?p ?o }} }}"


def begin(when: str) -> str:
    """Notes that a run is under way, until ``end``. ``when`` is an xsd:dateTime."""
    note = f'<{PUBLISHED}> <{STARTED}> "{when}"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    return f"INSERT DATA {{ GRAPH <{PUBLISHED}> {{ {note} }} }}"


def end() -> str:
    note = f"<{PUBLISHED}> <{STARTED}> ?when"
    return f"DELETE {{ GRAPH <{PUBLISHED}> {{ {note} }} }} WHERE {{ GRAPH <{PUBLISHED}> {{ {note} }} }}"


def add(documents: Mapping[str, Sequence[ox.Triple]], digests: Mapping[str, str]) -> str:
    """One operation that adds documents that were never there, with their hashes; for those that ``is_simple``."""
    graphs = "\n".join(f"GRAPH <{graph}> {{\n{_lines(triples)}\n}}" for graph, triples in documents.items())
    every = _lines([triple for triples in documents.values() for triple in triples])
    notes = "\n".join(f'<{graph}> <{HASH}> "{digests[graph]}" .' for graph in documents)
    return f"INSERT DATA {{\n{graphs}\nGRAPH <{ALL}> {{\n{every}\n}}\nGRAPH <{PUBLISHED}> {{\n{notes}\n}}\n}}"


def is_simple(triples: Sequence[ox.Triple]) -> bool:
    """Whether a document fits into ``add``: not large, and without blank nodes, which Virtuoso refuses there."""
    return len(triples) <= CHUNK and not any(map(_blank_nodes, triples))


def replace(graph: str, triples: Sequence[ox.Triple], digest: str | None) -> list[str]:
    """Updates to send one after the other; only the last one changes what queries see. ``digest`` None takes the document
    away.

    The document and the triples it shares in ALL change in a single operation, so that a reader sees the old state or the
    new one, also where an engine is transactional for operations only.
    """
    chunks = list(_chunks(triples))
    requests = [f"{_EMPTY_INCOMING} ;\n{_insert(chunk)}" for chunk in chunks[:1]]
    requests += [_insert(chunk) for chunk in chunks[1:]]
    last = [requests.pop()] if requests else [_EMPTY_INCOMING]
    last += [_exchange(graph), _note(graph, digest), _EMPTY_INCOMING]
    return [*requests, " ;\n".join(last)]


def _exchange(graph: str) -> str:
    old = f"GRAPH <{graph}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ GRAPH <{INCOMING}> {{ ?s ?p ?o }} }}"
    elsewhere = (
        f"GRAPH <{PUBLISHED}> {{ ?other <{HASH}> ?hash }} FILTER(?other != <{graph}>) GRAPH ?other {{ ?s ?p ?o }}"
    )
    return f"""DELETE {{ GRAPH ?from {{ ?s ?p ?o }} }} INSERT {{ GRAPH ?to {{ ?a ?b ?c }} }} WHERE {{
  {{ {old} BIND(<{graph}> AS ?from) }}
  UNION {{ {old} FILTER NOT EXISTS {{ {elsewhere} }} BIND(<{ALL}> AS ?from) }}
  UNION {{ GRAPH <{INCOMING}> {{ ?a ?b ?c }} BIND(<{graph}> AS ?to) }}
  UNION {{ GRAPH <{INCOMING}> {{ ?a ?b ?c }} BIND(<{ALL}> AS ?to) }} }}"""


def _note(graph: str, digest: str | None) -> str:
    note = f"<{graph}> <{HASH}> ?old"
    gone = f"DELETE {{ GRAPH <{PUBLISHED}> {{ {note} }} }} WHERE {{ GRAPH <{PUBLISHED}> {{ {note} }} }}"
    return f'{gone} ;\nINSERT DATA {{ GRAPH <{PUBLISHED}> {{ <{graph}> <{HASH}> "{digest}" }} }}' if digest else gone


def _insert(triples: Sequence[ox.Triple]) -> str:
    """Virtuoso takes blank nodes in a template only; over an empty pattern it is filled in once."""
    pattern = f"{{ GRAPH <{INCOMING}> {{\n{_lines(triples)}\n}} }}"
    return f"INSERT {pattern} WHERE {{}}" if any(map(_blank_nodes, triples)) else f"INSERT DATA {pattern}"


def _lines(triples: Iterable[ox.Triple]) -> str:
    return "\n".join(f"{triple.subject} {triple.predicate} {triple.object} ." for triple in triples)


def _chunks(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """Parts of about CHUNK triples. What hangs together by blank nodes stays together, as their labels hold in one only."""
    chunk: list[ox.Triple] = []
    for group in _groups(triples):
        if chunk and len(chunk) + len(group) > CHUNK:
            yield chunk
            chunk = []
        chunk += group
    if chunk:
        yield chunk


def _groups(triples: Iterable[ox.Triple]) -> list[list[ox.Triple]]:
    parents: dict[ox.BlankNode, ox.BlankNode] = {}

    def root(node: ox.BlankNode) -> ox.BlankNode:
        while parents.setdefault(node, node) != node:
            parents[node] = node = parents[parents[node]]
        return node

    plain: list[list[ox.Triple]] = []
    tied: list[tuple[ox.BlankNode, ox.Triple]] = []
    for triple in triples:
        nodes = _blank_nodes(triple)
        for node in nodes[1:]:
            parents[root(node)] = root(nodes[0])
        if nodes:
            tied.append((nodes[0], triple))
        else:
            plain.append([triple])
    groups: dict[ox.BlankNode, list[ox.Triple]] = {}
    for node, triple in tied:
        groups.setdefault(root(node), []).append(triple)
    return [*groups.values(), *plain]


def _blank_nodes(triple: ox.Triple) -> list[ox.BlankNode]:
    return [term for term in (triple.subject, triple.object) if isinstance(term, ox.BlankNode)]
