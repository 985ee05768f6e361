"""The start page and the page about the project."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ... import documents
from ...documents import KINDS
from ..language import _
from . import kinds, listing
from .names import names
from .rendering import render
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site


#: Networks that are older begin at the edge of the drawing.
_FIRST_YEAR = 1995


@dataclass(frozen=True)
class Bar:
    """A year of the chart; heights and places in units of the drawing."""

    year: int
    count: int
    x: int
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
    found = listing.networks(site)
    counts = [
        (f"/{kind.folder}", _figure(kinds.counted(kind.name, count)), count)
        for kind in KINDS
        for count in (site.catalogue.count(kind.name),)
    ]
    places = Counter(
        (code, str(place)) for network in found for code, place in zip(network.codes, network.places, strict=False)
    )
    conveners: dict[str, tuple[Link, int]] = {}
    for network in found:
        for href, link in {
            link.href: link for link in network.conveners if link.href and link.href != network.link.href
        }.items():
            conveners[href or ""] = (link, conveners.get(href or "", (link, 0))[1] + 1)
    ranked = sorted(conveners.values(), key=lambda item: (-item[1], str(item[0])))[:8]
    ended = sorted(
        (network for network in found if network.status == "ended" and network.until.sort),
        key=lambda item: item.until.sort,
        reverse=True,
    )
    statuses = Counter(network.status for network in found)
    lives, scale = _lives(found)
    return render(
        "start.html",
        site,
        title="psin",
        description=_("The open knowledge graph of public sector innovation networks."),
        counts=counts,
        total=len(found),
        countries=_ranked(
            [(Link(Text(words), f"/networks?country={code}"), count) for (code, words), count in places.most_common(12)]
        ),
        conveners=_ranked(ranked),
        ended=ended[:6],
        lessons=_lessons(site),
        bars=_bars(found),
        lives=lives,
        scale=scale,
        statuses=statuses,
        places=len({code for code, _ in places if len(code) == 3}),
        undated=sum(not network.since.sort for network in found),
    )


def _figure(counted: str) -> Markup:
    """A count with its number set apart; the number stands first in every language of the interface."""
    return Markup(re.sub(r"^([\d.,\s\u202f\xa0]+?)\s+(?=\D)", r"<strong>\1</strong>", str(escape(counted))))  # noqa: S704


def _ranked(items: list[tuple[Link, int]]) -> list[Ranked]:
    most = max((count for _, count in items), default=1)
    return [Ranked(link, count, max(2, round(100 * count / most))) for link, count in items]


def _lessons(site: Site) -> list[tuple[Link, Text | None]]:
    graph, known = listing.things(site, "lesson"), names(site)
    found = [(known.link(iri), listing.description(graph, iri)) for iri in graph if documents.from_iri(iri)]
    return sorted(found, key=lambda item: str(item[0]).casefold())[:6]


def _bars(found: list[listing.Network]) -> list[Bar]:
    """How many networks began in each year, from the first year with more than one in three years."""
    years = Counter(int(network.since.year) for network in found if network.since.year.isdigit())
    if not years:
        return []
    last = max(years)
    first = max(min(years), last - 26)
    most = max(years[year] for year in range(first, last + 1)) or 1
    return [
        Bar(year, years[year], 10 + (year - first) * 28, round(120 * years[year] / most))
        for year in range(first, last + 1)
    ]


def _lives(found: list[listing.Network]) -> tuple[list[Life], list[tuple[int, int]]]:
    """One line for each network whose beginning is known, the oldest on top, and (x, year) for the scale."""
    dated = sorted(
        (network for network in found if network.since.year.isdigit()), key=lambda network: network.since.sort
    )
    if not dated:
        return [], []
    first = max(_FIRST_YEAR, int(dated[0].since.year))
    last = max(
        int(year)
        for network in dated
        for year in (network.since.year, network.until.year, network.last_seen[:4])
        if year.isdigit()
    )

    def place(year: str) -> int:
        return 4 + round(472 * (max(first, int(year)) - first) / max(1, last - first))

    lives = []
    for number, network in enumerate(dated):
        ends = network.until.year if network.until.year.isdigit() else network.last_seen[:4]
        until = ends if ends.isdigit() and ends >= network.since.year else network.since.year
        lives.append(
            Life(
                round(6 + number * 290 / len(dated), 1),
                place(network.since.year),
                max(place(until), place(network.since.year) + 3),
                network.status,
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
        kinds=[(f"/{kind.folder}", kinds.counted(kind.name, site.catalogue.count(kind.name))) for kind in KINDS],
    )
