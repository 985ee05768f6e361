"""An engine with small budgets, and eyes on the processes and descriptors it uses."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psin.engine import Budget, Engine
from psin.settings import Settings

#: 2,000 triples: enough to explode, small enough to load at once.
GRAPH = b"".join(
    b'<http://e/%d> <http://e/p%d> "value %d" <http://g/%d> .\n' % (i // 5, i % 5, i, i // 500) for i in range(2000)
)
LINKS = b"".join(
    b"<http://n/%d> <http://e/to> <http://n/%d> <http://g/links> .\n" % (i, j) for i in range(40) for j in range(40)
)
SMALL = {"workers": 2, "query_seconds": 1.0, "query_memory_mib": 256, "query_rows": 50_000, "query_bytes": 4_000_000}


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with Engine.open(GRAPH + LINKS, Settings({}, **SMALL)) as opened:
        yield opened


@pytest.fixture(scope="session")
def few(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of one document beside vocabulary and shapes (9,000 triples), which is served within a second."""
    folder = tmp_path_factory.mktemp("few") / "organisations"
    folder.mkdir()
    shutil.copy(root / "data" / "organisations" / "psin.ttl", folder)
    return folder.parent


@pytest.fixture
def small() -> Budget:
    return Budget(1.0, 256, 50_000, 4_000_000)


def parent_of(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def below(process: int) -> set[int]:
    """All living descendants of a process, as numbers."""
    parents = {int(name): parent_of(int(name)) for name in os.listdir("/proc") if name.isdigit()}
    found: set[int] = set()
    fresh = {process}
    while fresh:
        fresh = {number for number, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return {number for number in found if is_running(number)}


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def resident(process: int) -> int:
    """Memory of a process and its descendants in MiB; pages they share count for each."""
    total = 0
    for number in {process} | below(process):
        try:
            total += int(Path(f"/proc/{number}/statm").read_text().split()[1])
        except (OSError, IndexError):
            pass
    return total * os.sysconf("SC_PAGE_SIZE") >> 20


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether a condition comes true in time; looks every few milliseconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
