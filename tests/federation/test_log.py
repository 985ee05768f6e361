"""The log: only ever added to, in order, whatever the clock does and whoever writes to it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.errors import StoreError
from psin.federation.history import CREATE, DELETE, UPDATE
from psin.federation.history.log import Content, Log

NAMES = st.sampled_from(["https://a.example/1", "https://a.example/2", "https://a.example/3"])
STATES = st.dictionaries(NAMES, st.sampled_from("xyz"))


def contents(state: dict[str, str]) -> dict[str, Content | None]:
    return {graph: Content(digest, f"text of {digest}", graph) for graph, digest in state.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(STATES, st.integers(0, 10_000)), max_size=12))
def test_replaying_the_events_gives_every_state(steps: list[tuple[dict[str, str], int]]) -> None:
    log = Log(None)
    replayed: dict[str, str] = {}
    for state, clock in steps:
        for event in log.append(contents(state), clock):
            assert (event.kind == CREATE) == (event.graph not in replayed and event.digest is not None)
            assert event.kind != UPDATE or replayed[event.graph] != event.digest
            if event.kind == DELETE:
                del replayed[event.graph]
            else:
                replayed[event.graph] = str(event.digest)
                assert log.text(str(event.digest)) == f"text of {event.digest}"
        assert replayed == state == log.state()
    events = log.events(1, log.count)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert all(a.time <= b.time for a, b in zip(events, events[1:], strict=False))
    for graph in {event.graph for event in events}:
        times = [event.time for event in log.of(graph)]
        assert sorted(set(times)) == times
    assert len({event.iri for event in events}) == len(events)
    log.close()


def test_events_cannot_be_changed_or_removed(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    log.append(contents({"https://a.example/1": "x"}), 1)
    log.close()
    rows = sqlite3.connect(tmp_path / "log")
    for statement in ("UPDATE events SET time = 2", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            rows.execute(statement)
    rows.close()


def test_several_writers_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    logs = [Log(tmp_path / "log") for _ in range(3)]

    def write(log: Log, name: str) -> None:
        for number in range(20):
            log.append(contents({f"https://a.example/{name}": str(number)}), number, whole=False)

    threads = [threading.Thread(target=write, args=(log, str(number))) for number, log in enumerate(logs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = logs[0].events(1, 1000)
    assert [event.number for event in events] == list(range(1, 61))
    assert {event.graph: event.digest for event in events} == {f"https://a.example/{n}": "19" for n in range(3)}
    for log in logs:
        log.close()


def test_a_version_has_one_name_and_a_return_to_an_old_state_another(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    first, second, again = log.publish("a" * 64, 1000), log.publish("b" * 64, 500), log.publish("a" * 64, 2000)
    assert log.publish("a" * 64, 9000) == again
    assert len({first.name, second.name, again.name}) == 3
    assert [version.number for version in log.versions()] == [1, 2, 3]
    assert first.time < second.time < again.time
    log.close()


def test_a_file_that_is_no_log_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("this is no database, but long enough to be taken for one" * 20)
    with pytest.raises(StoreError, match="cannot be used"):
        Log(path)
    rows = sqlite3.connect(tmp_path / "other")
    rows.execute("PRAGMA user_version = 99")
    rows.commit()
    rows.close()
    with pytest.raises(StoreError, match="another version"):
        Log(tmp_path / "other")
