"""The log on disk: events are only ever added, and what the documents were is kept with them."""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ...errors import StoreError
from .events import CREATE, DELETE, UPDATE, Event, Version

_FORMAT = 1
_SCHEMA = """
CREATE TABLE events (
  number INTEGER PRIMARY KEY, kind TEXT NOT NULL, graph TEXT NOT NULL, time INTEGER NOT NULL, digest TEXT, title TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_graph ON events (graph, number);
CREATE TABLE contents (digest TEXT PRIMARY KEY, text BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE versions (number INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, time INTEGER NOT NULL, digest TEXT NOT NULL) STRICT;
CREATE TABLE files (
  version TEXT NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (version, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE known (text TEXT PRIMARY KEY, digest TEXT NOT NULL, title TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER events_are_added_only BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events never change'); END;
CREATE TRIGGER events_are_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
"""
_EVENT = "number, kind, graph, time, digest, title"
_VERSION = "number, name, time, digest"


class Content(NamedTuple):
    """What a graph is: its canonical hash, a text in Turtle with the graph's name as base, and its title."""

    digest: str
    text: str
    title: str


class Log:
    """The log in a file, or in memory where ``path`` is None. Thread-safe; several processes may share one file.

    Raises StoreError if the file cannot be used.
    """

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        try:
            self._rows = sqlite3.connect(path or ":memory:", timeout=30, check_same_thread=False, isolation_level=None)
            if path:
                self._rows.execute("PRAGMA journal_mode = WAL")
            with self._writing():
                (found,) = self._rows.execute("PRAGMA user_version").fetchone()
                if not found:
                    for statement in _SCHEMA.split(";\n"):
                        if statement.strip():
                            self._rows.execute(statement)
                    self._rows.execute(f"PRAGMA user_version = {_FORMAT}")
        except sqlite3.Error as error:
            raise StoreError(
                f"The log of changes {path} cannot be used: {error}.", "Name another folder in PSIN_STATE."
            ) from None
        if found not in (0, _FORMAT):
            raise StoreError(f"The log of changes {path} was written by another version of psin.", "Use that version.")

    def close(self) -> None:
        with self._lock:
            self._rows.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            self._rows.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._rows.execute("ROLLBACK")
                raise
            self._rows.execute("COMMIT")

    def _all(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._rows.execute(sql, values).fetchall()

    def known(self) -> dict[str, tuple[str, str]]:
        """What was worked out for texts: hash of a text to canonical hash and title."""
        return {text: (digest, title) for text, digest, title in self._all("SELECT text, digest, title FROM known")}

    def remember(self, found: dict[str, tuple[str, str]]) -> None:
        """Keeps these for the next start, and no others."""
        with self._writing():
            self._rows.execute("DELETE FROM known")
            self._rows.executemany(
                "INSERT INTO known VALUES (?, ?, ?)", [(text, *values) for text, values in found.items()]
            )

    def append(self, contents: dict[str, Content | None], time: int, *, whole: bool = True) -> list[Event]:
        """Adds what it takes to come from the last state to the one where each graph has its content; none is gone.

        ``whole`` says that graphs which are not named are gone as well. The events have one time, which is later than
        that of every event before them.
        """
        with self._writing():
            before = self._state()
            number, last = self._rows.execute(
                "SELECT COALESCE(MAX(number), 0), COALESCE(MAX(time), 0) FROM events"
            ).fetchone()
            time = max(time, last + 1)
            found: list[Event] = []
            gone = before.keys() - contents.keys() if whole else set()
            for graph in sorted(gone | contents.keys()):
                event = _event(graph, before.get(graph), contents.get(graph), time, number + len(found) + 1)
                if event is not None:
                    found.append(event)
            texts = {made.digest: made.text for made in contents.values() if made is not None}
            wanted = {event.digest for event in found if event.digest}
            rows = [(digest, zlib.compress(texts[digest].encode())) for digest in wanted]
            self._rows.executemany("INSERT OR IGNORE INTO contents VALUES (?, ?)", rows)
            self._rows.executemany(f"INSERT INTO events ({_EVENT}) VALUES (?, ?, ?, ?, ?, ?)", found)
        return found

    def _state(self) -> dict[str, tuple[str, str]]:
        rows = self._all(
            "SELECT graph, digest, title FROM events WHERE number IN (SELECT MAX(number) FROM events GROUP BY graph) AND digest IS NOT NULL"
        )
        return {graph: (digest, title) for graph, digest, title in rows}

    def state(self) -> dict[str, str]:
        """The graphs there are after the last event, with their canonical hashes."""
        return {graph: digest for graph, (digest, _) in self._state().items()}

    @property
    def count(self) -> int:
        return self._all("SELECT COALESCE(MAX(number), 0) FROM events")[0][0]

    def events(self, first: int, last: int) -> list[Event]:
        """The events with these numbers and those between."""
        return [
            Event(*row)
            for row in self._all(
                f"SELECT {_EVENT} FROM events WHERE number BETWEEN ? AND ? ORDER BY number", first, last
            )
        ]

    def every(self, size: int) -> list[tuple[int, int]]:
        """The times of the first and the last event of every ``size`` of them."""
        return self._all("SELECT MIN(time), MAX(time) FROM events GROUP BY (number - 1) / ? ORDER BY MIN(number)", size)

    def of(self, graph: str) -> list[Event]:
        """All that happened to a graph, in that order."""
        return [Event(*row) for row in self._all(f"SELECT {_EVENT} FROM events WHERE graph = ? ORDER BY number", graph)]

    def text(self, digest: str) -> str:
        """What a graph was when it had this hash. Raises KeyError."""
        rows = self._all("SELECT text FROM contents WHERE digest = ?", digest)
        if not rows:
            raise KeyError(digest)
        return zlib.decompress(rows[0][0]).decode()

    def versions(self) -> list[Version]:
        """All versions there ever were, in the order of publication."""
        return [Version(*row) for row in self._all(f"SELECT {_VERSION} FROM versions ORDER BY number")]

    def publish(self, digest: str, time: int) -> Version:
        """The version with this hash: the last one if it has it, else a new one."""
        with self._writing():
            known = [Version(*row) for row in self._rows.execute(f"SELECT {_VERSION} FROM versions ORDER BY number")]
            if known and known[-1].digest == digest:
                return known[-1]
            number = len(known) + 1
            draft = Version(number, "", max(time, known[-1].time + 1 if known else 0), digest)
            name = f"{draft.when:%Y-%m-%d}-{digest[:12]}"
            if any(version.name == name for version in known):
                name = f"{name}-{number}"
            made = draft._replace(name=name)
            self._rows.execute(f"INSERT INTO versions ({_VERSION}) VALUES (?, ?, ?, ?)", made)
            return made

    def file(self, version: str, name: str) -> tuple[int, str] | None:
        """The size and SHA-256 of a file of a version, if they were noted."""
        rows = self._all("SELECT bytes, sha256 FROM files WHERE version = ? AND name = ?", version, name)
        return rows[0] if rows else None

    def note_file(self, version: str, name: str, size: int, sha256: str) -> None:
        with self._writing():
            self._rows.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (version, name, size, sha256))


def _event(graph: str, before: tuple[str, str] | None, now: Content | None, time: int, number: int) -> Event | None:
    if now is None:
        return Event(number, DELETE, graph, time, None, before[1]) if before else None
    if before is not None and before[0] == now.digest:
        return None
    return Event(number, UPDATE if before else CREATE, graph, time, now.digest, now.title)
