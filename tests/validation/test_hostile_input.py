"""Whatever is in a file, validation answers with findings and in time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from psin.settings import Settings
from psin.validation import render
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
