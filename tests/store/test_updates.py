"""A change of some documents leads to the state that loading everything anew would lead to, and nobody waits for it."""

from __future__ import annotations

import os
import random
import signal
import threading
from pathlib import Path

import pytest
from psin.engine import FORMATS, Engine
from psin.errors import CatalogueError, EngineUnavailable
from psin.settings import Settings

from .conftest import COMPLETE, DOCUMENTS, SMALL, catalogue, changes, content, counts, document, states
from .processes import below, descriptors, eventually


def test_an_update_is_seen_by_the_next_query(engine: Engine) -> None:
    assert (states(engine), counts(engine)) == ({"0"}, COMPLETE)
    for state in (1, 2, 3):
        engine.update(changes(state), str(state))
        assert (states(engine), counts(engine)) == ({str(state)}, COMPLETE)


def test_a_statement_leaves_with_the_last_document_that_makes_it(engine: Engine) -> None:
    shared = "ASK { <http://e/all> <http://e/p> <http://e/same> }"
    engine.update({f"http://g/{n}": None for n in range(1, DOCUMENTS)}, "one left")
    assert engine.ask(shared) and counts(engine) == (4, 4, 1)
    engine.update({"http://g/0": None}, "none left")
    assert not engine.ask(shared) and counts(engine) == (0, 0, 0)
    engine.update({"http://g/0": document(0, 5)}, "back")
    assert engine.ask(shared) and counts(engine) == (4, 4, 1)


def test_random_updates_lead_where_a_load_leads(engine: Engine) -> None:
    """Few terms and odd spellings of numbers, so that documents share and exchange statements all the time."""
    chance = random.Random(8)
    numbers = [f'"{number}"^^<http://www.w3.org/2001/XMLSchema#integer>' for number in ("1", "01")]
    objects = ["<http://e/1>", '"1"', '"x"@en-GB', "_:b", '"a{b"', *numbers]
    now: dict[str, bytes | None] = changes(0)
    for step in range(12):
        some: dict[str, bytes | None] = {}
        for number in chance.sample(range(DOCUMENTS), 5):
            graph = f"http://g/{number}"
            made = [(chance.randint(0, 2), chance.choice(objects)) for _ in range(3)]
            lines = [f"<http://e/{subject}> <http://e/p> {term} <{graph}> .\n" for subject, term in made]
            some[graph] = chance.choice(["".join(lines).encode(), "".join(lines).encode(), b"", None])
        engine.update(some, f"step {step}")
        now |= some
    distinct = {graph: quads.replace(b"_:b", b"_:b" + graph[9:].encode()) for graph, quads in now.items() if quads}
    with Engine.open(b"".join(distinct.values()), Settings({}, **SMALL)) as fresh:
        assert content(engine) == content(fresh)


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"http://g/1": b"no quads"}, "line 1"),
        ({"http://g/1": document(2, 9)}, "<http://g/2>"),
        ({"http://g/1": b'<http://e/1> <http://e/p> "in no graph" .\n'}, "DEFAULT"),
        ({"no iri": b""}, "no iri"),
        ({"http://g/1": b"\xff"}, "http://g/1"),
    ],
)
def test_a_wrong_update_changes_nothing(engine: Engine, wrong: dict[str, bytes | None], words: str) -> None:
    with pytest.raises(CatalogueError, match=words):
        engine.update({**changes(7), **wrong}, "wrong")
    assert (states(engine), counts(engine)) == ({"0"}, COMPLETE)
    engine.update(changes(8), "right")
    assert (states(engine), counts(engine)) == ({"8"}, COMPLETE)


def test_old_answers_finish_on_their_state_and_their_workers_leave(engine: Engine) -> None:
    slow = engine.stream("SELECT ?s ?a ?b ?c { ?s <http://e/state> ?s1 . ?a ?b ?c }", accept=FORMATS["csv"])
    engine.update({f"http://g/{n}": None for n in range(DOCUMENTS)}, "nothing left")
    assert counts(engine) == (0, 0, 0)
    assert b"".join(slow).count(b"\n") == 1 + DOCUMENTS * COMPLETE[0]


def test_readers_are_never_blocked_and_see_whole_states_in_order(engine: Engine) -> None:
    stop, wrong, seen = threading.Event(), list[object](), [0, 0]

    def read(mine: int) -> None:
        last = 0
        while not stop.is_set():
            try:
                found = states(engine)
            except Exception as error:
                wrong.append(error)
                return
            if len(found) != 1 or int(*found) < last:
                wrong.append((last, found))
            last = int(*found)
            seen[mine] += 1

    threads = [threading.Thread(target=read, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for state in range(1, 9):
        before = list(seen)
        engine.update(changes(state), str(state))
        assert eventually(lambda: seen[0] > before[0] and seen[1] > before[1])
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_lost_processes_come_back_with_what_was_accepted(engine: Engine) -> None:
    engine.update(changes(4), "4")
    for _ in range(2):
        old = engine._pool._zygote._process.pid
        os.kill(old, signal.SIGKILL)

        def back(gone: int = old) -> bool:
            try:
                return states(engine) == {"4"} and engine._pool._zygote._process.pid != gone
            except EngineUnavailable:
                return False

        assert eventually(back)
    engine.update({"http://g/0": None}, "5")
    assert counts(engine) == (COMPLETE[0] - 3, COMPLETE[1] - 4, COMPLETE[2] - 1)


def test_a_shared_engine_lives_until_its_last_handle(engine: Engine) -> None:
    other = engine.share()
    engine.close()
    engine.close()
    other.update(changes(1), "1")
    assert states(other) == {"1"}
    other.close()
    with pytest.raises(EngineUnavailable, match="closed"):
        other.ask("ASK {}")


@pytest.mark.parametrize("on_disk", [False, True])
def test_nothing_is_left_behind(on_disk: bool, tmp_path: Path) -> None:
    before, open_files = below(os.getpid()), descriptors()
    for state in range(3):
        engine = Engine.open(catalogue(), Settings({}, **SMALL), store=tmp_path / "s" if on_disk else None, version="0")
        running = engine.stream("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", accept=FORMATS["json"])
        engine.update(changes(state), "1")
        engine.reload(catalogue(state + 1))
        engine.update(changes(state), "2")
        engine.close()
        with pytest.raises(EngineUnavailable):
            for _ in running:
                pass
    assert eventually(lambda: below(os.getpid()) <= before)
    assert eventually(lambda: descriptors() == open_files)
    if on_disk:
        assert eventually(lambda: len(list((tmp_path / "s" / "snap").iterdir())) == 1)


def test_many_updates_do_not_make_a_snapshot_slower_to_open(tmp_path: Path) -> None:
    """A snapshot tells in its manifest what has changed since the store was made; in a quiet moment that begins anew."""
    folder = tmp_path / "s"

    def manifests() -> dict[str, int]:
        return {path.name: path.stat().st_size for path in folder.glob("store/MANIFEST*")}

    with Engine.open(catalogue(0), Settings({}, **SMALL), store=folder) as engine:
        engine.update(changes(1), "1")
        first = manifests()
        for state in range(2, 62):
            engine.update({"http://g/0": document(0, state)}, str(state))
        assert eventually(lambda: bool(manifests()) and not manifests().keys() & first.keys())
        engine.update(changes(62), "62")
        assert (states(engine), counts(engine)) == ({"62"}, COMPLETE)
        # Sixty updates write sixty times as much.
        [size] = manifests().values()
        assert size < 10 * sum(first.values())
