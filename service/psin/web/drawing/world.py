"""The countries of the world, coloured by a number each has.

Outlines: Natural Earth at 1:110 million, in the Equal Earth projection, made by ``make editor``. Countries too small
for that scale are drawn as dots.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from ..language import _
from .svg import LINE, link, picture, tag, words

#: From few to many; the sheet has the same for dark pages.
SHADES = ("#8cc7d6", "#5aa9bd", "#2f88a1", "#0b5f7a", "#063543")
EMPTY = "#eef2f3"
#: Height of a row of the key, in units of the drawing.
_ROW = 34


def world(
    values: Mapping[str, float], name: Callable[[str], str], place: Callable[[str], str | None], label: str
) -> Markup:
    """The map for ``values`` by ISO 3166-1 code of three letters; codes that are no country are left out.

    ``name`` and ``place`` tell the words for a code and where it leads.
    """
    outlines = _outlines()
    most = max(values.values(), default=0) or 1
    rest = "".join(str(path) for code, path in sorted(outlines["countries"].items()) if code not in values)
    drawn: list[Markup] = [tag("path", d=rest, fill=EMPTY, stroke=LINE, class_="land")]
    for code, value in sorted(values.items()):
        shade = min(len(SHADES) - 1, int(len(SHADES) * max(0.0, value) / most))
        told = tag("title", _("{what}: {which}", what=name(code), which=f"{value:g}"))
        look = {"fill": SHADES[shade], "stroke": "#ffffff", "class_": f"land shade-{shade}"}
        if code in outlines["countries"]:
            drawn.append(link(place(code), tag("path", told, d=outlines["countries"][code], **look)))
        elif code in outlines["dots"]:
            x, y = outlines["dots"][code]
            drawn.append(link(place(code), tag("circle", told, cx=x, cy=y, r=5, **look)))
    return picture(
        "world",
        label,
        0,
        *drawn,
        *_key(values.values(), most, float(str(outlines["view"]).split()[3])),
        view=outlines["view"],
    )


def _key(values: Collection[float], most: float, height: float) -> list[Markup]:
    """What the shades stand for, from few to many, in the corner that the oceans leave free."""
    many = len(SHADES)
    if all(value == int(value) for value in values):
        spans = [
            (max(1, math.ceil(shade * most / many)), math.ceil((shade + 1) * most / many) - 1) for shade in range(many)
        ]
        spans[-1] = (spans[-1][0], int(most))
        told = [
            (shade, str(low) if low == high else f"{low}–{high}")
            for shade, (low, high) in enumerate(spans)
            if low <= high
        ]
    else:
        told = [(shade, f"≤ {most * (shade + 1) / many:.3g}") for shade in range(many)]
    drawn = []
    for number, (shade, text) in enumerate(told):
        y = height - _ROW * (len(told) - number)
        drawn.append(tag("rect", x=14, y=y, width=24, height=24, fill=SHADES[shade], class_=f"shade-{shade}"))
        drawn.append(words(text, 48, y + 12, dominant_baseline="central", class_="picture-label"))
    return drawn


@cache
def _outlines() -> dict[str, dict[str, object]]:
    return json.loads((files(__package__) / "world.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]
