"""The life of a network as a picture: one row for each phase, convener, sponsor and aim, along one line of years.

Only what has a date is drawn. Lengths and places are in units of the drawing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..language import _
from .engagements import Engagement
from .network_facts import Statement
from .timeline import Entry
from .words import Span

#: The drawing: width, where the years begin, height of a row, space for the years at the bottom.
WIDTH, LEFT, ROW, FOOT = 800, 214, 26, 26
_RIGHT = WIDTH - 20
#: Characters of a label that fit beside a row.
_LABEL = 29
_MOST_ROWS = 28
_YEAR = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


@dataclass(frozen=True)
class Bar:
    """Something that held for a time. ``open`` at an end of which no date is known."""

    x: float
    width: float
    open_start: bool
    open_end: bool


@dataclass(frozen=True)
class Row:
    """``words`` name the row in full, ``label`` as far as there is room; ``dots`` are moments (place, words)."""

    y: int
    tone: str
    label: str
    words: str
    when: str
    anchor: str
    bar: Bar | None = None
    dots: list[tuple[float, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    rows: list[Row]
    years: list[tuple[float, str]]

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Held:
    """Something to draw as a bar."""

    tone: str
    words: str
    span: Span
    anchor: str | None = None


def phases(found: list[Statement], tone: str, word: str) -> list[Held]:
    """Phases of form or of life, as bars."""
    named = [item for item in found if item.concept]
    return [
        Held(tone, _("{what}: {which}", what=word, which=item.concept), item.span, item.anchor)  # type: ignore[arg-type]
        for item in named
    ]


def aims(found: list[Statement]) -> list[Held]:
    """Objectives, as bars with their words."""
    return [
        Held("aim", _("{what}: {which}", what=_("aim"), which=item.texts[0]), item.span, item.anchor)
        for item in found
        if item.texts
    ]


def people(found: list[Engagement], tone: str) -> list[Held]:
    """Conveners or sponsors, as bars."""
    return [
        Held(
            tone,
            _("{what}: {which}", what=str(item.role or item.part), which=item.who),
            item.span,
            item.anchor,
        )
        for item in found
    ]


def picture(held: list[Held], dated: list[Entry], last_seen: str, today: str) -> Picture:
    """The rows that have a date. ``dated`` are the entries of the timeline, ``today`` is the day of the record."""
    bars = [item for item in held if item.span.start or item.span.end]
    moments = [entry for entry in dated if _YEAR.match(entry.when.sort)]
    places = [_place(value) for item in bars for value in (item.span.start, item.span.end) if _YEAR.match(value)]
    places += [_place(entry.when.sort) for entry in moments]
    if len(bars) + len(moments) < 2 or not places:
        return Picture(WIDTH, 0, [], [])
    ends = [_place(value, end=True) for value in (last_seen, today) if _YEAR.match(value)]
    first, last = int(min(places)), max([*places, *ends])
    scale = _Scale(first, max(last, first + 1))
    rows = [_life(moments, last_seen, scale)] if any(entry.tone == "founding" for entry in moments) else []
    rows += [_bar(item, scale) for item in bars]
    for tones, tone, words in (
        (("event", "trouble", "form", "founding", "end"), "event", _("Events")),
        (("convening",), "convening", _("Convenings")),
    ):
        dots = [
            (scale.x(_place(e.when.sort)), f"{e.when.words}: {e.title}")
            for e in moments
            if e.tone in tones and e.order != 3
        ]
        if dots:
            rows.append(Row(0, tone, words, words, "", "", dots=dots))
    placed = [_at(row, number) for number, row in enumerate(rows[:_MOST_ROWS])]
    return Picture(WIDTH, 8 + ROW * len(placed) + FOOT, placed, scale.years())


class _Scale:
    def __init__(self, first: int, last: float) -> None:
        self.first, self.last = first, last

    def x(self, place: float) -> float:
        return round(LEFT + (_RIGHT - LEFT) * (place - self.first) / (self.last - self.first), 1)

    def years(self) -> list[tuple[float, str]]:
        """At most eight years with a label."""
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if (self.last - self.first) / step <= 8)
        start = -(-self.first // step) * step
        return [(self.x(year), str(year)) for year in range(start, int(self.last) + 1, step)]


def _place(value: str, *, end: bool = False) -> float:
    """A date as a number of years; the end of what is not known more precisely if ``end``."""
    match = _YEAR.match(value)
    year, month, day = (int(part) if part else None for part in match.groups())  # type: ignore[union-attr]
    if not month or month > 12:
        return float(year or 0) + (1 if end else 0)
    return float(year or 0) + (month - 1) / 12 + ((day or (31 if end else 1)) - 1) / 372


def _bar(item: Held, scale: _Scale) -> Row:
    start = _place(item.span.start) if _YEAR.match(item.span.start) else float(scale.first)
    end = _place(item.span.end, end=True) if _YEAR.match(item.span.end) else scale.last
    if item.span.over and not item.span.end:
        end = min(start + 1, scale.last)  # over at a time that nobody knows: no longer than it must have been
    start, end = min(start, end), max(start, end)
    left, right = scale.x(start), min(scale.x(end), _RIGHT)
    bar = Bar(left, max(round(right - left, 1), 5), not item.span.start, not item.span.end)
    return Row(0, item.tone, _short(item.words), item.words, item.span.words, item.anchor or "", bar)


def _life(moments: list[Entry], last_seen: str, scale: _Scale) -> Row:
    founding = next(entry for entry in moments if entry.tone == "founding")
    end = next((entry for entry in moments if entry.tone == "end"), None)
    start = _place(founding.when.sort)
    until = (
        _place(end.when.sort, end=True)
        if end
        else _place(last_seen, end=True)
        if _YEAR.match(last_seen)
        else scale.last
    )
    left, right = scale.x(start), min(scale.x(max(until, start)), _RIGHT)
    words = _("the network")
    when = f"{founding.when.words} – {end.when.words if end else ''}"
    return Row(0, "life", words, words, when, "", Bar(left, max(round(right - left, 1), 5), False, not end))


def _at(row: Row, number: int) -> Row:
    return Row(8 + ROW * number, row.tone, row.label, row.words, row.when, row.anchor, row.bar, row.dots)


def _short(words: str) -> str:
    return words if len(words) <= _LABEL else f"{words[: _LABEL - 1].rstrip()}…"
