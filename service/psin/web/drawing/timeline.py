"""Stretches of time under each other, on one scale of years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..language import _
from .svg import COLOURS, FAINT, LINE, cut, link, picture, tag, words

_HEAD, _LABEL, _LANE = 24, 20, 16
#: Characters that fit a phone.
_LONGEST = 44
#: Years between two lines of the scale, the first that gives few enough of them.
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_LINES = 8


@dataclass(frozen=True)
class Stretch:
    """From when to when, as years with a fraction. ``end`` is None for what goes on or is not known to have ended.

    A ``point`` is a moment and has no end.
    """

    label: str
    start: float
    end: float | None = None
    href: str | None = None
    point: bool = False
    words: str = ""


def years(date: str) -> float | None:
    """``2008-06-15`` as 2008.45; a date of less precision as the start of it; None for what is no date."""
    year, _, rest = date[:10].partition("-")
    month, _, day = rest.partition("-")
    try:
        return int(year) + (int(month or 1) - 1) / 12 + (int(day or 1) - 1) / 366
    except ValueError:
        return None


def timeline(rows: Sequence[Stretch], label: str) -> Markup:
    """The stretches in the order given; what goes on is drawn to the right edge and ends open."""
    first = math.floor(min(row.start for row in rows))
    last = math.ceil(max(max(row.start, row.end or row.start) for row in rows) + 0.001)
    step = next(step for step in (*_STEPS, last - first + 1) if (last - first) / step <= _LINES)
    first, last = first // step * step, max(-(-last // step) * step, first + step)

    def across(year: float) -> float:
        return 6 + 88 * (min(max(year, first), last) - first) / (last - first)

    height = _HEAD + len(rows) * (_LABEL + _LANE) + 4
    drawn: list[Markup] = []
    for year in range(first, last + 1, step):
        x = f"{across(year):.2f}%"
        drawn.append(tag("line", x1=x, x2=x, y1=_HEAD - 4, y2=height, stroke=LINE, class_="picture-line"))
        drawn.append(words(str(year), x, 14, font_size=12, fill=FAINT, text_anchor="middle", class_="picture-fine"))
    y = _HEAD
    for row in rows:
        start = across(row.start)
        named = words(cut(row.label, _LONGEST), 0, y + _LABEL - 5, class_="picture-label")
        drawn.append(link(row.href, named))
        y += _LABEL
        drawn.append(
            tag(
                "g",
                _mark(row, start, across, last, y),
                tag("title", _("{what}: {which}", what=row.label, which=row.words)) if row.words else Markup(""),
            )
        )
        y += _LANE
    return picture("timeline", label, height, *drawn)


def _mark(row: Stretch, start: float, across, last: int, y: int) -> Markup:  # type: ignore[no-untyped-def]
    if row.point:
        return tag("circle", cx=f"{start:.2f}%", cy=y + 5, r=5, fill=COLOURS[1], class_="series-1")
    end = across(last if row.end is None else row.end)
    return tag(
        "rect", x=f"{start:.2f}%", y=y, width=f"{max(end - start, 0.4):.2f}%", height=9, rx=2, fill=COLOURS[0],
        fill_opacity=0.45 if row.end is None else None, class_="series-0",
    )  # fmt: skip
