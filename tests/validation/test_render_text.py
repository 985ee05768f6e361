"""Reports for people."""

from __future__ import annotations

import pytest
from psin.validation import render
from psin.validation.findings import Finding, Place, Severity, Words
from psin.validation.render.source import extent, marked
from psin.validation.render.style import Style

from .reports import VARIED, finding, report


def test_a_finding_is_its_place_its_source_a_mark_what_to_do_and_where_to_read_on() -> None:
    one = finding(3, fix=Words("Do this.", "Faire cela."), lesson="https://w3id.org/psin/lesson/x#this")
    assert render.text(report(one)).splitlines() == [
        "a.ttl:3:5: violation X01 Sentence.",
        "  3 |     psin:x 1 .",
        "    |     ^^^^^^",
        "  fix: Do this.",
        "  lesson: https://w3id.org/psin/lesson/x",
        "",
        "a.ttl does not conform: 1 violation; 2 triples, 0.50 s",
    ]


def test_a_good_file_is_one_line() -> None:
    assert render.text(report()) == "a.ttl conforms: 2 triples, 0.50 s\n"
    assert render.text(report(), "fr") == "a.ttl est conforme : 2 triplets, 0.50 s\n"
    assert render.text(report(files=("a", "b"))) == "2 documents conform: 2 triples, 0.50 s\n"


def test_violations_stand_before_warnings_then_the_summary_then_the_tips() -> None:
    found = (finding(1, severity=Severity.INFO), finding(2, severity=Severity.WARNING), finding(9))
    lines = render.text(report(*found)).splitlines()
    heads = [line for line in lines if line.startswith("a.ttl") or "X01 Sentence." in line]
    assert [line.split(" Sentence")[0] for line in heads] == [
        "a.ttl:9:5: violation X01",
        "a.ttl:2:5: warning X01",
        "a.ttl does not conform: 1 violation, 1 warning, 1 tip; 2 triples, 0.50 s",
        "  X01",
    ]


def test_tips_are_one_line_for_each_rule_with_its_places_and_page() -> None:
    tips = [finding(line, severity=Severity.INFO) for line in (3, 8)]
    tips += [finding(1, "Other.", Severity.INFO, code="X09", lesson="https://w3id.org/psin/lesson/y#this")]
    lines = render.text(report(*tips)).splitlines()
    assert lines[0] == "a.ttl conforms: 3 tips; 2 triples, 0.50 s"
    assert lines[3:] == [
        "  X01 Sentence. [3:5, 8:5] https://w3id.org/psin/rules/X01",
        "  X09 Other. [1:5] https://w3id.org/psin/lesson/y",
    ]


def test_tips_of_one_rule_with_different_sentences_are_one_line_under_its_title() -> None:
    tips = [finding(n, f"Sponsor {n}.", Severity.INFO, title=Words("One sponsor", "")) for n in (1, 2)]
    assert "  X01 One sponsor [1:5, 2:5]" in render.text(report(*tips))


def test_quiet_leaves_the_tips_out_everywhere() -> None:
    text = render.text(report(finding(1, severity=Severity.INFO)), style=Style(quiet=True))
    assert text == "a.ttl conforms: 2 triples, 0.50 s\n"


def test_strict_says_that_warnings_fail() -> None:
    warned = report(finding(1, severity=Severity.WARNING))
    assert "a.ttl conforms: 1 warning" in render.text(warned)
    assert "a.ttl does not conform: 1 warning" in render.text(warned, style=Style(strict=True))


def test_several_documents_are_counted() -> None:
    assert "1 of 3 documents does not conform: 1 violation, 1 warning, 1 tip" in render.text(VARIED)
    assert "1 sur 3 documents non conforme : 1 violation, 1 avertissement, 1 conseil" in render.text(VARIED, "fr")


def test_french_is_said_in_french() -> None:
    lines = render.text(report(finding(3, severity=Severity.WARNING, fix=Words("Do.", "Faire."))), "fr").splitlines()
    assert lines[0] == "a.ttl:3:5: avertissement X01 Phrase."
    assert lines[3:5] == ["  remède : Faire.", "  règle : https://w3id.org/psin/rules/X01"]


def test_five_findings_with_one_cause_are_listed_and_six_are_one() -> None:
    five = render.text(report(*(finding(line) for line in range(1, 6))))
    assert five.count(" X01 ") == 5
    six = render.text(report(*(finding(line) for line in range(1, 7))))
    assert six.count(" X01 ") == 1
    assert "also at: a.ttl:2:5, a.ttl:3:5, a.ttl:4:5, a.ttl:5:5, a.ttl:6:5" in six


def test_a_hundred_causes_under_one_rule_do_not_bury_the_summary() -> None:
    text = render.text(report(*(finding(line, f"Cause {line}.") for line in range(1, 101))))
    assert text.count("violation X01") == 50
    assert "X01: 50 more findings of this rule." in text
    one_more = report(*(finding(line, f"Cause {line}.") for line in range(1, 52)))
    assert "X01: 1 more finding of this rule." in render.text(one_more)
    assert "X01 : 1 autre fois cette règle." in render.text(one_more, "fr")


@pytest.mark.parametrize("number", ["+64 4 123 4567", "+33 (0)1 23-45-67-89", "Tel. 020 7946 0018"])
def test_the_mark_covers_a_telephone_number_with_its_blanks(number: str) -> None:
    source = f'    skos:note "Call us: {number}. In 2024 it changes."@en ;'
    place = Place("a.ttl", 1, source.index(number) + 1, source)
    assert extent(place) == len(number)
    assert marked(place) == (source, " " * (place.column - 1) + "^" * len(number))


@pytest.mark.parametrize("written", ["+1", "+40", "2019", "phone:office"])
def test_the_mark_of_other_numbers_and_names_is_as_long_as_they_are(written: str) -> None:
    assert extent(Place("a.ttl", 1, 1, f"{written} , 12 ;")) == len(written)


@pytest.mark.parametrize(("source", "column"), [("x" * 500 + " HERE " + "y" * 500, 502), ("日本 \tHERE", 5)])
def test_the_mark_stands_under_the_place_in_a_long_or_wide_line(source: str, column: int) -> None:
    one = Finding("X01", Severity.WARNING, Words("S."), (Place("a.ttl", 1, column, source),))
    shown, mark = render.text(report(one)).splitlines()[1:3]
    cells = "".join(sign * (2 if ord(sign) > 0x3000 else 1) for sign in shown)
    assert cells[mark.index("^") :].startswith("HERE")
    assert mark.count("^") == 4


@pytest.mark.parametrize(
    ("source", "column", "marked"),
    [
        ('    skos:prefLabel "a \\" b"@en ;', 20, '"a \\" b"@en'),
        ('    schema:startDate "2019"^^xsd:date ;', 22, '"2019"^^xsd:date'),
        ("    foaf:homepage <https://a.example/> ;", 19, "<https://a.example/>"),
        ("    psin:count 120 ;", 16, "120"),
        ("<#this> a psin:Netwrok .", 11, "psin:Netwrok"),
        ('"Cercle"@FRA ;', 9, "@FRA"),
        ("[", 1, "["),
        ("", 1, ""),
    ],
)
def test_the_mark_is_as_long_as_the_value(source: str, column: int, marked: str) -> None:
    from psin.validation.render.source import extent

    length = extent(Place("a.ttl", 1, column, source))
    assert length == max(1, len(marked))
    assert source[column - 1 : column - 1 + length] == marked


def test_colour_is_off_unless_asked_for() -> None:
    assert "\x1b" not in render.text(VARIED)
    coloured = render.text(VARIED, style=Style(colour=True))
    assert "\x1b[1;31mviolation X01\x1b[0m" in coloured


def test_lines_fit_the_width_of_the_terminal() -> None:
    long = finding(3, "word " * 60, fix=Words("other " * 60))
    for width in (40, 60, 100):
        lines = render.text(report(long, finding(2, "tip " * 50, Severity.INFO)), style=Style(width=width)).splitlines()
        assert max(len(line) for line in lines if "https" not in line) <= width
