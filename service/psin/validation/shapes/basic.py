"""Constraint components that look at one value, or at the values of one property, at a time.

Source: SHACL, sections 4.1 to 4.5 and 4.8. Each function makes the constraint from the terms in the shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ...errors import ShapesError
from ...lazily import lazy
from ...turtle import terms
from ...vocabulary.namespaces import SH
from .graph import TYPE, Graph
from .model import Hit, Pairs, Shape
from .run import Run
from .values import is_less, is_well_formed

#: A test of one value over a graph.
Test = Callable[[Graph, str], bool]

#: Hits are many where shapes are alternatives, so they are made without looking at the names of their parts.
_new = tuple.__new__
_NODE_KINDS = {
    "IRI": "<",
    "BlankNode": "_",
    "Literal": '"',
    "BlankNodeOrIRI": "<_",
    "BlankNodeOrLiteral": '_"',
    "IRIOrLiteral": '<"',
}


def component(name: str) -> str:
    return f"<{SH}{name}ConstraintComponent>"


class EachValue:
    """Every value that fails the test is reported."""

    def __init__(self, component: str, test: Test) -> None:
        self.component = component
        self.test = test

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        graph, test = run.graph, self.test
        for focus, values in pairs:
            for value in values:
                if not test(graph, value):
                    yield _new(Hit, (focus, value, None, None))


class AllValues:
    """The focus node is reported, without a value, if its values together fail the test."""

    def __init__(self, component: str, test: Callable[[Graph, str, Sequence[str]], bool]) -> None:
        self.component = component
        self.test = test

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        graph, test = run.graph, self.test
        for focus, values in pairs:
            if not test(graph, focus, values):
                yield _new(Hit, (focus, None, None, None))


class PerValue:
    """The function gives the values to report; a focus node is reported once for each."""

    def __init__(self, component: str, wrong: Callable[[Graph, str, Sequence[str]], Iterable[str]]) -> None:
        self.component = component
        self.wrong = wrong

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        for focus, values in pairs:
            for value in self.wrong(run.graph, focus, values):
                yield Hit(focus, value)


def class_(term: str) -> EachValue:
    return EachValue(
        component("Class"), lambda graph, value: not graph.subclasses(term).isdisjoint(graph.objects(value, TYPE))
    )


def datatype(term: str) -> EachValue:
    wanted, ending = term[1:-1], f'"^^{term}'

    def test(_: Graph, value: str) -> bool:
        if value[-1] == ">":  # so does an IRI, which has no quotation mark in it
            return value.endswith(ending) and is_well_formed(value)
        return value[0] == '"' and terms.parts(value).datatype == wanted

    return EachValue(component("Datatype"), test)


def node_kind(term: str) -> EachValue:
    signs = _NODE_KINDS.get(term[1:-1].removeprefix(SH))
    if signs is None:
        raise ShapesError(f"{term} is not a kind of node.", f"Kinds are: {', '.join(_NODE_KINDS)}.")
    return EachValue(component("NodeKind"), lambda _, value: value[0] in signs)


def min_count(term: str) -> AllValues:
    least = whole_number(term)
    return AllValues(component("MinCount"), lambda _graph, _focus, values: len(values) >= least)


def max_count(term: str) -> AllValues:
    most = whole_number(term)
    return AllValues(component("MaxCount"), lambda _graph, _focus, values: len(values) <= most)


def value_range(name: str, term: str) -> EachValue:
    """minExclusive, minInclusive, maxExclusive, maxInclusive."""
    or_equal = name.endswith("Inclusive")

    def test(_: Graph, value: str) -> bool:
        low, high = (term, value) if name.startswith("min") else (value, term)
        return is_less(low, high, or_equal=or_equal) is True

    return EachValue(component(name[0].upper() + name[1:]), test)


def min_length(term: str) -> EachValue:
    least = whole_number(term)
    return EachValue(component("MinLength"), lambda _, value: value[0] != "_" and len(terms.value(value)) >= least)


def max_length(term: str) -> EachValue:
    most = whole_number(term)
    return EachValue(component("MaxLength"), lambda _, value: value[0] != "_" and len(terms.value(value)) <= most)


def pattern(text: str, flags: str) -> EachValue:
    """The expression is one of Python's, as ``expression.translated`` makes it."""
    search = lazy(text, flags)
    return EachValue(
        component("Pattern"), lambda _, value: value[0] != "_" and search.search(terms.value(value)) is not None
    )


def language_in(languages: Sequence[str]) -> EachValue:
    ranges = [terms.value(one).lower() for one in languages]

    def test(_: Graph, value: str) -> bool:
        tag = terms.parts(value).language if value[0] == '"' else None
        return bool(tag) and any(one == "*" or tag == one or tag.startswith(f"{one}-") for one in ranges)

    return EachValue(component("LanguageIn"), test)


def in_(members: Sequence[str]) -> EachValue:
    allowed = frozenset(members)
    return EachValue(component("In"), lambda _, value: value in allowed)


def has_value(term: str) -> AllValues:
    return AllValues(component("HasValue"), lambda _graph, _focus, values: term in values)


class UniqueLanguage:
    component = component("UniqueLang")

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        for focus, values in pairs:
            seen: dict[str, int] = {}
            for value in values:
                tag = terms.parts(value).language if value[0] == '"' else None
                if tag:
                    seen[tag] = seen.get(tag, 0) + 1
            for count in seen.values():
                if count > 1:
                    yield Hit(focus)


def equals(predicate: str) -> PerValue:
    def wrong(graph: Graph, focus: str, values: Sequence[str]) -> Iterable[str]:
        others = graph.objects(focus, predicate)
        yield from (value for value in values if value not in others)
        yield from (other for other in others if other not in values)

    return PerValue(component("Equals"), wrong)


def disjoint(predicate: str) -> PerValue:
    def wrong(graph: Graph, focus: str, values: Sequence[str]) -> Iterable[str]:
        others = graph.objects(focus, predicate)
        return (value for value in values if value in others)

    return PerValue(component("Disjoint"), wrong)


def less_than(predicate: str, *, or_equal: bool) -> PerValue:
    def wrong(graph: Graph, focus: str, values: Sequence[str]) -> Iterable[str]:
        others = graph.objects(focus, predicate)
        return (value for value in values for other in others if not is_less(value, other, or_equal=or_equal))

    return PerValue(component("LessThanOrEquals" if or_equal else "LessThan"), wrong)


class Closed:
    """``allowed`` are the predicates a focus node may have."""

    component = component("Closed")

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = allowed

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        for focus, values in pairs:
            for node in values:
                for predicate, objects in run.graph.nodes.get(node, {}).items():
                    if predicate not in self.allowed:
                        yield from (Hit(focus, value, predicate) for value in objects)


def whole_number(term: str) -> int:
    try:
        return int(terms.value(term))
    except ValueError:
        raise ShapesError(f"{term} is not a whole number.") from None
