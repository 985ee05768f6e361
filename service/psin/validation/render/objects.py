"""A report as JSON for programs."""

from __future__ import annotations

from json import dumps

from ..findings import Finding, Report
from .causes import Cause, causes


def json(report: Report, language: str = "en") -> str:
    """The report as one JSON object; the schema is stable, new keys may be added.

    ``conforms`` (boolean), ``documents``, ``triples`` (integers), ``seconds`` (number), ``counts`` ({violation,
    warning, info}: integers) and ``findings``. Findings with the same cause are one, with its ``places``: a list of
    {file, line, column, focus, value, edit}. A finding further has ``code``, ``severity`` (violation, warning or info),
    ``title``, ``message`` and ``fix`` in ``language``, ``focus`` and ``value`` (N-Triples terms, null where the places
    differ), ``path`` (SPARQL), ``shape``, ``component`` and ``lesson`` (IRIs) and ``page`` (where it is explained). An
    ``edit`` is {offset, length, text} in characters. All but code, severity, message, places and page may be null.
    """
    content = {
        "conforms": report.conforms,
        "documents": report.documents,
        "triples": report.triples,
        "seconds": round(report.seconds, 3),
        "counts": {severity.value: number for severity, number in report.counts.items()},
        "findings": [_object(cause, language) for cause in causes(report.findings)],
    }
    return dumps(content, ensure_ascii=False, indent=2) + "\n"


write = json


def _object(cause: Cause, language: str) -> dict[str, object]:
    one = cause.first
    return {
        "code": one.code,
        "severity": one.severity.value,
        "title": one.title.say(language) if one.title else None,
        "message": one.message.say(language),
        "fix": one.fix.say(language) if one.fix else None,
        "places": [place for each in cause.findings for place in _places(each)],
        "focus": _common({each.focus for each in cause.findings}),
        "path": _common({each.path for each in cause.findings}),
        "value": _common({each.value for each in cause.findings}),
        "shape": one.shape,
        "component": one.component,
        "lesson": one.lesson,
        "page": one.page,
    }


def _places(one: Finding) -> list[dict[str, object]]:
    edit = one.edit._asdict() if one.edit else None
    return [
        {"file": at.file, "line": at.line, "column": at.column, "focus": one.focus, "value": one.value, "edit": edit}
        for at in one.places
    ]


def _common(values: set[str | None]) -> str | None:
    return values.pop() if len(values) == 1 else None
