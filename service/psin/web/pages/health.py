"""What the lessons say about a network: each lesson that a rule watches over, with what it finds there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...documents import Document
from ..language import _
from .findings import Advice, advice
from .reference import rules
from .rendering import render
from .subject import Subject
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site


@dataclass(frozen=True)
class Watched:
    """A lesson, what it advises this network, and the rules that looked."""

    lesson: Link
    advice: list[Advice]
    rules: list[Link]


def page(site: Site, document: Document) -> str:
    """The page; lessons with advice come first."""
    subject = Subject(site, document)
    lessons, hints = advice(site, subject)
    watched: dict[str, Watched] = {}
    for rule in rules(site):
        if rule.lesson and rule.code:
            entry = watched.setdefault(rule.lesson.href or str(rule.lesson), Watched(rule.lesson, [], []))
            entry.rules.append(Link(Text(rule.code), f"/rules/{rule.code}"))
    for item in lessons:
        if item.lesson:
            entry = watched.setdefault(item.lesson.href or str(item.lesson), Watched(item.lesson, [], [item.rule]))
            entry.advice.append(item)
    order = sorted(watched.values(), key=lambda entry: (not entry.advice, str(entry.lesson).casefold()))
    return render(
        "health.html",
        site,
        title=_("What the lessons say"),
        section="networks",
        crumbs=[("/networks", _("Networks")), (document.page, subject.name)],
        name=subject.name,
        page=document.page,
        advised=[entry for entry in order if entry.advice],
        silent=[entry for entry in order if not entry.advice],
        hints=hints,
    )
