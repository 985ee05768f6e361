"""How a catalogue lies in an engine elsewhere, and the updates that bring it there.

Every document is a named graph. Beside them stand three graphs of ours: ``ALL`` holds every triple of every document once
and is the default graph of queries; ``PUBLISHED`` the hash of each document; ``INCOMING`` the document on its way.
Source: SPARQL 1.1 Update, sections 3.1.3 and 3.1.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from ..documents import BASE

ALL = f"{BASE}graph/all"
PUBLISHED = f"{BASE}graph/published"
INCOMING = f"{BASE}graph/incoming"
HASH = "http://spdx.org/rdf/terms#checksumValue"
STARTED = "http://www.w3.org/ns/prov#startedAtTime"
#: Triples in one INSERT: Virtuoso 7.2 makes SQL of it and stops at 10,000 lines, about 2,500 triples.
CHUNK = 500

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


def replace(graph: str, triples: Sequence[ox.Triple], digest: str | None, *, fresh: bool = False) -> list[str]:
    """Updates to send one after the other; only the last one changes what queries see. ``digest`` None takes the document
    away; ``fresh`` says that it was never there, so there is nothing to look for.

    The document and the triples it shares in ALL change in a single operation, so that a reader sees the old state or the
    new one, also where an engine is transactional for operations only.
    """
    chunks = list(_chunks(triples))
    requests = [f"{_EMPTY_INCOMING} ;\n{_insert(chunk)}" for chunk in chunks[:1]]
    requests += [_insert(chunk) for chunk in chunks[1:]]
    last = [requests.pop()] if requests else [_EMPTY_INCOMING]
    last += [_addition(graph) if fresh else _exchange(graph), _note(graph, digest), _EMPTY_INCOMING]
    return [*requests, " ;\n".join(last)]


def _exchange(graph: str) -> str:
    old = f"GRAPH <{graph}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ GRAPH <{INCOMING}> {{ ?s ?p ?o }} }}"
    elsewhere = f"GRAPH <{PUBLISHED}> {{ ?other <{HASH}> ?hash }} FILTER(?other != <{graph}>) GRAPH ?other {{ ?s ?p ?o }}"
    return f"""DELETE {{ GRAPH ?from {{ ?s ?p ?o }} }} INSERT {{ GRAPH ?to {{ ?a ?b ?c }} }} WHERE {{
  {{ {old} BIND(<{graph}> AS ?from) }}
  UNION {{ {old} FILTER NOT EXISTS {{ {elsewhere} }} BIND(<{ALL}> AS ?from) }}
  UNION {_new(graph)} }}"""


def _addition(graph: str) -> str:
    return f"INSERT {{ GRAPH ?to {{ ?a ?b ?c }} }} WHERE {{ {_new(graph)} }}"


def _new(graph: str) -> str:
    arriving = f"GRAPH <{INCOMING}> {{ ?a ?b ?c }}"
    return f"{{ {arriving} BIND(<{graph}> AS ?to) }} UNION {{ {arriving} BIND(<{ALL}> AS ?to) }}"


def _note(graph: str, digest: str | None) -> str:
    note = f"<{graph}> <{HASH}> ?old"
    gone = f"DELETE {{ GRAPH <{PUBLISHED}> {{ {note} }} }} WHERE {{ GRAPH <{PUBLISHED}> {{ {note} }} }}"
    return f'{gone} ;\nINSERT DATA {{ GRAPH <{PUBLISHED}> {{ <{graph}> <{HASH}> "{digest}" }} }}' if digest else gone


def _insert(triples: Sequence[ox.Triple]) -> str:
    """Virtuoso takes blank nodes in a template only; over an empty pattern it is filled in once."""
    body = "\n".join(f"{triple.subject} {triple.predicate} {triple.object} ." for triple in triples)
    pattern = f"{{ GRAPH <{INCOMING}> {{\n{body}\n}} }}"
    return f"INSERT {pattern} WHERE {{}}" if any(map(_blank_nodes, triples)) else f"INSERT DATA {pattern}"


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
