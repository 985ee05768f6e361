"""Terms in words a reader understands: texts with their language, links, dates with their precision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal

from .graph import Graph, Term

_RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi"})
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?")
#: Notes up to this length stand where a date would stand; longer ones become a sentence beside it.
_SHORT_NOTE = 22


@dataclass(frozen=True)
class Text:
    """A text and its language, empty where none is stated."""

    value: str
    lang: str = ""

    @property
    def foreign(self) -> bool:
        return bool(self.lang) and not re.match(r"en\b", self.lang)

    @property
    def direction(self) -> str:
        return "rtl" if self.lang.split("-")[0] in _RIGHT_TO_LEFT else "ltr"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Link:
    """A name that may lead somewhere: ``href`` is None where it leads nowhere."""

    text: Text
    href: str | None = None
    external: bool = False

    def __str__(self) -> str:
        return self.text.value


def text(term: Term | None) -> Text | None:
    """A literal as text; None for anything else."""
    return Text(term.value, (term.language or "").lower()) if isinstance(term, Literal) else None


def best(terms: Iterable[Term], wanted: str = "en") -> Text | None:
    """The text in the wanted language, else without language, else the first by language tag."""
    found = [text(term) for term in terms]
    known = sorted((item for item in found if item), key=lambda item: (_rank(item.lang, wanted), item.lang, item.value))
    return known[0] if known else None


def _rank(lang: str, wanted: str) -> int:
    if lang.split("-")[0] == wanted:
        return 0
    return 1 if not lang else 2


def date_words(value: str) -> str:
    """``2008-06`` as ``June 2008``, ``2016`` as ``2016``; a value that is no date is returned as it is."""
    match = _DATE.fullmatch(value)
    if not match:
        return value
    year, month, day = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return year
    words = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {words}" if day else words


def is_date(value: str) -> bool:
    return _DATE.fullmatch(value) is not None


@dataclass(frozen=True)
class When:
    """A moment in words. ``sort`` orders moments of any precision, ``iso`` is set only where a single date is known."""

    words: str
    sort: str = ""
    iso: str = ""
    note: Text | None = None
    hint: str = ""

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def year(self) -> str:
        return self.sort[:4]


def when(graph: Graph, node: str, *names: str) -> When:
    """The moment a node states: by its date, else by its bounds, else in the words of its source."""
    date = graph.value(node, *(names or ("dcterms:date",))) or ""
    earliest, latest = graph.value(node, "psin:earliest") or "", graph.value(node, "psin:latest") or ""
    note = best(graph.all(node, "psin:dateNote"))
    certainty = (graph.value(node, "psin:dateCertainty") or "").rpartition("/")[2]
    hint = {
        "date-approximate": "approximate date",
        "date-inferred": "date inferred by the editors",
        "date-differs": "sources give different dates",
    }.get(certainty, "")
    words, sort = _bounds(date, earliest, latest, certainty)
    if note and len(note.value) <= _SHORT_NOTE:
        return When(note.value, sort, hint=hint)
    iso = date if is_date(date) and not certainty else ""
    return When(words, sort, iso, note, hint)


def _bounds(date: str, earliest: str, latest: str, certainty: str) -> tuple[str, str]:
    if date:
        about = "about " if certainty == "date-approximate" else ""
        return about + date_words(date), date
    if earliest and latest:
        return f"between {date_words(earliest)} and {date_words(latest)}", earliest
    if earliest:
        return f"after {date_words(earliest)}", earliest + "~"
    if latest:
        return f"by {date_words(latest)}", latest
    return "", ""


@dataclass(frozen=True)
class Span:
    """From when until when something held, in words; empty where nothing is known."""

    words: str = ""
    start: str = ""
    end: str = ""
    over: bool = False
    note: Text | None = field(default=None)

    def __bool__(self) -> bool:
        return bool(self.words)


def span(graph: Graph, node: str) -> Span:
    """The span of an aspect or an occasion."""
    start, end = graph.value(node, "schema:startDate") or "", graph.value(node, "schema:endDate") or ""
    over = bool(end) or graph.value(node, "psin:ended") == "true"
    note = best(graph.all(node, "psin:dateNote"))
    if start and end:
        words = date_words(start) if start == end else f"{date_words(start)} to {date_words(end)}"
    elif start:
        words = f"from {date_words(start)}, since ended" if over else f"since {date_words(start)}"
    elif end:
        words = f"until {date_words(end)}"
    else:
        words = "in the past" if over else ""
    if note and not words and len(note.value) <= 2 * _SHORT_NOTE:
        words, note = note.value, None
    return Span(words, start, end, over, note)


def number(value: str | None) -> str:
    """``26431`` as ``26,431``; decimals lose trailing zeros."""
    if value is None:
        return ""
    try:
        return f"{int(value):,}"
    except ValueError:
        try:
            return f"{float(value):,.2f}".rstrip("0").rstrip(".")
        except ValueError:
            return value


def humane(local: str) -> str:
    """A last resort for a name without a label: ``isPartOf`` or ``count-members`` as words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).replace("-", " ").replace("_", " ")
    return spaced.strip().lower() or local


def plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
