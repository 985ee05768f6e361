"""Data that no shape reaches: nothing would ever be found wrong with it, and no query would find it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..turtle.statements import Statement
from ..vocabulary import foreign
from ..vocabulary.namespaces import PSIN, compact
from .findings import Finding, Words
from .parse import Parsed
from .rules import finding
from .shapes.graph import FIRST, TYPE, Graph
from .shapes.shapeset import ShapeSet


class Reach:
    """What makes a subject a target of shapes, over a graph that tells which classes lie below which."""

    def __init__(self, shapes: ShapeSet, graph: Graph) -> None:
        targets = shapes.targets
        self.graph = graph
        self.classes = {below for kind, term in targets if kind == "class" for below in graph.subclasses(term)}
        self.properties = {term for kind, term in targets if kind == "subjects-of"}
        self.nodes = {term for kind, term in targets if kind == "node"}
        self.nodes |= {value for kind, term in targets if kind == "objects-of" for value in graph.inverse(term)}
        #: what a member of a list has is reached through the list
        self._telling = self.properties | {FIRST}

    def reached(self, statements: Sequence[Statement]) -> set[str]:
        """The subjects of a document of which a statement makes them a target, or members of a list."""
        classes, telling = self.classes, self._telling
        return {
            subject
            for subject, predicate, value, *_ in statements
            if predicate in telling or (predicate == TYPE and value in classes)
        }


def unreached(parsed: Parsed, reach: Reach) -> Iterator[Finding]:
    """A finding G41 for each subject of a document that is no target of a shape.

    Not for the header and the thing described, which have rules of their own, nor for what has a type that does not
    exist, which is found by its name.
    """
    header, thing = f"<{parsed.iri}>", f"<{parsed.iri}#this>"
    settled = {header, thing, *reach.reached(parsed.statements)}
    left: dict[str, list[Statement]] = {}
    for one in parsed.statements:
        if one[0] not in settled:
            left.setdefault(one[0], []).append(one)
    for subject, statements in left.items():
        types = [one.object for one in statements if one.predicate == TYPE]
        if subject in reach.nodes or any(_is_misspelt(one, reach.graph) for one in types):
            continue
        reason = _reason(types)
        value = subject.replace(header[:-1], "<", 1) if subject[0] == "<" else _NAMELESS
        place = parsed.place(statements[0].subject_at)
        yield finding("G41", place, {"value": value, "reason": reason}, focus=subject)


_NAMELESS = Words("a thing without address", "une chose sans adresse")


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
