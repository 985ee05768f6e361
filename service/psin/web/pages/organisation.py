"""The page of an organisation: which networks it convenes, sponsors, hosts and is tied to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...documents import Document
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
        ("Networks it convenes", "convenes", parts(subject, "psin:Convenership")),
        ("Networks it sponsors", "sponsors", parts(subject, "psin:Sponsorship")),
        ("Networks it belongs to", "member", parts(subject, "psin:Membership")),
    ]
    facts = [
        fact(subject, "Kind", "psin:organisationKind"),
        fact(subject, "Where", "dcterms:spatial"),
        fact(subject, "Level of government", "psin:governmentLevel"),
        fact(subject, "Part of", "org:subOrganizationOf", "org:unitOf"),
        fact(subject, "Role in the field", "psin:fieldRole"),
        fact(subject, "Web site", "foaf:homepage"),
        fact(subject, "Pages", "foaf:page"),
    ]
    sections = [
        Section(
            "ties",
            "Networks it is tied to",
            [Item(tie.end, f"{tie.kind}{f', {tie.span.words}' if tie.span else ''}") for tie in incoming(subject)],
        ),
        Section(
            "convenings",
            "Convenings",
            [Item(item.link, " · ".join(filter(None, (item.when.words, item.part)))) for item in meetings(subject)],
        ),
        Section("parts", "Bodies within it", _bodies(subject)),
    ]
    kicker = subject.links(this, "psin:organisationKind") or [Link(Text("Organisation"))]
    kicker = [
        Link(Text(str(kicker[0])[:1].upper() + str(kicker[0])[1:]), kicker[0].href),
        *subject.links(this, "dcterms:spatial"),
    ]
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
