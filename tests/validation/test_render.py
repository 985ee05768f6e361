"""Reports as text and as JSON."""

from __future__ import annotations

import json

from psin.validation import render
from psin.validation.findings import Finding, Place, Report, Severity, Words


def finding(line: int, message: str = "Sentence.", severity: Severity = Severity.VIOLATION, **more) -> Finding:
    return Finding("X01", severity, Words(message, "Phrase."), (Place("a.ttl", line, 5, "    psin:x 1 ."),), **more)


def report(*findings: Finding) -> Report:
    return Report(findings, documents=1, triples=2, seconds=0.5)


def test_a_finding_is_one_line_its_source_a_caret_and_what_to_do() -> None:
    text = render.text(
        report(finding(3, fix=Words("Do this.", "Faire cela."), lesson="https://w3id.org/psin/lesson/x#this"))
    )
    assert text.splitlines() == [
        "a.ttl:3:5: violation X01 Sentence.",
        "        psin:x 1 .",
        "        ^",
        "  fix: Do this.",
        "  lesson: https://w3id.org/psin/lesson/x#this",
        "does not conform: 1 violation, 0 warnings, 0 tips; 1 document, 2 triples, 0.50 s",
    ]


def test_french_is_said_in_french() -> None:
    lines = render.text(report(finding(3, severity=Severity.WARNING)), "fr").splitlines()
    assert lines[0] == "a.ttl:3:5: avertissement X01 Phrase."
    assert lines[-1].startswith("conforme : ")


def test_five_findings_with_one_cause_are_listed_and_six_are_grouped() -> None:
    five = render.text(report(*(finding(line) for line in range(1, 6))))
    assert five.count("X01") == 5
    six = render.text(report(*(finding(line) for line in range(1, 7))))
    assert six.count("X01") == 1
    assert "also at: a.ttl:2:5, a.ttl:3:5, a.ttl:4:5, a.ttl:5:5, a.ttl:6:5" in six


def test_the_caret_stands_under_the_place_in_a_long_or_wide_line() -> None:
    for source, column in (("x" * 500 + "HERE" + "y" * 500, 501), ("日本 \tHERE", 5)):
        one = Finding("X01", Severity.INFO, Words("S."), (Place("a.ttl", 1, column, source),))
        shown, caret = render.text(report(one)).splitlines()[1:3]
        cells = "".join(sign * (2 if ord(sign) > 0x3000 else 1) for sign in shown)
        assert cells[caret.index("^") :].startswith("HERE")


def test_json_has_the_documented_keys() -> None:
    content = json.loads(render.json(report(finding(3, focus="<urn:a>", path="<urn:p>", value='"x"@en'))))
    assert set(content) == {"conforms", "documents", "triples", "seconds", "counts", "findings"}
    assert content["counts"] == {"violation": 1, "warning": 0, "info": 0}
    assert content["findings"] == [
        {
            "code": "X01",
            "severity": "violation",
            "message": "Sentence.",
            "places": [{"file": "a.ttl", "line": 3, "column": 5}],
            "focus": "<urn:a>",
            "path": "<urn:p>",
            "value": '"x"@en',
            "shape": None,
            "fix": None,
            "lesson": None,
        }
    ]


def test_only_violations_make_a_report_fail() -> None:
    assert report(finding(1, severity=Severity.WARNING), finding(2, severity=Severity.INFO)).conforms
    assert not report(finding(1)).conforms
