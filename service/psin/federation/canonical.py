"""The canonical form of a graph and its hash: equal if and only if the statements are, whatever the blank nodes are called.

Source: RDF Dataset Canonicalization (RDFC-1.0), sections 4 and 5. Graphs whose blank nodes cannot be told apart by what
surrounds them may take for ever, so they are canonicalised in a process of their own, with a deadline.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from ..errors import BudgetExceeded

#: Time for a graph that may be a trap, in seconds.
SECONDS = 5.0
_CHILD = (
    "import sys, resource, pyoxigraph as ox\n"
    "resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\n"
    "found = ox.Dataset(ox.parse(sys.stdin.buffer.read(), ox.RdfFormat.N_QUADS))\n"
    "found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)\n"
    "ox.serialize(found, sys.stdout.buffer, format=ox.RdfFormat.N_QUADS)\n"
)


def lines(statements: Iterable[ox.Quad | ox.Triple], *, seconds: float = SECONDS) -> list[str]:
    """The statements without their graph as canonical N-Triples lines in the order of their characters.

    Raises BudgetExceeded for a graph that takes longer than ``seconds``.
    """
    found = list(statements)
    if not _has_blank_nodes(found):
        return _written(ox.Triple(one.subject, one.predicate, one.object) for one in found)
    quads = ox.Dataset(ox.Quad(one.subject, one.predicate, one.object) for one in found)
    if _are_told_apart(quads):
        quads.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return _written(quad.triple for quad in quads)
    return _apart(quads, seconds)


def stable(statements: Iterable[ox.Quad | ox.Triple]) -> list[str]:
    """As ``lines``; of a graph that takes too long the blank nodes are counted as they come, so that the same text has
    the same lines."""
    found = list(statements)
    try:
        return lines(found)
    except BudgetExceeded:
        names: dict[ox.BlankNode, str] = {}

        def named(term: object) -> object:
            return names.setdefault(term, f"_:n{len(names)}") if isinstance(term, ox.BlankNode) else term

        return sorted({f"{named(q.subject)} {q.predicate} {named(q.object)} ." for q in found})


def digest(canonical: Iterable[str]) -> str:
    """The SHA-256 of canonical lines, in hexadecimal."""
    found = hashlib.sha256()
    for line in canonical:
        found.update(line.encode())
        found.update(b"\n")
    return found.hexdigest()


def _written(triples: Iterable[ox.Triple]) -> list[str]:
    out = io.BytesIO()
    ox.serialize(triples, out, format=ox.RdfFormat.N_TRIPLES)
    return sorted(set(filter(None, out.getvalue().decode().split("\n"))))


def _has_blank_nodes(quads: Iterable[ox.Quad | ox.Triple]) -> bool:
    return any(isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode) for q in quads)


def _are_told_apart(quads: Iterable[ox.Quad]) -> bool:
    """Whether repeatedly hashing the surroundings gives every blank node a hash of its own."""
    around: dict[ox.BlankNode, list[tuple[str, str, object]]] = defaultdict(list)
    for q in quads:
        if isinstance(q.subject, ox.BlankNode):
            around[q.subject].append(("+", q.predicate.value, q.object))
        if isinstance(q.object, ox.BlankNode):
            around[q.object].append(("-", q.predicate.value, q.subject))
    colours, distinct = dict.fromkeys(around, ""), 1
    while distinct < len(around):
        colours = {node: _colour(colours[node], edges, colours) for node, edges in around.items()}
        before, distinct = distinct, len(set(colours.values()))
        if distinct == before:
            return False
    return True


def _colour(own: str, edges: Iterable[tuple[str, str, object]], colours: dict[ox.BlankNode, str]) -> str:
    seen = sorted(
        f"{way}{name} {'_' + colours[end] if isinstance(end, ox.BlankNode) else end}" for way, name, end in edges
    )
    return hashlib.sha256("\n".join([own, *seen]).encode()).hexdigest()


def _apart(quads: ox.Dataset, seconds: float) -> list[str]:
    out = io.BytesIO()
    ox.serialize(quads, out, format=ox.RdfFormat.N_QUADS)
    try:
        command = [sys.executable, "-I", "-c", _CHILD]
        done = subprocess.run(command, input=out.getvalue(), capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        raise BudgetExceeded(
            f"The blank nodes of this graph cannot be told apart within {seconds:g} seconds.",
            "Give them IRIs, or fewer of them.",
            budget="seconds",
            limit=f"{seconds:g} s",
        )
    return sorted(filter(None, done.stdout.decode().split("\n")))
