"""Whatever is in a file, validation answers with findings and in time."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from psin.settings import Settings
from psin.validation import hidden, render
from psin.validation.validate import validate_bytes, validate_files

HEAD = "@base <https://w3id.org/psin/network/harbour-circle> .\n@prefix psin: <https://w3id.org/psin/ns#> .\n"

INPUTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "G16"),
    "only blanks": (b" \n\t\n", "G16"),
    "byte-order mark": (b"\xef\xbb\xbf" + HEAD.encode(), "G14"),
    "latin-1": (HEAD.encode() + '<> <urn:p> "é" .'.encode("latin-1"), "G14"),
    "utf-16": (HEAD.encode("utf-16"), "G14"),
    "nul outside a text": (HEAD.encode() + b"\0", "G01"),
    "nul inside a text": (HEAD.encode() + b'<> psin:reason "a\0b"@EN .', "G08"),
    "lone surrogate escape": (HEAD.encode() + b'<> psin:reason "\\uD800" .', "G01"),
    "escape beyond unicode": (HEAD.encode() + b'<> psin:reason "\\UFFFFFFFF" .', "G01"),
    "deep brackets": (HEAD.encode() + b"<> psin:x " + b"[ psin:x " * 5000 + b"] " * 5000 + b".", "G01"),
    "deep lists": (HEAD.encode() + b"<> psin:x " + b"(" * 5000 + b")" * 5000 + b" .", "G01"),
    "unclosed": (HEAD.encode() + b"<> psin:x [ psin:x (", "G01"),
    "right-to-left override": (HEAD.encode() + '<> psin:reasom "\u202egnp.exe"@en .'.encode(), "G02"),
    "unknown scheme": (HEAD.encode() + b"<> psin:reason <javascript:alert(1)> . <javascript:x> psin:reason 1 .", "G12"),
    "html": (b"<!DOCTYPE html><html><body>404</body></html>", "G01"),
    "json": (b'{"@context": {}}', "G01"),
    "random bytes": (bytes(range(256)) * 10, "G14"),
    "huge number": (HEAD.encode() + b"<> psin:count " + b"9" * 100_000 + b" .", "G09"),
    "huge year": (
        HEAD.encode() + b'<> psin:x "' + b"9" * 50_000 + b'-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .',
        "G09",
    ),
    "many at signs": (HEAD.encode() + b'<> psin:reasom "' + b"a@" * 400_000 + b'"@en .', "G02"),
    "huge text": (HEAD.encode() + b'<> psin:reasom "' + b"word " * 800_000 + b'"@en .', "G02"),
    "long address": (HEAD.encode() + b"<> psin:reason <https://w3id.org/psin/ns#" + b"x" * 300_000 + b"> .", "G02"),
    "one word": (HEAD.encode() + b"a1" * 100_000, "G01"),
    "one word with dots": (HEAD.encode() + b"a." * 100_000, "G01"),
    "numbers with letters": (HEAD.encode() + b"1e" * 100_000, "G01"),
    "addresses with blanks on one line": (HEAD.encode() + b"<a b>" * 50_000, "G01"),
    "open addresses on one line": (HEAD.encode() + b"< " * 20_000, "G01"),
    "curly quotation marks on one line": (HEAD.encode() + "“x” ".encode() * 50_000, "G01"),
    "blanks behind an open quotation mark": (HEAD.encode() + b'<> psin:x "a' + b" " * 200_000 + b"b", "G01"),
    "looping list": (
        HEAD.encode() + b"_:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:a ; psin:reasom _:a .",
        "G02",
    ),
}


@pytest.mark.parametrize("name", INPUTS)
def test_hostile_input_becomes_a_finding(validate, name: str) -> None:
    raw, code = INPUTS[name]
    started = time.monotonic()
    report = validate(raw)
    assert code in {one.code for one in report.findings}
    assert time.monotonic() - started < 20, "a hostile file must not hold up a service"
    for language in ("en", "fr"):
        shown = render.text(report, language)
        assert "\u202e" not in shown and "\0" not in shown
        assert max(map(len, shown.splitlines())) < 2000
        assert render.json(report, language)


def test_ten_thousand_errors_are_counted_and_grouped(validate) -> None:
    lines = "".join(f'<#x{i}> psin:unknown{i} "a"@EN .\n' for i in range(10_000))
    report = validate(HEAD + lines)
    codes = [one.code for one in report.findings]
    assert codes.count("G02") == 10_000 and codes.count("G08") == 10_000
    text = render.text(report)
    assert "9989 more" in text or "9,989 more" in text
    assert text.count("warning G08") == 1


def test_ten_thousand_values_of_one_property_are_read_in_time(validate) -> None:
    values = " , ".join(f'"{i}"@en' for i in range(10_000))
    started = time.monotonic()
    assert validate(HEAD + f"<#this> psin:eligibility {values} .").triples == 10_000
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", ["missing.ttl", "a\0b.ttl", "."])
def test_a_file_that_cannot_be_opened_is_a_finding(vocabulary, shapes, tmp_path: Path, name: str) -> None:
    report = validate_files([tmp_path / name], vocabulary=vocabulary, shapes=shapes)
    assert [one.code for one in report.findings] == ["G14"]
    assert not report.conforms


def test_a_document_beyond_the_limit_is_not_read(vocabulary, shapes) -> None:
    settings = Settings({}, document_bytes=100)
    report = validate_bytes(b"#" * 101, "body", vocabulary=vocabulary, shapes=shapes, settings=settings)
    assert [one.code for one in report.findings] == ["G14"]
    assert "100 bytes" in report.findings[0].message.en


def test_one_bad_file_does_not_hide_what_is_wrong_with_the_others(
    vocabulary, shapes, tmp_path: Path, good: str
) -> None:
    folder = tmp_path / "networks"
    folder.mkdir()
    (folder / "broken.ttl").write_text("<", encoding="utf-8")
    (folder / "harbour-circle.ttl").write_text(good.replace("psin:count ", "psin:cuont "), encoding="utf-8")
    report = validate_files(sorted(folder.iterdir()), vocabulary=vocabulary, shapes=shapes)
    assert {"G01", "G02"} <= {one.code for one in report.findings}


def test_a_pipe_is_not_waited_for(vocabulary, shapes, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttl")
    report = validate_files([tmp_path / "pipe.ttl"], vocabulary=vocabulary, shapes=shapes)
    assert [one.code for one in report.findings] == ["G14"]


def test_symbolic_links_are_followed_to_files_and_refused_in_circles(
    vocabulary, shapes, tmp_path: Path, good: str
) -> None:
    (tmp_path / "real.ttl").write_text(good, encoding="utf-8")
    (tmp_path / "link.ttl").symlink_to("real.ttl")
    (tmp_path / "circle.ttl").symlink_to("circle.ttl")
    (tmp_path / "nowhere.ttl").symlink_to("missing.ttl")
    (tmp_path / "device.ttl").symlink_to("/dev/zero")
    codes = {
        name: {one.code for one in validate_files([tmp_path / name], vocabulary=vocabulary, shapes=shapes).findings}
        for name in ("link.ttl", "circle.ttl", "nowhere.ttl", "device.ttl")
    }
    assert "G14" not in codes["link.ttl"]
    assert codes["circle.ttl"] == codes["nowhere.ttl"] == codes["device.ttl"] == {"G14"}


def test_a_file_without_rights_is_a_finding(
    vocabulary, shapes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "closed.ttl").write_text("", encoding="utf-8")
    monkeypatch.setattr("psin.validation.source.open", refused, raising=False)
    (found,) = validate_files([tmp_path / "closed.ttl"], vocabulary=vocabulary, shapes=shapes).findings
    assert found.code == "G14"
    assert "permission denied" in found.message.en and "refusé" in found.message.fr


def test_a_graph_that_poisons_canonicalisation_costs_no_time(validate) -> None:
    """Every blank node looks like every other: algorithms that name them canonically take exponential time here."""
    nodes = range(40)
    lines = "".join(f"_:a{i} psin:linksTo _:a{j} .\n" for i in nodes for j in nodes if i != j)
    started = time.monotonic()
    report = validate(HEAD + lines)
    assert "G41" in {one.code for one in report.findings}
    assert time.monotonic() - started < 20


def test_a_byte_order_mark_does_not_hide_the_other_mistakes(validate, good: str) -> None:
    codes = {
        one.code for one in validate(b"\xef\xbb\xbf" + good.replace("kind-network", "kind-netwrok").encode()).findings
    }
    assert {"G14", "G03"} <= codes


def test_a_text_that_is_passed_over_has_no_hidden_sign() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1)]
    hidden_ones = [sign for sign in signs if hidden._SIGN.match(sign)]
    assert len(hidden_ones) > 2000
    assert all(
        list(hidden._written(f"a{sign}\nb")) == [(sign, 1)] for sign in hidden_ones if sign not in "\u200c\u200d"
    )


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\u200f", "\x07", "\u2028", "\U000e0041"])
def test_a_hidden_sign_is_named(validate, good: str, sign: str) -> None:
    found = [one for one in validate(good.replace("in touch", f"in {sign}touch {sign}")).findings if one.code == "G40"]
    assert len(found) == 1 and len(found[0].places) == 2
    assert f"U+{ord(sign):04X}" in found[0].message.en and f"U+{ord(sign):04X}" in found[0].message.fr
    assert sign not in found[0].message.en


def test_data_that_no_shape_reaches_is_told_and_its_neighbours_are_not(validate, good: str) -> None:
    text = good + "\n<#lost>\n    psin:ofNetwork <#this> .\n\n[] <urn:p> ( 1 2 ) .\n"
    found = [one for one in validate(text).findings if one.code == "G41"]
    assert [one.line for one in found] == [
        text[: text.index("<#lost>")].count("\n") + 1,
        text[: text.index("[]")].count("\n") + 1,
    ]
    assert "<#lost>" in found[0].message.en


def test_shapes_do_not_judge_a_file_with_mistakes_of_grammar(validate, good: str) -> None:
    text = good.replace("psinc:kind-network ;", "psinc:kind-netwrok").replace("psin:count 120", 'psin:count "120"')
    report = validate(text)
    assert [one.code for one in report.findings] == ["G03", "G01"]
    assert report.triples == 0


def test_sentences_about_files_are_said_in_french_too(validate) -> None:
    for raw in (b"\xff\xfe", b"\xe9", b"\xef\xbb\xbf"):
        found = [one for one in validate(raw).findings if one.code == "G14"]
        assert found and found[0].message.fr != found[0].message.en and found[0].fix.fr != found[0].fix.en
