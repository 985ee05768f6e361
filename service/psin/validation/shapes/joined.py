"""Queries that compare the focus node with records that nothing joins to it: those records by the value compared.

Looked at one by one for each focus node, time would grow with the square of the records. Source: SPARQL 1.1, section
18.5 (join).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...light import TYPE_CHECKING, Record
from .steps import Unsure

if TYPE_CHECKING:
    from typing import Any

    from .steps import Binding, Step

    Value = Callable[[Binding], Any]


class Plan(Record):
    """A group in three parts: what comes ``before`` the records, their ``triples``, and what is left ``after`` the join.

    ``shared`` variables have their values before; ``own`` is the value compared of a record, ``known`` the one before.
    """

    before: tuple[Any, ...]
    triples: tuple[Any, ...]
    after: tuple[Any, ...]
    shared: tuple[str, ...]
    own: Any
    known: Any


def planned(group: tuple[Any, ...]) -> Plan | None:
    """How to join a group; None for one that compares no such records."""
    surely = {"?this"}
    for at, element in enumerate(group):
        if element[0] == "triple" and element[1][0] == "?" and element[1] not in surely and "?this" not in element:
            return _at(group, at, surely)
        if element[0] == "triple":
            surely.update(one for one in (element[1], element[2], element[3]) if isinstance(one, str) and one[0] == "?")
        elif element[0] == "bind":
            surely.add(element[1])
        elif element[0] != "filter":
            return None
    return None


def _at(group: tuple[Any, ...], at: int, surely: set[str]) -> Plan | None:
    end = next((n for n in range(at, len(group)) if group[n][0] not in ("triple", "filter")), len(group))
    triples = tuple(one for one in group[at:end] if one[0] == "triple")
    if any(not isinstance(one[2], str) and one[2][0] == "any" or one[2][0] == "?" for one in triples):
        return None
    names = {part for one in triples for part in (one[1], one[3]) if part[0] == "?"}
    if "?this" in names:
        return None
    shared, fresh = tuple(sorted(names & surely)), names - surely
    for one in group[at:end]:
        if one[0] == "filter" and one[1][0] == "=":
            for own, known in (one[1][1:], one[1][:0:-1]):
                if _variables(own) and _variables(own) <= fresh and _variables(known) <= surely:
                    after = tuple(each for each in group[at:] if each not in triples)
                    return Plan(group[:at], triples, after, shared, own, known)
    return None


def _variables(expression: Any) -> set[str]:
    """The variables of an expression; one with groups in it mentions what nobody binds."""
    if isinstance(expression, str):
        return {expression}
    if expression[0] in ("text", "number", "boolean", "term"):
        return set()
    if expression[0] in ("exists", "in", "among"):
        return {""}
    return {name for part in expression[1:] for name in _variables(part)}


class Joined:
    """The records of a plan by their value; ``own`` gives that of a record, ``known`` the one that it is compared with."""

    def __init__(self, plan: Plan, records: Iterable[tuple[Binding, bool]], own: Value, known: Value) -> None:
        self._plan, self._known = plan, known
        #: those whose value is no plain text may equal anything
        self._loose: list[tuple[Binding, bool]] = []
        self._by_value: dict[tuple[str, ...], list[tuple[Binding, bool]]] = {}
        for binding, sure in records:
            value = own(binding)
            if type(value) is str:
                key = (value, *(binding[name] for name in plan.shared))
                self._by_value.setdefault(key, []).append((binding, sure))
            else:
                self._loose.append((binding, sure))

    def then(self, after: Step) -> Step:
        """The step from a binding of the group's first part to the records that may join it, still to be filtered."""

        def step(binding: Binding, sure: bool) -> bool:
            plan = self._plan
            value, shared = self._known(binding), [binding[name] for name in plan.shared]
            if type(value) is not str or any(one[0] != "<" for one in shared):
                raise Unsure
            loose = [one for one in self._loose if all(one[0][name] == binding[name] for name in plan.shared)]
            records = (*self._by_value.get((value, *shared), ()), *loose)
            return any(after({**own, **binding}, sure and also) for own, also in records)

        return step
