"""Reading the tokens of a query: as the engine reads them, and in linear time."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest
from psin.engine.inspection import inspect
from psin.engine.text import Places, lex
from psin.errors import BudgetExceeded


def words(query: str) -> list[str]:
    return [token.word for token in lex(query).tokens if token.word]


@pytest.mark.parametrize(
    "query, expected",
    [
        ("SELECT * { ?s <http://e/service#x> 'SERVICE' } # SERVICE", ["SELECT"]),
        ("SELECT * { FILTER(1<'>')SERVICE<http://e/>{?s ?p 'x'} }", ["SELECT", "FILTER", "SERVICE"]),
        ("SELECT (1<'>' AS ?x) FROM <http://g/> {}", ["SELECT", "AS", "FROM"]),
        ("SELECT * { ?s a (1 <http://e/it's> 'x') }", ["SELECT", "A"]),
        ("SELECT * { ?s (<a:b'>|<a:c'>)+ 'x' }", ["SELECT"]),
        ("SELECT * { VALUES (?x ?y) { (<a:'> 1) (2 <b:'>) } }", ["SELECT", "VALUES"]),
        ("SELECT * { VALUES ?x { <a:'> <b:'> } }", ["SELECT", "VALUES"]),
        ("SELECT * { { SELECT ?y (1<'>' AS ?z) {} } }", ["SELECT", "SELECT", "AS"]),
        ("SELECT * { ?s ?p ?o FILTER(EXISTS { ?s <a:'> ?o } && 1<'>') }", ["SELECT", "FILTER", "EXISTS"]),
        ("SELECT * { ?s ?p true.OPTIONAL{} }", ["SELECT", "TRUE", "OPTIONAL"]),
        ("SELECT * { \\u0053ERVICE <a:b> {} }", ["SELECT", "SERVICE"]),
        ("SELECT * { ?s ?p '''a''b\\''' SERVICE''' }", ["SELECT"]),
        ("SELECT * { ?service service:service _:service }", ["SELECT"]),
    ],
)
def test_keywords_are_found_where_the_grammar_has_them(query: str, expected: list[str]) -> None:
    assert words(query) == expected


@pytest.mark.parametrize(
    "piece",
    ["a.", "'", '"', "<", "(", "<a", "'a\\", "'''a\\", '"""a', "a:", "_:a..", "?", "\\u0041", "@a-", "1.", "{VALUES("],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    start = time.perf_counter()
    lex(text)
    assert time.perf_counter() - start < 2.0


def test_places_count_lines_and_columns_from_one() -> None:
    places = Places("a\nbé\r\nc")
    assert [places(0), places(2), places(3), places(6)] == [(1, 1), (2, 1), (2, 2), (3, 1)]
    assert places.offset(2, 2) == 3


@pytest.mark.parametrize(
    "query, budget",
    [
        ("SELECT * { FILTER(" + "(" * 300 + "1" + ")" * 300 + ") }", "depth"),
        ("SELECT * " + "{" * 300 + "}" * 300, "depth"),
        ("SELECT * { ?s ?p " + "[ <a:b> " * 300 + "1" + "]" * 300 + "}", "depth"),
        ("SELECT * { FILTER(" + "!" * 9000 + "1) }", "depth"),
        ("SELECT * { FILTER(1" + "+1" * 9000 + ") }", "depth"),
        ("SELECT * { ?s <a:p>" + "/<a:p>" * 900 + " ?o }", "depth"),
        ("SELECT * { {}" + "UNION{}" * 7000 + "}", "depth"),
        ("SELECT * { " + "OPTIONAL{}" * 600 + "}", "depth"),
        ("SELECT * { " + "BIND(1 AS ?x)" * 3000 + "}", "depth"),
        ("SELECT * { ?s ?p '" + "é" * 33_000 + "' }", "text"),
    ],
)
def test_texts_that_could_overflow_a_stack_are_not_tried(query: str, budget: str) -> None:
    with pytest.raises(BudgetExceeded) as caught:
        inspect(query, 64_000, 200)
    assert caught.value.budget == budget and caught.value.limit and caught.value.advice


def test_brackets_and_signs_in_literals_are_free() -> None:
    inspect("SELECT * { ?s ?p '" + "(" * 500 + "' , <a:!!> . VALUES ?x { " + "-1 " * 3000 + "} }", 64_000, 200)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o FILTER(?s<?p&&?p>?o) }",
        "PREFIX a.b: <http://e/> SELECT * { a.b:c\\'d%27.e ?p 'x'@en-GB , 1.5e3 , .5 , true . ?s ?p 1.}",
        "ASK { ?s ?p 'a''b' }",
        'ASK { ?s ?p """a"b""c\\"""" }',
        "BASE <http://e/> ASK FROM <g> { <a> (<b>/^<c>|!(<d>|^<e>))* ?o }",
        "SELECT ?x (SUM(?y) AS ?z) { ?x <a:b> ?y } GROUP BY ?x HAVING(SUM(?y)<'>') ORDER BY(?x<'>')",
        "SELECT * { <<( <a:a> <a:b> 1 )>> ?p ?o }",
    ],
)
def test_whatever_the_engine_accepts_passes_inspection(query: str) -> None:
    try:
        ox.Store().query(query)
        accepted = True
    except SyntaxError:
        accepted = False
    if accepted:
        assert inspect(query, 64_000, 200)
    else:
        assert "''" in query
