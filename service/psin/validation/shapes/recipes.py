"""Constraints as plain tuples, from which they are made: what compiling finds out, in a form that can be kept.

Source: SHACL, section 4. A recipe is the name of its maker and the maker's arguments; shapes stand in it by their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...light import TYPE_CHECKING
from . import basic, nested
from .bound import BoundQuery
from .model import Constraint, Shape
from .sparql import SparqlAsk, SparqlSelect

if TYPE_CHECKING:
    from typing import Any

    from .algebra import Query

    Recipe = tuple[Any, ...]
    #: From the id of a shape to the shape.
    Find = Callable[[str], Shape]


VALUES: dict[str, Callable[[str], Constraint]] = {
    "class": basic.class_,
    "datatype": basic.datatype,
    "nodeKind": basic.node_kind,
    "minCount": basic.min_count,
    "maxCount": basic.max_count,
    "minExclusive": lambda term: basic.value_range("minExclusive", term),
    "minInclusive": lambda term: basic.value_range("minInclusive", term),
    "maxExclusive": lambda term: basic.value_range("maxExclusive", term),
    "maxInclusive": lambda term: basic.value_range("maxInclusive", term),
    "minLength": basic.min_length,
    "maxLength": basic.max_length,
    "equals": basic.equals,
    "disjoint": basic.disjoint,
    "lessThan": lambda term: basic.less_than(term, or_equal=False),
    "lessThanOrEquals": lambda term: basic.less_than(term, or_equal=True),
    "hasValue": basic.has_value,
}
LISTS: dict[str, Callable[[Sequence[str]], Constraint]] = {"in": basic.in_, "languageIn": basic.language_in}
SHAPES: dict[str, Callable[[Shape], Constraint]] = {"node": nested.node, "not": nested.not_}
SHAPE_LISTS: dict[str, Callable[[Sequence[Shape]], Constraint]] = {
    "and": nested.and_,
    "or": nested.or_,
    "xone": nested.xone,
}


_OF_VALUES = frozenset(
    "class datatype nodeKind minExclusive minInclusive maxExclusive maxInclusive minLength maxLength pattern disjoint "
    "lessThan lessThanOrEquals in languageIn uniqueLang node not and or xone".split()
)


def make(recipe: Recipe, find: Find) -> Constraint:
    """The constraint of a recipe. Raises ShapesError for arguments that make none."""
    name, *arguments = recipe
    if name in VALUES:
        return VALUES[name](*arguments)
    if name in LISTS:
        return LISTS[name](*arguments)
    return _MAKERS[name](find, *arguments)


def judges_values(recipe: Recipe) -> bool:
    """Whether the constraint of a recipe is kept wherever there are no values at all, as it looks at those alone."""
    name, *rest = recipe
    return name in _OF_VALUES or (name == "maxCount" and basic.whole_number(rest[0]) >= 0)


def query(
    kind: str, component: str, bound: BoundQuery, messages: tuple[str, ...] | None, constants: Mapping[str, str]
) -> Recipe:
    """Recipe of a constraint written in SPARQL; ``kind`` is select or ask."""
    from . import algebra  # compiled shapes do without

    plain = algebra.read(bound.text) if kind == "select" and not bound.one_by_one else None
    return kind, component, bound.text, bound.one_by_one, messages, dict(constants), plain


def _closed(_: Find, allowed: Sequence[str]) -> Constraint:
    return basic.Closed(frozenset(allowed))


def _qualified(maker: Callable[[Shape, Sequence[Shape], int], Constraint]) -> Callable[..., Constraint]:
    return lambda find, shape, siblings, number: maker(find(shape), [find(one) for one in siblings], number)


def _asked(kind: type[SparqlSelect] | type[SparqlAsk]) -> Callable[..., Constraint]:
    def made(
        _: Find,
        component: str,
        text: str,
        alone: bool,
        messages: tuple[str, ...] | None,
        constants: dict[str, str],
        plain: Query | None,
    ) -> Constraint:
        return kind(component, BoundQuery(text, alone, plain), messages, constants)

    return made


_MAKERS: dict[str, Callable[..., Constraint]] = {
    **{name: lambda find, one, maker=maker: maker(find(one)) for name, maker in SHAPES.items()},
    **{name: lambda find, ids, maker=maker: maker([find(one) for one in ids]) for name, maker in SHAPE_LISTS.items()},
    "pattern": lambda _, text, flags: basic.pattern(text, flags),
    "uniqueLang": lambda _: basic.UniqueLanguage(),
    "closed": _closed,
    "qualifiedMinCount": _qualified(nested.qualified_min_count),
    "qualifiedMaxCount": _qualified(nested.qualified_max_count),
    "select": _asked(SparqlSelect),
    "ask": _asked(SparqlAsk),
}
