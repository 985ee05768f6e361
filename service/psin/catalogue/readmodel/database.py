"""The read model as a file of SQLite: written once in a temporary folder, then only read, by any number of threads."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, iri TEXT NOT NULL UNIQUE, address TEXT NOT NULL,
  row TEXT NOT NULL, facts TEXT NOT NULL,
  sort_en TEXT NOT NULL, sort_fr TEXT NOT NULL, started TEXT NOT NULL, ended TEXT NOT NULL, seen TEXT NOT NULL,
  reach INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX thing_kind ON thing(kind, sort_en);
CREATE TABLE label (thing INTEGER NOT NULL, main INTEGER NOT NULL, lang TEXT NOT NULL, value TEXT NOT NULL,
  folded TEXT NOT NULL);
CREATE INDEX label_thing ON label(thing);
CREATE TABLE facet (kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, thing INTEGER NOT NULL,
  PRIMARY KEY (kind, name, value, thing)) WITHOUT ROWID;
CREATE INDEX facet_thing ON facet(thing);
CREATE TABLE tie (source INTEGER NOT NULL, target INTEGER NOT NULL, kind TEXT NOT NULL, past INTEGER NOT NULL,
  PRIMARY KEY (source, target, kind)) WITHOUT ROWID;
CREATE TABLE spelling (token TEXT PRIMARY KEY, written TEXT NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(name, other, about, body, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
"""
#: Each reader's cache in KiB; the file itself is in the memory of the system.
_CACHE_KIB = 1024


class Database:
    """``path`` is the file. Closed when nobody holds it any more, or earlier by ``close``."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "readmodel.sqlite"
        self._idle: list[sqlite3.Connection] = []
        self.close = weakref.finalize(self, _forget, self._idle, folder)

    @classmethod
    def create(cls) -> tuple[Database, sqlite3.Connection]:
        """An empty model, and the connection that fills it: whoever has done so commits and closes it."""
        database = cls(Path(tempfile.mkdtemp(prefix="psin-readmodel-")))
        connection = sqlite3.connect(database.path, isolation_level=None)
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
        connection.executescript(SCHEMA)
        connection.execute("BEGIN")
        return database, connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else has, until the block ends."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            yield connection
        finally:
            self._idle.append(connection) if self.close.alive else connection.close()

    def rows(self, query: str, values: tuple[Any, ...] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a SELECT of ours; ``values`` are those of readers."""
        with self.reading() as connection:
            return connection.execute(query, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        # Nobody writes to the file any more, so no reader has to lock it.
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False, isolation_level=None
        )
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA query_only = ON")
        return connection


def _forget(idle: list[sqlite3.Connection], folder: Path) -> None:
    while idle:
        idle.pop().close()
    shutil.rmtree(folder, ignore_errors=True)
