"""Ties as lines between two columns of names: who, and with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import COLOURS, cut, link, picture, tag, words

_STEP = 24
#: Where the names on the left end at most, and the names on the right begin after them, in per cent of the width.
_LEFT, _APART = 44.0, 12.0
#: Per cent of the width that a letter takes where the drawing is narrowest.
_LETTER = 1.25
_LONGEST = 42


@dataclass(frozen=True)
class Tie:
    """From one name to another; ``how`` says by what."""

    start: str
    end: str
    how: str = ""


def ties(rows: Sequence[Tie], places: dict[str, str], label: str) -> Markup:
    """The names of both ends, those with most ties first; ``places`` is where a name leads.

    Names in the right column stand near those that they are tied to, so that few lines cross.
    """
    left = [name for name, _ in Counter(row.start for row in rows).most_common()]
    at = {name: number for number, name in enumerate(left)}
    right = sorted(
        {row.end: None for row in rows}, key=lambda name: _mean(at[row.start] for row in rows if row.end == name)
    )
    spread = max(len(left), len(right))
    edge = min(_LEFT, 2.5 + _LETTER * max(len(cut(name, _LONGEST)) for name in left))
    one, other = f"{edge:.1f}%", f"{edge + _APART:.1f}%"

    def heights(names: list[str]) -> dict[str, float]:
        step = _STEP * spread / max(1, len(names))
        return {name: step * (number + 0.5) for number, name in enumerate(names)}

    ys, ends = heights(left), heights(right)
    lines = [
        tag(
            "line", tag("title", f"{row.start} – {row.end}{f' ({row.how})' if row.how else ''}"), x1=one, x2=other,
            y1=ys[row.start], y2=ends[row.end], stroke=COLOURS[0], stroke_opacity=0.55, stroke_width=1.5, class_="stroke-0",
        )
        for row in rows
    ]  # fmt: skip
    names = [_name(name, y, one, "end", -8, places) for name, y in ys.items()]
    names += [_name(name, y, other, "start", 8, places) for name, y in ends.items()]
    return picture("ties", label, spread * _STEP + 6, tag("g", *lines), *names)


def _mean(numbers: Iterable[int]) -> float:
    found = list(numbers)
    return sum(found) / len(found)


def _name(name: str, y: float, x: str, anchor: str, dx: int, places: dict[str, str]) -> Markup:
    dot = tag("circle", cx=x, cy=y, r=3.5, fill=COLOURS[1], class_="series-1")
    shown = words(cut(name, _LONGEST), x, y + 4, dx=dx, text_anchor=anchor, font_size=13, class_="picture-label")
    return tag("g", dot, link(places.get(name), shown), tag("title", name))
