"""The runs of a partner's harvests: what each did, whether one is under way, and when the next is due."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ... import __version__
from ...errors import PsinError
from ..partners import Partner
from .versions import replace

ACCEPTED, UNCHANGED, HELD, FAILED, RUNNING, INTERRUPTED, TRIAL = (
    "accepted",
    "unchanged",
    "held",
    "failed",
    "running",
    "interrupted",
    "trial",
)
_KEPT = 50
_JITTER = 0.1
_FIRST_RETRY, _HOURS = 3600.0, 3600.0


class AlreadyRunning(PsinError):
    """Somebody else harvests this partner at the moment."""

    code = "running"
    title = "The partner is being harvested already"


@dataclass
class Run:
    """One harvest. Times are seconds since 1970; ``steps`` are (name, what was found), in order. A ``dry`` one takes nothing."""

    number: int
    started: float
    address: str
    outcome: str = RUNNING
    ended: float = 0.0
    detail: str = ""
    advice: str = ""
    version: int = 0
    tool: str = __version__
    steps: list[tuple[str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    licences: list[str] = field(default_factory=list)
    retry_after: float = 0.0
    dry: bool = False

    def step(self, name: str, found: str) -> None:
        self.steps.append((name, found))


class Runs:
    """The runs of one partner below ``folder``; the newest fifty are kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._all = folder / "runs"

    def all(self) -> list[Run]:
        """Oldest first; what cannot be read is left out."""
        found = []
        for path in self._all.glob("*.json"):
            try:
                found.append(Run(**json.loads(path.read_text("utf-8"))))
            except (OSError, ValueError, TypeError):
                continue
        return sorted(found, key=lambda run: run.number)

    def save(self, run: Run) -> None:
        replace(self._all / f"{run.number}.json", vars(run))

    @contextmanager
    def one(self, address: str, seconds: float) -> Iterator[Run]:
        """A run that nobody else has under way, saved at its begin and at its end, however that comes.

        A lock of the system stands for the lease, so it ends with the process; ``seconds`` is when it is to end by itself.
        A run that was cut off is noted as such. Raises AlreadyRunning.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "lease", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held = os.pread(descriptor, 4096, 0).decode("utf-8", "replace") or "another process"
                raise AlreadyRunning(f"A harvest is under way: {held}.", "Wait for its end.") from None
            until = datetime.fromtimestamp(time.time() + seconds, UTC).isoformat(timespec="seconds")
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()}, until {until} at the latest".encode(), 0)
            earlier = self.all()
            self._close_interrupted(earlier)
            run = Run(max([one.number for one in earlier], default=0) + 1, time.time(), address)
            self.save(run)
            try:
                yield run
            except BaseException as error:
                run.outcome = FAILED if isinstance(error, PsinError) else INTERRUPTED
                run.detail = (
                    error.detail if isinstance(error, PsinError) else f"The run ended with {type(error).__name__}."
                )
                run.advice = error.advice if isinstance(error, PsinError) else "Harvest the partner again."
                run.retry_after = float(getattr(error, "retry_after", 0.0))
                raise
            finally:
                run.ended = time.time()
                self.save(run)
                for old in earlier[: max(0, len(earlier) - _KEPT)]:
                    (self._all / f"{old.number}.json").unlink(missing_ok=True)
        finally:
            os.close(descriptor)

    def _close_interrupted(self, runs: list[Run]) -> None:
        for run in runs:
            if run.outcome == RUNNING:
                run.outcome, run.ended = INTERRUPTED, run.started
                run.detail = "The run was cut off; nothing of it was taken."
                self.save(run)

    def last(self, *outcomes: str) -> Run | None:
        return next((run for run in reversed(self.all()) if not outcomes or run.outcome in outcomes), None)


def next_due(partner: Partner, runs: list[Run]) -> float:
    """When a partner is to be harvested next, in seconds since 1970; 0 for at once.

    The time between runs varies by a tenth, so that not all partners are asked in the same minute. After failures it is
    tried again after an hour, then after two, four and so on, and never before the partner wants it. Dry runs do not count.
    """
    done = [run for run in runs if run.outcome != RUNNING and not run.dry]
    if not done:
        return 0.0
    last, usual = done[-1], partner.days * 86_400
    failures = 0
    for run in reversed(done):
        if run.outcome not in (FAILED, INTERRUPTED):
            break
        failures += 1
    pause = usual if not failures else min(usual, _FIRST_RETRY * 2 ** min(failures - 1, 10))
    return last.ended + max(pause * (1 + _JITTER * _dice(partner.slug, last.number)), last.retry_after)


def lag(runs: list[Run], now: float) -> float | None:
    """Seconds since what is served was last known to be what the partner has; None if nothing was ever taken."""
    last = known_current(runs)
    return now - last if last is not None else None


def known_current(runs: list[Run]) -> float | None:
    """When what is served was last known to be what the partner has, in seconds since 1970."""
    good = [run.ended for run in runs if run.outcome in (ACCEPTED, UNCHANGED) and not run.dry]
    return good[-1] if good else None


def _dice(slug: str, number: int) -> float:
    """From -1 to 1, always the same for the same run."""
    return hashlib.sha256(f"{slug}/{number}".encode()).digest()[0] / 127.5 - 1


Clock = Callable[[], float]
