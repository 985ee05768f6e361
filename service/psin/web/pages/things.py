"""What the pages of organisations, convenings, lessons, guidance and catalogues share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import kinds
from .findings import advice
from .record import other_records, record, rows
from .rendering import render
from .saying import partners_say
from .subject import Mark, Subject
from .ties import mentions
from .words import Link, Text, besides

if TYPE_CHECKING:
    from ..site import Site


@dataclass(frozen=True)
class Item:
    """A line of a list: a name that leads on, and what there is to say about it."""

    link: Link
    words: str = ""
    texts: list[Text] = field(default_factory=list)
    marks: tuple[Mark, ...] = ()
    anchor: str | None = None
    message: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a page; one without items shows ``empty``, or nothing if that is empty too."""

    name: str
    title: str
    items: list[Item]
    intro: str = ""
    empty: str = ""


@dataclass(frozen=True)
class Fact:
    label: str
    values: list[Link]


def fact(subject: Subject, label: str, *predicates: str) -> Fact:
    """The values of several properties of the thing under one label."""
    return Fact(label, [link for name in predicates for link in subject.links(subject.this, name)])


def items(subject: Subject, *predicates: str) -> list[Item]:
    """The values of properties of the thing as a list, by name, with their definition where they are concepts."""
    found = []
    for name in predicates:
        for term in subject.graph.all(subject.this, name):
            definition = subject.names.definition(getattr(term, "value", ""))
            found.append(Item(subject.link(term), texts=[definition] if definition else []))
    return sorted(found, key=lambda item: str(item.link).casefold())


def thing_page(
    site: Site,
    subject: Subject,
    *,
    kicker: list[Link],
    facts: list[Fact],
    sections: list[Section],
    shown: tuple[str, ...],
    mentioned: tuple[str, ...] = (),
    template: str = "thing.html",
    **more: object,
) -> str:
    """The page of a thing.

    ``shown`` are its properties with a place of their own, ``mentioned`` the types of incoming records that a section
    has shown.
    """
    kind = subject.document.kind
    this = subject.this
    lessons, hints = advice(site, subject)
    context = {
        "name": subject.name,
        "natives": besides(subject.name, _labels(subject)),
        "aliases": subject.texts(this, "skos:altLabel"),
        "kicker": kicker,
        "descriptions": subject.texts(this, "dcterms:description"),
        "notes": subject.texts(this, "skos:scopeNote") + subject.texts(this, "skos:note"),
        "marks": subject.marks(this),
        "replaced_by": subject.links(this, "dcterms:isReplacedBy"),
        "facts": [item for item in facts if item.values],
        "sections": [section for section in sections if section.items or section.empty],
        "advice": lessons,
        "hints": hints,
        "mentions": mentions(subject, *mentioned),
        "others": other_records(subject),
        "partners_say": partners_say(site, subject.document),
        "more": rows(
            subject,
            this,
            "dcterms:description",
            "dcterms:title",
            "skos:scopeNote",
            "skos:note",
            "dcterms:isReplacedBy",
            *shown,
        ),
        "record": record(subject),
        "sources": subject.sources(),
    }
    return render(
        template,
        site,
        title=subject.name,
        section=kind.folder,
        document=subject.document,
        crumbs=[(f"/{kind.folder}", kinds.titles()[kind.name])],
        **context,
        **more,
    )


def _labels(subject: Subject) -> list[Text]:
    names = ("skos:prefLabel", "dcterms:title", "foaf:name")
    found = {text.value: text for name in names for text in subject.texts(subject.this, name)}
    return list(found.values())
