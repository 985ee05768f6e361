"""What the project wants of validation, beside what this run found. A goal whose peers were not there is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..endpoint.report import Table, show

#: documents, measure, engine above the line, engine below it, wanted, and whether that is the least or the most
_GOALS = (
    ("1", "wall", "psin", "import pyoxigraph", 2.5, "most"),
    ("1", "wall", "pyshacl", "psin", 6.0, "least"),
    ("1", "wall", "pyrudof", "psin", 2.5, "least"),
    ("1", "wall", "psin, whole catalogue", "psin", 4.0, "most"),
    ("100", "wall", "pyshacl", "psin", 80.0, "least"),
    ("100", "wall", "pyrudof", "psin", 4.0, "least"),
    ("1000", "wall", "pyrudof", "psin", 3.0, "least"),
    ("10000", "wall", "jena", "psin", 2.5, "least"),
    ("10000", "memory", "psin", "pyrudof", 0.1, "most"),
)


def goals(data: Mapping[str, Mapping[str, Any]]) -> Table:
    rows = []
    for size, measure, above, below, wanted, bound in _GOALS:
        measured = data.get(size, {})
        if above in measured and below in measured:
            found = measured[above][measure] / measured[below][measure]
            met = found <= wanted if bound == "most" else found >= wanted
            goal = f"{int(size):,} documents, {measure}: {above} / {below}"
            rows.append([goal, f"at {bound} {wanted:g}", show(found), "yes" if met else "no"])
    return Table("Goals", ("goal", "wanted", "found", "met"), rows)
