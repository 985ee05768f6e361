"""The page of a convening: when, by whom, with whom, and what it taught."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...documents import Document
from ...vocabulary.namespaces import SCHEMA
from ..language import _
from .figures import number
from .graph import iri
from .subject import Subject
from .things import Fact, Item, Section, fact, items, thing_page
from .words import Link, Text, date_words, span, when

if TYPE_CHECKING:
    from ..site import Site

_SHOWN = (
    "schema:startDate",
    "schema:endDate",
    "dcterms:date",
    "psin:dateNote",
    "psin:dateCertainty",
    "psin:earliest",
    "psin:latest",
    "schema:organizer",
    "psin:ofNetwork",
    "psin:networkRepresented",
    "psin:invited",
    "schema:attendee",
    "psin:attendance",
    "psin:activityType",
    "schema:location",
    "dcterms:spatial",
    "schema:superEvent",
    "schema:eventAttendanceMode",
    "foaf:page",
    "foaf:homepage",
    "schema:url",
    "psin:nameAsGiven",
    "psin:audience",
)


def page(site: Site, document: Document) -> str:
    subject = Subject(site, document)
    graph, this = subject.graph, subject.this
    series = f"{SCHEMA}EventSeries" in graph.types(this)
    attendance = graph.value(this, "psin:attendance")
    facts = [
        Fact(_("When"), _when(subject)),
        fact(subject, _("Organised by"), "schema:organizer"),
        Fact(_("Organiser as the source names it"), [Link(text) for text in subject.texts(this, "psin:nameAsGiven")]),
        fact(subject, _("Where"), "schema:location", "dcterms:spatial"),
        fact(subject, _("How people met"), "schema:eventAttendanceMode"),
        Fact(_("People who came"), [Link(Text(number(attendance)))] if attendance else []),
        fact(subject, _("Kind of activity"), "psin:activityType"),
        fact(subject, _("Meant for"), "psin:audience"),
        fact(subject, _("Edition of"), "schema:superEvent"),
        fact(subject, _("Web page"), "foaf:page", "foaf:homepage", "schema:url"),
    ]
    sections = [
        Section("networks", _("Networks"), items(subject, "psin:ofNetwork")),
        Section("represented", _("Networks whose conveners took part"), items(subject, "psin:networkRepresented")),
        Section("attended", _("Who took part"), items(subject, "schema:attendee")),
        Section("invited", _("Who was invited"), items(subject, "psin:invited")),
        Section("lessons", _("Lessons that came up here"), _incoming(subject, "psin:raisedAt")),
        Section("editions", _("Editions"), _editions(subject)),
    ]
    of_conveners = iri("psin:ConveningOfConveners") in graph.types(this)
    kind = _("Convening of conveners") if of_conveners else _("Series of convenings") if series else _("Convening")
    return thing_page(
        site,
        subject,
        kicker=[Link(Text(kind))],
        facts=facts,
        sections=sections,
        shown=_SHOWN,
        mentioned=("psin:Lesson", "psin:Convening", "psin:ConveningOfConveners"),
    )


def _when(subject: Subject) -> list[Link]:
    held = span(subject.graph, subject.this)
    if held.start and held.end and held.start != held.end:
        return [Link(Text(held.words))]
    if held.start:
        moment = when(subject.graph, subject.this, "schema:startDate")
        return [Link(Text(moment.words))] + ([Link(moment.note)] if moment.note else [])
    moment = when(subject.graph, subject.this)
    notes = [Link(moment.note)] if moment.note else []
    return ([Link(Text(moment.words))] if moment.words else []) + notes


def _incoming(subject: Subject, predicate: str) -> list[Item]:
    graph = subject.incoming
    found = [Item(subject.link(node)) for node in graph if subject.this in graph.values(node, predicate)]
    return sorted(found, key=lambda item: str(item.link).casefold())


def _editions(subject: Subject) -> list[Item]:
    graph = subject.incoming
    nodes = [node for node in graph if subject.this in graph.values(node, "schema:superEvent")]
    nodes.sort(key=lambda node: graph.value(node, "schema:startDate") or "", reverse=True)
    return [Item(subject.link(node), date_words(graph.value(node, "schema:startDate") or "")) for node in nodes]
