"""The copies on disk: named graphs as N-Triples, one set for each way, and how far each way has come.

Every step is one transaction, so that an interruption at any moment loses nothing and does nothing twice.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from ...errors import InputError
from .. import canonical

DUMP, FEED, QUERIES = "dump", "feed", "queries"
WAYS = (DUMP, FEED, QUERIES)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS graph (way TEXT, name TEXT, statements TEXT, digest TEXT, PRIMARY KEY (way, name));
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS page (way TEXT, url TEXT, PRIMARY KEY (way, url));
"""
#: Time for the canonical form of one graph, in seconds.
_SECONDS = 60.0


class Copies:
    """The copies below a folder, which belongs to one source only. Raises InputError for a folder of another one."""

    def __init__(self, folder: Path, source: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._db = sqlite3.connect(folder / "copies.db")
        self._db.executescript(_SCHEMA)
        held = self.note("source")
        if held and held != source:
            raise InputError(f"{folder} holds copies of {held}.", "Give another folder with --into.")
        with self._db:
            self.set("source", source)

    def note(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, value))

    def load(self, way: str, graphs: Iterable[tuple[str, str]], note: tuple[str, str]) -> None:
        """Replaces the whole copy of a way, and notes that, in one step."""
        with self._db:
            self._db.execute("DELETE FROM graph WHERE way = ?", (way,))
            self._db.executemany("INSERT OR REPLACE INTO graph VALUES (?, ?, ?, '')", ((way, *one) for one in graphs))
            self.set(*note)

    def apply(
        self,
        way: str,
        changes: Iterable[tuple[str, str | None]],
        *,
        page: str = "",
        notes: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Replaces graphs, or takes them away (None), and notes the page they came from, in one step."""
        with self._db:
            for name, statements in changes:
                if statements is None:
                    self._db.execute("DELETE FROM graph WHERE way = ? AND name = ?", (way, name))
                else:
                    self._db.execute("INSERT OR REPLACE INTO graph VALUES (?, ?, ?, '')", (way, name, statements))
            if page:
                self._db.execute("INSERT OR REPLACE INTO page VALUES (?, ?)", (way, page))
            for note in notes:
                self.set(*note)

    def has_page(self, way: str, url: str) -> bool:
        return self._db.execute("SELECT 1 FROM page WHERE way = ? AND url = ?", (way, url)).fetchone() is not None

    def names(self, way: str) -> set[str]:
        return {name for (name,) in self._db.execute("SELECT name FROM graph WHERE way = ?", (way,))}

    def count(self, way: str) -> int:
        return int(self._db.execute("SELECT COUNT(*) FROM graph WHERE way = ?", (way,)).fetchone()[0])

    def digests(self, way: str) -> dict[str, str]:
        """Named graph to the hash of its canonical statements (RDFC-1.0); worked out once for each state of a graph."""
        todo = self._db.execute("SELECT name, statements FROM graph WHERE way = ? AND digest = ''", (way,)).fetchall()
        for name, statements in todo:
            with self._db:
                values = (graph_digest(statements), way, name)
                self._db.execute("UPDATE graph SET digest = ? WHERE way = ? AND name = ?", values)
        return dict(self._db.execute("SELECT name, digest FROM graph WHERE way = ? ORDER BY name", (way,)))

    def close(self) -> None:
        self._db.close()


def whole(digests: dict[str, str]) -> str:
    """One hash for all graphs: equal if and only if every graph is."""
    found = hashlib.sha256()
    for name, digest in sorted(digests.items()):
        found.update(f"{name}\0{digest}\n".encode())
    return found.hexdigest()


def graph_digest(statements: str) -> str:
    """The canonical hash of N-Triples, with the literals as a store keeps them.

    An engine writes ``1.50`` as ``1.5``: both are one value, and a copy made by queries cannot tell them apart.
    """
    store = ox.Store()
    store.bulk_extend(ox.parse(statements.encode(), ox.RdfFormat.N_TRIPLES))
    return canonical.digest(canonical.lines((quad.triple for quad in store), seconds=_SECONDS))


def by_graph(quads: Iterable[ox.Quad]) -> Iterator[tuple[str, str]]:
    """Named graphs with their statements as N-Triples, from quads that come graph by graph or not."""
    found: dict[str, list[str]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            found.setdefault(quad.graph_name.value, []).append(f"{quad.subject} {quad.predicate} {quad.object} .")
    for name, lines in found.items():
        yield name, "\n".join(lines) + "\n"
