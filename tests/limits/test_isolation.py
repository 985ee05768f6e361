"""A worker can compute and nothing else; where that cannot be had, the engine does not open."""

from __future__ import annotations

import subprocess
import sys

import pytest
from psin.engine import Engine, isolation
from psin.errors import CatalogueError, EngineUnavailable
from psin.settings import Settings


def test_the_self_test_fails_when_isolation_is_switched_off() -> None:
    with pytest.raises(EngineUnavailable, match="can reach the network") as caught:
        Engine.open(b"", Settings({}, workers=1, query_isolation="none"))
    assert "query_isolation" in caught.value.advice


@pytest.mark.parametrize("way", ["namespace", "seccomp", "landlock"])
def test_each_way_of_isolation_holds_where_the_machine_has_it(way: str) -> None:
    try:
        engine = Engine.open(b"", Settings({}, workers=1, query_isolation=way))
    except EngineUnavailable as error:
        if "cannot be cut off" in error.detail:
            pytest.skip(error.detail)
        raise
    with engine:
        assert engine.isolation == way and engine.ask("ASK {}")


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(CatalogueError, match="no way to isolate"):
        Engine.open(b"", Settings({}, query_isolation="hope"))


@pytest.mark.parametrize(
    "step, leak", [("", 2), ("isolation.close_door(3)", 1), ("isolation.leave_network('auto')", 1)]
)
def test_the_probe_finds_each_leak_by_itself(step: str, leak: int) -> None:
    """``leaks`` in a process that took only some of the steps of a worker."""
    program = f"from psin.engine import isolation\n{step}\nprint(len(isolation.leaks()))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    assert int(done.stdout) == leak


def test_no_way_left_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(isolation._LIBC, "prctl", lambda *_: 0, raising=False)
    for way in ("namespace", "seccomp", "landlock"):
        monkeypatch.setitem(isolation._WAYS, way, fail)
    with pytest.raises(EngineUnavailable, match="namespace: Operation not permitted; seccomp: .*; landlock"):
        isolation.leave_network("auto")
