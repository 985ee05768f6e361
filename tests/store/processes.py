"""Eyes on processes and descriptors."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


def below(process: int) -> set[int]:
    """All living descendants of a process, as numbers."""
    parents: dict[int, int] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            state, parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if state not in "ZX":
            parents[int(name)] = int(parent)
    found: set[int] = set()
    fresh = {process}
    while fresh:
        fresh = {number for number, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether a condition comes true in time; looks every few milliseconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
