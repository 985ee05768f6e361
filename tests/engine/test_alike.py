"""What is known of a query by its shape is what looking at the query itself tells, for any text that strangers may write."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psin.engine import kind_of
from psin.engine.alike import inspect_alike, kind_alike, shape_of
from psin.engine.inspection import Inspected, inspect
from psin.errors import PsinError

_IRIS = [
    "<http://e/a>",
    "<https://w3id.org/psin/network/x#this>",
    "<http://SERVICE>",
    "<http://e/'>",
    "<http://FROM>",
    "<http:a>",
    "<>",
]
_PIECES = st.sampled_from([
    *_IRIS, "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "FROM", "FROM NAMED", "SERVICE", "SERVICE SILENT", "FILTER", "VALUES", "BIND",
    "PREFIX", "http:", "https:", "ex:", "PREFIX ex: <http://e/>", "PREFIX http: <http://e/>", "BASE <http://e/>", "INSERT DATA", "LIMIT", "AS",
    "?x", "$y", "*", "{", "}", "(", ")", "[", "]", "<", "<<", ">>", "<=", ">", "=", "+", "-", "/", ".", ";", ",", "a", "true", "1", "23", "4.5",
    "007", "'", '"', "'''", '"""', "\\", "\\u0053ERVICE", "#", "# http://x\n", "\n", " ", "\t", "'s'", '"t"', "'<http://e/a>'", '"5 6"', "@en",
    "^^", "_:b", "http", "é", "http://e", "1<http://e/a>", "?x<http://e/#>", "?x < 5 ",
])  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=40).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda between: between.join(pieces))
) | st.lists(_PIECES, max_size=30).map(lambda pieces: "SELECT ?x { " + " ".join(pieces) + " } LIMIT 5")


def seen(look: object, query: str) -> Inspected | str:
    try:
        found: Inspected = look(query, 1000, 20)  # type: ignore[operator]
    except PsinError as error:
        return f"{type(error).__name__}: {error.detail}"
    return replace(found, group=None)


@settings(max_examples=1500, deadline=None)
@given(_TEXTS)
@example("SELECT ?x { ?x ?p 1<http://e/a> SERVICE <http://e/b> { } }")
@example("PREFIX http: <http://e/> SELECT ?x { FILTER(?x<http://e#>\n1) SERVICE <http://e> { ?s ?p ?o } }")
@example("SELECT ?x { FILTER(1<'>') SERVICE <http://e/a> { ?s ?p ?o } }")
@example("SELECT * { <http://e/a> ?p ?o }")
@example("SELECT ?o FROM <http://e/g> { <http://e/a> ?p ?o } LIMIT 10")
@example("ASK { ?s ?p 'a{ 1 ' }")
def test_a_shape_tells_what_the_query_tells(query: str) -> None:
    assert seen(inspect_alike, query) == seen(inspect, query)
    assert seen(inspect_alike, query) == seen(inspect, query), "also when it is remembered"


@settings(max_examples=1500, deadline=None)
@given(_TEXTS)
def test_the_kind_of_what_can_be_read_is_the_same(query: str) -> None:
    if isinstance(seen(inspect, query), Inspected):
        assert kind_alike(query) == kind_of(query)


@settings(max_examples=500, deadline=None)
@given(_TEXTS, st.lists(st.sampled_from(_IRIS[:3]), min_size=1), st.lists(st.integers(0, 10**15), min_size=1))
def test_queries_of_one_shape_are_told_apart_where_it_matters(query: str, iris: list[str], numbers: list[int]) -> None:
    """Other IRIs and numbers are put in the places of the shape: nothing of the first query may be told of the second."""
    shape = shape_of(query)
    if shape is None:
        return
    parts = shape.split("<http://e>")
    other = parts[0] + "".join(iris[i % len(iris)] + part for i, part in enumerate(parts[1:]))
    other = other.replace(" 1 ", f" {numbers[0]} ")
    seen(inspect_alike, query)
    assert seen(inspect_alike, other) == seen(inspect, other)


@pytest.mark.parametrize(
    "query",
    ["SELECT ?x { ?x ?p %s }" % ("<http://e/a> " * 200), "ASK { %s }" % ("{" * 30), "SELECT ?x { ?x ?p '\ud800' }"],
)
def test_limits_are_those_of_the_query(query: str) -> None:
    short = "SELECT ?x { ?x ?p <http://e> }"
    assert isinstance(seen(inspect_alike, short), Inspected)
    assert seen(inspect_alike, query) == seen(inspect, query)
    assert isinstance(seen(inspect_alike, query), str)


def test_lookups_of_other_things_have_one_shape() -> None:
    shapes = {
        shape_of(f"SELECT ?p ?o WHERE {{ <https://w3id.org/psin/network/n{i}#this> ?p ?o }} LIMIT {i}")
        for i in range(50)
    }
    assert len(shapes) == 1 and None not in shapes
