"""Constraint components that refer to other shapes. Source: SHACL, sections 4.6 and 4.7."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dataclasses import dataclass
from .basic import component
from .model import Hit, Pairs, Shape
from .run import Run, distinct_values


@dataclass
class ByShapes:
    """Reports the values for which ``accept`` refuses the answers of the shapes: True where the value conforms."""

    component: str
    shapes: Sequence[Shape]
    accept: Callable[[Sequence[bool]], bool]

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        values = distinct_values(pairs)
        failing = [run.failing(one, values) for one in self.shapes]
        refused = {value for value in values if not self.accept([value not in bad for bad in failing])}
        if refused:
            for focus, own in pairs:
                yield from (Hit(focus, value) for value in own if value in refused)


def node(shape: Shape) -> ByShapes:
    return ByShapes(component("Node"), (shape,), all)


def not_(shape: Shape) -> ByShapes:
    return ByShapes(component("Not"), (shape,), lambda answers: not answers[0])


def and_(shapes: Sequence[Shape]) -> ByShapes:
    return ByShapes(component("And"), shapes, all)


def or_(shapes: Sequence[Shape]) -> ByShapes:
    return ByShapes(component("Or"), shapes, any)


def xone(shapes: Sequence[Shape]) -> ByShapes:
    return ByShapes(component("Xone"), shapes, lambda answers: sum(answers) == 1)


@dataclass
class Qualified:
    """How many values conform to a shape, and to none of ``siblings``; ``accept`` judges the number."""

    component: str
    qualified: Shape
    siblings: Sequence[Shape]
    accept: Callable[[int], bool]

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        values = distinct_values(pairs)
        counted = set(values) - run.failing(self.qualified, values)
        for sibling in self.siblings:
            counted &= run.failing(sibling, values)
        for focus, own in pairs:
            if not self.accept(sum(value in counted for value in own)):
                yield Hit(focus)


def qualified_min_count(shape: Shape, siblings: Sequence[Shape], least: int) -> Qualified:
    return Qualified(component("QualifiedMinCount"), shape, siblings, lambda number: number >= least)


def qualified_max_count(shape: Shape, siblings: Sequence[Shape], most: int) -> Qualified:
    return Qualified(component("QualifiedMaxCount"), shape, siblings, lambda number: number <= most)
