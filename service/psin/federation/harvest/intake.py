"""Between reading and judging: the statements of a file put together as records, in a database on disk.

Nothing here grows with the size of what a partner sends but the file. What is sent is text for us: only the isolated
processes understand it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from .children import Judging, Lost
from .records import MOST_STATEMENTS

_SCHEMA = """
CREATE TABLE statement (record TEXT, blank TEXT, graph TEXT, predicate TEXT, line TEXT);
CREATE TABLE aside (record TEXT, reason TEXT);
"""
_INDEXES = """
CREATE INDEX by_record ON statement (record);
CREATE INDEX by_blank ON statement (blank) WHERE blank <> '';
"""
#: Statements in a batch that is judged, and records.
_BATCH_STATEMENTS, _BATCH_RECORDS = 4000, 250
#: Statements of a record with all its blank nodes, and one more, by which it is found to be too large.
_RECORD = f"""
WITH RECURSIVE node(name) AS (
  SELECT ?1 UNION SELECT statement.blank FROM node JOIN statement ON statement.record = node.name WHERE statement.blank <> ''
)
SELECT DISTINCT line FROM node JOIN statement ON statement.record = node.name LIMIT {MOST_STATEMENTS + 1}
"""


class Intake:
    """A database of what one run has read."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._db = sqlite3.connect(path)
        self._db.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;{_SCHEMA}")

    def add(self, read: Path, graph: str | None = None) -> None:
        """The lines that a reading process wrote; ``graph`` keeps only those of one named graph."""
        with read.open(encoding="utf-8", newline="\n") as lines:
            self._db.executemany("INSERT INTO statement VALUES (?, ?, ?, ?, ?)", _statements(lines, graph))
            lines.seek(0)
            self._db.executemany("INSERT INTO aside VALUES (?, ?)", _asides(lines))
        self._db.commit()

    def indexed(self) -> None:
        self._db.executescript(_INDEXES)

    def keep_graphs(self, graphs: Iterable[str]) -> None:
        """Drops the statements of all other named graphs; those without a graph stay."""
        self._db.execute("CREATE TEMP TABLE wanted (graph TEXT PRIMARY KEY)")
        self._db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((graph,) for graph in graphs))
        self._db.execute("DELETE FROM statement WHERE graph <> '' AND graph NOT IN (SELECT graph FROM wanted)")

    def rename(self, version: str, thing: str) -> None:
        """Makes what is said of a version, outside of named graphs, a statement about the thing that it is a version of."""
        query = "SELECT rowid, line FROM statement WHERE graph = '' AND record = ?"
        for number, line in self._db.execute(query, (version.partition("#")[0],)).fetchall():
            subject, rest = line.split(" ", 1)
            if subject == f"<{version}>" and "isVersionOf>" not in rest.split(" ", 1)[0]:
                values = (thing.partition("#")[0], f"<{thing}> {rest}", number)
                self._db.execute("UPDATE statement SET record = ?, line = ? WHERE rowid = ?", values)

    def drop_plain(self, but: Iterable[str]) -> None:
        """Drops what stands outside of named graphs, which tells of pages and events, but for some things."""
        self._db.execute("CREATE TEMP TABLE things (record TEXT PRIMARY KEY)")
        self._db.executemany("INSERT OR IGNORE INTO things VALUES (?)", ((one.partition("#")[0],) for one in but))
        self._db.execute(
            "DELETE FROM statement WHERE graph = '' AND record NOT LIKE '\\_:%' ESCAPE '\\' AND record NOT IN (SELECT"
            " record FROM things)"
        )
        referred = "SELECT blank FROM statement WHERE blank <> ''"
        nameless = (
            f"DELETE FROM statement WHERE graph = '' AND record LIKE '\\_:%' ESCAPE '\\' AND record NOT IN ({referred})"
        )
        while self._db.execute(nameless).rowcount > 0:
            pass

    def licences(self, subjects: tuple[str, ...], predicate: str) -> set[str]:
        """The licences that what was sent gives for itself: the objects, as N-Triples, of statements about it."""
        marks = ", ".join("?" * len(subjects))
        query = f"SELECT line FROM statement WHERE predicate = ? AND record IN ({marks})"
        found = set()
        for (line,) in self._db.execute(query, (predicate, *subjects)):
            found.add(line.split(" ", 2)[2].removesuffix(" ."))
        return found

    def records(self) -> Iterator[str]:
        """The keys of all records in the order of their names, then the nameless ones that no other one refers to."""
        yield from self._keys("record NOT LIKE '\\_:%' ESCAPE '\\'")
        yield from self._keys(
            "record LIKE '\\_:%' ESCAPE '\\' AND record NOT IN (SELECT blank FROM statement WHERE blank <> '')"
        )

    def _keys(self, condition: str) -> Iterator[str]:
        last = ""
        query = f"SELECT DISTINCT record FROM statement WHERE record > ? AND {condition} ORDER BY record LIMIT 2000"
        while found := [row[0] for row in self._db.execute(query, (last,))]:
            yield from found
            last = found[-1]

    def asides(self) -> Iterator[tuple[str, str]]:
        """Record and reason, in the order of the records."""
        yield from self._db.execute("SELECT record, reason FROM aside ORDER BY record")

    def reasons(self, record: str) -> list[str]:
        return [
            reason for (reason,) in self._db.execute("SELECT reason FROM aside WHERE record = ? LIMIT 5", (record,))
        ]

    def count(self) -> int:
        return int(self._db.execute("SELECT COUNT(DISTINCT record) FROM statement").fetchone()[0])

    def lines(self, record: str) -> list[str]:
        return [line for (line,) in self._db.execute(_RECORD, (record,))]

    def judged(self, judging: Judging, progress: Callable[[int], None]) -> Iterator[dict[str, Any]]:
        """Every record with its judgement; one over which the judging process ends is put aside for that."""
        batch: list[dict[str, Any]] = []
        size = done = 0
        for key in self.records():
            lines = self.lines(key)
            batch.append({"key": key, "lines": lines})
            size += len(lines)
            if size >= _BATCH_STATEMENTS or len(batch) >= _BATCH_RECORDS:
                yield from self._batch(judging, batch)
                done += len(batch)
                progress(done)
                batch, size = [], 0
        if batch:
            yield from self._batch(judging, batch)
            progress(done + len(batch))

    def _batch(self, judging: Judging, batch: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        try:
            found = judging.judge(batch)
        except Lost as lost:
            if len(batch) == 1:
                reason = f"the record {lost.how} when it was judged"
                yield {"key": batch[0]["key"], "reasons": [reason], "own": [], "claims": [], "left": 0, "hash": ""}
                return
            middle = len(batch) // 2
            yield from self._batch(judging, batch[:middle])
            yield from self._batch(judging, batch[middle:])
            return
        for asked, one in zip(batch, found, strict=True):
            one["reasons"] = [*self.reasons(asked["key"]), *one["reasons"]]
            yield one

    def close(self) -> None:
        self._db.close()


def _statements(lines: Iterator[str], graph: str | None) -> Iterator[tuple[str, ...]]:
    for line in lines:
        if line[0] == "S":
            _, record, blank, named, predicate, statement = line.rstrip("\n").split("\t", 5)
            if graph is None or named == graph:
                yield record, blank, named, predicate, statement


def _asides(lines: Iterator[str]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        if line[0] == "Q":
            _, record, reason = line.rstrip("\n").split("\t", 2)
            yield record, reason
