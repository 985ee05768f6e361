"""Dates and numbers in the language of the page.

Source of the forms: Unicode CLDR, through Babel.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ..language import LANGUAGES, language

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?")
#: What stands before a day inside a sentence.
_ARTICLES = {"fr": "le "}
#: Written instead of the figure on the first of a month.
_FIRST = {"fr": "1er"}


def is_date(value: str) -> bool:
    """Whether a value is a year, a month or a day, with or without a time."""
    return _DATE.fullmatch(value) is not None


def date_words(value: str) -> str:
    """``2008-06`` as ``June 2008``, ``2016`` as ``2016``; a value that is no date is returned as it is."""
    return _date(value, language())


def within(value: str) -> str:
    """The date as it stands inside a sentence: in French a day takes its article."""
    day = len(value) > 7 and _DATE.fullmatch(value)
    return (_ARTICLES.get(language(), "") if day else "") + date_words(value)


#: A month or a day inside other words, as in ``c. 2018-02 or earlier``.
_INSIDE = re.compile(r"(?<![\d-])\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?(?![\d-])")


def dates_in_words(value: str, spoken: str) -> str:
    """The words of a note on dates with the months in them named, in the language of the note if the interface speaks it."""
    return _INSIDE.sub(lambda match: _date(match[0], spoken), value) if spoken in LANGUAGES else value


@lru_cache(maxsize=8192)
def _date(value: str, chosen: str) -> str:
    match = _DATE.fullmatch(value)
    if not match:
        return value
    year, month, day = match.groups()
    try:
        moment = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return year
    if month is None:
        return year
    # Imported where it is used: a start without a reader needs no Babel.
    from babel.dates import format_date

    words = format_date(moment, "MMMM y", locale=chosen)
    return f"{_FIRST.get(chosen, '1') if moment.day == 1 else moment.day} {words}" if day else words


def number(value: str | int | None) -> str:
    """``26431`` as ``26,431`` in English; decimals are rounded to two places. Anything else is returned as it is."""
    return "" if value is None else _number(str(value), language())


@lru_cache(maxsize=8192)
def _number(value: str, chosen: str) -> str:
    try:
        amount = int(value) if re.fullmatch(r"[+-]?\d{1,18}", value, re.ASCII) else float(value)
    except ValueError:
        return value
    if amount != amount or abs(amount) > 1e18:
        return value
    from babel.numbers import format_decimal

    return format_decimal(amount, "#,##0.##", locale=chosen)
