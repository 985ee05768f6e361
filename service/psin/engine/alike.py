"""Queries that differ only in IRIs and whole numbers need to be looked at once.

The shape of a query is its text with every IRI of an everyday kind and every number that stands by itself put as one and
the same. Both hold no quote, bracket, blank, backslash or line end. So reading the text and its shape from left to right,
the lexer is in the same state before each of them, and after each of them: an IRI is one token in both, or a part of a
string or comment. Only where ``<`` is an operator would it matter what follows; then ``http:`` is a prefixed name, which
is refused unless it is declared, and texts with ``http`` outside of such an IRI have no shape.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from .inspection import Inspected, inspect, kind_of

_IRI = re.compile(r"<https?://[A-Za-z0-9/._~#%\-]*>")
_NUMBER = re.compile(r"(?<=[ \t\n])[0-9]{1,18}(?=[ \t\n)}]|\Z)")
#: Characters of a query whose shape is remembered.
_SHORT = 8_192


@lru_cache(maxsize=16)
def shape_of(query: str) -> str | None:
    """The shape of a query of moderate length, if it has one."""
    shape, number = _IRI.subn("<http://e>", query)
    return _NUMBER.sub("1", shape) if shape.count("http") == number else None


def inspect_alike(query: str, text_bytes: int, depth: int) -> Inspected:
    """As ``inspect``, but what is known of the group pattern may be left out."""
    shape = shape_of(query) if len(query) <= min(_SHORT, text_bytes // 4) else None
    if shape is not None:
        known = _inspected(shape, text_bytes, depth)
        if known is not None:
            return known
    return inspect(query, text_bytes, depth)


def kind_alike(query: str) -> str:
    """As ``kind_of``."""
    shape = shape_of(query) if len(query) <= _SHORT else None
    return _kind(shape) if shape is not None else kind_of(query)


@lru_cache(maxsize=512)
def _inspected(shape: str, text_bytes: int, depth: int) -> Inspected | None:
    """None for a shape whose queries have to be looked at one by one: with mistakes, FROM, or a ``*`` at some offset."""
    try:
        found = inspect(shape, text_bytes, depth)
    except Exception:  # whatever is wrong is told with its place in the query itself
        return None
    return replace(found, group=None) if found.star is None and found.default_graphs is None else None


_kind = lru_cache(maxsize=512)(kind_of)
