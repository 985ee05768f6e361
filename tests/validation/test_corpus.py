"""Every document of the corpus gives exactly the findings that a reader of it expects, in their places."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from psin.validation.findings import Severity
from psin.validation.validate import validate_files

CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, list[str]] = tomllib.loads((CORPUS / "expected.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_document_gives_the_findings_that_its_reader_expects(vocabulary, shapes, background, name: str) -> None:
    report = validate_files([CORPUS / name], vocabulary=vocabulary, shapes=shapes, known_documents=background)
    found = [one for one in report.findings if one.severity is not Severity.INFO]
    assert sorted(f"{one.code} {one.line}:{one.column}" for one in found) == sorted(EXPECTED[name])
    for one in found:
        assert one.message.en and one.message.fr, "a finding is said in both languages"


def test_every_file_of_the_corpus_is_expected_and_most_are_broken() -> None:
    files = {str(file.relative_to(CORPUS)) for file in CORPUS.rglob("*") if file.is_file()} - {"expected.toml"}
    assert files == set(EXPECTED)
    assert sum(bool(findings) for findings in EXPECTED.values()) >= 150
