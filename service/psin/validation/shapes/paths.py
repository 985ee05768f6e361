"""Property paths: read from a shapes graph, walked over a data graph. Source: SHACL, section 2.3.1."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...errors import ShapesError
from ...light import Record
from ...vocabulary.namespaces import SH
from .graph import FIRST, NIL, Graph

#: From a graph and a node to the distinct nodes at the other end.
Walk = Callable[[Graph, str], Sequence[str]]

_REPEATS = {
    f"<{SH}zeroOrMorePath>": ("*", True, True),
    f"<{SH}oneOrMorePath>": ("+", False, True),
    f"<{SH}zeroOrOnePath>": ("?", True, False),
}
_INVERSE, _ALTERNATIVE = f"<{SH}inversePath>", f"<{SH}alternativePath>"
#: Paths nested deeper than this are a loop.
_DEEPEST = 50


class Path(Record):
    """``text`` in SPARQL; ``predicate`` is set if the path is a single one."""

    text: str
    walk: Walk
    predicate: str | None = None


def read_path(shapes: Graph, node: str, depth: int = 0) -> Path:
    """The path that a node of a shapes graph describes. Raises ShapesError."""
    if depth > _DEEPEST:
        raise ShapesError(f"The path {node} contains itself.", "A path ends with properties.")
    if node == NIL or shapes.objects(node, FIRST):
        return _sequence([read_path(shapes, one, depth + 1) for one in shapes.items(node)], node)
    if node[0] == "<":
        return property_path(node)
    inverse = shapes.one(node, _INVERSE)
    if inverse:
        return _inverse(read_path(shapes, inverse, depth + 1))
    choices = shapes.one(node, _ALTERNATIVE)
    if choices:
        return _alternative([read_path(shapes, one, depth + 1) for one in shapes.items(choices)], node)
    for kind, (sign, zero, many) in _REPEATS.items():
        repeated = shapes.one(node, kind)
        if repeated:
            return _repeat(read_path(shapes, repeated, depth + 1), sign, zero, many)
    raise ShapesError(
        f"The path {node} is not one.", "Paths are properties, lists of paths, or sh:inversePath and its kin."
    )


def property_path(property: str) -> Path:
    """The path of one step that a property is by itself."""
    return Path(property, lambda graph, start: graph.objects(start, property), property)


def _sequence(steps: list[Path], node: str) -> Path:
    if len(steps) < 2:
        raise ShapesError(f"The path {node} is a list with fewer than two members.", "Write the property itself.")

    def walk(graph: Graph, start: str) -> Sequence[str]:
        reached: Sequence[str] = (start,)
        for step in steps:
            if len(reached) == 1:
                reached = step.walk(graph, reached[0])
            else:
                reached = list(dict.fromkeys(end for one in reached for end in step.walk(graph, one)))
        return reached

    return Path("(" + "/".join(step.text for step in steps) + ")", walk)


def _alternative(choices: list[Path], node: str) -> Path:
    if len(choices) < 2:
        raise ShapesError(f"The path {node} offers fewer than two alternatives.", "Write the property itself.")

    def walk(graph: Graph, start: str) -> Sequence[str]:
        return list(dict.fromkeys(end for choice in choices for end in choice.walk(graph, start)))

    return Path("(" + "|".join(choice.text for choice in choices) + ")", walk)


def _inverse(path: Path) -> Path:
    predicate = path.predicate
    text = f"(^{path.text})"
    if predicate:
        return Path(text, lambda graph, start: graph.inverse(predicate).get(start, ()))
    return Path(text, lambda graph, start: [one for one in graph.all_nodes() if start in path.walk(graph, one)])


def _repeat(path: Path, sign: str, zero: bool, many: bool) -> Path:
    def walk(graph: Graph, start: str) -> Sequence[str]:
        reached = {start: None} if zero else {}
        todo = [start]
        while todo:
            for end in path.walk(graph, todo.pop()):
                if end not in reached:
                    reached[end] = None
                    if many:
                        todo.append(end)
        return list(reached)

    return Path(f"({path.text}{sign})", walk)
