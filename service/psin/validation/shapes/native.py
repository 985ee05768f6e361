"""Answers a SPARQL constraint from the index, for one focus node, where that is certainly what an engine answers.

Source: SPARQL 1.1, section 18 (algebra), with ``$this`` bound before (SHACL, appendix A). Every solution carries whether it
is sure. What is not, such as two spellings that may be one number, is left to the engine: ``rows`` is None then.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...light import TYPE_CHECKING
from ...turtle import terms
from .expressions import ERROR, UNKNOWN, Term, as_value, evaluate, is_plain
from .graph import Graph

if TYPE_CHECKING:
    from typing import Any

    from .algebra import Query

Binding = dict[str, str]
#: Steps to start with, and for each focus node; after that the engine is asked for the rest: it joins large sets better.
_FIRST, _MORE = 1500, 150
#: Focus nodes from which what they are all compared with is found once.
_SEVERAL = 8


class _Unsure(Exception):
    pass


class Native:
    """Answers one query over a graph, for about as many focus nodes as ``expected``."""

    def __init__(self, graph: Graph, query: Query, expected: int = 1) -> None:
        self._graph = graph
        self._distinct, self._projection, self._group = query
        self._left = _FIRST
        #: for each pattern that begins at the focus node the predicates of which it needs one there
        self._needed = [first for one in self._group if one[:2] == ("triple", "?this") and (first := _first(one[2]))]
        self._plan, self._joined = None, None
        if expected >= _SEVERAL and any(one[0] == "triple" and "?this" not in one for one in self._group):
            self._join(expected)

    def _join(self, expected: int) -> None:
        from .joined import Joined, planned  # not for the few nodes of one document

        plan = planned(self._group)
        if plan is not None:
            self._left = _FIRST + _MORE * (expected + len(self._graph.nodes))
            try:
                self._joined = Joined(plan, lambda group, binding: self._solve(group, 0, binding), self._value)
                self._plan = plan
            except _Unsure:
                pass
            self._left = _FIRST

    def rows(self, focus: str) -> list[Binding] | None:
        """The solutions, terms by variable name; None if the engine has to be asked."""
        own = self._graph.nodes.get(focus, {})
        if not all(any(predicate in own for predicate in first) for first in self._needed):
            return []
        found: list[Binding] = []
        if self._left < 0:
            return None
        self._left += _MORE
        try:
            for binding, sure in self._solutions({"?this": focus}):
                if not sure:
                    return None
                found.append(self._row(binding))
        except _Unsure:
            return None
        if self._distinct:
            found = list({tuple(row.items()): row for row in found}.values())
        return found

    def _solutions(self, start: Binding) -> Iterator[tuple[Binding, bool]]:
        if self._joined is None or self._plan is None:
            yield from self._solve(self._group, 0, start)
            return
        for binding, sure in self._solve(self._plan.before, 0, start):
            others = self._joined.with_(binding)
            if others is None:
                raise _Unsure
            for other, also in others:
                for solution, at_last in self._solve(self._plan.after, 0, other):
                    yield solution, sure and also and at_last

    def _row(self, binding: Binding) -> Binding:
        row: Binding = {}
        for name, expression in self._projection:
            term = binding.get(expression) if isinstance(expression, str) else self._term(expression, binding)
            if term is None:
                continue
            if not is_plain(term):
                raise _Unsure
            row[name[1:]] = term
        return row

    def _value(self, expression: Any, binding: Binding) -> Any:
        return evaluate(expression, binding, self._exists)

    def _term(self, expression: Any, binding: Binding) -> str | None:
        """The value of an expression as a term; None for an error."""
        value = self._value(expression, binding)
        if value is ERROR:
            return None
        if isinstance(value, Term):
            return str(value)
        if type(value) is not str:
            raise _Unsure
        return terms.quote(value)

    def _exists(self, group: tuple[Any, ...], binding: Binding) -> Any:
        found: Any = False
        for _, sure in self._solve(group, 0, binding):
            if sure:
                return True
            found = UNKNOWN
        return found

    def _solve(self, group: tuple[Any, ...], at: int, binding: Binding) -> Iterator[tuple[Binding, bool]]:
        self._left -= 1
        if self._left < 0:
            raise _Unsure
        sure = True
        while at < len(group) and group[at][0] == "filter":
            value = as_value(self._value(group[at][1], binding))
            if value is False:
                return
            sure = sure and value is True
            at += 1
        if at == len(group):
            yield binding, sure
            return
        for found, is_there in self._step(group[at], binding):
            for solution, also in self._solve(group, at + 1, found):
                yield solution, sure and is_there and also

    def _step(self, element: tuple[Any, ...], binding: Binding) -> Iterator[tuple[Binding, bool]]:
        kind = element[0]
        if kind == "triple":
            return self._match(element[1], element[2], element[3], binding)
        if kind == "optional":
            return self._option(element[1], binding)
        if kind == "union":
            return (one for branch in element[1] for one in self._solve(branch, 0, binding))
        term = self._term(element[2], binding)
        return iter([(binding if term is None else {**binding, element[1]: term}, True)])

    def _option(self, group: tuple[Any, ...], binding: Binding) -> Iterator[tuple[Binding, bool]]:
        found = list(self._solve(group, 0, binding))
        yield from found
        if not any(sure for _, sure in found):
            yield binding, not found

    def _match(self, subject: str, path: Any, value: str, binding: Binding) -> Iterator[tuple[Binding, bool]]:
        start = binding.get(subject) if subject[0] == "?" else subject
        end = binding.get(value) if value[0] == "?" else value
        if path[0] == "?" or path[0] == "any":
            yield from self._by_any(start, path, end, value, binding)
        elif start is not None:
            ends, sure = self._ends(path, start, True)
            yield from _compared(ends, end, value, binding, sure)
        elif end is not None:
            if end[0] == '"' and not is_plain(end):
                raise _Unsure
            starts, sure = self._ends(path, end, False)
            for one in starts:
                yield {**binding, subject: one}, sure
        elif isinstance(path, str):
            for one, subjects in self._graph.inverse(path).items():
                for each in subjects:
                    self._left -= 1
                    yield {**binding, subject: each, value: one}, is_plain(one)
        else:
            raise _Unsure

    def _by_any(
        self, start: str | None, path: Any, end: str | None, value: str, binding: Binding
    ) -> Iterator[tuple[Binding, bool]]:
        """The predicate is a variable: any, or ``("any", variable, predicates)``."""
        if start is None:
            raise _Unsure
        node = self._graph.nodes.get(start, {})
        name, among = (path, None) if isinstance(path, str) else path[1:]
        known = binding.get(name)
        for predicate in (node if among is None else among) if known is None else (known,):
            if predicate in node and (among is None or predicate in among):
                below = binding if known is not None else {**binding, name: predicate}
                yield from _compared(node[predicate], end, value, below, True)

    def _ends(self, path: Any, node: str, forward: bool) -> tuple[Any, bool]:
        """The other ends of a path, and whether each is there as often as SPARQL counts it."""
        if isinstance(path, str):
            if forward:
                return self._graph.objects(node, path), True
            return self._graph.inverse(path).get(node, ()), True
        sign, parts = path
        if sign == "^":
            return self._ends(parts[0], node, not forward)
        if sign == "+":
            reached: dict[str, None] = {}
            todo = [node]
            while todo:
                self._left -= 1
                for one in self._ends(parts[0], todo.pop(), forward)[0]:
                    if one not in reached:
                        reached[one] = None
                        todo.append(one)
            return list(reached), True
        found: list[str] = []
        if sign == "|":
            for part in parts:
                found += self._ends(part, node, forward)[0]
        else:
            found = [node]
            for part in parts if forward else reversed(parts):
                found = [end for one in found for end in self._ends(part, one, forward)[0]]
        return found, len(found) == len(set(found))


def _first(path: Any) -> tuple[str, ...]:
    """The predicates one of which a node needs for a path to lead on from it; none if that cannot be told."""
    if isinstance(path, str):
        return (path,) if path[0] == "<" else ()
    sign, parts = path[:2]
    if sign == "|" and all(isinstance(one, str) for one in parts):
        return tuple(parts)
    return _first(parts[0]) if sign in ("/", "+") else ()


def _compared(ends: Any, wanted: str | None, name: str, binding: Binding, sure: bool) -> Iterator[tuple[Binding, bool]]:
    if wanted is None:
        if len(ends) > 1 and sum(not is_plain(one) for one in ends) > 1:
            sure = False
        for one in ends:
            yield {**binding, name: one}, sure
    elif wanted in ends:
        yield binding, sure
    elif wanted[0] == '"' and wanted[-1] == ">" and any(one[0] == '"' and one[-1] == ">" for one in ends):
        # 1 and 01 are one term to an engine that keeps numbers as numbers
        yield binding, False
