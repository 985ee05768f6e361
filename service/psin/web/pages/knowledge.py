"""The pages of lessons, guidance and catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import documents
from ...documents import Document
from ...vocabulary.namespaces import PSINC
from ..language import _, _n
from .adoption import adoptions
from .findings import pieces
from .reference import rules
from .subject import Subject
from .things import Fact, Item, Section, fact, items, thing_page
from .words import Link, Text, date_words, span

if TYPE_CHECKING:
    from ..site import Site


def lesson_page(site: Site, document: Document) -> str:
    subject = Subject(site, document)
    facts = [
        fact(subject, _("How far it holds"), "psin:applicability"),
        fact(subject, _("Depends on"), "psin:dependsOn"),
        fact(subject, _("Came up at"), "psin:raisedAt"),
    ]
    advice = [
        Item(
            Link(Text(_("Rule {code}", code=rule.code)), f"/rules/{rule.code}"),
            message=pieces(subject.names, rule.messages[0].value, in_words=True),
        )
        for rule in rules(site)
        if rule.code and rule.messages and rule.lesson and rule.lesson.href == document.page
    ]
    sections = [
        Section("about", _("What it is about"), items(subject, "dcterms:subject")),
        Section("practices", _("Practices it recommends"), items(subject, "psin:recommends")),
        Section("guidance", _("Guidance that draws on it"), _incoming(subject, "psin:drawsOn")),
        Section(
            "evidence",
            _("Evidence for and against it"),
            _incoming(subject, "psin:evidenceFor") + _incoming(subject, "psin:evidenceAgainst"),
        ),
        Section(
            "rules",
            _("Advice that rests on it"),
            advice,
            intro=_("These rules look at every network and remind its convener of the lesson."),
        ),
    ]
    shown = ("psin:applicability", "psin:dependsOn", "psin:raisedAt", "dcterms:subject", "psin:recommends")
    return thing_page(
        site,
        subject,
        kicker=[Link(Text(_("Lesson")))],
        facts=facts,
        sections=sections,
        shown=shown,
        mentioned=("psin:Guidance", "psin:Evidence"),
        template="lesson.html",
        followers=adoptions(site, *_practices(subject)),
    )


def _practices(subject: Subject) -> list[str]:
    """Practices, values and trade-offs that the lesson recommends or is about."""
    found = [
        *subject.graph.values(subject.this, "psin:recommends"),
        *subject.graph.values(subject.this, "dcterms:subject"),
    ]
    return [iri for iri in dict.fromkeys(found) if iri.startswith(PSINC)]


def _incoming(subject: Subject, predicate: str) -> list[Item]:
    graph = subject.incoming
    found = []
    for node in graph:
        if subject.this in graph.values(node, predicate):
            document = documents.from_iri(node)
            name = subject.link(document.thing if document else node)
            found.append(Item(Link(name.text, subject.names.place(node)[0])))
    return sorted(found, key=lambda item: str(item.link).casefold())


def guidance_page(site: Site, document: Document) -> str:
    subject = Subject(site, document)
    issued = subject.graph.value(subject.this, "dcterms:issued", "dcterms:date", "dcterms:created")
    facts = [
        fact(subject, _("Read it at"), "foaf:page", "foaf:homepage", "schema:url"),
        fact(subject, _("Published by"), "dcterms:publisher"),
        fact(subject, _("Written by"), "dcterms:creator"),
        Fact(_("Published"), [Link(Text(date_words(issued)))] if issued else []),
        fact(subject, _("How settled it is"), "psin:guidanceStatus"),
        fact(subject, _("Meant for"), "psin:audience"),
        fact(subject, _("Language"), "dcterms:language"),
    ]
    sections = [
        Section("lessons", _("Lessons it draws on"), items(subject, "psin:drawsOn")),
        Section("practices", _("Practices it recommends"), items(subject, "psin:recommends")),
        Section("about", _("What it is about"), items(subject, "dcterms:subject")),
        Section(
            "concepts",
            _("Concepts taken from it"),
            _concepts(subject),
            intro=_("Lists of this site whose entries cite this document."),
        ),
    ]
    shown = (
        "foaf:page",
        "foaf:homepage",
        "schema:url",
        "dcterms:publisher",
        "dcterms:creator",
        "dcterms:issued",
        "dcterms:date",
        "dcterms:created",
        "psin:guidanceStatus",
        "psin:audience",
        "dcterms:language",
        "psin:drawsOn",
        "psin:recommends",
        "dcterms:subject",
    )
    return thing_page(site, subject, kicker=[Link(Text(_("Guidance")))], facts=facts, sections=sections, shown=shown)


def _concepts(subject: Subject) -> list[Item]:
    """Schemes with the number of their concepts that name the document as their source."""
    terms = subject.names.vocabulary
    counted: dict[str, int] = {}
    for node in terms.having("dcterms:source", subject.this):
        for scheme in terms.values(node, "skos:inScheme"):
            counted[scheme] = counted.get(scheme, 0) + 1
    found = [Item(subject.link(scheme), _n("{n} entry", "{n} entries", count)) for scheme, count in counted.items()]
    return sorted(found, key=lambda item: str(item.link).casefold())


def catalogue_page(site: Site, document: Document) -> str:
    subject = Subject(site, document)
    graph = subject.incoming
    nodes = [node for node in graph.typed("psin:Listing") if subject.this in graph.values(node, "psin:inCatalogue")]
    listed = []
    for own, node in [(graph, node) for node in nodes] + [
        (subject.graph, node) for node in subject.records("psin:Listing")
    ]:
        network = own.one(node, "psin:ofNetwork")
        status = own.one(node, "psin:listingStatus")
        if network is not None:
            words = [str(subject.link(status))] if status is not None else []
            listed.append(
                Item(
                    subject.link(network),
                    ", ".join([*words, *filter(None, [span(own, node).words])]),
                    anchor=subject.anchor(node),
                )
            )
    facts = [
        fact(subject, _("Web site"), "foaf:homepage", "foaf:page", "dcat:landingPage"),
        fact(subject, _("Kept by"), "dcterms:publisher", "dcterms:creator", "schema:maintainer"),
        fact(subject, _("Where"), "dcterms:spatial"),
        fact(subject, _("Language"), "dcterms:language"),
    ]
    order = sorted(listed, key=lambda item: str(item.link).casefold())
    sections = [Section("listings", _("Networks it lists"), order, empty=_("No listing is on record yet."))]
    shown = (
        "foaf:homepage",
        "foaf:page",
        "dcat:landingPage",
        "dcterms:publisher",
        "dcterms:creator",
        "schema:maintainer",
        "dcterms:spatial",
        "dcterms:language",
    )
    return thing_page(
        site,
        subject,
        kicker=[Link(Text(_("Catalogue of networks")))],
        facts=facts,
        sections=sections,
        shown=shown,
        mentioned=("psin:Listing",),
    )
