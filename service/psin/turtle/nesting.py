"""Which blank nodes are written inside of others, ``[ ... ]`` or ``( ... )``, and which need a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from ..vocabulary.namespaces import RDF
from . import terms
from .reader import MAX_DEPTH

FIRST, REST, NIL = (f"<{RDF}{name}>" for name in ("first", "rest", "nil"))

Graph = Mapping[str, Mapping[str, list[str]]]


class Nesting:
    """A node that is used once stands where it is used, unless a circle or more than MAX_DEPTH levels would come of it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        uses = Counter(value for _, value in self._blank_values())
        self.used = frozenset(uses)
        self._parents = {value: subject for subject, value in self._blank_values() if uses[value] == 1}
        self._no_lists: set[str] = set()
        self.nested = set(self._parents) - self._circles()
        self._cut()

    def items(self, cell: str) -> list[tuple[str, str]] | None:
        """Cells and members of a well-formed list whose cells are used nowhere else; None for anything else."""
        found: list[tuple[str, str]] = []
        while cell != NIL:
            properties = self._graph.get(cell, {})
            whole = cell in self.nested and cell not in self._no_lists and set(properties) == {FIRST, REST}
            if not whole or len(properties[FIRST]) != 1 or len(properties[REST]) != 1:
                self._no_lists.update((one for one, _ in found), (cell,))
                return None
            found.append((cell, properties[FIRST][0]))
            cell = properties[REST][0]
        return found

    def _blank_values(self) -> Iterator[tuple[str, str]]:
        for subject, properties in self._graph.items():
            for values in properties.values():
                for value in values:
                    if terms.is_blank(value):
                        yield subject, value

    def _circles(self) -> set[str]:
        """Nodes that stand inside of themselves."""
        found, seen = set[str](), set[str]()
        for start in self._parents:
            path: list[str] = []
            node = start
            while node in self._parents and node not in seen:
                seen.add(node)
                path.append(node)
                node = self._parents[node]
            if node in path:
                found.update(path[path.index(node) :])
        return found

    def _cut(self) -> None:
        """Takes the nodes that would stand too deep out of those they are in, from the outside inwards."""
        todo = [(subject, 0) for subject in self._graph if subject not in self.nested]
        while todo:
            node, depth = todo.pop()
            items = self.items(node) if node in self.nested else None
            inner = (
                [item for _, item in items] if items else [v for vs in self._graph.get(node, {}).values() for v in vs]
            )
            for value in inner:
                if value not in self.nested:
                    continue
                if depth == MAX_DEPTH:
                    self.nested.remove(value)
                    todo.append((value, 0))
                else:
                    todo.append((value, depth + 1))
