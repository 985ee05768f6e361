"""Queries made to explode: each ends as a clear error in time, and others are answered meanwhile."""

from __future__ import annotations

import os
import threading
import time

import pytest
from psin.engine import FORMATS, Budget, Engine
from psin.errors import BudgetExceeded, EngineUnavailable, PsinError, QueryRefused
from psin.settings import Settings

from .conftest import below, descriptors, eventually, is_running, resident

CROSS = "?a ?b ?c . ?d ?e ?f"
NUMBERS = " ".join(map(str, range(200)))
TENFOLD = " ".join(f"BIND(CONCAT({','.join([f'?v{i}'] * 10)}) AS ?v{i + 1})" for i in range(8))

#: Query, and the budgets that may stop it; "answer" where it may also be answered.
HOSTILE = {
    "cross join counted": (f"SELECT (COUNT(*) AS ?n) {{ {CROSS} . ?g ?h ?i }}", {"seconds"}),
    "cross join sorted": (f"SELECT ?c ?f {{ {CROSS} }} ORDER BY ?f ?c LIMIT 10", {"seconds", "memory"}),
    "cross join distinct": (f"SELECT DISTINCT ?a ?c ?f {{ {CROSS} }}", {"rows", "bytes", "memory"}),
    "cross join grouped": (
        f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {CROSS} . ?g ?h ?i }} GROUP BY ?a ?f ORDER BY ?n LIMIT 5",
        {"seconds", "memory"},
    ),
    "cross join constructed": (f"CONSTRUCT {{ ?a ?e ?f }} {{ {CROSS} }}", {"rows", "bytes", "seconds"}),
    "paths between all pairs": (
        "SELECT (COUNT(*) AS ?n) { ?x (<x:p>|!<x:p>)* ?y . ?v (<x:p>|!<x:p>)* ?w . ?t !<x:q>* ?u }",
        {"seconds"},
    ),
    "three steps of star": (
        "SELECT (COUNT(*) AS ?n) { ?a <http://e/to>*/<http://e/to>*/<http://e/to>* ?b . ?b !<x:x>* ?c }",
        {"seconds"},
    ),
    "growing literal": (
        f"SELECT (STRLEN(?v8) AS ?n) {{ BIND('{'x' * 1000}' AS ?v0) {TENFOLD} }}",
        {"memory"},
    ),
    "literal that replaces itself": (
        "SELECT (SUM(STRLEN(REPLACE(REPLACE(STR(?c),'(.)','$1$1$1$1$1$1$1$1'),'(.)','$1$1$1$1$1$1$1$1'))) AS ?n) {"
        f" {CROSS} }}",
        {"seconds"},
    ),
    "values joined": (
        "SELECT (COUNT(*) AS ?n) {" + " ".join(f"VALUES ?v{i} {{ {NUMBERS} }}" for i in range(5)) + "}",
        {"seconds", "memory"},
    ),
    "values filtered": (
        "SELECT * {" + " ".join(f"VALUES ?v{i} {{ {NUMBERS} }}" for i in range(5)) + "FILTER(?v0+?v1+?v4 < 0) }",
        {"seconds", "memory"},
    ),
    "deep round brackets": ("SELECT * { FILTER(" + "(" * 20000 + "1" + ")" * 20000 + ") }", {"depth"}),
    "deep braces": ("SELECT * " + "{" * 20000 + "}" * 20000, {"depth"}),
    "deep path": ("SELECT * { ?s " + "(" * 5000 + "<x:p>" + ")" * 5000 + " ?o }", {"depth"}),
    "deep OPTIONAL": ("SELECT * { " + "OPTIONAL { " * 3000 + "}" * 3000 + "}", {"depth"}),
    "deep calls": ("SELECT * { FILTER(" + "STR(" * 900 + "1" + ")" * 900 + ") }", {"depth"}),
    "many negations": ("SELECT * { FILTER(" + "!" * 20000 + "true) }", {"depth"}),
    "many unions": (
        "SELECT (COUNT(*) AS ?n) { " + " UNION ".join(["{ ?s ?p ?o }"] * 900) + f" {CROSS} }}",
        {"seconds", "memory"},
    ),
    "many optionals": (
        "SELECT * { ?s ?p ?o " + " ".join(f"OPTIONAL {{ ?s ?p{i} ?o{i} }}" for i in range(40)) + " }",
        {"rows", "bytes", "seconds"},
    ),
    "nested collections": ("SELECT * { ?s ?p " + "(" * 190 + "1" + ")" * 190 + " }", {"seconds", "answer"}),
    "nested blank nodes": ("SELECT * { ?s ?p " + "[ <a:b> " * 190 + "1" + "]" * 190 + " }", {"seconds", "answer"}),
    "minus with inequality": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c MINUS { ?a2 ?b2 ?c . FILTER(?a2 != ?b2) } }",
        {"seconds", "answer"},
    ),
    "long text": ("SELECT * { ?s ?p '" + "x" * 70_000 + "' }", {"text"}),
    "regular expression": (
        f"SELECT (COUNT(*) AS ?n) {{ FILTER(REGEX('{'a' * 5000}b', '^(a+)+$')) {CROSS} . ?g ?h ?i }}",
        {"seconds", "answer"},
    ),
}
LIGHT = "SELECT ?o { <http://e/7> <http://e/p1> ?o }"


@pytest.fixture(scope="module", autouse=True)
def levels(engine: Engine):  # type: ignore[no-untyped-def]
    """Whatever was tried, processes and descriptors are as before."""
    assert engine.select(LIGHT)
    processes, open_files, pages = len(below(os.getpid())), descriptors(), resident(os.getpid())
    yield
    assert eventually(lambda: len(below(os.getpid())) == processes)
    assert eventually(lambda: descriptors() == open_files)
    assert eventually(lambda: resident(os.getpid()) < pages + 256)


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_queries_are_contained(engine: Engine, small: Budget, name: str) -> None:
    query, allowed = HOSTILE[name]
    outcome: list[str] = []
    took: list[float] = []

    def attack() -> None:
        start = time.monotonic()
        try:
            form = FORMATS["ntriples" if query.startswith("CONSTRUCT") else "json"]
            with engine.stream(query, accept=form, budget=small) as answer:
                for _ in answer:
                    pass
            outcome.append("answer")
        except BudgetExceeded as error:
            assert error.detail and error.advice and error.limit
            outcome.append(error.budget)
        except PsinError as error:
            outcome.append(repr(error))
        took.append(time.monotonic() - start)

    thread = threading.Thread(target=attack)
    thread.start()
    light = []
    while thread.is_alive() or not light:
        start = time.monotonic()
        assert engine.select(LIGHT) == engine.select(LIGHT) != []
        light.append(time.monotonic() - start)
        thread.join(0.02)
    assert outcome and outcome[0] in allowed
    assert took[0] < small.seconds + 0.5
    assert sorted(light)[len(light) // 2] < 0.25
    assert engine.select(LIGHT)


def test_the_deadline_is_kept_and_the_next_query_waits_for_nothing(engine: Engine) -> None:
    overshoots, following = [], []
    for _ in range(5):
        start = time.monotonic()
        with pytest.raises(BudgetExceeded) as caught:
            engine.select(HOSTILE["cross join counted"][0], budget=Budget(0.2, 256, 10, 1000))
        overshoots.append(time.monotonic() - start - 0.2)
        assert (caught.value.budget, caught.value.limit) == ("seconds", "0.2 s")
        start = time.monotonic()
        assert engine.ask("ASK {}")
        following.append(time.monotonic() - start)
    assert sorted(overshoots)[2] <= 0.1
    assert sorted(following)[2] <= 0.05


def test_a_slow_reader_cannot_hold_a_worker_beyond_its_deadline(engine: Engine) -> None:
    budget = Budget(0.3, 256, 10**9, 10**9)
    answers = [engine.stream(f"SELECT * {{ {CROSS} }}", accept=FORMATS["csv"], budget=budget) for _ in range(2)]
    numbers = [answer._worker.number for answer in answers if answer._worker is not None]
    assert len(numbers) == 2
    assert eventually(lambda: not any(is_running(number) for number in numbers), 2.0)
    for answer in answers:
        with pytest.raises(BudgetExceeded, match="longer than its 0.3 s"):
            for _ in answer:
                pass


def test_a_query_that_finds_everyone_busy_is_told_to_come_back(engine: Engine) -> None:
    with Engine.open(b"", Settings({}, workers=1, queue_seconds=0.1)) as own:
        values = " ".join(f"VALUES ?v{i} {{ {NUMBERS} }}" for i in range(3))
        with own.stream(f"SELECT * {{ {values} }}", accept=FORMATS["csv"]):
            with pytest.raises(EngineUnavailable, match="busy") as caught:
                own.ask("ASK {}")
            assert caught.value.retry_after >= 1
        assert own.ask("ASK {}")


def test_a_stack_that_overflows_all_the_same_is_an_error() -> None:
    """Only where an operator has raised the depth beyond what the engine can bear."""
    with Engine.open(b"", Settings({}, workers=1, query_depth=100_000)) as own:
        with pytest.raises(BudgetExceeded, match="ran out of stack") as caught:
            own.select("SELECT * { FILTER(" + "STR(" * 12_000 + "1" + ")" * 12_000 + ") }")
        assert caught.value.budget == "depth"
        assert own.ask("ASK {}")


def test_unknown_functions_are_refused_in_plain_words(engine: Engine) -> None:
    with pytest.raises(QueryRefused, match="http://e/f"):
        engine.select("SELECT (<http://e/f>(1) AS ?x) {}")
