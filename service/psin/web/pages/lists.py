"""The lists: networks with filters, and all other kinds of documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ... import documents
from ..language import _, each_language
from . import listing, rows
from .browse import FOLDERS, Browse
from .names import names
from .rendering import render
from .words import Link, Text

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from ..site import Site


def networks_page(site: Site, arguments: MultiDict[str, str]) -> str:
    """The networks that the arguments ask for (see Browse)."""
    browse = Browse(site, "network", arguments)
    orders = (
        ("name", _("By name")),
        ("newest", _("Youngest first")),
        ("oldest", _("Oldest first")),
        ("seen", _("Latest sign of life")),
        ("ties", _("Most ties")),
    )
    return _page(browse, "networks.html", _("Networks"), orders, shown=rows.networks(site, browse.shown))


def organisations_page(site: Site, arguments: MultiDict[str, str]) -> str:
    """The organisations that the arguments ask for (see Browse)."""
    browse = Browse(site, "organisation", arguments)
    orders = (("name", _("By name")), ("ties", _("Most ties")))
    return _page(browse, "organisations.html", _("Organisations"), orders, shown=rows.organisations(site, browse.shown))


def convenings_page(site: Site, arguments: MultiDict[str, str]) -> str:
    """The convenings that the arguments ask for (see Browse); those without a date stand apart."""
    browse = Browse(site, "convening", arguments)
    orders = (
        ("newest", _("Latest first")),
        ("oldest", _("Earliest first")),
        ("name", _("By name")),
        ("ties", _("Most ties")),
    )
    years: dict[str, list[rows.Convening]] = {}
    for item in rows.convenings(site, browse.shown):
        dated = item.row.started and not item.series and browse.sort in ("newest", "oldest")
        years.setdefault(item.since.year if dated else "", []).append(item)
    apart = years.pop("", [])
    return _page(browse, "convenings.html", _("Convenings"), orders, years=years, apart=apart)


def _page(browse: Browse, template: str, title: str, orders: tuple[tuple[str, str], ...], **context: object) -> str:
    query = browse.sparql()
    section = FOLDERS[browse.kind]
    return render(
        template,
        browse.site,
        title=title,
        section=section,
        folder=f"/{section}",
        browse=browse,
        orders=orders,
        groups=browse.groups(),
        chips=browse.chips(),
        query=query,
        editor=browse.editor(query),
        **context,
    )


@dataclass(frozen=True)
class Card:
    link: Link
    text: Text | None
    facts: list[tuple[str, list[Link]]]


@each_language
def _cards() -> dict[str, tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Name of a kind → title, introduction, and the properties that a card shows."""
    return {
        "lesson": (
            _("Lessons"),
            _("What conveners of such networks learned and told each other. Many depend on the setting."),
            ((_("About"), "dcterms:subject"), (_("Recommends"), "psin:recommends"), (_("Came up at"), "psin:raisedAt")),
        ),
        "guidance": (
            _("Guidance"),
            _("Documents that advise those who convene a network, from a blog post to a formal guide."),
            ((_("Published by"), "dcterms:publisher"), (_("How settled it is"), "psin:guidanceStatus")),
        ),
        "catalogue": (
            _("Catalogues"),
            _("Lists of networks, kept by others. Conveners of listed networks may be invited to meet each other."),
            ((_("Kept by"), "dcterms:publisher"), (_("Web site"), "foaf:homepage")),
        ),
    }


def cards_page(site: Site, kind_name: str) -> str:
    """All lessons, guidance or catalogues."""
    title, words, shown = _cards()[kind_name]
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
