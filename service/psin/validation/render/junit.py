"""Test results as continuous integration reads them: a file is a test case."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from ...lazily import lazy
from ..findings import Finding, Report, Severity
from .causes import NAMES

#: What XML 1.0 cannot hold (section 2.2).
_FORBIDDEN = lazy("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report, language: str = "en") -> str:
    """A test case for each file; each violation is a failure, warnings and tips are its output."""
    by_file: dict[str, list[Finding]] = {file: [] for file in report.files}
    for one in report.findings:
        by_file.setdefault(one.file, []).append(one)
    failed = sum(any(one.severity is Severity.VIOLATION for one in found) for found in by_file.values())
    head = f'name="psin" tests="{len(by_file)}" failures="{failed}" errors="0" time="{report.seconds:.3f}"'
    cases = "".join(_case(file, found, language) for file, found in by_file.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {head}>\n'
        f"<testsuite {head}>\n{cases}</testsuite>\n</testsuites>\n"
    )


def _case(file: str, found: list[Finding], language: str) -> str:
    failures = [one for one in found if one.severity is Severity.VIOLATION]
    others = [one for one in found if one.severity is not Severity.VIOLATION]
    inner = ""
    if failures:
        message = _attribute(failures[0].message.say(language))
        body = "\n".join(_line(one, language) for one in failures)
        inner += f"  <failure type={_attribute(failures[0].code)} message={message}>{_text(body)}</failure>\n"
    if others:
        inner += f"  <system-out>{_text(chr(10).join(_line(one, language) for one in others))}</system-out>\n"
    return f' <testcase classname="psin.validate" name={_attribute(file)}>\n{inner} </testcase>\n'


def _line(one: Finding, language: str) -> str:
    severity = NAMES[one.severity].say(language)
    fix = f" {one.fix.say(language)}" if one.fix else ""
    return f"{one.file}:{one.line}:{one.column}: {severity} {one.code} {one.message.say(language)}{fix} {one.page}"


def _text(words: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", words))


def _attribute(words: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", words))
