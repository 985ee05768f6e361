"""Dates as the field gives them: a year, a month or a day, each with its datatype."""

from __future__ import annotations

import re

from ..vocabulary.namespaces import DCTERMS, PSIN, SCHEMA, XSD
from .shapes.values import is_well_formed

_FORMS = (
    ("gYear", re.compile(r"[0-9]{4}")),
    ("gYearMonth", re.compile(r"[0-9]{4}-[0-9]{2}")),
    ("date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")),
)
_DAYS = frozenset(f"{PSIN}{name}" for name in ("lastConfirmed", "seenOn"))
_ANY = frozenset(
    {
        f"{DCTERMS}date",
        *(f"{SCHEMA}{name}" for name in ("startDate", "endDate", "foundingDate", "dissolutionDate")),
        *(f"{PSIN}{name}" for name in ("earliest", "latest", "lastSeen")),
    }
)


def datatype_of(written: str, predicate: str) -> str | None:
    """The datatype (a name in xsd:) of a date as it is written; None if the property holds no such date."""
    if predicate not in _ANY and predicate not in _DAYS:
        return None
    for name, form in _FORMS:
        if form.fullmatch(written):
            fits = name == "date" or predicate in _ANY
            return name if fits and is_well_formed(f'"{written}"^^<{XSD}{name}>') else None
    return None
