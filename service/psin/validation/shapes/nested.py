"""Constraint components that refer to other shapes. Source: SHACL, sections 4.6 and 4.7."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .basic import component
from .model import Hit, Pairs, Shape
from .run import Run, distinct_values


class ByShapes:
    """Reports the values for which ``accept`` refuses the answers of the shapes: True where the value conforms."""

    def __init__(self, component: str, shapes: Sequence[Shape], accept: Callable[[Sequence[bool]], bool]) -> None:
        self.component = component
        self.shapes = shapes
        self.accept = accept

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


class Qualified:
    """How many values conform to a shape, and to none of ``siblings``; ``accept`` judges the number."""

    def __init__(
        self, component: str, qualified: Shape, siblings: Sequence[Shape], accept: Callable[[int], bool]
    ) -> None:
        self.component = component
        self.qualified = qualified
        self.siblings = siblings
        self.accept = accept

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
