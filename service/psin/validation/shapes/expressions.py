"""Expressions of SPARQL as functions, as far as their value is beyond doubt; everything else is UNKNOWN.

Source: SPARQL 1.1, section 17. Values are terms (N-Triples, as ``Term``), plain texts, whole numbers and truth values; ERROR
stands for what SPARQL calls an error. Each expression is looked at once and then asked for many bindings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import lru_cache

from ...lazily import lazy
from ...light import TYPE_CHECKING
from ...turtle import terms
from ...vocabulary.namespaces import XSD

if TYPE_CHECKING:
    import re
    from typing import Any

    #: From a binding, terms by variable, to a value.
    Value = Callable[[Mapping[str, str]], Any]
    #: From a group to the function that tells of a binding whether the group has a solution.
    Exists = Callable[[Any], Value]

UNKNOWN, ERROR = object(), object()
_INTEGER = f"^^<{XSD}integer>"
_BOOLEANS = {f'"true"^^<{XSD}boolean>': True, f'"false"^^<{XSD}boolean>': False}
_DATES = tuple(f"^^<{XSD}{name}>" for name in ("date", "gYear", "gYearMonth"))
#: Scripts whose small letters no version of Unicode and no neighbour changes, as a capital sigma does.
_LETTERS = lazy(
    r"[\u0000-\u012f\u0131-\u024f\u0370-\u03a2\u03a4-\u03ff\u0400-\u045f\u0531-\u06ff\u0900-\u0e5b"
    r"\u1e00-\u206f\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*"
)


class Term(str):
    """A term, so that an IRI is not taken for a text."""

    __slots__ = ()


class Start(str):
    """The beginning of a text whose rest is not known."""

    __slots__ = ()


def is_plain(term: str) -> bool:
    """Whether the term has one spelling only, whatever keeps it."""
    if term[0] != '"' or term[-1] != ">":
        return True
    return term in _BOOLEANS or _date_of(term) is not None


def compiled(expression: Any, exists: Exists) -> Value:
    """The function that gives the value of an expression as ``algebra`` writes it."""
    if isinstance(expression, str):
        return lambda binding: ERROR if (term := binding.get(expression)) is None else _value_of(term)
    name = expression[0]
    if name in ("term", "text", "number", "boolean"):
        constant = Term(expression[1]) if name == "term" else expression[1]
        return lambda _: constant
    if name == "exists":
        return exists(expression[1])
    if name == "BOUND":
        variable = expression[1]
        return lambda binding: variable in binding
    arguments = [
        compiled(one, exists) for one in (expression[2] if name == "in" else expression[1:]) if name != "among"
    ]
    if name in ("||", "&&"):
        return _logical(name == "||", *arguments)
    if name == "among":
        return _one_of(compiled(expression[1], exists), frozenset(expression[2][1:]))
    if name == "in":
        value = compiled(expression[1], exists)
        return lambda binding: _among(value(binding), [one(binding) for one in arguments])
    if name == "COALESCE":
        return lambda binding: next((found for one in arguments if (found := one(binding)) is not ERROR), ERROR)
    if name == "NOW":
        now = _now()  # the same throughout a query
        return lambda _: now
    if name == "STR" and isinstance(expression[1], str):
        return _text_of(expression[1])
    return _applied(_OPERATIONS[name], arguments)


def _applied(operation: Callable[..., Any], arguments: list[Value]) -> Value:
    """An operation that neither an error nor what is not known goes into."""
    if len(arguments) == 2:
        left, right = arguments

        def of_two(binding: Mapping[str, str]) -> Any:
            one, other = left(binding), right(binding)
            if one is UNKNOWN or other is UNKNOWN:
                return UNKNOWN
            return ERROR if one is ERROR or other is ERROR else operation(one, other)

        return of_two

    def of_many(binding: Mapping[str, str]) -> Any:
        values = [one(binding) for one in arguments]
        if UNKNOWN in values or ERROR in values:
            return UNKNOWN if UNKNOWN in values else ERROR
        return operation(*values)

    return of_many


def _text_of(variable: str) -> Value:
    """STR of a variable."""

    def text(binding: Mapping[str, str]) -> Any:
        term = binding.get(variable)
        if term is None:
            return ERROR
        if term[0] == "<":
            return term[1:-1]
        value = _value_of(term)
        return value if value is UNKNOWN else _text(value)

    return text


def _one_of(value: Value, members: frozenset[str]) -> Value:
    def among(binding: Mapping[str, str]) -> Any:
        found = value(binding)
        return found in members if isinstance(found, Term) and found[0] == "<" else UNKNOWN

    return among


def _value_of(term: str) -> Any:
    if term[0] != '"':
        return Term(term)
    if term[-1] == '"':
        return terms.value(term)
    if term in _BOOLEANS:
        return _BOOLEANS[term]
    if term.endswith(_INTEGER):
        text = term[1 : -len(_INTEGER) - 1]
        return int(text) if text.isdigit() and text.isascii() and len(text) < 10 else UNKNOWN
    return Term(term)


def _logical(is_or: bool, one: Value, other: Value) -> Value:
    def decide(binding: Mapping[str, str]) -> Any:
        left = as_condition(one(binding))
        if left is is_or:
            return left
        right = as_condition(other(binding))
        if right is is_or:
            return right
        for doubt in (UNKNOWN, ERROR):
            if doubt in (left, right):
                return doubt
        return not is_or

    return decide


def as_condition(value: Any) -> Any:
    """The truth of a value, where it is one that stands for itself."""
    return value if isinstance(value, bool) or value is ERROR else UNKNOWN


def _among(value: Any, members: list[Any]) -> Any:
    found = [
        _equal(value, one) if UNKNOWN not in (value, one) and ERROR not in (value, one) else UNKNOWN for one in members
    ]
    return True if True in found else UNKNOWN if UNKNOWN in found else False


def _equal(one: Any, other: Any) -> Any:
    if isinstance(one, Term) and isinstance(other, Term):
        if one[0] != '"' and other[0] != '"':
            return str(one) == str(other)
        return False if one[0] != other[0] else UNKNOWN
    if type(one) is type(other) and isinstance(one, (str, int)) and not isinstance(one, Start):
        return one == other
    return UNKNOWN


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    def compare(one: Any, other: Any) -> Any:
        return test(one, other) if type(one) is type(other) and type(one) in (str, int) else UNKNOWN

    return compare


def _not(value: Any) -> Any:
    return not value if isinstance(value, bool) else UNKNOWN


def _unequal(one: Any, other: Any) -> Any:
    return _not(_equal(one, other))


def _sum(sign: int) -> Callable[[Any, Any], Any]:
    return lambda one, other: one + sign * other if type(one) is int and type(other) is int else UNKNOWN


def _text(value: Any) -> Any:
    """STR."""
    if isinstance(value, Term):
        if value[0] == "<":
            return value[1:-1]
        if value[0] == '"':
            if value[-1] != ">":
                return terms.value(value)
            date = _date_of(value)
            return UNKNOWN if date is None else date
        return UNKNOWN
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else value


def _date_of(term: str) -> str | None:
    """The text of a date in its only spelling."""
    for ending in _DATES:
        if term.endswith(ending):
            text = term[1 : -len(ending) - 1]
            digits = text.replace("-", "")
            if (
                text.isascii()
                and digits.isdigit()
                and text[:1] not in "0-"
                and len(digits) == len(text) - (len(text) - 4) // 3
            ):
                return text if len(text) in (4, 7, 10) and text[4:5] in ("", "-") and text[7:8] in ("", "-") else None
    return None


def _part(text: Any, start: Any, length: Any = None) -> Any:
    """SUBSTR; characters count from 1."""
    if not isinstance(text, str) or isinstance(text, Term) or type(start) is not int or start < 1:
        return UNKNOWN
    if length is None:
        return UNKNOWN if isinstance(text, Start) else text[start - 1 :]
    if type(length) is not int or length < 0 or (isinstance(text, Start) and start - 1 + length > len(text)):
        return UNKNOWN
    return str(text[start - 1 : start - 1 + length])


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """For functions of texts only."""
    return lambda *texts: function(*texts) if all(type(one) is str for one in texts) else UNKNOWN


@lru_cache(200)
def _pattern(text: str) -> re.Pattern[str]:
    """In SPARQL "$" is the very end of a text."""
    return lazy(text.replace("$", r"\Z"))


def _matches(text: str, pattern: str) -> Any:
    return _pattern(pattern).search(text) is not None


def _replaced(text: str, pattern: str, by: str) -> Any:
    found = _pattern(pattern)
    if by not in ("", "$1") or found.match(""):
        return UNKNOWN
    return found.sub(lambda match: (match[1] or "") if by else "", text)


def _whole(text: Any) -> Any:
    """xsd:integer."""
    if type(text) is int:
        return text
    return int(text) if type(text) is str and text.isdigit() and text.isascii() and len(text) < 10 else UNKNOWN


def _now() -> Start:
    return Start(time.strftime("%Y-%m-%dT", time.gmtime()))


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "=": _equal,
    "!=": _unequal,
    "<": _ordered(lambda one, other: one < other),
    ">": _ordered(lambda one, other: one > other),
    "<=": _ordered(lambda one, other: one <= other),
    ">=": _ordered(lambda one, other: one >= other),
    "!": _not,
    "+": _sum(1),
    "-": _sum(-1),
    "CONCAT": _plain(lambda *texts: "".join(texts)),
    "INTEGER": _whole,
    "ISNUMERIC": lambda value: True if type(value) is int else UNKNOWN,
    "LANG": lambda value: (
        (terms.parts(value).language or "") if isinstance(value, Term) and value[0] == '"' else UNKNOWN
    ),
    "LCASE": lambda text: (
        text.lower() if type(text) is str and (text.isascii() or _LETTERS.fullmatch(text)) else UNKNOWN
    ),
    "NOW": _now,
    "REGEX": _plain(_matches),
    "REPLACE": _plain(_replaced),
    "STR": _text,
    "STRBEFORE": _plain(lambda text, sign: text.partition(sign)[0] if sign in text else ""),
    "STRLEN": lambda text: len(text) if type(text) is str else UNKNOWN,
    "STRSTARTS": _plain(lambda text, start: text.startswith(start)),
    "SUBSTR": _part,
    "YEAR": lambda value: int(value[:4]) if isinstance(value, Start) else UNKNOWN,
}
