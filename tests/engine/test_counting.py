"""Counting rows in serialised results agrees with decoding them, however the bytes are cut and whatever they hold."""

from __future__ import annotations

import itertools
import json

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.engine.counting import counter

#: Pieces that look like the marks the counters search for.
PIECES = ["},{", "}},{", '"', "\\", "{}", "[{", "\r\n", "\r", "\n", ",", "<result>", '{"a":{', "x", "é", "\t"]
TEXT = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
CELL = st.one_of(st.none(), TEXT.map(ox.Literal))
TABLES = st.integers(0, 3).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), max_size=12))
NATIVE = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


def serialised(rows: list[list[ox.Literal | None]], name: str) -> tuple[bytes, list[str]]:
    columns = [f"v{i}" for i in range(len(rows[0]))] if rows else ["v0"]
    data = " ".join("(" + " ".join("UNDEF" if cell is None else str(cell) for cell in row) + ")" for row in rows)
    names = " ".join(f"?{column}" for column in columns)
    solutions = ox.Store().query(f"SELECT * {{ VALUES ({names}) {{ {data} }} }}")
    return solutions.serialize(format=NATIVE[name]), columns


def counted(data: bytes, name: str, columns: list[str], cuts: list[int], *, plain: bool = False) -> int:
    rows = counter(name, columns, plain=plain)
    position = 0
    for cut in itertools.cycle(cuts):
        if position + cut >= len(data):
            break
        rows.feed(data[position : position + cut])
        position += cut
    rows.finish(data[position:])
    return rows.count


@pytest.mark.parametrize("name", list(NATIVE))
@settings(max_examples=150, deadline=None)
@given(rows=TABLES, cuts=st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_counters_agree_with_the_rows_there_are(
    name: str, rows: list[list[ox.Literal | None]], cuts: list[int]
) -> None:
    data, columns = serialised(rows, name)
    assert counted(data, name, columns, cuts) == len(rows)
    assert counted(data, name, columns, [65_536]) == len(rows)


@pytest.mark.parametrize("name", list(NATIVE))
@settings(max_examples=60, deadline=None)
@given(shape=st.lists(st.lists(st.sampled_from([None, "a", 'q"', "b,c", "}"]), min_size=2, max_size=2), max_size=9))
def test_quick_counters_agree_where_no_literal_can_confuse(name: str, shape: list[list[str | None]]) -> None:
    rows = [[None if cell is None else ox.Literal(cell) for cell in row] for row in shape]
    data, columns = serialised(rows, name)
    for cut in (1, 3, 65_536):
        assert counted(data, name, columns, [cut], plain=True) == len(rows)


@pytest.mark.parametrize("literal", ["}},{" * 60_000, '"' * 150_000, "\\" * 150_001, "},{}" * 40_000])
def test_one_huge_literal_is_counted_as_one_row(literal: str) -> None:
    data, columns = serialised([[ox.Literal(literal), None], [None, ox.Literal("x")], [None, None]], "json")
    assert len(json.loads(data)["results"]["bindings"]) == 3
    assert counted(data, "json", columns, [65_536]) == 3
    assert counted(data, "json", columns, [8_191]) == 3


def test_many_rows_without_values_are_counted() -> None:
    data = ox.Store().query("SELECT ?x { VALUES ?a { 1 2 3 4 5 6 7 8 9 0 } }").serialize(format=NATIVE["json"])
    assert counted(data, "json", ["x"], [7]) == 10
    many = b'{"head":{"vars":["x"]},"results":{"bindings":[' + b",".join([b"{}"] * 100_000) + b"]}}"
    assert counted(many, "json", ["x"], [65_536]) == 100_000
