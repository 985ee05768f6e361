"""Bars that lie: one group for each row, one bar in it for each series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .svg import COLOURS, FAINT, cut, link, picture, tag, words

_LABEL, _BAR, _GAP, _KEY = 20, 15, 9, 26
#: Bars end here in per cent, so that their numbers have room.
_FULL = 86.0
_LONGEST = 60


@dataclass(frozen=True)
class Bar:
    """One row: ``values`` are as many as there are series, None where a value is not known."""

    label: str
    values: Sequence[float | None]
    href: str | None = None


def bars(rows: Sequence[Bar], series: Sequence[str], label: str) -> Markup:
    """The bars of ``rows``; ``series`` names the values of each, ``label`` the picture.

    Negative values are drawn as long as their size and keep their sign in the number beside them.
    """
    most = max((abs(value) for row in rows for value in row.values if value is not None), default=0) or 1
    drawn: list[Markup] = [_key(series)] if len(series) > 1 else []
    y = _KEY if drawn else 0
    for row in rows:
        drawn.append(link(row.href, words(cut(row.label, _LONGEST), 0, y + _LABEL - 6, class_="picture-label")))
        y += _LABEL
        for number, value in enumerate(row.values):
            if value is not None:
                drawn += _bar(value, most, number, y)
            y += _BAR
        y += _GAP
    return picture("bars", label, y, *drawn)


def _bar(value: float, most: float, number: int, y: int) -> list[Markup]:
    width = _FULL * abs(value) / most
    shown = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    colour = number % len(COLOURS)
    return [
        tag(
            "rect",
            x=0,
            y=y,
            width=f"{width:.2f}%",
            height=_BAR - 3,
            rx=1,
            fill=COLOURS[colour],
            class_=f"series-{colour}",
        ),
        words(shown, f"{width:.2f}%", y + _BAR - 5, dx=6, font_size=12, fill=FAINT, class_="picture-fine"),
    ]


def _key(series: Sequence[str]) -> Markup:
    step = 100 / len(series)
    parts = []
    for number, name in enumerate(series):
        colour = number % len(COLOURS)
        parts.append(
            tag(
                "rect",
                x=f"{number * step:.2f}%",
                y=2,
                width=12,
                height=12,
                rx=1,
                fill=COLOURS[colour],
                class_=f"series-{colour}",
            )
        )
        parts.append(
            words(cut(name, 24), f"{number * step:.2f}%", 13, dx=18, font_size=13, fill=FAINT, class_="picture-fine")
        )
    return tag("g", *parts)
