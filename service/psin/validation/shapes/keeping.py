"""Compiled shapes as plain tuples, and back, one shape at a time and only when it is asked for."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping

from ...light import TYPE_CHECKING
from .graph import Graph
from .model import Shape
from .paths import Path, property_path, read_path
from .recipes import judges_values, make

if TYPE_CHECKING:
    from typing import Any

    from .model import Constraint
    from .recipes import Recipe

    #: Everything about a shape but its constraints; last its words, marshalled, its recipes, and the rows of its parts.
    Row = tuple[Any, ...]


def row_of(graph: Graph, shape: Shape, path: Callable[[str], str | None], recipes: Mapping[str, list[Recipe]]) -> Row:
    """The row of a shape and in it those of its parts.

    ``path`` gives the node of the shapes graph that describes the path of a shape, ``recipes`` are those of each.
    """
    node = path(shape.id)
    return (
        shape.id,
        (node, _described(graph, node)) if node else None,
        tuple(map(tuple, shape.targets)),
        shape.severity,
        shape.deactivated,
        shape.path is not None and all(map(judges_values, recipes[shape.id])),
        (
            marshal.dumps((shape.messages, shape.code, shape.labels, shape.comments, shape.lesson)),
            tuple(recipes[shape.id]),
            tuple(row_of(graph, one, path, recipes) for one in shape.properties),
        ),
    )


def rows_of(
    graph: Graph, shapes: Mapping[str, Shape], path: Callable[[str], str | None], recipes: Mapping[str, list[Recipe]]
) -> dict[str, bytes | str]:
    """The rows of shapes by id, marshalled; for one that is a part, the id of the shape whose row holds its own."""
    whole = {part.id: id for id, shape in shapes.items() for part in shape.properties}
    return {id: whole.get(id) or marshal.dumps(row_of(graph, shape, path, recipes)) for id, shape in shapes.items()}


class _Kept(Shape):
    """A shape that makes its constraints and unpacks its words when they are asked for: most runs need those of a few."""

    _made: list[Constraint] | None = None
    _parts: list[Shape] | None = None

    def __init__(self, row: Row, path: Path | None, shapes: Shapes) -> None:
        self.id, _, self.targets, self.severity, self.deactivated, self.needs_values, self._rest = row
        self.path, self._shapes = path, shapes

    @property
    def constraints(self) -> list[Constraint]:  # type: ignore[override]
        if self._made is None:
            self._made = [make(recipe, self._shapes.__getitem__) for recipe in self._rest[1]]
        return self._made

    @property
    def properties(self) -> list[Shape]:  # type: ignore[override]
        if self._parts is None:
            self._parts = [self._shapes.made(one) for one in self._rest[2]]
        return self._parts

    messages, code, labels, comments, lesson = (
        property(lambda self, number=number: marshal.loads(self._rest[0])[number]) for number in range(5)
    )


class Shapes(Mapping[str, Shape]):
    """Shapes by id, each made at its first use from what ``rows_of`` gave."""

    def __init__(self, rows: Mapping[str, bytes | str]) -> None:
        self._rows = rows
        self._made: dict[str, Shape] = {}
        self._paths: dict[str, Path] = {}
        #: the rows of the parts of shapes, by the id of the whole
        self._parts: dict[str, dict[str, Row]] = {}

    def __getitem__(self, id: str) -> Shape:
        found = self._made.get(id)
        if found is None:
            found = self.made(self._row(id))
        return found

    def _row(self, id: str) -> Row:
        row = self._rows[id]
        if isinstance(row, str):
            parts = self._parts.get(row)
            if parts is None:
                parts = self._parts[row] = {part[0]: part for part in self._row(row)[-1][-1]}
            return parts[id]
        found: Row = marshal.loads(row)
        return found

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def made(self, row: Row) -> Shape:
        """The shape of a row, the same each time."""
        id, path, *_ = row
        found = self._made.get(id)
        if found is None:
            found = self._made[id] = _Kept(row, self._path(*path) if path else None, self)
        return found

    def _path(self, node: str, described: dict[str, dict[str, list[str]]]) -> Path:
        found = self._paths.get(node)
        if found is None:
            found = self._paths[node] = read_path(_graph(described), node) if described else property_path(node)
        return found


def _graph(nodes: dict[str, dict[str, list[str]]]) -> Graph:
    graph = Graph()
    graph.nodes = nodes
    return graph


def _described(graph: Graph, path: str) -> dict[str, dict[str, list[str]]]:
    """The part of the shapes graph that describes a path."""
    found: dict[str, dict[str, list[str]]] = {}
    todo = [path] if path[0] == "_" else []
    while todo:
        node = todo.pop()
        if node not in found:
            found[node] = graph.nodes.get(node, {})
            todo += [one for values in found[node].values() for one in values if one[0] == "_"]
    return found
