"""Annotations of a pull request. Source: GitHub Actions, workflow commands."""

from __future__ import annotations

from ..findings import Report, Severity
from ..rules import shorten
from .causes import Cause, enumerated, grouped
from .source import extent

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
#: Places named in one annotation.
_PLACES = 10


def write(report: Report, language: str = "en") -> str:
    """One workflow command for each finding, the gravest first: GitHub shows only the first ten of each level."""
    order = list(Severity)
    shown = sorted(grouped(report.findings), key=lambda cause: order.index(cause.first.severity))
    return "".join(_command(cause, language) for cause in shown)


def _command(cause: Cause, language: str) -> str:
    one, place = cause.first, cause.places[0]
    said = [one.message.say(language)]
    if one.fix:
        said.append(one.fix.say(language))
    if len(cause.places) > 1:
        said.append(enumerated([f"{at.file}:{at.line}" for at in cause.places[1:]], _PLACES, language))
    said.append(one.page)
    fields = {
        "file": place.file,
        "line": place.line,
        "col": place.column,
        "endColumn": place.column + extent(place),
        "title": f"{one.code} {one.title.say(language)}" if one.title else one.code,
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in fields.items())
    message = "%0A".join(_message(shorten(part, 1000)) for part in said)
    return f"::{_LEVELS[one.severity]} {listed}::{message}\n"


def _message(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _message(words).replace(":", "%3A").replace(",", "%2C")
