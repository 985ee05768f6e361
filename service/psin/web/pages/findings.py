"""Advice from the field that applies to one document, as a friendly word rather than a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ... import documents
from ..language import language
from .graph import iri as full
from .names import Names
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
    rule: Link
    anchors: tuple[str, ...]


def advice(site: Site, subject: Subject) -> tuple[list[Advice], list[Advice]]:
    """What validation has to say about the document, the gravest first: what rests on a lesson, and the rest."""
    order = {"violation": 0, "warning": 1, "info": 2}
    grouped: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in site.findings_for(subject.iri):
        grouped.setdefault((finding.code, str(finding.message), str(finding.fix)), []).append(finding)
    found = sorted((_advice(subject, group) for group in grouped.values()), key=lambda item: order[item.severity])
    return [item for item in found if item.lesson], [item for item in found if not item.lesson]


def _advice(subject: Subject, group: list[Finding]) -> Advice:
    first = group[0]
    anchors = dict.fromkeys(subject.anchor((finding.focus or "").strip("<>")) for finding in group)
    return Advice(
        first.severity.value,
        pieces(subject.names, first.message.say(language())),
        pieces(subject.names, first.fix.say(language()) if first.fix else ""),
        _lesson(subject, first.lesson),
        Link(Text(first.code), f"/rules/{first.code}"),
        tuple(name for name in anchors if name and name != "this"),
    )


def _lesson(subject: Subject, iri: str | None) -> Link | None:
    if iri is None:
        return None
    document = documents.from_iri(iri)
    return subject.link(document.thing if document else iri)


def pieces(names: Names, message: str) -> tuple[Link, ...]:
    """The message with the names of terms and concepts in it as links."""
    found, last = [], 0
    for match in _NAME.finditer(message):
        name = match[0].rstrip(".")
        iri = full(name)
        link = names.link(iri)
        spoken = link.text if name.startswith("http") else Text(name)
        found += [Link(Text(message[last : match.start()])), Link(spoken, link.href, link.external)]
        last = match.start() + len(name)
    return (*found, Link(Text(message[last:])))
