"""Workers from outside: whether one lives, in which state one is used again, and what each does first."""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
from psin.engine import FORMATS, Engine, worker

#: 2,401 rows, more than one frame.
_LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_many_threads_may_ask_whether_a_worker_lives(site: object) -> None:
    one = next(iter(site.engine._pool._idle))  # type: ignore[attr-defined]
    with ThreadPoolExecutor(8) as threads:
        waits = [threads.submit(one._ended, 50) for _ in range(8)]
        asked = list(threads.map(lambda _: one.alive(), range(400)))
    assert all(asked) and not any(wait.result() for wait in waits)


def test_a_worker_that_another_thread_has_killed_does_not_live(engine: object) -> None:
    one = engine._pool._state.fork()  # type: ignore[attr-defined]
    assert one.alive()
    one.kill()
    assert not one.alive()
    one.lower(5)
    one.kill()


def test_a_query_that_had_to_let_others_go_first_leaves_no_slow_worker_behind(engine: Engine) -> None:
    with engine.stream(_LONG, accept=FORMATS["json"]) as answer:
        used = answer._worker
        assert used is not None
        answer.yield_to_others()
        assert os.getpriority(os.PRIO_PROCESS, used.number) > os.getpriority(os.PRIO_PROCESS, 0)
        assert b"".join(answer)
    idle = {one.number: os.getpriority(os.PRIO_PROCESS, one.number) for one in engine._pool._idle if one.alive()}
    assert set(idle.values()) == {os.getpriority(os.PRIO_PROCESS, 0)}
    assert used.number in idle or not used.alive()


def test_the_query_that_a_worker_asks_itself_is_one_that_it_can_answer() -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.NamedNode("http://e/o")))
    ours, theirs = socket.socketpair()
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    try:
        worker._Worker(theirs, worker.Graph(store, True), statm).evaluate(worker._FIRST)
        sent = ours.recv(65_536)
    finally:
        os.close(statm)
        ours.close()
        theirs.close()
    assert b"http://e/s" in sent
