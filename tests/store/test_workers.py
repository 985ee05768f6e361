"""Workers on a snapshot are as confined as those in memory, and keep to the same budgets."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from psin.engine import FORMATS, Budget, Engine
from psin.errors import BudgetExceeded, QueryRefused
from psin.settings import Settings

from .conftest import SMALL, catalogue, states
from .processes import below, eventually

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("workers") / "s"
    with Engine.open(catalogue(), Settings({}, **SMALL), store=folder) as opened:
        yield opened


def test_a_worker_reads_its_snapshot_and_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine")
    (tmp_path / "other").write_text("other")
    program = """
import os, sys
from psin.engine import isolation
isolation.leave_network("auto")
isolation.only_read(sys.argv[1] + "/mine")
read, write, create = os.O_RDONLY, os.O_WRONLY, os.O_CREAT | os.O_WRONLY
for name, flags in [("mine/file", read), ("other", read), ("mine/file", write), ("mine/new", create)]:
    try:
        os.open(sys.argv[1] + "/" + name, flags)
        print("yes", end=" ")
    except PermissionError:
        print("no", end=" ")
for act in (os.unlink, os.rmdir, os.listdir):
    try:
        act(sys.argv[1] + ("/mine/file" if act is os.unlink else ""))
        print("yes", end=" ")
    except PermissionError:
        print("no", end=" ")
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.stdout.split() == "yes no no no no no no".split()


@pytest.mark.parametrize("way", ["namespace", "seccomp", "landlock"])
def test_every_way_of_isolation_goes_with_a_store(tmp_path: Path, way: str) -> None:
    with Engine.open(catalogue(), Settings({}, **SMALL, query_isolation=way), store=tmp_path / "s") as engine:
        assert engine.isolation == way and states(engine) == {"0"}


@pytest.mark.parametrize(
    "query, budget, names",
    [
        (f"SELECT (COUNT(*) AS ?n) {{ {CROSS} . ?j ?k ?l }}", Budget(0.5, 256, 10, 10**4), {"seconds"}),
        (f"SELECT ?c ?f {{ {CROSS} }} ORDER BY ?f ?c LIMIT 1", Budget(9, 64, 10, 10**4), {"memory", "seconds"}),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", Budget(5, 256, 100, 10**8), {"rows"}),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", Budget(5, 256, 10**8, 10_000), {"bytes"}),
    ],
)
def test_budgets_hold(engine: Engine, query: str, budget: Budget, names: set[str]) -> None:
    with pytest.raises(BudgetExceeded) as caught:
        for _ in engine.stream(query, accept=FORMATS["csv"], budget=budget):
            pass
    assert caught.value.budget in names
    assert states(engine) == {"0"}


def test_service_and_unknown_graphs_are_refused(engine: Engine) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        engine.select("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    with pytest.raises(QueryRefused, match="no graph"):
        engine.select("SELECT * FROM <http://e/none> { ?s ?p ?o }")


def test_several_graphs_are_put_together_without_duplicates(engine: Engine) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM <http://g/1> FROM <http://g/2> { ?s ?p ?o }"
    assert engine.select(query)[0]["n"].value == "7"  # type: ignore[union-attr]


def test_a_finished_answer_keeps_its_worker(engine: Engine) -> None:
    zygote = engine._pool._zygote._process.pid
    assert eventually(lambda: len(below(zygote)) == 4)
    before = below(zygote)
    for _ in range(30):
        assert states(engine) == {"0"}
    assert below(zygote) == before and os.getpid() not in before
