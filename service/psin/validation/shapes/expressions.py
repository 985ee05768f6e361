"""Expressions of SPARQL as far as their value is beyond doubt; everything else is UNKNOWN.

Source: SPARQL 1.1, section 17. Values are terms (N-Triples, as ``Term``), plain texts, whole numbers and truth values; ERROR
stands for what SPARQL calls an error.
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

    Exists = Callable[[Any, Any], Any]

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


def as_value(value: Any) -> Any:
    """True, False or UNKNOWN for what a filter makes of a value; an error is False."""
    if isinstance(value, bool):
        return value
    return False if value is ERROR else UNKNOWN


def evaluate(expression: Any, binding: Mapping[str, str], exists: Exists) -> Any:
    """The value of an expression as ``algebra`` writes it."""
    if isinstance(expression, str):
        term = binding.get(expression)
        return ERROR if term is None else _value_of(term)
    name = expression[0]
    if name == "term":
        return Term(expression[1])
    if name in ("text", "number", "boolean"):
        return expression[1]
    if name == "exists":
        return exists(expression[1], binding)
    if name == "BOUND":
        return expression[1] in binding
    if name in ("||", "&&"):
        return _logical(name == "||", expression, binding, exists)
    if name == "among":
        value = evaluate(expression[1], binding, exists)
        return value in expression[2] if isinstance(value, Term) and value[0] == "<" else UNKNOWN
    if name == "in":
        return _among(
            evaluate(expression[1], binding, exists), [evaluate(one, binding, exists) for one in expression[2]]
        )
    arguments = [evaluate(one, binding, exists) for one in expression[1:]]
    if name == "COALESCE":
        return next((one for one in arguments if one is not ERROR), ERROR)
    if UNKNOWN in arguments or ERROR in arguments:
        return UNKNOWN if UNKNOWN in arguments else ERROR
    return _OPERATIONS[name](*arguments)


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


def _logical(is_or: bool, expression: Any, binding: Mapping[str, str], exists: Exists) -> Any:
    left = as_condition(evaluate(expression[1], binding, exists))
    if left is is_or:
        return left
    right = as_condition(evaluate(expression[2], binding, exists))
    if right is is_or:
        return right
    for doubt in (UNKNOWN, ERROR):
        if doubt in (left, right):
            return doubt
    return not is_or


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
