"""Reports for programs: each in the form that its readers know."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from psin.validation import render
from psin.validation.findings import Report, Severity, Words

from .reports import VARIED, finding, report

SARIF_SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
MANY = report(*(finding(line, focus=f"<urn:{line}>") for line in range(1, 101)))


def test_json_has_the_documented_keys() -> None:
    one = finding(3, focus="<urn:a>", path="<urn:p>", value='"x"@en')
    content = json.loads(render.json(report(one)))
    assert set(content) == {"conforms", "documents", "triples", "seconds", "counts", "findings"}
    assert content["counts"] == {"violation": 1, "warning": 0, "info": 0}
    place = {"file": "a.ttl", "line": 3, "column": 5, "focus": "<urn:a>", "value": '"x"@en', "edit": None}
    assert content["findings"] == [
        {
            "code": "X01",
            "severity": "violation",
            "title": None,
            "message": "Sentence.",
            "fix": None,
            "places": [place],
            "focus": "<urn:a>",
            "path": "<urn:p>",
            "value": '"x"@en',
            "shape": None,
            "component": None,
            "lesson": None,
            "page": "https://w3id.org/psin/rules/X01",
        }
    ]


def test_json_tells_one_cause_once_with_all_its_places() -> None:
    (one,) = json.loads(render.json(MANY))["findings"]
    assert [place["line"] for place in one["places"]] == list(range(1, 101))
    assert [place["focus"] for place in one["places"]] == [f"<urn:{n}>" for n in range(1, 101)]
    assert one["focus"] is None


def test_json_speaks_french() -> None:
    assert json.loads(render.json(VARIED, "fr"))["findings"][0]["fix"] == "Écrire «1»."


@pytest.mark.parametrize("shown", [report(), VARIED, MANY], ids=["empty", "varied", "many"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_sarif_follows_its_schema(shown: Report, language: str) -> None:
    jsonschema.validate(json.loads(render.write("sarif", shown, language)), SARIF_SCHEMA)


@pytest.mark.parametrize("shown", [report(), VARIED, MANY], ids=["empty", "varied", "many"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_sarif_follows_the_schema_of_oasis(node: Path, shown: Report, language: str) -> None:
    schema = node / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
    if not schema.exists():
        pytest.skip("the schema comes with a package of tests/node, which make test installs")
    log, rules = json.loads(render.write("sarif", shown, language)), json.loads(schema.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(rules).validate(log)
    log["runs"][0]["results"].append({"message": "no object"})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(rules).validate(log)


def test_the_schema_of_sarif_refuses_what_is_not_sarif() -> None:
    broken = json.loads(render.write("sarif", VARIED))
    broken["runs"][0]["results"][0]["level"] = "violation"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SARIF_SCHEMA)


def test_sarif_points_at_the_value_and_offers_the_fix() -> None:
    (run,) = json.loads(render.write("sarif", VARIED))["runs"]
    first, second, third = run["results"]
    assert [one["level"] for one in run["results"]] == ["error", "warning", "note"]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 5, "endColumn": 11, "snippet": {"text": "psin:x"}}
    (replacement,) = first["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement == {
        "deletedRegion": {"charOffset": 10, "charLength": 3},
        "insertedContent": {"text": "psin:y"},
    }
    assert run["tool"]["driver"]["rules"][second["ruleIndex"]]["helpUri"] == "https://w3id.org/psin/lesson/x"
    uri = third["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == "dir with blank/ü,1:2.ttl" and " " not in uri


def test_sarif_knows_a_finding_again_when_it_has_only_moved() -> None:
    prints = [
        json.loads(render.write("sarif", report(one)))["runs"][0]["results"][0]["partialFingerprints"]
        for one in (finding(3), finding(30), finding(3, focus="<urn:other>"))
    ]
    assert prints[0] == prints[1] != prints[2]


def test_github_gets_one_escaped_command_for_each_finding() -> None:
    lines = render.write("github", VARIED).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
    fields, message = lines[0].removeprefix("::error ").split("::", 1)
    assert fields == "file=a.ttl,line=3,col=5,endColumn=11,title=X01 A title"
    assert "100 %25," in message and "Write «1»." in message and message.endswith("/rules/X01")
    assert "file=dir with blank/ü%2C1%3A2.ttl," in lines[2]


def test_github_gets_a_cause_once_with_its_places() -> None:
    (line,) = render.write("github", MANY).splitlines()
    assert "a.ttl:2, a.ttl:3" in line and "89 more" in line


def test_junit_is_well_formed_with_a_case_for_each_file() -> None:
    root = ElementTree.fromstring(render.write("junit", VARIED))
    (suite,) = root
    assert root.tag == "testsuites"
    assert {key: suite.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "0",
    }
    assert [case.get("name") for case in suite] == list(VARIED.files)
    assert [[part.tag for part in case] for case in suite] == [["failure", "system-out"], ["system-out"], []]
    assert "a.ttl:3:5: violation X01" in suite[0][0].text


def test_junit_leaves_out_what_xml_cannot_hold() -> None:
    hostile = report(finding(3, "a\0b\x1b[31m\ufffe ]]> <x>"))
    (failure,) = ElementTree.fromstring(render.write("junit", hostile)).iter("failure")
    assert "\x1b" not in failure.text and "]]> <x>" in failure.text


class Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attributes


def test_the_page_shows_the_file_with_its_marks_and_no_scripts() -> None:
    texts = {"a.ttl": '# one\n# two\n    psin:x 1 .\n    psin:y "<script>alert(1)</script>" .\n'}
    page = render.html.page(VARIED, texts)
    found = Tags(page)
    assert "script" not in found.tags
    names = {name for name, _ in found.attributes}
    assert not names & {"style", "onclick", "src"} and not any(name.startswith("on") for name in names)
    assert re.search(r'<mark class="advice-violation" title="X01 [^"]*">psin:x</mark> 1 \.', page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="#file-1-line-3"' in page and 'id="file-1-line-3"' in page


def test_the_body_of_the_page_brings_no_styles() -> None:
    body = render.html.body(VARIED, {"a.ttl": "x\n"}, "fr")
    assert not {"style", "html", "head", "body", "script"} & set(Tags(body).tags)
    assert "Phrase." in body and "Un titre" not in body


def test_a_long_file_is_shown_around_its_marks_only() -> None:
    text = "# line\n" * 5000
    page = render.html.page(report(finding(2500)), {"a.ttl": text})
    assert page.count('class="line-number"') == 7


@pytest.mark.parametrize("name", render.FORMATS)
def test_every_format_survives_signs_that_are_not_text(name: str) -> None:
    hostile = report(finding(1, "\ud800 \0 \u202e", fix=Words("\ud800")), files=("\udcff.ttl",))
    written = render.write(name, hostile, texts={"a.ttl": "\u202e\n"})
    assert "\u202e" not in written or name in ("json", "sarif", "junit", "shacl")
    assert written.endswith("\n")


def test_only_violations_make_a_report_fail() -> None:
    assert report(finding(1, severity=Severity.WARNING), finding(2, severity=Severity.INFO)).conforms
    assert not report(finding(1)).conforms
