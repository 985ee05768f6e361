"""What the limits cost: the same store asked in this process and through psin's engine, without HTTP."""

from __future__ import annotations

import dataclasses
import time
from functools import partial
from random import Random
from statistics import median

import pyoxigraph as ox
from psin.engine import FORMATS, Engine
from psin.engine.dataset import alone, load
from psin.errors import BudgetExceeded
from psin.settings import Settings

from ..dataset import Dataset
from ..facts import Facts
from ..queries import QUESTIONS
from ..report import Result, Table
from ..scale import Scale

_SMALL = ("ASK", "lookup", "facets", "union of roles")
_LARGE = "SELECT ?s ?p ?o ?copy WHERE { ?s ?p ?o VALUES ?copy { 1 2 3 4 5 6 7 8 } } LIMIT 80000"
_ENDLESS = {
    "cross join": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "all pairs of a path": "SELECT (COUNT(*) AS ?n) { ?a (<urn:x>|!<urn:x>)* ?b }",
    "grouped cross join": "SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ORDER BY ?n",
}
_DEADLINE = 1.0
#: Seconds in which the engine has all its workers started, beside which nothing can be measured.
_STARTING = 3.0
#: Small queries that come before those that count, so that neither way pays for a start; how many count at least.
_WARMING, _LEAST, _LEAST_LARGE = 30, 100, 25


def measure(dataset: Dataset, facts: Facts, scale: Scale) -> Result:
    with dataset.nquads.open("rb") as quads:
        store = alone(load(quads))
    with Engine.open(dataset.nquads, Settings({})) as engine:
        costs = _costs(store, engine, facts, scale)
        late = _overshoots(engine)
    table = Table(
        "Cost of the limits, median ms",
        ("query", "pyoxigraph in process", "psin.engine", "difference ms", "difference %"),
        [[name, bare, limited, limited - bare, (limited / bare - 1) * 100] for name, (bare, limited) in costs.items()],
    )
    deadlines = Table(
        f"A deadline of {_DEADLINE:g} s", ("query", "overshoot ms"), [[name, value] for name, value in late.items()]
    )
    data = {
        "ms": {name: {"bare": bare, "limited": limited} for name, (bare, limited) in costs.items()},
        "overshoot_ms": late,
    }
    return Result("limits", [table, deadlines], data)


def _costs(store: ox.Store, engine: Engine, facts: Facts, scale: Scale) -> dict[str, tuple[float, float]]:
    questions = {question.name: question for question in QUESTIONS}
    costs = {}
    end = time.perf_counter() + _STARTING
    while time.perf_counter() < end:
        _through(engine, questions[_SMALL[0]].ask(facts, Random(0)))
    for name in (*_SMALL, "20 MB of rows"):
        small = name in _SMALL
        bare: list[float] = []
        limited: list[float] = []
        ways = [(bare, partial(in_process, store)), (limited, partial(_through, engine))]
        warming = _WARMING if small else 1
        for run in range(warming + (max(_LEAST, scale.repeats) if small else max(_LEAST_LARGE, scale.runs))):
            query = questions[name].ask(facts, Random(f"{name}/{run}")) if small else _LARGE
            for times, ask in ways if run % 2 else reversed(ways):
                started = time.perf_counter()
                ask(query)
                if run >= warming:
                    times.append((time.perf_counter() - started) * 1000)
        costs[name] = (median(bare), median(limited))
    return costs


def _through(engine: Engine, query: str) -> None:
    with engine.stream(query, accept=FORMATS["json"]) as answer:
        for _ in answer:
            pass


def in_process(store: ox.Store, query: str) -> bytes:
    """The whole answer as JSON from the library itself."""
    answer = store.query(query)
    assert not isinstance(answer, ox.QueryTriples)
    return answer.serialize(format=ox.QueryResultsFormat.JSON) or b""


def _overshoots(engine: Engine) -> dict[str, float | str]:
    """Ms beyond the deadline until the error is raised, the longest of two."""
    found: dict[str, float | str] = {}
    budget = dataclasses.replace(engine.budget, seconds=_DEADLINE)
    for name, query in _ENDLESS.items():
        late = []
        for _ in range(2):
            started = time.perf_counter()
            try:
                with engine.stream(query, accept=FORMATS["json"], budget=budget) as answer:
                    for _ in answer:
                        pass
            except BudgetExceeded:
                late.append((time.perf_counter() - started - _DEADLINE) * 1000)
        found[name] = max(late) if len(late) == 2 and max(late) > 0 else "ended before its deadline"
    return found
