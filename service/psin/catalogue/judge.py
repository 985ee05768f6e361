"""Judging documents of strangers in processes of their own, from the process that asks."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..engine import frames
from ..engine.launch import Lost, WorkerProcess, Zygote
from ..errors import BudgetExceeded, EngineUnavailable
from ..settings import Settings

#: What a worker gets beyond its deadline, which its kernel keeps, before it is killed from here; in seconds.
_GRACE_SECONDS = 1.0
_SMALLER = "Split the document, or run psin validate on your own machine, where there is no such limit."


@dataclass(frozen=True)
class Judgement:
    """``body`` is the report in the format asked for; ``findings`` is how many it has."""

    conforms: bool
    findings: int
    body: bytes


class _Court(Zygote):
    """The process that knows one folder of documents and forks a worker for each document to be judged."""

    room, module = "catalogue", "judging"

    def __init__(self, folder: Path, settings: Settings) -> None:
        given = {"folder": str(folder.absolute()), "settings": dict(settings)}
        super().__init__(None, str(settings.query_isolation), json.dumps(given))


class Judge:
    """Judges documents against a folder of others. Thread-safe. Its process starts with the first document."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._court: _Court | None = None
        self._version = ""

    def judge(self, raw: bytes, name: str, form: str, language: str, *, folder: Path, version: str) -> Judgement:
        """The report about a document in a format of ``render.FORMATS``; HTML comes as part of a page.

        ``name`` stands for its file, the ending tells the syntax; ``version`` is the state of ``folder``, and with another
        one the process is replaced. Raises BudgetExceeded for what takes too much, EngineUnavailable for a lost worker.
        """
        asked = {"name": name, "format": form, "language": language}
        try:
            return self._judge(raw, asked, folder, version)
        except Lost:  # the process had ended since the last document
            try:
                return self._judge(raw, asked, folder, version)
            except Lost:
                raise _lost() from None

    def _judge(self, raw: bytes, asked: dict[str, str], folder: Path, version: str) -> Judgement:
        court = self._lease(folder, version)
        worker: WorkerProcess | None = None
        try:
            worker = court.fork()
            return self._ask(worker, raw, asked)
        except Lost:
            self._give_up(court)
            raise
        finally:
            if worker is not None:
                worker.kill()
            court.release()

    def _give_up(self, court: _Court) -> None:
        with self._lock:
            current = self._court is court
            if current:
                self._court = None
        if current:
            court.release()

    def drop(self) -> None:
        """Lets the process go when its last judgement is done."""
        with self._lock:
            court, self._court = self._court, None
        if court is not None:
            court.release()

    def _lease(self, folder: Path, version: str) -> _Court:
        with self._lock:
            court = self._court
            if court is not None and (version != self._version or not court.alive()):
                self._court = None
                court.release()
            if self._court is None:
                self._court, self._version = _Court(folder, self._settings), version
                self._court.lease()
            self._court.lease()
            return self._court

    def _ask(self, worker: WorkerProcess, raw: bytes, asked: dict[str, str]) -> Judgement:
        settings = self._settings
        seconds, largest = float(settings.validate_seconds), int(settings.query_bytes)
        limits = {"seconds": seconds, "memory_mib": settings.query_memory_mib, "bytes": largest}
        end = time.monotonic() + seconds + _GRACE_SECONDS
        body, about = b"", None
        try:
            worker.channel.settimeout(seconds + _GRACE_SECONDS)
            worker.channel.sendall(
                frames.pack_json(frames.REQUEST, {**asked, **limits}) + frames.pack(frames.DATA, raw)
            )
            worker.channel.settimeout(None)
            while about is None:
                frame = worker.reader.complete()
                if frame is None:
                    worker.reader.wait_at_most(max(0.001, end - time.monotonic()))
                    worker.reader.fill()
                elif frame[0] == frames.DATA:
                    body = frame[1]
                else:
                    about = _read(frame, settings)
        except TimeoutError:
            raise _exceeded("seconds", settings) from None
        except (EOFError, OSError):
            worker.channel.close()
            raise _exceeded(worker.ending(), settings) from None
        return Judgement(bool(about["conforms"]), int(about["findings"]), body)


def _read(frame: tuple[int, bytes], settings: Settings) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(frame[1])
    if frame[0] == frames.ERROR:
        raise _exceeded(about.get("limit", "lost"), settings)
    return about


class TooMuch(BudgetExceeded):
    """A document that needs more than its judgement may take."""

    title = "The document needs more than its budget"


def _exceeded(cause: str, settings: Settings) -> TooMuch | EngineUnavailable:
    limits = {
        "seconds": ("time", f"{settings.validate_seconds:g} s"),
        "memory": ("memory", f"{settings.query_memory_mib} MiB"),
        "bytes": ("room for its report", f"{settings.query_bytes:,} bytes"),
    }
    if cause not in limits:
        return _lost()
    words, limit = limits[cause]
    return TooMuch(f"Validating the document needs more {words} than {limit}.", _SMALLER, budget=cause, limit=limit)


def _lost() -> EngineUnavailable:
    return EngineUnavailable("The process that validated the document has ended without a result.", "Try again.")
