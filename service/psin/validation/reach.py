"""Data that no shape reaches: nothing would ever be found wrong with it, and no query would find it."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary import foreign
from ..vocabulary.namespaces import PSIN, compact
from .findings import Finding, Words
from .parse import Parsed
from .rules import finding
from .shapes.graph import FIRST, TYPE, Graph
from .shapes.shapeset import ShapeSet


def unreached(parsed: Parsed, mark: str, graph: Graph, shapes: ShapeSet) -> Iterator[Finding]:
    """A finding G41 for each subject of a document that is no target of a shape.

    Not for the header and the thing described, which have rules of their own, nor for what has a type that does not
    exist, which is found by its name. ``mark`` is that of the document's blank nodes in the graph.
    """
    header, thing = f"<{parsed.iri}>", f"<{parsed.iri}#this>"
    by_subject: dict[str, list[int]] = {}
    for number, statement in enumerate(parsed.statements):
        by_subject.setdefault(statement.subject, []).append(number)
    if not by_subject:
        return
    reached = _targets(shapes, graph)
    for subject, numbers in by_subject.items():
        statements = [parsed.statements[number] for number in numbers]
        types = [one.object for one in statements if one.predicate == TYPE]
        if subject in (header, thing) or any(one.predicate == FIRST for one in statements):
            continue
        if any(one in reached.classes or _is_misspelt(one, graph) for one in types) or subject in reached.nodes:
            continue
        if any(one.predicate in reached.properties for one in statements):
            continue
        reason = _reason(types)
        value = subject.replace(header[:-1], "<", 1) if subject[0] == "<" else _NAMELESS
        place = parsed.place(statements[0].subject_at)
        yield finding("G41", place, {"value": value, "reason": reason}, focus=subject)


class _Reached:
    def __init__(self, classes: frozenset[str], properties: frozenset[str], nodes: frozenset[str]) -> None:
        self.classes, self.properties, self.nodes = classes, properties, nodes


_NAMELESS = Words("a thing without address", "une chose sans adresse")


def _targets(shapes: ShapeSet, graph: Graph) -> _Reached:
    targets = shapes.targets
    classes = {below for kind, term in targets if kind == "class" for below in graph.subclasses(term)}
    properties = {term for kind, term in targets if kind == "subjects-of"}
    nodes = {term for kind, term in targets if kind == "node"}
    nodes |= {value for kind, term in targets if kind == "objects-of" for value in graph.inverse(term)}
    return _Reached(frozenset(classes), frozenset(properties), frozenset(nodes))


def _is_misspelt(term: str, graph: Graph) -> bool:
    if term.startswith(f"<{PSIN}"):
        return term not in graph.nodes
    verdict = foreign.judge(term[1:-1])
    return foreign.corrected(term[1:-1]) is not None or (verdict is not None and not verdict.exists)


def _reason(types: list[str]) -> Words:
    if not types:
        return Words("it has no type", "elle n’a pas de type")
    names = ", ".join(compact(one[1:-1]) if one[0] == "<" else one for one in types[:3])
    return Words(f"no record is of type {names}", f"aucune fiche n’est de type {names}")
