"""Where engines differ psin gives what SHACL asks for, and the list in the README names each case."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.validation.differences import CASES, Case, counts
from benchmarks.validation.engines import engines

README = Path(__file__).resolve().parents[2] / "benchmarks" / "README.md"
REPORT = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
[] a sh:ValidationReport ; sh:conforms false ; sh:result _:one .
_:one a sh:ValidationResult ; sh:focusNode <https://example.org/a> ; sh:resultSeverity sh:Violation ; sh:detail _:two .
_:two a sh:ValidationResult ; sh:focusNode <https://example.org/b> ; sh:resultSeverity sh:Violation .
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_psin_gives_what_shacl_asks_for(case: Case, tmp_path: Path) -> None:
    found = counts(case, tmp_path)
    assert found["psin"] == str(case.results)
    assert case.name in README.read_text("utf-8")
    if "two spellings" in case.name:
        assert found["pyshacl"] == "0"
    else:
        assert found["pyshacl"] == str(case.results)


def test_details_of_a_result_are_no_results() -> None:
    read = next(one.read for one in engines() if one.name == "pyshacl")
    assert read is not None and read(REPORT) == {("https://example.org/a", "violation"): 1}
