"""Reports as text for people and as JSON for machines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from json import dumps

from .findings import Finding, Place, Report, Severity, Words
from .rules import shorten

#: Findings with the same cause beyond this are shown once, with their places.
GROUP_FROM = 6
#: Places listed for a group, and columns of a source line shown.
_PLACES, _WIDTH = 10, 120
_WORDS = {
    "violation": Words("violation", "violation"),
    "warning": Words("warning", "avertissement"),
    "info": Words("info", "conseil"),
}


def text(report: Report, language: str = "en") -> str:
    """One block for each finding, and a line that sums up; ``language`` is "en" or "fr".

    ``file:line:column: severity code sentence``, the source line with a caret below the place, then ``fix:`` and
    ``lesson:`` where there are any. A cause that occurs more than five times is shown once, with its places.
    """
    blocks = [_block(group, language) for group in grouped(report.findings)]
    return "\n".join([*blocks, _summary(report, language)]) + "\n"


def grouped(findings: Sequence[Finding]) -> list[Finding]:
    """Findings in order; more than five with the same code and sentence become one with all their places."""
    causes: dict[tuple[str, Severity, str], list[Finding]] = {}
    for one in findings:
        causes.setdefault((one.code, one.severity, one.message.en), []).append(one)
    shown: list[Finding] = []
    for same in causes.values():
        if len(same) < GROUP_FROM:
            shown.extend(same)
        else:
            places = tuple(place for one in same for place in one.places)
            first = same[0]
            shown.append(
                Finding(
                    first.code,
                    first.severity,
                    first.message,
                    places,
                    path=first.path,
                    shape=first.shape,
                    fix=first.fix,
                    lesson=first.lesson,
                )
            )
    return sorted(shown, key=lambda one: one.order)


def _block(one: Finding, language: str) -> str:
    place = one.places[0]
    severity = _WORDS[one.severity.value].say(language)
    message = shorten(one.message.say(language), 1000)
    lines = [f"{place.file}:{place.line}:{place.column}: {severity} {one.code} {message}", *_source(place)]
    if one.fix:
        lines.append(f"  fix: {shorten(one.fix.say(language), 1000)}")
    if one.lesson:
        lines.append(f"  lesson: {one.lesson}")
    if len(one.places) > 1:
        lines.append(_others(one.places[1:], language))
    return "\n".join(lines)


def _others(places: Sequence[Place], language: str) -> str:
    listed = ", ".join(f"{place.file}:{place.line}:{place.column}" for place in places[:_PLACES])
    more = len(places) - _PLACES
    rest = Words(f" and {more} more", f" et {more} autres").say(language) if more > 0 else ""
    return f"  {Words('also at', 'aussi à').say(language)}: {listed}{rest}"


def _source(place: Place) -> list[str]:
    """The line and a caret; a long line is cut around the place, signs that cannot be seen become dots."""
    if not place.source.strip():
        return []
    start = max(0, place.column - 1 - _WIDTH // 2) if len(place.source) > _WIDTH else 0
    shown = "".join(one if one.isprintable() else " " if one == "\t" else "·" for one in place.source)
    cut = shown[start : start + _WIDTH].rstrip()
    before = shown[start : place.column - 1]
    return [f"    {cut}", f"    {' ' * sum(map(_width, before))}^"]


def _width(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _summary(report: Report, language: str) -> str:
    counts = report.counts
    documents, seconds = report.documents, f"{report.seconds:.2f}"
    if language == "fr":
        parts = [f"{counts[Severity.VIOLATION]} violation(s)", f"{counts[Severity.WARNING]} avertissement(s)"]
        parts.append(f"{counts[Severity.INFO]} conseil(s)")
        verdict = "conforme" if report.conforms else "non conforme"
        return f"{verdict} : {', '.join(parts)} ; {documents} document(s), {report.triples} triplets, {seconds} s"
    names = zip(Severity, ("violation", "warning", "tip"), strict=True)
    said = ", ".join(_count(counts[severity], name) for severity, name in names)
    verdict = "conforms" if report.conforms else "does not conform"
    return f"{verdict}: {said}; {_count(documents, 'document')}, {_count(report.triples, 'triple')}, {seconds} s"


def _count(number: int, name: str) -> str:
    return f"{number:,} {name}" + ("" if number == 1 else "s")


def json(report: Report, language: str = "en") -> str:
    """The report as one JSON object; the schema is stable, new keys may be added.

    ``conforms`` (boolean), ``documents``, ``triples`` (integers), ``seconds`` (number), ``counts`` ({violation,
    warning, info}: integers) and ``findings``, a list in the order of file, line, column and code, each with ``code``,
    ``severity`` (violation, warning or info), ``message`` and ``fix`` in ``language``, ``places`` (a list of {file,
    line, column}), ``focus`` and ``value`` (N-Triples terms), ``path`` (SPARQL), ``shape`` and ``lesson`` (IRIs).
    All but the first three and ``places`` may be null.
    """
    content = {
        "conforms": report.conforms,
        "documents": report.documents,
        "triples": report.triples,
        "seconds": round(report.seconds, 3),
        "counts": {severity.value: number for severity, number in report.counts.items()},
        "findings": [_object(one, language) for one in report.findings],
    }
    return dumps(content, ensure_ascii=False, indent=2) + "\n"


def _object(one: Finding, language: str) -> dict[str, object]:
    return {
        "code": one.code,
        "severity": one.severity.value,
        "message": one.message.say(language),
        "places": [{"file": place.file, "line": place.line, "column": place.column} for place in one.places],
        "focus": one.focus,
        "path": one.path,
        "value": one.value,
        "shape": one.shape,
        "fix": one.fix.say(language) if one.fix else None,
        "lesson": one.lesson,
    }
