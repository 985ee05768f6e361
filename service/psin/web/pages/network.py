"""The page of a network: its story, in the order in which people ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...documents import Document
from ..language import _
from . import balance, lifelines, neighbourhood
from . import network_facts as facts
from .engagements import Engagement, by_agent, engagements, parts
from .findings import advice
from .judgements import claims, trade_offs
from .record import other_records, record, rows
from .rendering import render
from .saying import partners_say
from .similar import similar
from .subject import Mark, Subject
from .ties import Ties, ties
from .timeline import Entry, timeline
from .words import Link, Text, besides, date_words, is_date

if TYPE_CHECKING:
    from ..site import Site


@dataclass(frozen=True)
class Fact:
    """A row of "at a glance"."""

    label: str
    values: list[Link]
    marks: tuple[Mark, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Status:
    """``name`` is active, dormant, ended or unknown."""

    name: str
    label: Link
    last_seen: str = ""
    judged: str = ""
    reason: list[Text] = field(default_factory=list)
    marks: tuple[Mark, ...] = ()
    anchor: str | None = None
    node: str = ""


#: Properties of the network itself that the page shows in a place of their own.
_SHOWN = (
    "dcterms:description",
    "psin:networkKind",
    "dcterms:spatial",
    "psin:governmentLevel",
    "psin:eligibility",
    "foaf:homepage",
    "schema:foundingDate",
    "schema:dissolutionDate",
    "skos:scopeNote",
    "skos:note",
    "psin:origin",
    "psin:admission",
    "psin:membershipUnit",
    "psin:audience",
    "dcterms:language",
    "foaf:page",
    "psin:lastConfirmed",
    "dcterms:isReplacedBy",
    "owl:deprecated",
)


def page(site: Site, document: Document) -> str:
    subject = Subject(site, document)
    people = _People.of(subject)
    dated, undated = timeline(subject, people.all)
    status = _status(subject)
    counts = facts.counts(subject)
    values = facts.values(subject)
    formality, stages, objectives = facts.formality(subject), facts.stages(subject), facts.objectives(subject)
    tied = ties(subject)
    lessons, hints = advice(site, subject)
    context = {
        "name": subject.name,
        "natives": besides(subject.name, subject.texts(subject.this, "skos:prefLabel")),
        "aliases": subject.texts(subject.this, "skos:altLabel"),
        "kinds": subject.links(subject.this, "psin:networkKind"),
        "places": subject.links(subject.this, "dcterms:spatial"),
        "status": status,
        "replaced_by": subject.links(subject.this, "dcterms:isReplacedBy"),
        "descriptions": subject.texts(subject.this, "dcterms:description"),
        "notes": subject.texts(subject.this, "skos:scopeNote") + subject.texts(subject.this, "skos:note"),
        "marks": subject.marks(subject.this),
        "glance": _glance(subject, dated, counts),
        "homepage": subject.concept(subject.this, "foaf:homepage"),
        "conveners": by_agent(people.conveners),
        "sponsors": by_agent(people.sponsors),
        "members": by_agent(people.members),
        "timeline": dated,
        "undated": undated,
        "objectives": objectives,
        "expectations": facts.expectations(subject),
        "values": values,
        "loose_evidence": facts.loose_evidence(subject),
        "offerings": facts.offerings(subject),
        "counts": counts,
        "snapshots": [balance.participation(snapshot) for snapshot in facts.snapshots(subject)],
        "formality": formality,
        "stages": stages,
        "trade_offs": [(axis, balance.course(axis)) for axis in trade_offs(subject)],
        "practices": facts.practices(subject),
        "ties": tied,
        "neighbourhood": _neighbours(subject, tied, people),
        "similar": similar(site, subject.this),
        "picture": _life(subject, people, dated, status, formality, stages, objectives),
        "convenes": [
            part
            for kind in ("psin:Convenership", "psin:Sponsorship", "psin:Membership")
            for part in parts(subject, kind)
        ],
        "claims": claims(subject),
        "advice": lessons,
        "hints": hints,
        "others": other_records(subject),
        "partners_say": partners_say(site, document),
        "more": rows(subject, subject.this, *_SHOWN),
        "record": record(subject),
        "sources": subject.sources(),
    }
    return render(
        "network.html",
        site,
        title=subject.name,
        section="networks",
        document=document,
        crumbs=[("/networks", _("Networks"))],
        **context,
    )


def _status(subject: Subject) -> Status | None:
    readings = subject.records("psin:StatusReading")
    if not readings:
        return None
    latest = max(readings, key=lambda node: subject.graph.value(node, "dcterms:date") or "")
    label = subject.concept(latest, "psin:status") or Link(Text(_("unknown")))
    concept = (subject.graph.value(latest, "psin:status") or "").rpartition("/status-")[2]
    return Status(
        concept if concept in ("active", "dormant", "ended") else "unknown",
        label,
        date_words(subject.graph.value(latest, "psin:lastSeen") or ""),
        date_words(subject.graph.value(latest, "dcterms:date") or ""),
        subject.texts(latest, "psin:reason", "dcterms:description", "skos:note"),
        subject.marks(latest),
        subject.anchor(latest),
        latest,
    )


def _glance(subject: Subject, dated: list, counts: list[facts.Count]) -> list[Fact]:  # type: ignore[type-arg]
    this = subject.this
    founding = next((entry for entry in dated if entry.tone == "founding"), None)
    end = next((entry for entry in dated if entry.tone == "end"), None)
    largest = max((count for count in counts if count.current), key=lambda count: count.sort, default=None)
    found = [
        Fact(_("Since"), [Link(Text(founding.when.words))] if founding else [], founding.marks if founding else []),
        Fact(_("Until"), [Link(Text(end.when.words))] if end else [], end.marks if end else []),
        Fact(_("Where"), subject.links(this, "dcterms:spatial")),
        Fact(_("Level of government"), subject.links(this, "psin:governmentLevel")),
        Fact(_("Who may join"), [Link(text) for text in subject.texts(this, "psin:eligibility")], wide=True),
        Fact(_("How one joins"), subject.links(this, "psin:admission")),
        Fact(_("Members are"), subject.links(this, "psin:membershipUnit")),
        Fact(_("Meant for"), subject.links(this, "psin:audience")),
        Fact(_("How it was born"), subject.links(this, "psin:origin")),
        Fact(
            _("Size"),
            [Link(Text(largest.phrase), f"#{largest.anchor}")] if largest else [],
            largest.marks if largest else [],
        ),
        Fact(_("Working languages"), subject.links(this, "dcterms:language")),
        Fact(_("Web site"), subject.links(this, "foaf:homepage"), wide=True),
        Fact(_("Pages"), subject.links(this, "foaf:page"), wide=True),
        Fact(_("Last checked"), _date(subject.graph.value(this, "psin:lastConfirmed"))),
    ]
    return [fact for fact in found if fact.values]


@dataclass(frozen=True)
class _People:
    conveners: list[Engagement]
    sponsors: list[Engagement]
    members: list[Engagement]

    @classmethod
    def of(cls, subject: Subject) -> _People:
        return cls(
            *(engagements(subject, kind) for kind in ("psin:Convenership", "psin:Sponsorship", "psin:Membership"))
        )

    @property
    def all(self) -> list[Engagement]:
        return [*self.conveners, *self.sponsors, *self.members]


def life(subject: Subject) -> lifelines.Picture:
    """The life of the network as a picture."""
    people = _People.of(subject)
    told = (facts.formality(subject), facts.stages(subject), facts.objectives(subject))
    return _life(subject, people, timeline(subject, people.all)[0], _status(subject), *told)


def _life(
    subject: Subject,
    people: _People,
    dated: list[Entry],
    status: Status | None,
    formality: list[facts.Statement],
    stages: list[facts.Statement],
    objectives: list[facts.Statement],
) -> lifelines.Picture:
    held = [
        *lifelines.phases(formality, "form", _("form")),
        *lifelines.phases(stages, "stage", _("stage")),
        *lifelines.people(people.conveners, "convener"),
        *lifelines.people(people.sponsors, "sponsor"),
        *lifelines.aims(objectives),
    ]
    last_seen = subject.graph.value(status.node, "psin:lastSeen") or "" if status else ""
    return lifelines.picture(held, dated, last_seen, _day(subject))


def neighbours(subject: Subject) -> neighbourhood.Picture:
    """What the network is tied to as a picture."""
    return _neighbours(subject, ties(subject), _People.of(subject))


def _neighbours(subject: Subject, tied: Ties, people: _People) -> neighbourhood.Picture:
    groups = map(by_agent, (people.conveners, people.sponsors, people.members))
    return neighbourhood.picture(tied, *groups, itself=subject.document.page)


def _day(subject: Subject) -> str:
    """The day to which the record tells the story."""
    return (subject.graph.value(subject.iri, "prov:generatedAtTime") or "").partition("T")[0]


def _date(value: str | None) -> list[Link]:
    return [Link(Text(date_words(value)))] if value and is_date(value) else []
