"""Whole processes: time, processor time and memory of all that a command starts, within limits."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ..endpoint.processes import memory

#: Seconds between two looks at the memory of a process and those that it has started.
_EVERY = 0.05
#: Seconds from which such looks are enough. Of shorter runs the system tells the highest, which is at least that of this
#: process, because the other begins as its copy.
_LONG = 1.0


@dataclass(frozen=True)
class Limits:
    """``seconds`` of wall time and ``memory`` in MiB, after which a run is given up."""

    seconds: float = 900.0
    memory: float = 12_000.0


@dataclass(frozen=True)
class Run:
    """One command: seconds of wall and processor time; MiB that all of its processes held at once at the highest, pages
    they share counted once. ``ended`` says why it was given up, if it was."""

    wall: float
    cpu: float
    memory: float
    output: str = ""
    errors: str = ""
    ended: str = ""


def run(command: Sequence[str], limits: Limits) -> Run:
    """Runs a command to its end or to the first limit. Nothing it has started is left, also after an interruption."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, start_new_session=True
        )
        watch = _Watch(process.pid, started, limits)
        try:
            watch.start()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            watch.end()
            _kill(process.pid)
        output.seek(0)
        errors.seek(0)
        texts = output.read().decode("utf-8", "replace"), errors.read().decode("utf-8", "replace")
    ended = watch.reason or (f"it was ended by signal {-process.returncode}" if process.returncode < 0 else "")
    highest = watch.highest if wall > _LONG else max(usage.ru_maxrss / 1024, watch.highest)
    return Run(wall, usage.ru_utime + usage.ru_stime, highest, *texts, ended)


def _kill(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


class _Watch(threading.Thread):
    """Looks at the memory of a group of processes and ends it at a limit."""

    def __init__(self, process: int, started: float, limits: Limits) -> None:
        super().__init__(daemon=True)
        self._process, self._since, self._limits = process, started, limits
        self._over = threading.Event()
        self.highest = 0.0
        self.reason = ""

    def run(self) -> None:
        while not self._over.wait(_EVERY):
            self.highest = max(self.highest, memory(self._process).shared_once)
            if time.perf_counter() - self._since > self._limits.seconds:
                self.reason = (
                    f"it had not finished after {self._limits.seconds:,.0f} s and held {self.highest:,.0f} MiB"
                )
            elif self.highest > self._limits.memory:
                self.reason = f"it took more than {self._limits.memory:,.0f} MiB"
            if self.reason:
                _kill(self._process)
                return

    def end(self) -> None:
        self._over.set()
        if self.is_alive():
            self.join()
