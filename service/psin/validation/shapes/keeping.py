"""Compiled shapes as plain tuples, and back, one shape at a time and only when it is asked for."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from typing import Any

from .graph import Graph
from .model import Shape
from .paths import read_path
from .recipes import Recipe, make

#: Everything about a shape but its constraints, its recipes, and the ids of its parts.
Row = tuple[Any, ...]


def row_of(graph: Graph, shape: Shape, path: str | None, recipes: list[Recipe]) -> Row:
    """``path`` is the node of the shapes graph that describes the path."""
    return (
        shape.id,
        (path, _described(graph, path)) if path else None,
        tuple(map(tuple, shape.targets)),
        shape.severity,
        shape.messages,
        shape.deactivated,
        shape.code,
        shape.labels,
        shape.comments,
        shape.lesson,
        tuple(recipes),
        tuple(one.id for one in shape.properties),
    )


class Shapes(Mapping[str, Shape]):
    """Shapes by id, each made at its first use; ``rows`` are marshalled."""

    def __init__(self, rows: Mapping[str, bytes]) -> None:
        self._rows = rows
        self._made: dict[str, Shape] = {}

    def __getitem__(self, id: str) -> Shape:
        found = self._made.get(id)
        if found is None:
            found = self._made[id] = self._make(marshal.loads(self._rows[id]))
        return found

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def _make(self, row: Row) -> Shape:
        id, path, targets, severity, messages, deactivated, code, labels, comments, lesson, recipes, parts = row
        return Shape(
            id,
            path=read_path(_graph(path[1]), path[0]) if path else None,
            targets=targets,
            severity=severity,
            messages=messages,
            deactivated=deactivated,
            constraints=[make(recipe, self.__getitem__) for recipe in recipes],
            properties=[self[one] for one in parts],
            code=code,
            labels=labels,
            comments=comments,
            lesson=lesson,
        )


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
