"""A group of a SPARQL constraint as functions, made once and then followed for many bindings.

Each element of a group is a step that is told a binding and whether it is sure; it extends the binding, passes it on to
the step behind it for each way to go on, and takes back what it has added. The last step is told every solution. A step
returns True to say that nobody needs more of them. Source: SPARQL 1.1, section 18 (algebra).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...light import TYPE_CHECKING
from ...turtle import terms
from .expressions import ERROR, UNKNOWN, Term, compiled, is_plain
from .graph import Graph

if TYPE_CHECKING:
    from typing import Any

    Step = Callable[["Binding", bool], Any]

#: Terms by variable, which begins with a question mark.
Binding = dict[str, str]


class Unsure(Exception):
    """Only the engine can tell, or it joins what is left better."""


class Solver:
    """Makes steps over a graph; they raise Unsure when ``left``, the number of steps to be taken, is used up."""

    def __init__(self, graph: Graph, left: int) -> None:
        self._graph = graph
        self.left = left

    def steps(self, group: tuple[Any, ...], then: Step) -> Step:
        for element in reversed(group):
            then = self._step(element, then)
        return then

    def solutions(self, group: tuple[Any, ...]) -> list[tuple[Binding, bool]]:
        found: list[tuple[Binding, bool]] = []
        self.steps(group, _into(found))({}, True)
        return found

    def value(self, expression: Any) -> Callable[[Binding], Any]:
        return compiled(expression, self._exists)

    def term(self, expression: Any) -> Callable[[Binding], str | None]:
        """The value of an expression as a term; None for an error."""
        value = self.value(expression)

        def term(binding: Binding) -> str | None:
            found = value(binding)
            if found is ERROR:
                return None
            if isinstance(found, Term):
                return str(found)
            if type(found) is not str:
                raise Unsure
            return terms.quote(found)

        return term

    def _exists(self, group: tuple[Any, ...]) -> Callable[[Binding], Any]:
        doubts: list[bool] = []
        steps: list[Step] = []

        def enough(_: Binding, sure: bool) -> bool:
            doubts.append(True)
            return sure

        def exists(binding: Binding) -> Any:
            if not steps:  # few are ever asked
                steps.append(self.steps(group, enough))
            doubts.clear()
            return True if steps[0](binding, True) else UNKNOWN if doubts else False

        return exists

    def _step(self, element: tuple[Any, ...], then: Step) -> Step:
        kind = element[0]
        if kind == "filter":
            return self._filter(element[1], then)
        if kind == "triple":
            return self._triple(element[1], element[2], element[3], then)
        if kind == "optional":
            return self._optional(element[1], then)
        if kind == "union":
            return self._union([self.steps(branch, then) for branch in element[1]])
        return self._bind(element[1], element[2], then)

    def _filter(self, expression: Any, then: Step) -> Step:
        value = self.value(expression)

        def step(binding: Binding, sure: bool) -> Any:
            found = value(binding)
            if found is True:
                return then(binding, sure)
            return False if found is False or found is ERROR else then(binding, False)

        return step

    def _union(self, branches: list[Step]) -> Step:
        return lambda binding, sure: any(branch(binding, sure) for branch in branches)

    def _bind(self, name: str, expression: Any, then: Step) -> Step:
        value = self.term(expression)

        def step(binding: Binding, sure: bool) -> Any:
            term = value(binding)
            return then(binding, sure) if term is None else _each(binding, name, (term,), sure, then)

        return step

    def _optional(self, group: tuple[Any, ...], then: Step) -> Step:
        found: list[tuple[Binding, bool]] = []
        inner = self.steps(group, _into(found))

        def step(binding: Binding, sure: bool) -> Any:
            found.clear()
            inner(binding, True)
            ways = found.copy()
            if not any(also for _, also in ways):
                ways.append((binding, not ways))
            return any(then(one, sure and also) for one, also in ways)

        return step

    def _triple(self, subject: str, path: Any, value: str, then: Step) -> Step:
        if path[0] == "?" or path[0] == "any":
            return self._any(subject, path, value, then)
        if isinstance(path, str):
            return self._said(subject, path, value, then)
        return self._along(subject, path, value, then)

    def _said(self, subject: str, predicate: str, value: str, then: Step) -> Step:
        """A triple with a predicate."""
        graph, nodes = self._graph, self._graph.nodes
        subject_varies, value_varies = subject[0] == "?", value[0] == "?"

        def step(binding: Binding, sure: bool) -> Any:
            self.left -= 1
            if self.left < 0:
                raise Unsure
            start = binding.get(subject) if subject_varies else subject
            end = binding.get(value) if value_varies else value
            if start is not None:
                node = nodes.get(start)
                ends = node.get(predicate) if node else None
                return _reached(binding, value, ends, end, sure, then) if ends else False
            if end is not None:
                return _each(binding, subject, _starts(graph, predicate, end), sure, then)
            for one, subjects in graph.inverse(predicate).items():
                self.left -= len(subjects)
                binding[value] = one
                if _each(binding, subject, subjects, sure and is_plain(one), then):
                    del binding[value]
                    return True
                del binding[value]
            return False

        return step

    def _along(self, subject: str, path: Any, value: str, then: Step) -> Step:
        """A triple with a path of several predicates."""

        def step(binding: Binding, sure: bool) -> Any:
            self.left -= 1
            if self.left < 0:
                raise Unsure
            start = binding.get(subject) if subject[0] == "?" else subject
            end = binding.get(value) if value[0] == "?" else value
            if start is not None:
                ends, once = self._ends(path, start, True)
                return _reached(binding, value, ends, end, sure and once, then)
            if end is None or (end[0] == '"' and not is_plain(end)):
                raise Unsure
            starts, once = self._ends(path, end, False)
            return _each(binding, subject, starts, sure and once, then)

        return step

    def _any(self, subject: str, path: Any, value: str, then: Step) -> Step:
        """The predicate is a variable: any, or ``("any", variable, predicates)``."""
        nodes = self._graph.nodes
        name, among = (path, None) if isinstance(path, str) else path[1:]

        def step(binding: Binding, sure: bool) -> Any:
            self.left -= 1
            start = binding.get(subject) if subject[0] == "?" else subject
            end = binding.get(value) if value[0] == "?" else value
            if start is None or self.left < 0:
                raise Unsure
            node, known = nodes.get(start, {}), binding.get(name)
            for predicate in (node if among is None else among) if known is None else (known,):
                if predicate in node and (among is None or predicate in among):
                    binding[name] = predicate
                    stop = _reached(binding, value, node[predicate], end, sure, then)
                    if known is None:
                        del binding[name]
                    if stop:
                        return True
            return False

        return step

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
                self.left -= 1
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


def _into(found: list[tuple[Binding, bool]]) -> Step:
    return lambda binding, sure: found.append((dict(binding), sure))


def _each(binding: Binding, name: str, ends: Iterable[str], sure: bool, then: Step) -> bool:
    """Goes on with each of the terms as the value of a variable that has none yet."""
    stop = False
    for one in ends:
        binding[name] = one
        if then(binding, sure):
            stop = True
            break
    binding.pop(name, None)
    return stop


def _starts(graph: Graph, predicate: str, end: str) -> Iterable[str]:
    if end[0] == '"' and not is_plain(end):
        raise Unsure
    return graph.inverse(predicate).get(end, ())


def _reached(binding: Binding, name: str, ends: Any, wanted: str | None, sure: bool, then: Step) -> Any:
    """Goes on with the ends of a path, or with the one of them that is wanted."""
    if wanted is None:
        if len(ends) > 1 and sum(not is_plain(one) for one in ends) > 1:
            sure = False
        return _each(binding, name, ends, sure, then)
    if wanted in ends:
        return then(binding, sure)
    if wanted[0] == '"' and wanted[-1] == ">" and any(one[0] == '"' and one[-1] == ">" for one in ends):
        # 1 and 01 are one term to an engine that keeps numbers as numbers
        return then(binding, False)
    return False
