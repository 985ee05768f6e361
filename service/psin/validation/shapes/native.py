"""Answers a SPARQL constraint from the index, for one focus node, where that is certainly what an engine answers.

Source: SPARQL 1.1, section 18 (algebra), with ``$this`` bound before (SHACL, appendix A). Every solution carries whether it
is sure. What is not, such as two spellings that may be one number, is left to the engine: ``rows`` is None then.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ...light import TYPE_CHECKING
from .expressions import is_plain
from .graph import Graph
from .steps import Binding, Solver, Unsure

if TYPE_CHECKING:
    from typing import Any

    from .algebra import Query
    from .joined import Joined
    from .steps import Step

#: Steps to start with, and for each focus node; after that the engine is asked for the rest: it joins large sets better.
_FIRST, _MORE = 1500, 150
#: Focus nodes from which what they are all compared with is found once.
_SEVERAL = 8


class Native:
    """Answers one query over a graph, for about as many focus nodes as ``expected``."""

    def __init__(self, graph: Graph, query: Query, expected: int = 1) -> None:
        self._graph = graph
        self._distinct, self._projection, self._group = query
        self._solver = Solver(graph, _FIRST)
        #: for each pattern that begins at the focus node the predicates of which it needs one there
        self._needed = [first for one in self._group if one[:2] == ("triple", "?this") and (first := _first(one[2]))]
        self._found: list[Binding] = []
        self._steps: Step | None = None
        self._joined: Joined | None = None
        if expected >= _SEVERAL and any(one[0] == "triple" and "?this" not in one for one in self._group):
            self._join(expected)

    def _join(self, expected: int) -> None:
        from .joined import Joined, planned  # not for the few nodes of one document

        plan, solver = planned(self._group), self._solver
        if plan is not None:
            solver.left = _FIRST + _MORE * (expected + len(self._graph.nodes))
            try:
                self._joined = Joined(
                    plan, solver.solutions(plan.triples), solver.value(plan.own), solver.value(plan.known)
                )
                self._steps = solver.steps(plan.before, self._joined.then(solver.steps(plan.after, self._keep)))
            except Unsure:
                self._joined = None
            solver.left = _FIRST

    def rows(self, focus: str) -> list[Binding] | None:
        """The solutions, terms by variable name; None if the engine has to be asked."""
        own = self._graph.nodes.get(focus, {})
        for first in self._needed:
            if own.keys().isdisjoint(first):
                return []
        solver = self._solver
        if solver.left < 0:
            return None
        solver.left += _MORE
        if self._steps is None:
            self._steps = solver.steps(self._group, self._keep)
        self._found = []
        try:
            self._steps({"?this": focus}, True)
        except (Unsure, RecursionError):  # each element of a group is a few calls deep
            return None
        if self._distinct:
            return list({tuple(row.items()): row for row in self._found}.values())
        return self._found

    def _keep(self, binding: Binding, sure: bool) -> None:
        """Makes a row of a solution."""
        if not sure:
            raise Unsure
        row: Binding = {}
        for name, value in self._values:
            term = binding.get(value) if isinstance(value, str) else value(binding)
            if term is None:
                continue
            if not is_plain(term):
                raise Unsure
            row[name[1:]] = term
        self._found.append(row)

    @cached_property
    def _values(self) -> list[tuple[str, str | Callable[[Binding], str | None]]]:
        return [(name, one if isinstance(one, str) else self._solver.term(one)) for name, one in self._projection]


def _first(path: Any) -> tuple[str, ...]:
    """The predicates one of which a node needs for a path to lead on from it; none if that cannot be told."""
    if isinstance(path, str):
        return (path,) if path[0] == "<" else ()
    sign, parts = path[:2]
    if sign == "|" and all(isinstance(one, str) for one in parts):
        return tuple(parts)
    return _first(parts[0]) if sign in ("/", "+") else ()
