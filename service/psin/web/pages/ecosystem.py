"""The ecosystem as a drawing with its measures, and as files for other programs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ...catalogue.readmodel.ecosystem import KINDS, TIES, Node, Tie
from ...queries.cells import safe
from ..language import _, here
from .browse import Browse
from .drawings import inline
from .find import single
from .labels import Label, Spot, place
from .names import names
from .rendering import render

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from ..site import Site

WIDTH, HEIGHT = 1000, 760
#: Rows of the table on a page, and names that are written into the drawing.
PAGE_SIZE, NAMED = 30, 34


def tie_titles() -> dict[str, str]:
    """What the kinds of ties are called, in the language of the page."""
    return {
        "convenes": _("convenes"),
        "sponsors": _("sponsors"),
        "belongs": _("belongs to"),
        "organises": _("organises"),
        "holds": _("holds"),
        "took-part": _("took part in"),
        "part-of": _("is part of"),
        "link": _("link between networks"),
    }


def kind_titles() -> dict[str, str]:
    return {"network": _("Networks"), "organisation": _("Organisations"), "convening": _("Convenings")}


def views() -> list[tuple[str, str]]:
    """The addresses of the drawings and what they are called."""
    return [
        ("/ecosystem", _("Ties")),
        ("/ecosystem/map", _("Map")),
        ("/ecosystem/years", _("Beginnings and endings")),
        ("/ecosystem/formality", _("Informal and formal")),
        ("/ecosystem/sponsors", _("Sponsors")),
        ("/ecosystem/landscape", _("Trade-offs")),
    ]


@dataclass(frozen=True)
class Dot:
    number: int
    kind: str
    address: str
    title: str
    short: str
    x: int
    y: int
    size: float

    @property
    def left(self) -> float:
        return round(self.x - self.side / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - (self.side / 2 if self.kind == "organisation" else self.size), 1)

    @property
    def side(self) -> float:
        return round(self.size * 1.8, 1)

    @property
    def spot(self) -> Spot:
        return Spot(self.x, self.y, self.size, self.short)


@dataclass(frozen=True)
class Line:
    source: int
    target: int
    group: str
    past: bool
    path: str


@dataclass(frozen=True)
class Drawing:
    title: str
    dots: list[Dot]
    ties: list[Line]
    named: list[Label]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def dot_groups(self) -> list[tuple[str, list[Dot]]]:
        """By kind, in the order in which they lie on each other."""
        return [
            (kind, [dot for dot in self.dots if dot.kind == kind]) for kind in ("convening", "organisation", "network")
        ]

    @property
    def tie_groups(self) -> list[tuple[tuple[str, bool], list[Line]]]:
        found: dict[tuple[str, bool], list[Line]] = {}
        for tie in self.ties:
            found.setdefault((tie.group, tie.past), []).append(tie)
        return sorted(found.items())


class View:
    """The part of the ecosystem that arguments ask for: ``things`` and ``ties`` (kinds, any number of times), every facet
    of networks, ``sort`` (ties or between) and ``page``."""

    def __init__(self, site: Site, arguments: MultiDict[str, str]) -> None:
        self.site, self.ecosystem = site, site.model.ecosystem
        self.browse = Browse(site, "network", arguments, "/ecosystem")
        asked = [kind for kind in KINDS if kind in arguments.getlist("things")]
        self.kinds = asked or list(KINDS)
        self.groups = [group for group in TIES if group in arguments.getlist("ties")] or list(TIES)
        within = self.browse.numbers if self.browse.selection else None
        self.nodes, self.ties, self.left = self.ecosystem.drawn(self.kinds, self.groups, within)
        self.sort = "between" if arguments.get("sort") == "between" else "ties"
        ordered = sorted(
            self.nodes, key=lambda node: (-(node.betweenness if self.sort == "between" else node.degree), node.number)
        )
        self.last = max(1, -(-len(ordered) // PAGE_SIZE))
        raw = arguments.get("page", "1")
        self.number = min(self.last, max(1, int(raw))) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1
        self.shown = ordered[(self.number - 1) * PAGE_SIZE : self.number * PAGE_SIZE]

    def pairs(self) -> list[tuple[str, str]]:
        found = self.browse.pairs()
        if len(self.kinds) < len(KINDS):
            found += [("things", kind) for kind in self.kinds]
        if len(self.groups) < len(TIES):
            found += [("ties", group) for group in self.groups]
        return found

    def address(self, page: int = 1, path: str = "/ecosystem", sort: str = "") -> str:
        sort = sort or self.sort
        more = ([("sort", sort)] if sort != "ties" else []) + ([("page", str(page))] if page > 1 else [])
        pairs = self.pairs() + (more if path == "/ecosystem" else [])
        return here(path) + (f"?{urlencode(pairs, safe='/')}" if pairs else "")

    def drawing(self) -> Drawing:
        places = self.ecosystem.places(self.nodes, self.ties, WIDTH, HEIGHT)
        dots = [self._dot(node, *places[node.number]) for node in self.nodes]
        known = {dot.number: dot for dot in dots}
        lines = [Line(tie.source, tie.target, tie.group, tie.past, _path(places, tie)) for tie in _once(self.ties)]
        best = [known[node.number] for node in sorted(self.nodes, key=lambda node: (-node.degree, node.number))]
        title = _("{things} things and {ties} ties", things=len(dots), ties=len(lines))
        named = place([dot.spot for dot in best[: 2 * NAMED]], [dot.spot for dot in dots], WIDTH, HEIGHT, NAMED)
        return Drawing(title, dots, lines, named)

    def _dot(self, node: Node, x: float, y: float) -> Dot:
        name = str(names(self.site).text(node.iri))
        short = name if len(name) < 30 else f"{name[:28].rstrip()}…"
        return Dot(
            node.number,
            node.kind,
            here(node.address),
            name,
            short,
            round(x),
            round(y),
            round(3 + math.sqrt(node.degree) * 1.35, 1),
        )


def _once(ties: Sequence[Tie]) -> list[Tie]:
    """Of ties between the same two only the first, since lines on each other cannot be told apart."""
    return list({frozenset((tie.source, tie.target)): tie for tie in reversed(ties)}.values())


def _path(places: dict[int, tuple[float, float]], tie: Tie) -> str:
    (x1, y1), (x2, y2) = places[tie.source], places[tie.target]
    return f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}"


def page(site: Site, arguments: MultiDict[str, str]) -> str:
    """The drawing of the ties, its filter, and the table that says the same."""
    view = View(site, arguments)
    counts = view.browse.listing.counts(view.browse.selection)
    known, nodes = names(site), view.ecosystem.nodes
    neighbours: dict[int, list[int]] = {}
    for tie in view.ties:
        neighbours.setdefault(tie.source, []).append(tie.target)
        neighbours.setdefault(tie.target, []).append(tie.source)
    rows = [
        (
            node,
            known.link(node.iri),
            [
                known.link(nodes[number].iri)
                for number in sorted(
                    dict.fromkeys(neighbours.get(node.number, ())), key=lambda n: (-nodes[n].degree, n)
                )
            ],
        )
        for node in view.shown
    ]
    selects = [group for group in view.browse.groups() if group.name in ("country", "status", "kind", "formality")]
    return render(
        "ecosystem_ties.html",
        site,
        title=_("Ecosystem"),
        section="ecosystem",
        views=views(),
        here_now="/ecosystem",
        view=view,
        picture=inline("graph", drawing=view.drawing()),
        rows=rows,
        kinds=kind_titles(),
        kind_title=single,
        ties=tie_titles(),
        selects=selects,
        counts=counts,
        chips=view.browse.chips(),
        total=len(nodes),
        tied=sum(node.degree > 0 for node in nodes.values()),
        communities=view.ecosystem.communities,
    )


def nodes_csv(site: Site) -> str:
    """All things with their measures; Id and Label are what Gephi looks for."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Id", "Label", "kind", "degree", "betweenness", "community"])
    for node in site.model.ecosystem.nodes.values():
        writer.writerow([node.iri, safe(node.name), node.kind, node.degree, f"{node.betweenness:.8f}", node.community])
    return out.getvalue()


def edges_csv(site: Site) -> str:
    """All ties; Source, Target and Type are what Gephi looks for."""
    ecosystem = site.model.ecosystem
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Source", "Target", "Type", "kind", "past"])
    for tie in ecosystem.ties:
        ends = ecosystem.nodes[tie.source].iri, ecosystem.nodes[tie.target].iri
        writer.writerow([*ends, "Directed", tie.kind, str(tie.past).lower()])
    return out.getvalue()
