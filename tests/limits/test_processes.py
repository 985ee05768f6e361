"""Workers that die, clients that leave, engines that close: nothing wrong is answered and nothing is left behind."""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
from psin.engine import FORMATS, Budget, Engine
from psin.errors import EngineUnavailable, PsinError
from psin.settings import Settings

from .conftest import GRAPH, SMALL, below, descriptors, eventually, is_running

PAIRS = "SELECT ?a ?f { ?a <http://e/p1> ?c . ?d <http://e/p2> ?f FILTER(?c > 'value 5') }"
WORKERS = {"workers": 4}


def workers_of(engine: Engine) -> set[int]:
    return below(engine._pool._zygote._process.pid)


def test_counts_are_never_wrong_while_workers_are_killed(small: Budget) -> None:
    with Engine.open(GRAPH, Settings({}, **{**SMALL, **WORKERS, "query_rows": 10**6, "query_bytes": 10**8})) as engine:
        budget = Budget(5.0, 256, 10**6, 10**8)
        expected = len(b"".join(engine.stream(PAIRS, accept=FORMATS["csv"], budget=budget)).splitlines())
        counts: list[int] = []
        errors: list[PsinError] = []
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                try:
                    with engine.stream(PAIRS, accept=FORMATS["csv"], budget=budget) as answer:
                        counts.append(sum(chunk.count(b"\n") for chunk in answer))
                except EngineUnavailable as error:
                    errors.append(error)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        chance = random.Random(3)
        end = time.monotonic() + 4
        while time.monotonic() < end:
            victims = sorted(workers_of(engine))
            if victims:
                try:
                    os.kill(chance.choice(victims), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            stop.wait(0.02)
        stop.set()
        for thread in threads:
            thread.join()
        assert set(counts) == {expected} and len(counts) > 5
        assert errors and {error.detail for error in errors} <= {"The worker that evaluated the query was lost."}
        assert eventually(lambda: len(workers_of(engine)) == 6)


def test_two_hundred_aborted_answers_leave_nothing(engine: Engine) -> None:
    assert engine.ask("ASK {}")
    before, open_files = len(below(os.getpid())), descriptors()

    def abort(times: int) -> None:
        budget = Budget(5.0, 256, 10**9, 10**9)
        for i in range(times):
            answer = engine.stream("SELECT * { ?a ?b ?c . ?d ?e ?f }", accept=FORMATS["json"], budget=budget)
            if i % 3 == 1:
                next(iter(answer))
            if i % 3 == 2:
                del answer
                continue
            answer.close()
            answer.close()

    threads = [threading.Thread(target=abort, args=(50,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.collect()
    assert eventually(lambda: len(below(os.getpid())) == before)
    assert eventually(lambda: descriptors() == open_files)
    assert engine.ask("ASK {}")


def test_a_client_that_leaves_stops_its_query(engine: Engine) -> None:
    answer = engine.stream(
        "SELECT * { ?a ?b ?c . ?d ?e ?f }", accept=FORMATS["json"], budget=Budget(60, 256, 10**9, 10**9)
    )
    assert answer._worker is not None
    number = answer._worker.number
    answer.close()
    assert eventually(lambda: not is_running(number), 1.5)
    with pytest.raises(EngineUnavailable, match="closed"):
        answer._frame()


def test_a_finished_answer_keeps_its_worker(engine: Engine) -> None:
    assert engine.ask("ASK {}")
    eventually(lambda: len(workers_of(engine)) == 4)
    before = workers_of(engine)
    for _ in range(50):
        engine.select("SELECT ?o { <http://e/7> ?p ?o }")
    assert workers_of(engine) == before


def test_eight_threads_get_their_own_answers(engine: Engine) -> None:
    wrong: list[str] = []

    def ask(base: int) -> None:
        for i in range(40):
            n = (base * 40 + i) % 2000
            [row] = engine.select(f"SELECT ?o {{ <http://e/{n // 5}> <http://e/p{n % 5}> ?o }}")
            if row["o"].value != f"value {n}":  # type: ignore[union-attr]
                wrong.append(str(row))

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_lost_zygote_is_replaced() -> None:
    with Engine.open(GRAPH, Settings({}, **SMALL)) as engine:
        old = engine._pool._zygote._process.pid
        os.kill(old, signal.SIGKILL)

        def answers() -> bool:
            try:
                return engine.ask("ASK { ?s ?p ?o }") and engine._pool._zygote._process.pid != old
            except EngineUnavailable:
                return False

        assert eventually(answers)
        assert engine.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value == "2000"  # type: ignore[union-attr]


def test_close_and_reload_leave_no_process_and_no_descriptor() -> None:
    before, open_files = below(os.getpid()), descriptors()
    for _ in range(3):
        engine = Engine.open(GRAPH, Settings({}, **SMALL))
        running = engine.stream(
            "SELECT * { ?a ?b ?c . ?d ?e ?f }", accept=FORMATS["json"], budget=Budget(60, 256, 10**9, 10**9)
        )
        engine.reload(GRAPH[: GRAPH.index(b"\n") + 1])
        engine.close()
        with pytest.raises(EngineUnavailable):
            for _ in running:
                pass
    assert eventually(lambda: below(os.getpid()) <= before)
    assert eventually(lambda: descriptors() == open_files)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_when_the_parent_dies_everything_dies(how: signal.Signals) -> None:
    program = (
        "import sys\nfrom psin.engine import Engine, FORMATS, Budget\nfrom psin.settings import Settings\n"
        "e = Engine.open(b'<a:a> <a:b> <a:c> .\\n', Settings({}, workers=2))\n"
        "v = ' '.join('VALUES ?v%d { 1 2 3 4 5 6 7 8 9 }' % i for i in range(9))\n"
        "a = e.stream('SELECT * { %s }' % v, accept=FORMATS['json'], budget=Budget(60, 256, 10**9, 10**9))\n"
        "print('ready', flush=True)\nsys.stdin.read()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert child.stdout is not None and child.stdin is not None
    assert child.stdout.readline() == b"ready\n"
    family = below(child.pid)
    assert len(family) >= 4
    child.send_signal(how)
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert eventually(lambda: not any(is_running(number) for number in family), 5.0)
