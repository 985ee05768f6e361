"""A member of a list as a row of its table: what it is called, where it leads, and the facts beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ...catalogue.readmodel import LISTS, Row
from ...catalogue.readmodel.facets import iri_of
from ..language import _
from .browse import value_link
from .graph import Graph, iri
from .names import names
from .words import Link, Text, When, order, when

if TYPE_CHECKING:
    from ..site import Site


@dataclass(frozen=True)
class Item:
    """What every row has: its name as a link, and its name in its own language where that is another one."""

    row: Row
    link: Link
    native: Text | None
    since: When
    until: When


@dataclass(frozen=True)
class Network(Item):
    places: list[Link]
    levels: list[Link]
    kinds: list[Link]
    status: str
    status_label: str
    conveners: list[Link]
    sponsors: list[Link]


@dataclass(frozen=True)
class Organisation(Item):
    kinds: list[Link]
    places: list[Link]
    convenes: int
    sponsors: int


@dataclass(frozen=True)
class Convening(Item):
    kinds: list[Link]
    places: list[Link]
    organisers: list[Link]
    networks: list[Link]
    series: bool


def title(row: Row) -> tuple[Text, Text | None]:
    """The name in the language of the page, and a name in another language."""
    said = sorted((Text(value, lang) for value, lang in row.names), key=order)
    if not said:
        return Text(row.address.rpartition("/")[2].replace("-", " ")), None
    return said[0], next(
        (text for text in said[1:] if text.value != said[0].value and text.lang not in ("en", "fr")), None
    )


def moment(parts: dict[str, object]) -> When:
    """The moment that the read model keeps in parts, in words."""
    statements: list[tuple[object, object, object]] = []
    node = NamedNode("urn:moment")
    for name, value in parts.items():
        if name == "dateNote":
            statements += [(node, NamedNode(iri("psin:dateNote")), _literal(*text)) for text in value]  # type: ignore[attr-defined]
        else:
            place = "dcterms:date" if name == "date" else f"psin:{name}"
            statements.append((node, NamedNode(iri(place)), Literal(str(value))))
    return when(Graph(statements), node.value)


def _literal(value: str, lang: str) -> Literal:
    return Literal(value, language=lang) if lang else Literal(value)


def links(site: Site, row: Row, kind: str, name: str) -> list[Link]:
    """The values of a facet of a row, by name; without those that are not known."""
    facet = LISTS[kind].facet(name)
    assert facet is not None
    codes = [
        code
        for code in row.facets.get(name, ())
        if iri_of(facet, code) and code not in facet.special and code != "unknown"
    ]
    return sorted((value_link(site, kind, facet, code) for code in codes), key=str)


def networks(site: Site, numbers: Sequence[int]) -> list[Network]:
    found = []
    for row in site.model.rows(numbers):
        places = links(site, row, "network", "country") + links(site, row, "network", "region")
        codes = row.facets.get("convener", ())
        conveners = ([Link(title(row)[0], row.address)] if "itself" in codes else []) + links(
            site, row, "network", "convener"
        )
        conveners += [Link(Text(name)) for name in row.parts.get("named", ())]
        statuses = [code for code in row.facets.get("status", ()) if code.startswith("status-")]
        status = statuses[0].removeprefix("status-") if statuses else ""
        label = links(site, row, "network", "status")
        found.append(
            Network(
                row, *_head(row), places,
                links(site, row, "network", "level"), links(site, row, "network", "kind"),
                status if status in ("active", "dormant", "ended") else "unknown",
                str(label[0]) if label else _("not recorded"), conveners, links(site, row, "network", "sponsor"),
            )
        )  # fmt: skip
    return found


def _head(row: Row) -> tuple[Link, Text | None, When, When]:
    name, native = title(row)
    return Link(name, row.address), native, moment(row.parts.get("since", {})), moment(row.parts.get("until", {}))


def organisations(site: Site, numbers: Sequence[int]) -> list[Organisation]:
    counted: dict[tuple[int, str], int] = {}
    for source, kind, count in site.model.database.rows(
        "SELECT source, kind, count(*) FROM tie WHERE kind IN ('convenes', 'sponsors') "
        "AND source IN (SELECT value FROM json_each(?)) GROUP BY source, kind",
        (json.dumps(list(numbers)),),
    ):
        counted[source, kind] = count
    return [
        Organisation(
            row, *_head(row), links(site, row, "organisation", "kind"), links(site, row, "organisation", "country"),
            counted.get((row.number, "convenes"), 0), counted.get((row.number, "sponsors"), 0),
        )
        for row in site.model.rows(numbers)
    ]  # fmt: skip


def convenings(site: Site, numbers: Sequence[int]) -> list[Convening]:
    ends: dict[tuple[int, bool], list[str]] = {}
    for target, kind, thing in site.model.database.rows(
        "SELECT target, tie.kind, iri FROM tie JOIN thing ON thing.id = source WHERE tie.kind IN ('organises', 'holds', 'took-part') "
        "AND target IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    ):
        ends.setdefault((target, kind == "organises"), []).append(thing)
    known = names(site)

    def people(number: int, organising: bool) -> list[Link]:
        return sorted((known.link(thing) for thing in dict.fromkeys(ends.get((number, organising), ()))), key=str)

    return [
        Convening(
            row, *_head(row), links(site, row, "convening", "kind"), links(site, row, "convening", "country"),
            people(row.number, True), [link for link in people(row.number, False) if link not in people(row.number, True)],
            "series" in row.facets.get("form", ()),
        )
        for row in site.model.rows(numbers)
    ]  # fmt: skip
