"""Findings as plain tuples and back, for the cache and between processes."""

from __future__ import annotations

from typing import Any

from .findings import Edit, Finding, Place, Severity, Words

_TUPLES = {kind.__name__: kind for kind in (Edit, Place, Words)}
_NAMES = Finding._fields


def to_plain(findings: tuple[Finding, ...]) -> list[Any]:
    return [[_plain(getattr(one, name)) for name in _NAMES] for one in findings]


def from_plain(rows: list[Any]) -> tuple[Finding, ...]:
    return tuple(Finding(**dict(zip(_NAMES, map(_restored, row), strict=True))) for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, Severity):
        return ("Severity", value.value)
    if isinstance(value, tuple):
        name = type(value).__name__
        return (name if name in _TUPLES else "", *map(_plain, value))
    return value


def _restored(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    name, *rest = value
    if name == "Severity":
        return Severity(rest[0])
    restored = tuple(map(_restored, rest))
    return _TUPLES[name]._make(restored) if name else restored
