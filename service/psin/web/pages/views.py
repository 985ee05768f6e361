"""What the ecosystem looks like from afar: places, years, formality, sponsors and trade-offs, each as drawing and table."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ...catalogue.readmodel import UNKNOWN, Selection
from ...documents import BASE
from ..drawing.svg import cut
from ..language import _, _n, here
from . import countries
from .cache import per_version
from .drawings import inline
from .ecosystem import views
from .graph import key
from .judgements import position_words
from .names import names
from .rendering import capital, render
from .steps import formality
from .view import View
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site

_POSITIONS = """
PREFIX psin: <https://w3id.org/psin/ns#>
SELECT ?axis ?position (COUNT(DISTINCT ?network) AS ?networks) WHERE {
  ?record a psin:TradeOffPosition ; psin:axis ?axis ; psin:position ?position ; psin:ofNetwork ?network
} GROUP BY ?axis ?position
"""


@cache
def _outlines() -> dict[str, Any]:
    return json.loads(files(__package__).joinpath("drawings", "world.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def world(site: Site) -> View:
    """How many networks each country has."""
    listing, outlines = site.model.listings["network"], _outlines()
    counted = [(code, count) for code, count in listing.counts(Selection())["country"] if code != UNKNOWN]
    most = max((count for _code, count in counted), default=1)
    bounds = [1, *sorted({max(2, math.ceil(most ** (step / 4))) for step in (1, 2, 3)})]
    places, rows = [], []
    for code, count in counted:
        name, address = countries.name(code), f"/networks?country={code}"
        level = sum(count >= bound for bound in bounds)
        at = outlines["points"].get(code, (0, 0))
        if code in outlines["paths"] or code in outlines["points"]:
            title = _("{what}: {which}", what=name, which=_n("{n} network", "{n} networks", count))
            places.append(
                {
                    "address": here(address),
                    "title": title,
                    "level": level,
                    "outline": outlines["paths"].get(code),
                    "x": at[0],
                    "y": at[1],
                }
            )
        rows.append([Link(Text(name), address), count])
    shown = {code for code, _count in counted}
    edges = [*bounds, most + 1]
    legend = [
        (level, str(low) if high - 1 <= low else _("{first} to {last}", first=low, last=high - 1))
        for level, (low, high) in enumerate(zip(edges, edges[1:], strict=False), 1)
        if low <= most
    ]
    drawing = {
        "title": _("Networks by country"),
        "width": outlines["width"],
        "height": outlines["height"],
        "land": "".join(path for code, path in outlines["paths"].items() if code not in shown),
        "places": places,
        "legend": legend,
    }
    unplaced = dict(listing.counts(Selection())["country"]).get(UNKNOWN, 0)
    notes = [
        _n(
            "{n} network has no country: it works across borders, or nobody has recorded one.",
            "{n} networks have no country: they work across borders, or nobody has recorded one.",
            unplaced,
        ),
        _(
            "A network that works in several countries counts in each. "
            "Outlines: Natural Earth, public domain, simplified; they take no side in any dispute."
        ),
    ]
    lead = _("Where networks work, by country.")
    return View(
        "map",
        _("Map"),
        lead,
        drawing if counted else None,
        [_("Country"), _("Networks")],
        rows,
        notes,
        "world",
        compact=True,
    )


def years(site: Site) -> View:
    """How many networks began and ended in each year."""
    listing = site.model.listings["network"]
    founded = {int(year): bits.bit_count() for year, bits in listing.years[1].items()}
    ended = Counter(
        int(value[:4])
        for (value,) in site.model.database.rows("SELECT ended FROM thing WHERE kind = 'network' AND ended <> ''")
    )
    every = sorted({*founded, *ended})
    drawing = None
    if every:
        span = list(range(max(every[0], every[-1] - 59), every[-1] + 1))
        most = max([founded.get(year, 0) for year in span] + [ended[year] for year in span])
        step = 95 / len(span)
        bars = [
            {
                "x": round(1 + number * step, 2), "width": round(step * 0.84, 2), "middle": round(1 + (number + 0.42) * step, 2),
                "founded": founded.get(year, 0), "ended": ended[year],
                "up": round(170 * founded.get(year, 0) / most), "down": round(170 * ended[year] / most),
                "founded_words": _("{what}: {which}", what=year, which=_n("{n} beginning", "{n} beginnings", founded.get(year, 0))),
                "ended_words": _("{what}: {which}", what=year, which=_n("{n} ending", "{n} endings", ended[year])),
                "label": str(year) if year % (5 if len(span) < 45 else 10) == 0 else "",
            }
            for number, year in enumerate(span)
        ]  # fmt: skip
        down = max(36, *(bar["down"] for bar in bars))
        drawing = {
            "title": _("Beginnings and endings of networks by year"), "base": 216, "height": 216 + down + 40, "bars": bars,
            "above": _("Beginnings"), "below": _("Endings"),
        }  # fmt: skip
    rows = [[str(year), founded.get(year, 0), ended[year]] for year in reversed(every)]
    undated = dict(listing.counts(Selection())["founded"]).get(UNKNOWN, 0)
    notes = [_n("The beginning of {n} network is not known.", "The beginning of {n} networks is not known.", undated)]
    lead = _("When networks began, and when they ended. Endings are recorded far less often than beginnings.")
    return View(
        "years",
        _("Beginnings and endings"),
        lead,
        drawing,
        [_("Year"), _("Beginnings"), _("Endings")],
        rows,
        notes,
        "years",
        compact=True,
    )


def sponsors(site: Site) -> View:
    """The sponsors that most networks depend on, and how many of these have no other sponsor on record."""
    listing, known = site.model.listings["network"], names(site)
    bits = {code: listing.bits("sponsor", code) for code in listing.values("sponsor") if code != UNKNOWN}
    seen = several = 0
    for found in bits.values():
        several |= seen & found
        seen |= found
    ranked = []
    for code, found in bits.items():
        if "/" in code and ":" not in code:
            ranked.append((found.bit_count(), (found & ~several).bit_count(), known.link(f"{BASE}{code}#this"), code))
    ranked.sort(key=lambda item: (-item[0], -item[1], str(item[2])))
    shown = [item for item in ranked if item[0] > 1][:20] or ranked[:20]
    most = shown[0][0] if shown else 1
    bars = [
        {
            "y": 8 + 44 * number,
            "words": cut(str(link), 44),
            "width": round(90 * count / most, 2),
            "sole": round(90 * sole / most, 2),
            "count": str(count),
        }
        for number, (count, sole, link, _code) in enumerate(shown)
    ]
    drawing = {
        "title": _("Sponsors by the number of networks they sponsor now"), "height": 8 + 44 * len(bars) + 30,
        "bars": bars, "legend": _("networks with no other sponsor on record"),
    }  # fmt: skip
    rows = [
        [link, Link(Text(str(count)), f"/networks?sponsor={code}"), sole] for count, sole, link, code in ranked[:100]
    ]
    notes = [
        _n("{n} network has a sponsor on record.", "{n} networks have a sponsor on record.", seen.bit_count()),
        _("One sponsor on record is not the same as one sponsor: records are rarely complete."),
    ]
    lead = _("Which sponsors many networks depend on at once. When one of them turns away, all of these feel it.")
    return View(
        "sponsors",
        _("Sponsors"),
        lead,
        drawing if bars else None,
        [_("Sponsor"), _("Networks"), _("No other sponsor on record")],
        rows,
        notes,
        "sponsors",
        compact=True,
    )


def landscape(site: Site) -> View:
    """Where networks were judged to stand on each trade-off."""

    def build() -> dict[str, Counter[int]]:
        found: dict[str, Counter[int]] = {}
        for row in site.engine.select(_POSITIONS):
            value = key(row["position"]) if "position" in row else ""
            if value.lstrip("+-").isdigit() and abs(int(value)) <= 2:
                found.setdefault(key(row["axis"]), Counter())[int(value)] += int(key(row["networks"]))
        return found

    counted, known = per_version(site, "positions", build, words=False), names(site)
    axes, rows = [], []
    most = max([count for counter in counted.values() for count in counter.values()] + [1])
    for number, axis in enumerate(sorted(counted)):
        first, second = (
            str(known.text(known.vocabulary.value(axis, f"psin:{end}Pole") or axis)) for end in ("first", "second")
        )
        stops = [
            {"x": 10 + 20 * (place + 2), "count": counted[axis][place], "r": round(5 + 23 * math.sqrt(counted[axis][place] / most), 1),
             "title": _n("{n} network", "{n} networks", counted[axis][place])}
            for place in range(-2, 3)
        ]  # fmt: skip
        axes.append({"y": 74 + 112 * number, "first": first, "second": second, "stops": stops})
        rows += [
            [known.link(axis), capital(position_words(place, first, second)), counted[axis][place]]
            for place in range(-2, 3)
            if counted[axis][place]
        ]
    drawing = (
        {"title": _("Positions of networks on the trade-offs"), "height": 112 * len(axes) + 6, "axes": axes}
        if axes
        else None
    )
    notes = (
        []
        if axes
        else [
            _("Nobody has judged a network on a trade-off yet. A position can be added to the record of any network.")
        ]
    )
    lead = _("Where networks stand between the two poles of each trade-off, by those who judged them.")
    columns = [_("Trade-off"), _("Where networks stand"), _("Networks")]
    return View("landscape", _("Trade-offs"), lead, drawing, columns, rows, notes, "landscape", compact=True)


VIEWS: dict[str, Callable[[Site], View]] = {
    "map": world,
    "years": years,
    "formality": formality,
    "sponsors": sponsors,
    "landscape": landscape,
}


def page(site: Site, name: str) -> str:
    """One of VIEWS as a page."""
    view = VIEWS[name](site)
    picture = inline(view.macro, drawing=view.drawing) if view.drawing else ""
    return render(
        "ecosystem_view.html",
        site,
        title=view.title,
        section="ecosystem",
        crumbs=[("/ecosystem", _("Ecosystem"))],
        views=views(),
        here_now=f"/ecosystem/{name}",
        view=view,
        picture=picture,
    )
