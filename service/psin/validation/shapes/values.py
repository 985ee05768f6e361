"""The value behind a literal: is it well formed, and which of two is less.

Source: XML Schema 1.1 part 2, section 3 (lexical mappings); SPARQL 1.1, section 17.3 (operators); SHACL, section 4.3.
"""

from __future__ import annotations

from functools import lru_cache

from ...lazily import lazy
from ...light import TYPE_CHECKING
from ...turtle import terms
from ...vocabulary.namespaces import XSD

if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

    #: A kind of value and something that orders values of this kind.
    Value = tuple[str, Any]


_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_ZONE = r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))"
_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}(?:\.[0-9]+)?)"
_PERIOD_TIME = r"T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?"
_MOMENTS = {
    "date": rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}}){_ZONE}",
    "dateTime": rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})T{_CLOCK}{_ZONE}",
    "dateTimeStamp": rf"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})T{_CLOCK}{_ZONE[:-1]}",
    "gYearMonth": rf"{_YEAR}-(?P<month>[0-9]{{2}}){_ZONE}",
    "gYear": rf"{_YEAR}{_ZONE}",
    "gMonthDay": rf"--(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}}){_ZONE}",
    "gMonth": rf"--(?P<month>[0-9]{{2}}){_ZONE}",
    "gDay": rf"---(?P<day>[0-9]{{2}}){_ZONE}",
    "time": rf"{_CLOCK}{_ZONE}",
}
_OTHERS = {
    "boolean": "true|false|0|1",
    "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
    "double": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN",
    "duration": rf"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:{_PERIOD_TIME})?",
    "dayTimeDuration": rf"-?P(?=[0-9T])(?:[0-9]+D)?(?:{_PERIOD_TIME})?",
    "yearMonthDuration": r"-?P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?",
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    "base64Binary": r"(?:(?:[A-Za-z0-9+/] ?){4})*(?:(?:[A-Za-z0-9+/] ?){2}(?:[A-Za-z0-9+/] ?|= ?)=)?",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
}
_OTHERS["float"] = _OTHERS["double"]
_MOMENT_PATTERNS = {name: lazy(pattern) for name, pattern in _MOMENTS.items()}
_OTHER_PATTERNS = {name: lazy(pattern) for name, pattern in _OTHERS.items()}
_INTEGER = lazy(r"[+-]?[0-9]+")
#: Python refuses to read longer integers (4,300 digits); nobody means such a number.
_LONGEST_NUMBER = 4000
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_well_formed(term: str) -> bool:
    """False for a literal whose text is not in the lexical space of its XSD datatype, such as 30 February."""
    _, language, datatype = terms.parts(term)
    if language or not datatype.startswith(XSD):
        return True
    name = datatype[len(XSD) :]
    if name in _INTEGERS or name in _MOMENTS or name in _OTHERS:
        return value_of(term) is not None
    return True


def is_less(left: str, right: str, *, or_equal: bool) -> bool | None:
    """Whether one literal is less than another; None if the two cannot be compared."""
    if left[0] != '"' or right[0] != '"':
        return None
    one, two = value_of(left), value_of(right)
    if one is None or two is None or one[0] != two[0] or one[0] == "unordered":
        return None
    return one[1] <= two[1] if or_equal else one[1] < two[1]


@lru_cache(100_000)
def value_of(term: str) -> Value | None:
    """The value of a literal; None if it is ill-formed, has a language, or is of a datatype unknown here."""
    text, language, datatype = terms.parts(term)
    if language or not datatype.startswith(XSD):
        return None
    name = datatype[len(XSD) :]
    if name == "string":
        return "string", text
    if name in _INTEGERS:
        return _integer(text, *_INTEGERS[name])
    if name in _MOMENT_PATTERNS:
        return _moment(name, text)
    if name in _OTHER_PATTERNS and _OTHER_PATTERNS[name].fullmatch(text):
        return _other(name, text)
    return None


def _integer(text: str, least: int | None, most: int | None) -> Value | None:
    if len(text) > _LONGEST_NUMBER or not _INTEGER.fullmatch(text):
        return None
    number = int(text)
    if (least is not None and number < least) or (most is not None and number > most):
        return None
    return "number", number


def _other(name: str, text: str) -> Value | None:
    if name == "boolean":
        return "boolean", text in ("true", "1")
    if name == "decimal":
        from decimal import Decimal

        return ("number", Decimal(text)) if len(text) <= _LONGEST_NUMBER else None
    if name in ("double", "float"):
        return "number", float(text.replace("INF", "inf"))
    return "unordered", text


def _moment(name: str, text: str) -> Value | None:
    if name == "date" and len(text) == 10 and text.isascii() and (text[:4] + text[5:7] + text[8:]).isdigit():
        # most dates, without compiling the expression for all of them
        year, month, day = int(text[:4]), int(text[5:7]), int(text[8:])
        good = text[4] == text[7] == "-" and 1 <= month <= 12 and 1 <= day <= _days(year, month, True)
        return ("date", _day_number(year, month, day) * 86400) if good else None
    match = _MOMENT_PATTERNS[name].fullmatch(text)
    if match is None:
        return None
    found = match.groupdict()
    year = int(found.get("year") or 4)  # a leap year: --02-29 is a day that exists
    month, day = int(found.get("month") or 1), int(found.get("day") or 1)
    if not 1 <= month <= 12 or not 1 <= day <= _days(year, month, "year" in found):
        return None
    seconds = _seconds(found)
    if seconds is None:
        return None
    zone = found.get("zone")
    moment = _day_number(year, month, day) * 86400 + seconds - _offset(zone)
    return f"{name} with zone" if zone else name, moment


def _days(year: int, month: int, year_is_given: bool) -> int:
    if month == 2 and year_is_given and (year % 4 or (year % 100 == 0 and year % 400)):
        return 28
    return _DAYS[month - 1]


def _seconds(found: dict[str, str | None]) -> Decimal | int | None:
    """Seconds since midnight; 24:00:00 is the end of the day."""
    if not found.get("hour"):
        return 0
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    second = _number((found["second"] or "0")[:_LONGEST_NUMBER])
    if minute > 59 or second >= 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    return hour * 3600 + minute * 60 + second


def _number(text: str) -> Decimal | int:
    if text.isdigit():
        return int(text)
    from decimal import Decimal

    return Decimal(text)


def _offset(zone: str | None) -> int:
    if not zone or zone == "Z":
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
    return seconds if zone[0] == "+" else -seconds


def _day_number(year: int, month: int, day: int) -> int:
    """Days since 1 March of the year 0 in the Gregorian calendar, for any year."""
    year, month = (year - 1, month + 9) if month <= 2 else (year, month - 3)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 1
