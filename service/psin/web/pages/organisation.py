"""The page of an organisation: which networks it convenes, sponsors, hosts and is tied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...documents import Document
from ..language import _
from .engagements import parts
from .subject import Subject
from .things import Item, Section, fact, thing_page
from .ties import incoming, meetings
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site

_SHOWN = (
    "psin:organisationKind",
    "psin:fieldRole",
    "dcterms:spatial",
    "foaf:homepage",
    "foaf:page",
    "org:subOrganizationOf",
    "org:unitOf",
    "psin:governmentLevel",
)
_MENTIONED = (
    "psin:Convenership",
    "psin:Sponsorship",
    "psin:Membership",
    "psin:EcosystemLink",
    "psin:Convening",
    "psin:ConveningOfConveners",
)


def page(site: Site, document: Document) -> str:
    subject = Subject(site, document)
    this = subject.this
    tables = [
        (_("Networks it convenes"), _("convenes"), parts(subject, "psin:Convenership")),
        (_("Networks it sponsors"), _("sponsors"), parts(subject, "psin:Sponsorship")),
        (_("Networks it belongs to"), _("member"), parts(subject, "psin:Membership")),
    ]
    facts = [
        fact(subject, _("Kind"), "psin:organisationKind"),
        fact(subject, _("Where"), "dcterms:spatial"),
        fact(subject, _("Level of government"), "psin:governmentLevel"),
        fact(subject, _("Part of"), "org:subOrganizationOf", "org:unitOf"),
        fact(subject, _("Role in the field"), "psin:fieldRole"),
        fact(subject, _("Web site"), "foaf:homepage"),
        fact(subject, _("Pages"), "foaf:page"),
    ]
    sections = [
        Section(
            "ties",
            _("Networks it is tied to"),
            [Item(tie.end, f"{tie.kind}{f', {tie.span.words}' if tie.span else ''}") for tie in incoming(subject)],
        ),
        Section(
            "convenings",
            _("Convenings"),
            [Item(item.link, " · ".join(filter(None, (item.when.words, item.part)))) for item in meetings(subject)],
        ),
        Section("parts", _("Bodies within it"), _bodies(subject)),
    ]
    kicker = subject.links(this, "psin:organisationKind") or [Link(Text(_("Organisation")))]
    kicker = [*kicker, *subject.links(this, "dcterms:spatial")]
    return thing_page(
        site,
        subject,
        kicker=kicker,
        facts=facts,
        sections=sections,
        shown=_SHOWN,
        mentioned=_MENTIONED,
        template="organisation.html",
        tables=[table for table in tables if table[2]],
    )


def _bodies(subject: Subject) -> list[Item]:
    graph = subject.incoming
    found = [
        Item(subject.link(node))
        for node in graph
        if subject.this in [*graph.values(node, "org:subOrganizationOf"), *graph.values(node, "org:unitOf")]
    ]
    return sorted(found, key=lambda item: str(item.link).casefold())
