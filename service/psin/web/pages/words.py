"""Terms in words a reader understands: texts with their language, links, dates with their precision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal

from ..language import _, language
from .figures import date_words, dates_in_words, is_date, within
from .graph import Graph, Term

_RIGHT_TO_LEFT = frozenset({"ar", "he", "fa", "ur", "yi"})
#: Notes up to this length stand where a date would stand; longer ones become a sentence beside it.
_SHORT_NOTE = 22


@dataclass(frozen=True)
class Text:
    """A text and its language, empty where none is stated."""

    value: str
    lang: str = ""

    @property
    def foreign(self) -> bool:
        """Whether it is in another language than the page."""
        return bool(self.lang) and self.lang.split("-")[0] != language()

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


def best(terms: Iterable[Term], wanted: str = "") -> Text | None:
    """The text in the wanted language, else without language, else in English, else the first by language tag.

    Wanted is the language of the page if none is named.
    """
    found = [item for item in map(text, terms) if item]
    if len(found) < 2:
        return found[0] if found else None
    wanted = wanted or language()
    return min(found, key=lambda item: order(item, wanted))


def spoken(found: list[Text]) -> list[Text]:
    """Of the same text in several languages, the one of the page; all of them where it has none."""
    return [item for item in found if not item.foreign] or found


def besides(name: Text, found: Iterable[Text]) -> list[Text]:
    """Those of some names that are not the one that is shown, capitals or not."""
    return [text for text in found if text.value.casefold() != name.value.casefold()]


def order(item: Text, wanted: str = "") -> tuple[int, str, str]:
    """Key to sort texts by: the wanted language first, by default that of the page."""
    base = item.lang.split("-")[0]
    rank = 0 if base == (wanted or language()) else 1 if not base else 2 if base == "en" else 3
    return rank, item.lang, item.value


@dataclass(frozen=True)
class When:
    """A moment in words.

    ``sort`` orders moments of any precision, ``iso`` is set only where a single date is known, ``lang`` where the words
    are those of a source.
    """

    words: str
    sort: str = ""
    iso: str = ""
    note: Text | None = None
    hint: str = ""
    lang: str = ""

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
        "date-approximate": _("approximate date"),
        "date-inferred": _("date inferred by the editors"),
        "date-differs": _("sources give different dates"),
    }.get(certainty, "")
    words, sort = _bounds(date, earliest, latest, certainty)
    if note and len(note.value) <= _SHORT_NOTE:
        return When(dates_in_words(note.value, note.lang), sort, hint=hint, lang=note.lang)
    iso = date if is_date(date) and not certainty else ""
    return When(words, sort, iso, note, hint)


def _bounds(date: str, earliest: str, latest: str, certainty: str) -> tuple[str, str]:
    if date:
        about = certainty == "date-approximate"
        return _("about {date}", date=within(date)) if about else date_words(date), date
    if earliest and latest:
        return _("between {first} and {last}", first=within(earliest), last=within(latest)), earliest
    if earliest:
        return _("after {date}", date=within(earliest)), earliest + "~"
    if latest:
        return _("by {date}", date=date_words(latest)), latest
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
        both = {"first": date_words(start), "last": date_words(end)}
        words = both["first"] if start == end else _("{first} to {last}", **both)
    elif start and over:
        words = _("from {date}, since ended", date=within(start))
    elif start:
        words = _("since {date}", date=within(start))
    elif end:
        words = _("until {date}", date=date_words(end))
    else:
        words = _("in the past") if over else ""
    if note and not words and len(note.value) <= 2 * _SHORT_NOTE:
        words, note = dates_in_words(note.value, note.lang), None
    return Span(words, start, end, over, note)


def humane(local: str) -> str:
    """A last resort for a name without a label: ``isPartOf`` or ``count-members`` as words."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).replace("-", " ").replace("_", " ")
    return spaced.strip().lower() or local


def plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
