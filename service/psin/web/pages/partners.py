"""The pages about partners: their list, the log of their harvests, their entries, and decisions on identity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ...documents import Document, from_iri
from ...errors import UnknownName
from ...federation.harvest.log import Log
from ...federation.identity import decisions, described
from ..language import _, _n, language
from ..said import pattern_of, shown
from .cache import per_version
from .names import names
from .rendering import render
from .rule import explained
from .saying import identities
from .subject import Subject
from .things import fact, thing_page
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site


_CODE = re.compile(r"[A-Z][0-9]{2}")


@dataclass(frozen=True)
class Line:
    """A partner in the list."""

    link: Link
    log: Link
    outcome: str
    detail: str
    lag: str
    due: str
    records: str
    aside: str
    verified: bool


def list_page(site: Site, logs: Sequence[Log], now: float) -> str:
    """All partners and how their harvests stand."""
    lines = [
        Line(
            Link(Text(log.partner.label(language())), log.partner.document.page),
            Link(Text(_("Log")), f"/partners/{log.partner.slug}"),
            outcome(log.runs[0].outcome) if log.runs else _("never harvested"),
            log.runs[0].detail if log.runs else "",
            span(log.lag),
            moment(log.due) if log.due > now else _("now"),
            _n("{n} record", "{n} records", log.records),
            _n("{n} put aside", "{n} put aside", log.aside),
            log.partner.verified,
        )
        for log in logs
    ]
    return render("partners.html", site, title=_("Partners"), section="", lines=lines)


def log_page(site: Site, log: Log, now: float) -> str:
    """The runs of one partner, and the records that are put aside with the reasons."""
    partner = log.partner
    return render(
        "partner_log.html",
        site,
        title=_("Harvests of {name}", name=partner.label(language())),
        section="",
        crumbs=[("/partners", _("Partners"))],
        entry=Link(Text(partner.label(language())), partner.document.page),
        address=Link(Text(partner.address), partner.address, external=True),
        slug=partner.slug,
        records=_n("{n} record", "{n} records", log.records),
        lag=span(log.lag),
        due=moment(log.due) if log.due > now else _("now"),
        held=bool(log.held),
        runs=[(run, outcome(run.outcome), moment(run.started)) for run in log.runs[:20]],
        quarantined=[(key, *_reason(site, reason)) for key, reason in log.quarantined],
        aside=log.aside,
        gone=[(key, moment(at)) for key, at, _reason in log.gone],
    )


def _reason(site: Site, reason: str) -> tuple[str, Markup]:
    """Why a record is put aside: the code of the rule that it breaks, if it is for one, and what is wrong."""
    code, _colon, finding = reason.partition(": ")
    if not _CODE.fullmatch(code):
        return "", shown(reason)
    try:
        message = explained(site, code).message
        return code, shown(finding, pattern_of(message.en, message.say(language())))
    except (UnknownName, ValueError):  # a rule of before; a sentence with braces of its own
        return "", shown(reason)


def identities_page(site: Site) -> str:
    """What is held for one thing, what a person has decided, and what waits for one."""
    found, known = per_version(site, "identities", lambda: identities(site), words=False), names(site)
    decided = {one.slug: one for one in decisions.of_catalogue(site.catalogue)}

    def link(thing: described.Described) -> Link:
        own = from_iri(thing.iri)
        return known.link(thing.iri) if own else Link(Text(thing.name), thing.iri, external=True)

    return render(
        "identities.html",
        site,
        title=_("Decisions on identity"),
        section="",
        links=[(link(first), link(second), shown(basis)) for first, second, basis in found.links],
        proposals=[
            (link(one.first), link(one.second), f"{one.score:.2f}", escape(_("; ")).join(map(shown, one.reasons)))
            for one in found.proposals[:200]
        ],
        conflicts=[shown(conflict) for conflict in found.conflicts],
        decided=[(Link(Text(slug), f"/identity/{slug}"), one) for slug, one in decided.items()],
    )


def partner_page(site: Site, document: Document) -> str:
    """The entry of a partner in the registry."""
    told = {
        "foaf:homepage": _("Web site"),
        "dcat:accessURL": _("Harvested from"),
        "psin:harvestMethod": _("How"),
        "psin:trust": _("Trust"),
        "dcterms:license": _("Licences agreed"),
        "psin:namespace": _("Addresses it may describe"),
    }
    kicker = [Link(Text(_("Partner"))), Link(Text(_("Log of its harvests")), f"/partners/{document.slug}")]
    return _entry_page(site, document, kicker, told)


def identity_page(site: Site, document: Document) -> str:
    """A decision whether two records are about one thing."""
    told = {
        "rdf:subject": _("First record"),
        "rdf:object": _("Second record"),
        "psin:verdict": _("Verdict"),
        "psin:reason": _("Reason"),
        "dcterms:date": _("Day"),
    }
    return _entry_page(site, document, [Link(Text(_("Decision on identity")), "/identities")], told)


def _entry_page(site: Site, document: Document, kicker: list[Link], told: dict[str, str]) -> str:
    """``told`` are the properties at the head of the page with their words."""
    subject = Subject(site, document)
    facts = [fact(subject, words, name) for name, words in told.items()]
    return thing_page(site, subject, kicker=kicker, facts=facts, sections=[], shown=tuple(told), mentioned=())


def outcome(name: str) -> str:
    """The outcome of a run in words."""
    words = {
        "accepted": _("taken in"),
        "unchanged": _("nothing new"),
        "held": _("held for a person"),
        "failed": _("failed"),
        "running": _("under way"),
        "interrupted": _("cut off"),
        "trial": _("a trial"),
    }
    return words.get(name, name)


def moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def span(seconds: float | None) -> str:
    """How long ago, in the largest fitting unit."""
    if seconds is None:
        return _("never")
    minutes = int(seconds // 60)
    if minutes < 120:
        return _n("{n} minute ago", "{n} minutes ago", minutes)
    if minutes < 2880:
        return _n("{n} hour ago", "{n} hours ago", minutes // 60)
    return _n("{n} day ago", "{n} days ago", minutes // 1440)
