"""One story in order of time, from the dated records of a network."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..language import _
from .engagements import Engagement
from .graph import Graph
from .subject import Mark, Subject
from .words import Link, Text, When, date_words, when


@dataclass(frozen=True)
class Entry:
    """``tone`` says what kind of entry it is: founding, end, trouble, form, people, convening, aim or event."""

    when: When
    title: Link
    tone: str
    body: list[Text] = field(default_factory=list)
    detail: list[Link] = field(default_factory=list)
    marks: tuple[Mark, ...] = ()
    anchor: str | None = None
    leads_to: list[Link] = field(default_factory=list)
    order: int = 5


_TONES = {
    "event-founded": "founding",
    "event-ended": "end",
    "event-ran-into-trouble": "trouble",
    "event-convening-held": "convening",
}
_FORM = (
    "event-became-formal",
    "event-became-informal",
    "event-merged",
    "event-split",
    "event-renamed",
    "event-relaunched",
    "event-reset",
)


def timeline(subject: Subject, engagements: list[Engagement]) -> tuple[list[Entry], list[Entry]]:
    """The dated entries in order of time, and those of which no date is known."""
    entries = [
        *_life(subject),
        *_phases(subject),
        *(entry for item in engagements for entry in _people(item)),
        *_convenings(subject),
    ]
    dated = sorted((entry for entry in entries if entry.when.sort), key=_place)
    return dated, [entry for entry in entries if not entry.when.sort]


def _place(entry: Entry) -> tuple[str, int]:
    # A founding known by its year stands before, an end after everything else of that year.
    sort = entry.when.sort
    if entry.tone == "founding":
        return sort[:4], 0
    if entry.tone == "end":
        return f"{sort}~~", 9
    return sort, entry.order


def _life(subject: Subject) -> list[Entry]:
    found = [_event(subject, node) for node in subject.records("psin:LifeEvent")]
    tones = {entry.tone for entry in found}
    for tone, name, words in (
        ("founding", "schema:foundingDate", _("founded")),
        ("end", "schema:dissolutionDate", _("ended")),
    ):
        date = subject.graph.value(subject.this, name)
        if date and tone not in tones:
            moment = When(date_words(date), date, date)
            found.append(Entry(moment, Link(Text(words)), tone, marks=subject.marks(subject.this)))
    return found


def _event(subject: Subject, node: str) -> Entry:
    kind = (subject.graph.value(node, "psin:eventKind") or "").rpartition("/")[2]
    tone = _TONES.get(kind, "form" if kind in _FORM else "event")
    title = subject.concept(node, "psin:eventKind") or Link(Text(_("event")))
    moment = when(subject.graph, node)
    if not moment and tone in ("founding", "end"):
        date = subject.graph.value(
            subject.this, "schema:foundingDate" if tone == "founding" else "schema:dissolutionDate"
        )
        moment = When(date_words(date), date, date) if date else moment
    body = subject.texts(node, "dcterms:description")
    leads = subject.links(node, "psin:ledTo")
    return Entry(moment, title, tone, body, [], subject.marks(node), subject.anchor(node), leads)


def _phases(subject: Subject) -> list[Entry]:
    found = []
    for kind, value, words in (
        ("psin:FormalityPhase", "psin:formality", _("form")),
        ("psin:LifecyclePhase", "psin:stage", _("stage")),
    ):
        for node in subject.graph.typed(kind):
            start = subject.graph.value(node, "schema:startDate")
            degree = subject.concept(node, value)
            if start and degree:
                title = Link(Text(_("{what}: {which}", what=words, which=degree.text)), f"#{subject.anchor(node)}")
                found.append(
                    Entry(When(date_words(start), start, start), title, "form", marks=subject.marks(node), order=3)
                )
    for node in subject.graph.typed("psin:Objective"):
        start = subject.graph.value(node, "schema:startDate")
        if start and subject.graph.all(node, "dcterms:replaces"):
            title = Link(Text(_("new aim")), f"#{subject.anchor(node)}")
            found.append(Entry(When(date_words(start), start, start), title, "aim", marks=subject.marks(node), order=4))
    return found


def _people(item: Engagement) -> list[Entry]:
    role = item.role.text.value if item.role else item.part
    found = []
    said = {"who": item.who.text, "role": role}
    for date, words, order in (
        (item.span.start, _("{who} becomes {role}", **said), 6),
        (item.span.end, _("{who} ends as {role}", **said), 8),
    ):
        if date:
            title = Link(Text(words), f"#{item.anchor}" if item.anchor else None)
            found.append(Entry(When(date_words(date), date, date), title, "people", marks=item.marks, order=order))
    return found


def _convenings(subject: Subject) -> list[Entry]:
    found = []
    for node in subject.others("psin:Convening", "psin:ConveningOfConveners"):
        graph: Graph = subject.incoming
        if subject.this in [*graph.values(node, "psin:ofNetwork"), *graph.values(node, "schema:organizer")]:
            moment = when(graph, node, "schema:startDate", "dcterms:date")
            if moment.sort:
                found.append(
                    Entry(moment, Link(subject.names.text(node), subject.names.place(node)[0]), "convening", order=7)
                )
    return found
