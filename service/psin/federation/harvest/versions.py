"""What has been accepted of one partner, version by version, and which one is current.

A version is a folder that is complete before the pointer moves to it in one step; readers see the one or the other.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import StoreError, UnknownName

_SCHEMA = """
CREATE TABLE record (key TEXT PRIMARY KEY, hash TEXT, own TEXT, claims TEXT, missing_since REAL, missing_runs INTEGER);
CREATE TABLE quarantine (key TEXT, reason TEXT);
CREATE TABLE tombstone (key TEXT PRIMARY KEY, at REAL, reason TEXT);
"""


@dataclass(frozen=True)
class Kept:
    """One record as accepted; ``missing_since`` is in seconds since 1970, 0 while the partner still has it."""

    key: str
    hash: str
    own: str
    claims: str
    missing_since: float = 0.0
    missing_runs: int = 0


class Version:
    """The database of one version. ``about`` is what the run has noted."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self.folder = folder
        self._db = sqlite3.connect(folder / "records.db")
        if fresh:
            self._db.executescript(f"PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;{_SCHEMA}")

    def keep(self, record: Kept) -> None:
        self._db.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?)", tuple(vars(record).values()))

    def put_aside(self, key: str, reasons: Iterable[str]) -> None:
        self._db.executemany("INSERT INTO quarantine VALUES (?, ?)", [(key, reason) for reason in reasons])

    def bury(self, key: str, at: float, reason: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?)", (key, at, reason))

    def get(self, key: str) -> Kept | None:
        row = self._db.execute("SELECT * FROM record WHERE key = ?", (key,)).fetchone()
        return Kept(*row) if row else None

    def records(self) -> Iterator[Kept]:
        for row in self._db.execute("SELECT * FROM record ORDER BY key"):
            yield Kept(*row)

    def quarantine(self, most: int = -1) -> list[tuple[str, str]]:
        return list(
            self._db.execute("SELECT DISTINCT key, reason FROM quarantine ORDER BY key, reason LIMIT ?", (most,))
        )

    def tombstones(self) -> list[tuple[str, float, str]]:
        return list(self._db.execute("SELECT key, at, reason FROM tombstone ORDER BY key"))

    def count(self, table: str = "record") -> int:
        """Records that are the partner's own, keys put aside, or records that are gone."""
        queries = {
            "record": "SELECT COUNT(*) FROM record WHERE own <> ''",
            "quarantine": "SELECT COUNT(DISTINCT key) FROM quarantine",
            "tombstone": "SELECT COUNT(*) FROM tombstone",
        }
        return int(self._db.execute(queries[table]).fetchone()[0])

    def finish(self) -> None:
        """Writes the graphs as N-Triples beside the database, all of it safely on disk."""
        self._db.commit()
        for name, column in (("records.nt", "own"), ("claims.nt", "claims")):
            query = f"SELECT {column} FROM record WHERE {column} <> '' ORDER BY key"
            with (self.folder / name).open("w", encoding="utf-8", newline="\n") as file:
                for (lines,) in self._db.execute(query):
                    file.write(lines + "\n")
                file.flush()
                os.fsync(file.fileno())

    def close(self) -> None:
        self._db.commit()
        self._db.close()


class Versions:
    """The versions of one partner below ``folder``. The newest ``kept`` and the current one stay."""

    def __init__(self, folder: Path, kept: int = 5) -> None:
        self.folder, self._kept = folder, max(1, kept)
        self._all = folder / "versions"

    def numbers(self) -> list[int]:
        return sorted(
            int(path.name) for path in self._all.glob("[0-9]*") if path.name.isdigit() and self.is_whole(int(path.name))
        )

    def is_whole(self, number: int) -> bool:
        return (self.place(number) / "about.json").exists()

    def place(self, number: int) -> Path:
        return self._all / str(number)

    @property
    def current(self) -> int:
        """0 where nothing has been accepted."""
        number = self.pointer().get("version", 0)
        return int(number) if self.is_whole(int(number)) else 0

    @property
    def held(self) -> int:
        """The version that waits for a person, 0 if none does."""
        number = int(self.pointer().get("held", 0))
        return number if self.is_whole(number) else 0

    def pointer(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.folder / "current.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def begin(self) -> tuple[int, Version]:
        """A new version, which nobody sees until ``finish``; what an interrupted run left is thrown away."""
        self._all.mkdir(parents=True, exist_ok=True)
        for path in self._all.iterdir():
            if not path.name.isdigit() or not self.is_whole(int(path.name)):
                shutil.rmtree(path, ignore_errors=True)
        number = max([*self.numbers(), self.current], default=0) + 1
        place = self.place(number)
        place.mkdir()
        return number, Version(place, fresh=True)

    def open(self, number: int) -> Version:
        """Raises StoreError where it is gone."""
        if not self.is_whole(number):
            raise StoreError(f"Version {number} is not in {self.folder}.", "Harvest the partner again.")
        return Version(self.place(number))

    def about(self, number: int) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.place(number) / "about.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def finish(self, number: int, about: dict[str, Any]) -> None:
        """The version is whole from now on, but not current."""
        replace(self.place(number) / "about.json", about)

    def accept(self, number: int) -> None:
        """The pointer moves, in one step; the oldest versions beyond those kept are deleted."""
        refused = [one for one in self.pointer().get("refused", []) if one != self._turned_down(number)[-1]]
        replace(self.folder / "current.json", {"version": number, "refused": refused})
        numbers = self.numbers()
        for old in numbers[: -self._kept]:
            if old != number:
                shutil.rmtree(self.place(old), ignore_errors=True)

    def hold(self, number: int) -> None:
        """Keeps a version for a person to decide on; the current one stays."""
        before = self.held
        replace(self.folder / "current.json", {**self.pointer(), "held": number})
        if before and before != number:
            shutil.rmtree(self.place(before), ignore_errors=True)

    def refuse(self) -> None:
        """Turns the version down that waits, and what it was made from."""
        held = self.held
        replace(self.folder / "current.json", {"version": self.current, "refused": self._turned_down(held)})
        if held:
            shutil.rmtree(self.place(held), ignore_errors=True)

    def roll_back(self) -> int:
        """Moves the pointer to the version before the current one, and returns it; what the current one was made from is
        not taken again. Raises UnknownName if there is none."""
        current, held = self.current, self.held
        earlier = [number for number in self.numbers() if number < current and number != held]
        if not earlier:
            raise UnknownName("There is no earlier version to go back to.", "Harvest the partner again.")
        replace(self.folder / "current.json", {"version": earlier[-1], "refused": self._turned_down(current)})
        return earlier[-1]

    def _turned_down(self, number: int) -> list[list[str]]:
        """Hashes of files that a person does not want, newest last: the next run must not bring them back."""
        files = self.about(number).get("files", {}).values()
        return [*self.pointer().get("refused", []), sorted(str(file["sha256"]) for file in files)][-20:]


def replace(path: Path, value: dict[str, Any]) -> None:
    """A JSON file that is the old one or the new one at every moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with new.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
