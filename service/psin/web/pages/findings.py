"""Advice from the field that applies to one document, as a friendly word rather than a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ... import documents
from .graph import iri as full
from .subject import Subject
from .words import Link, Text

if TYPE_CHECKING:
    from ...validation.findings import Finding
    from ..site import Site

_NAME = re.compile(r"https://w3id\.org/psin/[^\s,;()<>\"]+|\bpsinc?:[A-Za-z][\w-]*")


@dataclass(frozen=True)
class Advice:
    """``severity`` is violation, warning or info."""

    severity: str
    message: tuple[Link, ...]
    fix: tuple[Link, ...]
    lesson: Link | None
    rule: Link | None
    anchor: str | None


def advice(site: Site, subject: Subject) -> list[Advice]:
    """What validation has to say about the document, the gravest first."""
    order = {"violation": 0, "warning": 1, "info": 2}
    found = [_advice(subject, finding) for finding in site.findings_for(subject.iri)]
    unique = {(item.message, item.fix, item.anchor): item for item in found}
    return sorted(unique.values(), key=lambda item: order.get(item.severity, 3))


def _advice(subject: Subject, finding: Finding) -> Advice:
    return Advice(
        finding.severity.value,
        pieces(subject, str(finding.message)),
        pieces(subject, str(finding.fix or "")),
        _lesson(subject, finding.lesson),
        Link(Text(finding.code), f"/rules/{finding.code}") if finding.shape else Link(Text(finding.code)),
        subject.anchor((finding.focus or "").strip("<>")),
    )


def _lesson(subject: Subject, iri: str | None) -> Link | None:
    if iri is None:
        return None
    document = documents.from_iri(iri)
    return subject.link(document.thing if document else iri)


def pieces(subject: Subject, message: str) -> tuple[Link, ...]:
    """The message with the names of terms and concepts in it as links."""
    found, last = [], 0
    for match in _NAME.finditer(message):
        name = match[0].rstrip(".")
        iri = full(name)
        link = subject.link(iri)
        spoken = link.text if name.startswith("http") else Text(name)
        found += [Link(Text(message[last : match.start()])), Link(spoken, link.href, link.external)]
        last = match.start() + len(name)
    return (*found, Link(Text(message[last:])))
