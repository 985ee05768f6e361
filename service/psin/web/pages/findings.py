"""Advice from the field that applies to one document, as a friendly word rather than a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ... import documents
from .subject import Subject
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site


@dataclass(frozen=True)
class Advice:
    """``severity`` is violation, warning or info."""

    severity: str
    message: str
    fix: str
    lesson: Link | None
    rule: Link | None
    anchor: str | None


def advice(site: Site, subject: Subject) -> list[Advice]:
    """What validation has to say about the document, the gravest first."""
    order = {"violation": 0, "warning": 1, "info": 2}
    found = [_advice(subject, finding) for finding in site.findings_for(subject.iri)]
    unique = {(item.message, item.fix, item.anchor): item for item in found}
    return sorted(unique.values(), key=lambda item: order.get(item.severity, 3))


def _advice(subject: Subject, finding: object) -> Advice:
    severity = getattr(finding, "severity", "info")
    lesson, shape = getattr(finding, "lesson", None), getattr(finding, "shape", None)
    focus = str(getattr(finding, "focus", "") or "").strip("<>")
    return Advice(
        str(getattr(severity, "name", severity)).lower(),
        str(getattr(finding, "message", "")),
        str(getattr(finding, "fix", None) or getattr(finding, "advice", None) or ""),
        _lesson(subject, lesson),
        _rule(subject, shape, getattr(finding, "code", "")),
        subject.anchor(focus),
    )


def _lesson(subject: Subject, lesson: object) -> Link | None:
    iri = str(lesson or "").strip("<>")
    if not iri:
        return None
    document = documents.from_iri(iri)
    return subject.link(document.thing if document else iri)


def _rule(subject: Subject, shape: object, code: object) -> Link | None:
    href = documents.page_of(str(shape or "").strip("<>"))
    return Link(Text(str(code)), href) if code else None
