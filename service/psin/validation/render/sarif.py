"""A report as SARIF, which code hosts and editors read. Source: SARIF 2.1.0 (OASIS Standard, 2020)."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from urllib.parse import quote

from ... import __version__
from ...documents import BASE
from ..findings import Edit, Finding, Place, Report, Severity
from .source import extent

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def write(report: Report, language: str = "en") -> str:
    """One run with a result for each finding; columns count characters, fixes are given where they are safe."""
    rules = {one.code: one for one in report.findings}
    index = {code: number for number, code in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "psin",
                "version": __version__,
                "informationUri": BASE.rstrip("/"),
                "rules": [_rule(one, language) for one in rules.values()],
            }
        },
        "language": language,
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(file)}} for file in report.files],
        "results": [_result(one, index[one.code], language) for one in report.findings],
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(one: Finding, language: str) -> dict[str, object]:
    words = one.title or one.message
    return {
        "id": one.code,
        "shortDescription": {"text": words.say(language)},
        "helpUri": one.page,
        "defaultConfiguration": {"level": _LEVELS[one.severity]},
    }


def _result(one: Finding, rule: int, language: str) -> dict[str, object]:
    fix = f" {one.fix.say(language)}" if one.fix else ""
    result: dict[str, object] = {
        "ruleId": one.code,
        "ruleIndex": rule,
        "level": _LEVELS[one.severity],
        "message": {"text": one.message.say(language) + fix},
        "locations": [{"physicalLocation": _location(place)} for place in one.places],
        "partialFingerprints": {"psin/v1": _fingerprint(one)},
    }
    if one.edit:
        result["fixes"] = [_fix(one.file, one.edit)]
    return result


def _location(place: Place) -> dict[str, object]:
    region: dict[str, object] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column + extent(place),
    }
    if place.source:
        region["snippet"] = {"text": place.source[place.column - 1 : place.column - 1 + extent(place)]}
    return {"artifactLocation": {"uri": _uri(place.file)}, "region": region}


def _fix(file: str, edit: Edit) -> dict[str, object]:
    replacement = {
        "deletedRegion": {"charOffset": edit.offset, "charLength": edit.length},
        "insertedContent": {"text": edit.text},
    }
    return {"artifactChanges": [{"artifactLocation": {"uri": _uri(file)}, "replacements": [replacement]}]}


def _fingerprint(one: Finding) -> str:
    """The same for a finding that has only moved within its file (SARIF, section 3.27.17)."""
    parts = (one.file, one.code, one.focus or "", one.path or "", one.value or "")
    return sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:32]


def _uri(file: str) -> str:
    """A relative reference for a relative name, a file address for an absolute one."""
    path = quote(file.replace("\\", "/").removeprefix("./"), safe="/", errors="replace")
    return f"file://{path}" if path.startswith("/") else path
