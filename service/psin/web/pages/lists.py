"""The lists: networks with filters, and all other kinds of documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ... import documents
from ...vocabulary.namespaces import SCHEMA
from . import listing
from .graph import Graph
from .names import Names, names, texts
from .rendering import render
from .words import Link, Text, When, when

if TYPE_CHECKING:
    from ..site import Site

PAGE_SIZE = 50
_LONGEST_QUERY = 200


def networks_page(site: Site, arguments: Mapping[str, str]) -> str:
    """The list of networks as asked for by ``q``, ``country``, ``status``, ``kind``, ``sort`` and ``page``."""
    chosen = listing.Filter(
        *(arguments.get(name, "").strip()[:_LONGEST_QUERY] for name in ("q", "country", "status", "kind"))
    )
    everything = listing.networks(site)
    found = [network for network in everything if chosen.admits(network)]
    sort = arguments.get("sort", "name")
    if sort == "newest":
        found.sort(key=lambda network: network.since.sort, reverse=True)
    elif sort == "oldest":
        found.sort(key=lambda network: network.since.sort or "9999")
    elif sort == "seen":
        found.sort(key=lambda network: network.last_seen, reverse=True)
    last = max(1, -(-len(found) // PAGE_SIZE))
    raw = arguments.get("page", "1")
    number = min(last, max(1, int(raw))) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1
    kept = {name: value for name, value in (*vars(chosen).items(), ("sort", "" if sort == "name" else sort)) if value}
    return render(
        "networks.html",
        site,
        title="Networks",
        section="networks",
        chosen=chosen,
        options=listing.options(everything, chosen),
        sort=sort,
        shown=found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        total=len(everything),
        matched=len(found),
        number=number,
        last=last,
        address=lambda page: f"/networks?{urlencode(kept | {'page': page})}",
        filtered=any(vars(chosen).values()),
    )


@dataclass(frozen=True)
class Organisation:
    link: Link
    native: Text | None
    kind: Link | None
    places: list[Link]
    convenes: int


def organisations_page(site: Site, arguments: Mapping[str, str]) -> str:
    """All organisations by name; ``q`` looks in their names and places."""
    graph, known = listing.things(site, "organisation"), names(site)
    convened: dict[str, int] = {}
    for network in listing.networks(site):
        for href in {link.href for link in network.conveners if link.href}:
            convened[href] = convened.get(href, 0) + 1
    words = arguments.get("q", "").strip()[:_LONGEST_QUERY]
    found = []
    for iri in graph:
        if not documents.from_iri(iri):
            continue
        link, kind = known.link(iri), graph.one(iri, "psin:organisationKind")
        labels = texts(graph, iri, "skos:prefLabel", "foaf:name")
        places = [known.link(place) for place in graph.all(iri, "dcterms:spatial")]
        spoken = listing.fold(" ".join(str(text) for text in [*labels, *texts(graph, iri, "skos:altLabel"), *places]))
        if all(word in spoken for word in listing.fold(words).split()):
            native = next((text for text in labels if text.value != link.text.value), None)
            found.append(
                Organisation(
                    link,
                    native,
                    known.link(kind) if kind is not None else None,
                    places,
                    convened.get(link.href or "", 0),
                )
            )
    found.sort(key=lambda item: listing.fold(str(item.link)))
    last = max(1, -(-len(found) // 100))
    raw = arguments.get("page", "1")
    number = min(last, max(1, int(raw))) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1
    return render(
        "organisations.html",
        site,
        title="Organisations",
        section="organisations",
        shown=found[(number - 1) * 100 : number * 100],
        total=len(found),
        q=words,
        number=number,
        last=last,
        address=lambda page: f"/organisations?{urlencode({'q': words, 'page': page} if words else {'page': page})}",
    )


@dataclass(frozen=True)
class Convening:
    link: Link
    when: When
    organisers: list[Link]
    networks: list[Link]
    series: bool


def convenings_page(site: Site) -> str:
    """All convenings, the latest year first; series and those without a date stand apart."""
    graph, known = listing.things(site, "convening"), names(site)
    found = [_convening(known, graph, iri) for iri in graph if documents.from_iri(iri)]
    found.sort(key=lambda item: (item.when.sort, str(item.link)), reverse=True)
    years: dict[str, list[Convening]] = {}
    for item in found:
        if item.when.sort and not item.series:
            years.setdefault(item.when.year, []).append(item)
    apart = sorted(
        (item for item in found if item.series or not item.when.sort), key=lambda item: str(item.link).casefold()
    )
    return render(
        "convenings.html", site, title="Convenings", section="convenings", years=years, apart=apart, total=len(found)
    )


def _convening(known: Names, graph: Graph, iri: str) -> Convening:
    organisers = [known.link(term) for term in graph.all(iri, "schema:organizer")]
    joined = [
        known.link(term) for name in ("psin:ofNetwork", "psin:networkRepresented") for term in graph.all(iri, name)
    ]
    return Convening(
        known.link(iri),
        when(graph, iri, "schema:startDate", "dcterms:date"),
        organisers,
        [link for link in dict.fromkeys(joined) if link not in organisers],
        f"{SCHEMA}EventSeries" in graph.types(iri),
    )


@dataclass(frozen=True)
class Card:
    link: Link
    text: Text | None
    facts: list[tuple[str, list[Link]]]


_CARDS: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "lesson": (
        "Lessons",
        "What conveners of such networks learned and told each other. Many depend on the setting.",
        (("About", "dcterms:subject"), ("Recommends", "psin:recommends"), ("Came up at", "psin:raisedAt")),
    ),
    "guidance": (
        "Guidance",
        "Documents that advise those who convene a network, from a blog post to a formal guide.",
        (("Published by", "dcterms:publisher"), ("How settled", "psin:guidanceStatus")),
    ),
    "catalogue": (
        "Catalogues",
        "Lists of networks, kept by others. Conveners of listed networks may be invited to meet each other.",
        (("Kept by", "dcterms:publisher"), ("Web site", "foaf:homepage")),
    ),
}


def cards_page(site: Site, kind_name: str) -> str:
    """All lessons, guidance or catalogues."""
    title, words, shown = _CARDS[kind_name]
    graph, known = listing.things(site, kind_name), names(site)
    found = []
    for iri in graph:
        if documents.from_iri(iri):
            facts = [
                (label, [known.link(term) for term in graph.all(iri, name)])
                for label, name in shown
                if graph.all(iri, name)
            ]
            found.append(Card(known.link(iri), listing.description(graph, iri), facts))
    found.sort(key=lambda card: str(card.link).casefold())
    section = "lessons" if kind_name == "lesson" else ""
    return render("cards.html", site, title=title, section=section, words=words, cards=found)
