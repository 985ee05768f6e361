"""The start page and the page about the project."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ... import documents
from ...catalogue.readmodel import UNKNOWN, Listing, Selection
from ...documents import BASE, KINDS
from ..language import _, language
from . import countries, kinds, listing, rows
from .names import names
from .rendering import render
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site


#: Networks that are older begin at the edge of the drawing.
_FIRST_YEAR = 1995
#: Lines that can be told apart in the drawing.
_LIVES = 400


@dataclass(frozen=True)
class Bar:
    """A year of the chart: its left edge in per cent of the width, its height in pixels."""

    year: int
    count: int
    x: float
    height: int


@dataclass(frozen=True)
class Life:
    """A network as a line from its beginning to its end, or to the last sign of life; in units of the drawing."""

    y: float
    start: int
    end: int
    status: str


@dataclass(frozen=True)
class Ranked:
    link: Link
    count: int
    share: int


def page(site: Site) -> str:
    """What this is, and a few things the data say at the moment."""
    listing_ = site.model.listings["network"]
    counted = listing_.counts(Selection())
    counts = [
        (f"/{kind.folder}", _figure(kinds.counted(kind.name, count)), count)
        for kind in KINDS
        for count in (site.catalogue.count(kind.name),)
        if count
    ]
    places = [(code, count) for code, count in counted["country"] if code != UNKNOWN]
    statuses = {code.removeprefix("status-"): count for code, count in counted["status"]}
    ended = listing_.ordered(Selection({"status": ("status-ended",)}), "ended", language())
    lives, scale = _lives(site)
    return render(
        "start.html",
        site,
        title="psin",
        description=_("The open knowledge graph of public sector innovation networks."),
        counts=counts,
        total=listing_.total,
        countries=_ranked(
            [(Link(Text(countries.name(code)), f"/networks?country={code}"), count) for code, count in places[:12]]
        ),
        conveners=_ranked([(known, count) for known, count in _conveners(site, counted["convener"])]),
        ended=[network for network in rows.networks(site, ended[:6]) if network.until.sort],
        lessons=_lessons(site),
        bars=_bars(listing_),
        lives=lives,
        scale=scale,
        statuses={name: statuses.get(name, 0) for name in ("active", "ended", "dormant", "unknown")},
        places=len(places),
        undated=dict(counted["founded"]).get(UNKNOWN, 0),
    )


def _figure(counted: str) -> Markup:
    """A count with its number set apart; the number stands first in every language of the interface."""
    return Markup(re.sub(r"^([\d.,\s\u202f\xa0]+?)\s+(?=\D)", r"<strong>\1</strong>", str(escape(counted))))  # noqa: S704


def _conveners(site: Site, counted: list[tuple[str, int]]) -> list[tuple[Link, int]]:
    known = names(site)
    return [(known.link(f"{BASE}{code}#this"), count) for code, count in counted if "/" in code and ":" not in code][:8]


def _ranked(items: list[tuple[Link, int]]) -> list[Ranked]:
    most = max((count for _, count in items), default=1)
    return [Ranked(link, count, max(2, round(100 * count / most))) for link, count in items]


def _lessons(site: Site) -> list[tuple[Link, Text | None]]:
    graph, known = listing.things(site, "lesson"), names(site)
    found = [(known.link(iri), listing.description(graph, iri)) for iri in graph if documents.from_iri(iri)]
    return sorted(found, key=lambda item: str(item[0]).casefold())[:6]


def _bars(networks: Listing) -> list[Bar]:
    """How many networks began in each year, for the last 27 years in which any did."""
    years = {int(year): bits.bit_count() for year, bits in networks.years[1].items()}
    if not years:
        return []
    last = max(years)
    shown = range(max(min(years), last - 26), last + 1)
    most = max(years.get(year, 0) for year in shown) or 1
    return [
        Bar(year, years.get(year, 0), round(number * 100 / len(shown), 2), round(150 * years.get(year, 0) / most))
        for number, year in enumerate(shown)
    ]


def _lives(site: Site) -> tuple[list[Life], list[tuple[int, int]]]:
    """One line for each network whose beginning is known, the oldest on top, and (x, year) for the scale.

    Of more networks than can be told apart every second, third and so on is drawn.
    """
    dated = site.model.database.rows(
        "SELECT started, ended, seen, value FROM thing LEFT JOIN facet ON thing = id AND name = 'status' "
        "WHERE thing.kind = 'network' AND started <> '' GROUP BY id ORDER BY started, id"
    )
    dated = dated[:: len(dated) // _LIVES + 1]
    if not dated:
        return [], []
    first = max(_FIRST_YEAR, int(dated[0][0][:4]))
    last = max(int(value[:4]) for row in dated for value in row[:3] if value[:4].isdigit())

    def place(year: str) -> int:
        return 4 + round(472 * (max(first, int(year)) - first) / max(1, last - first))

    lives = []
    for number, (started, ended, seen, status) in enumerate(dated):
        since, ends = started[:4], ended[:4] or seen[:4]
        until = ends if ends.isdigit() and ends >= since else since
        name = (status or "").removeprefix("status-")
        lives.append(
            Life(
                round(6 + number * 290 / len(dated), 1),
                place(since),
                max(place(until), place(since) + 3),
                name if name in ("active", "dormant", "ended") else "unknown",
            )
        )
    scale = [(place(str(year)), year) for year in range(first - first % 5 + 5, last + 1, 5)]
    return lives, scale


def about_page(site: Site) -> str:
    """What the project is, under which licence, how its data are known and how to contribute."""
    return render(
        "about.html",
        site,
        title=_("About"),
        section="about",
        kinds=[
            (f"/{kind.folder}", kinds.counted(kind.name, count))
            for kind in KINDS
            if (count := site.catalogue.count(kind.name))
        ],
    )
