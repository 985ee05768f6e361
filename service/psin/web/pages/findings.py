"""Advice from the field that applies to one document, as a friendly word rather than a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ... import documents
from ...vocabulary.namespaces import PSIN
from ..language import _, language
from .graph import iri as full
from .graph import key
from .names import Names
from .subject import Subject
from .words import Link, Text

if TYPE_CHECKING:
    from ...validation.findings import Finding
    from ..site import Site

_NAME = re.compile(r"https://w3id\.org/psin/(?![^\s,;()>\"]*<)[^\s,;()<>\"]+|\bpsinc?:[A-Za-z][\w-]*")


@dataclass(frozen=True)
class Advice:
    """``severity`` is violation, warning or info; ``records`` are the anchors of what is meant, with words for each."""

    severity: str
    message: tuple[Link, ...]
    fix: tuple[Link, ...]
    lesson: Link | None
    rule: Link
    records: tuple[tuple[str, str], ...]


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
    focused = dict.fromkeys((finding.focus or "").strip("<>") for finding in group)
    records = {name: _record(subject, node, name) for node in focused if (name := subject.anchor(node))}
    return Advice(
        first.severity.value,
        pieces(subject.names, first.message.say(language()), in_words=True),
        pieces(subject.names, first.fix.say(language()) if first.fix else "", in_words=True),
        _lesson(subject, first.lesson),
        Link(Text(first.code), f"/rules/{first.code}"),
        tuple((name, words) for name, words in records.items() if name != "this"),
    )


def _record(subject: Subject, node: str, name: str) -> str:
    """What a record is and whom it names: ``convenership: Department of Industry``; else its own name."""
    kind = next(
        (str(subject.names.text(kind)) for kind in sorted(subject.graph.types(node)) if kind.startswith(PSIN)), ""
    )
    agent = subject.graph.one(node, "psin:agent")
    who = subject.graph.value(node, "psin:nameAsGiven") or (
        str(subject.names.text(key(agent))) if agent is not None else ""
    )
    return _("{what}: {which}", what=kind, which=who) if kind and who else kind or name.replace("-", " ")


def _lesson(subject: Subject, iri: str | None) -> Link | None:
    if iri is None:
        return None
    document = documents.from_iri(iri)
    return subject.link(document.thing if document else iri)


def pieces(names: Names, message: str, *, in_words: bool = False) -> tuple[Link, ...]:
    """The message with the names of terms and concepts in it as links: as written in files, or ``in_words``."""
    found, last = [], 0
    for match in _NAME.finditer(message):
        name = match[0].rstrip(".")
        iri = full(name)
        link = names.link(iri)
        spoken = link.text if in_words or name.startswith("http") else Text(name)
        found += [Link(Text(message[last : match.start()])), Link(spoken, link.href, link.external)]
        last = match.start() + len(name)
    return (*found, Link(Text(message[last:])))
