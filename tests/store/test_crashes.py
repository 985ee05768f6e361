"""Killed at any moment: what was accepted is there afterwards, complete, and nothing is half there."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from psin.engine import Engine
from psin.errors import EngineUnavailable
from psin.settings import Settings

from .conftest import COMPLETE, SMALL, catalogue, changes, counts, states
from .processes import below, eventually

SETTINGS = Settings({}, **SMALL)
ENVIRONMENT = {"PYTHONPATH": ":".join(filter(None, sys.path))}
PROGRAM = """
import sys, tests_store
from pathlib import Path
from psin.engine import Engine
from psin.settings import Settings
from tests_store import SMALL, catalogue, changes
state, how = int(sys.argv[2]), sys.argv[3]
engine = Engine.open(lambda: catalogue(state), Settings({}, **SMALL), store=Path(sys.argv[1]), version=str(state))
print("accepted", state, flush=True)
while True:
    state += 1
    if how == "update":
        engine.update(changes(state), str(state))
    else:
        engine.reload(catalogue(state), str(state))
    print("accepted", state, flush=True)
"""


def writer_of(engine: Engine) -> int:
    process = engine._pool._source._writer._process  # type: ignore[attr-defined]
    return process.pid if process is not None else 0


@pytest.mark.parametrize("how", ["update", "reload"])
def test_a_writer_killed_at_any_moment_leaves_the_old_state_or_the_new(tmp_path: Path, how: str) -> None:
    chance = random.Random(how)
    with Engine.open(catalogue(0), SETTINGS, store=tmp_path / "s") as engine:
        state, outcomes = 0, []
        for attempt in range(1, 21):
            problems: list[Exception] = []

            def change(to: int = attempt, problems: list[Exception] = problems) -> None:
                try:
                    if how == "update":
                        engine.update(changes(to), str(to))
                    else:
                        engine.reload(catalogue(to), str(to))
                except Exception as error:
                    problems.append(error)

            thread = threading.Thread(target=change)
            thread.start()
            assert eventually(lambda: bool(writer_of(engine)) or not thread.is_alive())
            thread.join(chance.uniform(0, 0.15))
            victim = writer_of(engine)
            if victim:
                try:
                    os.kill(victim, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            thread.join()
            assert all(isinstance(error, EngineUnavailable) for error in problems), problems
            state = state if problems else attempt
            outcomes.append(not problems)
            assert (states(engine), counts(engine)) == ({str(state)}, COMPLETE)
        engine.update(changes(99), "99")
        assert (states(engine), counts(engine)) == ({"99"}, COMPLETE)
    assert False in outcomes


@pytest.mark.parametrize("how", ["update", "reload"])
def test_a_service_killed_at_any_moment_loses_nothing_it_accepted(tmp_path: Path, how: str) -> None:
    chance = random.Random(how)
    (tmp_path / "tests_store.py").write_text(Path(__file__).with_name("conftest.py").read_text())
    environment = {"PYTHONPATH": f"{tmp_path}:{ENVIRONMENT['PYTHONPATH']}"}
    folder, accepted = tmp_path / "s", 0
    for _ in range(6):
        arguments = [sys.executable, "-c", PROGRAM, str(folder), str(accepted), how]
        service = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)
        assert service.stdout is not None
        assert service.stdout.readline() == f"accepted {accepted}\n"
        family = below(service.pid)
        told = [int(service.stdout.readline().split()[1]) for _ in range(chance.randint(0, 3))]
        timer = threading.Timer(chance.uniform(0, 0.3), service.kill)
        timer.start()
        told += [int(line.split()[1]) for line in service.stdout if line.endswith("\n")]
        service.stdout.close()
        service.wait()
        timer.join()
        last = told[-1] if told else accepted
        recorded = int(json.loads((folder / "current").read_bytes())["version"])
        assert recorded in (last, last + 1)
        with Engine.open(catalogue, SETTINGS, store=folder, version=str(recorded)) as engine:
            assert (states(engine), counts(engine)) == ({str(recorded)}, COMPLETE)
        assert eventually(lambda family=family: not below(os.getpid()) & family)
        accepted = recorded
    assert accepted > 0


def test_a_service_killed_while_it_loads_for_the_first_time_starts_again(tmp_path: Path) -> None:
    chance = random.Random(1)
    (tmp_path / "tests_store.py").write_text(Path(__file__).with_name("conftest.py").read_text())
    environment = {"PYTHONPATH": f"{tmp_path}:{ENVIRONMENT['PYTHONPATH']}"}
    for attempt in range(5):
        folder = tmp_path / str(attempt)
        arguments = [sys.executable, "-c", PROGRAM, str(folder), "1", "update"]
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, env=environment) as service:
            assert eventually(lambda folder=folder: (folder / "snap").exists())
            try:
                service.wait(chance.uniform(0, 0.3))
            except subprocess.TimeoutExpired:
                service.kill()
        with Engine.open(lambda: catalogue(1), SETTINGS, store=folder, version="1") as engine:
            assert (states(engine), counts(engine)) == ({"1"}, COMPLETE)


def test_when_the_service_dies_the_writer_dies_in_the_midst_of_its_work(tmp_path: Path) -> None:
    (tmp_path / "tests_store.py").write_text(Path(__file__).with_name("conftest.py").read_text())
    environment = {"PYTHONPATH": f"{tmp_path}:{ENVIRONMENT['PYTHONPATH']}"}
    arguments = [sys.executable, "-c", PROGRAM, str(tmp_path / "s"), "0", "reload"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment) as service:
        assert service.stdout is not None and service.stdout.readline() == "accepted 0\n"
        family = below(service.pid)
        service.kill()
    assert len(family) >= 5
    assert eventually(lambda: not any(Path(f"/proc/{number}/fd").exists() and _runs(number) for number in family), 5.0)


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
