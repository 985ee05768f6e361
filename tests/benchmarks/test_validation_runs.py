"""A run of a peer is measured with all its processes, and ends at its limits with nothing left."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("psin")

from benchmarks.validation.jena import Jena
from benchmarks.validation.runs import Limits, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory of processes is told by /proc")
#: Two processes that hold 60 MiB each until the first is told to end; each says its number.
TWO = """
import os, sys, time
child = os.fork()
print(os.getpid(), flush=True)
held = b"x" * (60 << 20)
end = time.monotonic() + 2.0
while {so_long}:
    time.sleep(0.01)
if child:
    os.wait()
"""


def test_memory_is_that_of_all_processes_together() -> None:
    done = run([sys.executable, "-c", TWO.format(so_long="time.monotonic() < end")], Limits())
    assert done.ended == "" and done.wall > 0 and done.cpu > 0
    assert 110 < done.memory < 400


@pytest.mark.parametrize(
    ("limits", "reason"), [(Limits(seconds=1.0), "after 1 s"), (Limits(memory=100.0), "than 100 MiB")]
)
def test_a_run_beyond_its_limits_is_given_up_with_the_reason(limits: Limits, reason: str) -> None:
    done = run([sys.executable, "-c", TWO.format(so_long="True")], limits)
    assert reason in done.ended
    numbers = [int(word) for word in done.output.split()]
    assert numbers
    limit = time.monotonic() + 60
    while any(map(is_running, numbers)) and time.monotonic() < limit:
        time.sleep(0.01)
    assert not any(map(is_running, numbers))


def test_a_command_that_kills_itself_is_given_up_too() -> None:
    done = run([sys.executable, "-c", "import os; os.abort()"], Limits())
    assert "signal 6" in done.ended


def test_jena_is_found_or_its_absence_told(tmp_path: Path) -> None:
    jena = Jena()
    if jena.missing:
        assert "libapache-jena-java" in jena.missing
    else:
        assert os.path.exists(jena.command(tmp_path)[0])


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
