"""Every query of the library answers as expected in two engines, and has something to say about the real catalogue."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

import pytest
from psin import assets
from psin.queries import Library

Row = dict[str, str]
Answers = Callable[[str], list[Row]]

EXPECTED = Path(__file__).parent / "expected"
NAMES = sorted(path.stem for path in assets.queries().glob("*.rq"))

#: Seconds of processor time for one query on the real catalogue.
LIMIT = 0.1

#: Questions that the catalogue has no answer to, and why.
SILENT = {
    "trouble-after-sponsor-change": "no trouble or end is on record within two years of a dated change of sponsor",
    "drift-along-trade-offs": "nobody has judged a place on a trade-off yet",
    "there-and-back": "no network has three dated phases of formality",
    "participation-against-90-9-1": "no source tells how many members lead, contribute and look on",
    "lasting-ties-of-informal-networks": "the sources date no ties",
    "practitioners-and-solution-seekers": "the sources name both audiences for no network",
    "judges-disagree": "nobody has judged a place on a trade-off yet",
    "practice-and-trouble": "no network has a dated adoption of this practice and a dated trouble",
    "possible-duplicates": "the networks were told apart by hand",
}


class Case(TypedDict):
    parameters: dict[str, str | list[str]]
    rows: list[Row]


def cases(name: str) -> list[Case]:
    found: list[Case] = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def test_every_query_has_expected_rows_and_no_expectation_lacks_its_query() -> None:
    assert NAMES
    assert sorted(path.stem for path in EXPECTED.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_expected_rows_are_some_and_use_the_columns_of_the_query(name: str, library: Library) -> None:
    rows = [row for case in cases(name) for row in case["rows"]]
    assert rows
    columns = library.queries[name].columns
    assert {column for row in rows for column in row} <= set(columns)
    assert all(list(row) == [column for column in columns if column in row] for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_the_fixture_is_answered_as_expected(name: str, library: Library, engine: Answers) -> None:
    for case in cases(name):
        assert engine(library.queries[name].bind(case["parameters"])) == case["rows"], case["parameters"]


@pytest.mark.parametrize("name", NAMES)
def test_no_row_comes_twice(name: str, library: Library, catalogue: Answers) -> None:
    rows = [tuple(sorted(row.items())) for row in catalogue(library.queries[name].text)]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SILENT])
def test_the_catalogue_has_an_answer(name: str, library: Library, catalogue: Answers) -> None:
    assert catalogue(library.queries[name].text)


def test_only_queries_of_the_library_are_excused() -> None:
    assert SILENT.keys() <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_answers_in_time(name: str, library: Library, catalogue: Answers) -> None:
    best = min(_seconds(catalogue, library.queries[name].text) for _ in range(3))
    assert best < LIMIT


def _seconds(answers: Answers, query: str) -> float:
    started = time.process_time()
    answers(query)
    return time.process_time() - started


@pytest.mark.parametrize("name", NAMES)
def test_a_network_has_one_name_in_an_answer(name: str, library: Library, catalogue: Answers) -> None:
    names: dict[str, set[str]] = {}
    for row in catalogue(library.queries[name].text):
        for column in ("network", "other", "sponsor", "convener", "agent", "practice", "lesson"):
            if column in row and f"{column}Name" in row:
                names.setdefault(row[column], set()).add(row[f"{column}Name"])
    assert {thing for thing, found in names.items() if len(found) > 1} == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_query_runs_anywhere(name: str, library: Library) -> None:
    """Nothing that only one engine understands (SPARQL 1.1, and what rdflib 7.6 and pyoxigraph 0.5 both get right)."""
    body = re.sub(r"^#.*$|\"[^\"]*\"", "", library.queries[name].text, flags=re.MULTILINE)
    assert "GROUP_CONCAT" not in body
    assert not re.search(r"\bLANG\([^)]*\)\s*!?=", body), "compare languages with LANGMATCHES"
    assert not re.search(r"\bSERVICE\b|\bFROM\b|\bLATERAL\b|\bTRIPLE\(", body)
    assert not re.search(r"FILTER\((true|false)\)", body)
