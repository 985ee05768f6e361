"""One record of a partner: its blank nodes named, its statements told apart by whom they are about.

A partner describes IRIs of its own and may link to ours. What it says about ours is a claim of its; what it says about
anything else, or about our vocabulary, is left out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from ...documents import BASE, from_iri
from ...vocabulary.namespaces import DCTERMS, SCHEMA

MOST_BLANKS, MOST_STATEMENTS = 300, 5000
_LICENCES = (f"{DCTERMS}license", "http://creativecommons.org/ns#license", f"{SCHEMA}license")
_IDENTIFIER = f"{DCTERMS}identifier"


@dataclass
class Judged:
    """``key`` is the IRI of the record without a fragment, ``hash`` that of its canonical statements."""

    key: str
    reasons: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    left: int = 0
    hash: str = ""


def judge(key: str, lines: Sequence[str], spaces: tuple[str, ...], licences: frozenset[str]) -> Judged:
    """What can be said of a record without our shapes. ``key`` may be the label of a blank node, which gets a name."""
    if len(lines) > MOST_STATEMENTS:
        return Judged(key, [f"the record has more than {MOST_STATEMENTS:,} statements"])
    try:
        triples = [quad.triple for quad in ox.parse("\n".join(lines).encode(), ox.RdfFormat.N_TRIPLES)]
    except (SyntaxError, ValueError) as error:
        return Judged(key, [f"the record cannot be read: {error}"])
    blanks = {term for triple in triples for term in (triple.subject, triple.object) if isinstance(term, ox.BlankNode)}
    if len(blanks) > MOST_BLANKS:
        return Judged(key, [f"the record has more than {MOST_BLANKS} blank nodes"])
    key, triples = skolemised(key, triples, blanks, spaces[0])
    judged = Judged(key)
    for triple in triples:
        _sort(triple, judged, spaces, licences)
    judged.own, judged.claims = sorted(set(judged.own)), sorted(set(judged.claims))
    judged.hash = hashlib.sha256("\n".join((*judged.own, "", *judged.claims)).encode()).hexdigest()
    return judged


def _sort(triple: ox.Triple, judged: Judged, spaces: tuple[str, ...], licences: frozenset[str]) -> None:
    subject, line = triple.subject.value, f"{triple} ."
    if subject.startswith(spaces):
        judged.own.append(line)
        if triple.predicate.value in _LICENCES and getattr(triple.object, "value", "") not in licences:
            judged.reasons.append(f"its licence {str(triple.object)[:120]} is not one that was agreed")
    elif from_iri(subject) is not None:
        judged.claims.append(line)
    elif subject.startswith(BASE):
        judged.left += 1
        judged.reasons.append(f"it says something about our vocabulary, <{subject[:120]}>")
    else:
        judged.left += 1


def skolemised(
    key: str, triples: list[ox.Triple], blanks: Iterable[ox.BlankNode], space: str
) -> tuple[str, list[ox.Triple]]:
    """The record with names for its blank nodes that depend on what is said of them and on nothing else.

    A nameless record is called after its identifier, if it has one, so that it keeps its name when it changes.
    Naming: https://www.w3.org/TR/rdf11-concepts/#section-skolemization.
    """
    if not any(True for _ in blanks):
        return key, triples
    root, triples = _canonical(key, triples)
    labels = sorted(_nodes(triples), key=str)
    signatures = {node: _signature(node, triples) for node in labels}
    often = Counter(signatures.values())
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    if root is not None:
        given = sorted(
            triple.object.value
            for triple in triples
            if triple.subject == root
            and triple.predicate.value == _IDENTIFIER
            and isinstance(triple.object, ox.Literal)
        )
        key = f"{space}genid-{_short('id', given[0]) if given else signatures[root][:20]}"
        names[root] = ox.NamedNode(f"{key}#this")
    for node in labels:
        if node not in names:
            own = signatures[node]
            name = own[:20] if often[own] == 1 else _short(own, str(node))
            names[node] = ox.NamedNode(f"{key}#genid-{name}")
    return key, [
        ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object)) for t in triples
    ]


def _canonical(key: str, triples: list[ox.Triple]) -> tuple[ox.BlankNode | None, list[ox.Triple]]:
    """The statements with canonical labels, and which of them is that of ``key``, if it is one (RDFC-1.0)."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    mark = ox.NamedNode("urn:uuid:00000000-0000-0000-0000-000000000000")
    if key.startswith("_:"):
        dataset.add(ox.Quad(ox.BlankNode(key[2:]), mark, ox.Literal("root")))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    root = next((quad.subject for quad in dataset if quad.predicate == mark), None)
    return root, [quad.triple for quad in dataset if quad.predicate != mark]


def _nodes(triples: Sequence[ox.Triple]) -> set[ox.BlankNode]:
    return {term for triple in triples for term in (triple.subject, triple.object) if isinstance(term, ox.BlankNode)}


def _signature(node: ox.BlankNode, triples: Sequence[ox.Triple]) -> str:
    """The hash of the statements of a blank node, itself and all others without their labels (RDFC-1.0, section 4.6)."""

    def name(term: object) -> str:
        if isinstance(term, ox.BlankNode):
            return "_:a" if term == node else "_:z"
        return str(term)

    lines = sorted(
        f"{name(t.subject)} {t.predicate} {name(t.object)}" for t in triples if node in (t.subject, t.object)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _short(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]
