"""Findings with the same cause, brought together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...light import Record
from ..findings import Finding, Place, Report, Severity, Words, counted

#: Findings with the same cause from this number on are shown once, with their places.
GROUP_FROM = 6
_OTHER = Words("other", "autre")
NAMES = {
    Severity.VIOLATION: Words("violation", "violation"),
    Severity.WARNING: Words("warning", "avertissement"),
    Severity.INFO: Words("tip", "conseil"),
}


class Cause(Record):
    """``findings`` differ only in where they are and what they are about."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(place for one in self.findings for place in one.places)


def causes(findings: Iterable[Finding]) -> list[Cause]:
    """Findings by code, severity and sentence, in the order of the first of each."""
    found: dict[tuple[str, Severity, str, str | None], list[Finding]] = {}
    for one in findings:
        found.setdefault((one.code, one.severity, one.message.en, one.fix and one.fix.en), []).append(one)
    return [Cause(tuple(same)) for same in found.values()]


def grouped(findings: Iterable[Finding]) -> list[Cause]:
    """Causes as people want them: few findings of one cause stay where they are, many become one with its places."""
    shown: list[Cause] = []
    for cause in causes(findings):
        if len(cause.findings) < GROUP_FROM:
            shown.extend(Cause((one,)) for one in cause.findings)
        else:
            shown.append(cause)
    return sorted(shown, key=lambda cause: cause.first.order)


def of(severity: Severity, report: Report) -> list[Finding]:
    return [one for one in report.findings if one.severity is severity]


def located(places: Sequence[Place], most: int, language: str = "en") -> str:
    """``a.ttl:3:5, a.ttl:8:5 and 4 more``; where all are in one file, as the lines of that file."""
    single = len({place.file for place in places}) == 1
    listed = [f"{place.line}:{place.column}" if single else f"{place.file}:{place.line}" for place in places]
    return enumerated(list(dict.fromkeys(listed)), most, language)


def enumerated(items: Sequence[str], most: int, language: str = "en") -> str:
    more = len(items) - most
    rest = Words(f" and {more:,} more", f" et {counted(more, _OTHER, language='fr')}").say(language) if more > 0 else ""
    return ", ".join(items[:most]) + rest
