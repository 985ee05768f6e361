"""Starting, watching and ending the processes of peers."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class PeerFailed(Exception):
    """A peer did not start or did not answer; the text says why."""


@dataclass(frozen=True)
class Memory:
    """MiB of a process and its descendants. ``peak`` adds up the highest each of them had; ``shared_once`` counts
    pages they share only once (PSS)."""

    resident: float
    shared_once: float
    peak: float


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> subprocess.Popen[bytes]:
    """A process in a group of its own, its output in a file."""
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all of its group."""
    for number, patience in ((signal.SIGTERM, 8.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        if not _members(process.pid):
            return


def served(
    process: subprocess.Popen[bytes], ready: Callable[[], bool], seconds: float, log: Path
) -> subprocess.Popen[bytes]:
    """The process once something is so. Raises PeerFailed, the process ended, if it does not become so."""
    try:
        until(ready, process, seconds, log)
    except BaseException:
        stop(process)
        raise
    return process


def until(ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float, log: Path) -> None:
    """Waits until something is so. Raises PeerFailed if the process ends first or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return
        if process.poll() is not None:
            raise PeerFailed(f"it ended with code {process.returncode}: {_last_words(log)}")
        time.sleep(0.05)
    raise PeerFailed(f"it was not ready after {seconds:.0f} s: {_last_words(log)}")


def answers(address: str, parameters: Mapping[str, str]) -> bool:
    """Whether an endpoint answers a first question."""
    question = urlencode({"query": "ASK { ?s ?p ?o }", **parameters})
    try:
        with urlopen(
            Request(f"{address}?{question}", headers={"Accept": "application/sparql-results+json"}), timeout=10
        ) as answer:
            return b"true" in answer.read()
    except (HTTPError, URLError, OSError):
        return False


def announced(log: Path) -> str:
    """The first loopback address that a process has written; empty if none yet."""
    found = re.search(rb"http://127\.0\.0\.1:\d+", log.read_bytes())
    return found[0].decode() if found else ""


def memory(pid: int) -> Memory:
    """What a process and its descendants hold now."""
    values = [_one(member) for member in (pid, *descendants(pid))]
    return Memory(*(sum(column) / 1024 for column in zip(*values, strict=True)))


def processor_seconds(pid: int) -> float:
    """Processor time of a process and its descendants so far, threads that have ended included; in steps of 10 ms."""
    spent = 0
    for member in (pid, *descendants(pid)):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
            spent += int(fields[11]) + int(fields[12])
    return spent / os.sysconf("SC_CLK_TCK")


def descendants(pid: int) -> list[int]:
    """Process ids of children, their children and so on."""
    found: list[int] = []
    todo = [pid]
    while todo:
        parent = todo.pop()
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                children = [int(word) for word in task.read_text().split()]
            except OSError:
                continue
            found += children
            todo += children
    return found


def _members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _one(pid: int) -> tuple[int, int, int]:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        smaps = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0, 0, 0
    return _kib(status, "VmRSS"), _kib(smaps, "Pss"), _kib(status, "VmHWM")


def _kib(text: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return " / ".join(lines[-3:])[:400] or "it said nothing"
