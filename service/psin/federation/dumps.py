"""Everything in one file: the same bytes for the same statements, kept for a number of versions.

The statements of a version stand in canonical N-Quads, graph by graph; its other files are made from these when somebody
asks for them. Source: RDFC-1.0, section 5; DCAT 3, sections 6.7 and 11.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyoxigraph as ox

from ..catalogue import Catalogue
from ..engine.trust import stands_beside
from ..errors import UnknownName
from ..vocabulary.namespaces import PREFIXES
from .history import History, Version
from .history.contents import lines

#: Name without folder to the format of its statements; each is had with ``.gz`` as well.
FORMATS = {
    "psin.nq": ox.RdfFormat.N_QUADS,
    "psin.ttl": ox.RdfFormat.TURTLE,
    "psin.nt": ox.RdfFormat.N_TRIPLES,
    "psin.jsonld": ox.RdfFormat.JSON_LD,
}
NAMES = tuple(f"{name}{suffix}" for name in FORMATS for suffix in ("", ".gz"))
_SOURCE = "psin.nq.gz"
_CHUNK = 1 << 16


class File(NamedTuple):
    """A file of a version: where it lies, its size in bytes and the SHA-256 of its bytes in hexadecimal."""

    path: Path
    bytes: int
    sha256: str
    version: Version


class Dumps:
    """The dumps in the folder of a history, of at most ``keep`` versions. Thread-safe."""

    def __init__(self, history: History, keep: int) -> None:
        self._history, self._keep = history, max(1, keep)
        self._folder = history.folder / "dumps"
        self._lock = threading.RLock()

    def current(self, catalogue: Catalogue) -> Version:
        """The version that a catalogue is, with its statements on disk from now on."""
        version = self._history.at(catalogue)
        with self._lock:
            if not (self._folder / version.name / _SOURCE).exists():
                self._write(version, _SOURCE, lambda out: out.writelines(line.encode() for line in quads(catalogue)))
                self._prune(version)
        return version

    def kept(self) -> list[Version]:
        """The versions that can be had, the oldest first."""
        return [version for version in self._history.log.versions() if (self._folder / version.name / _SOURCE).exists()]

    def find(self, name: str) -> Version | None:
        """The version of a name, whether it is still kept or not."""
        return next((version for version in self._history.log.versions() if version.name == name), None)

    def file(self, version: Version, name: str) -> File:
        """A file of NAMES. Raises UnknownName for another name, or if the version is no longer kept."""
        if name not in NAMES:
            raise UnknownName(f"A version has no file '{name[:60]}'.", f"It has {', '.join(NAMES)}.")
        path = self._folder / version.name / name
        with self._lock:
            if not path.exists():
                if not (self._folder / version.name / _SOURCE).exists():
                    raise UnknownName(
                        f"The version {version.name} is no longer kept.", "The latest is at /dump/latest.nq.gz."
                    )
                self._write(version, name, self._fill(version, name.removesuffix(".gz")))
            noted = self._history.log.file(version.name, name) or self._note(version, name)
        return File(path, noted[0], noted[1], version)

    def _fill(self, version: Version, name: str) -> Callable[[BinaryIO], None]:
        """What writes the plain file ``name`` of a version, made from its statements."""

        def fill(out: BinaryIO) -> None:
            with gzip.open(self._folder / version.name / _SOURCE, "rb") as source:
                if FORMATS[name] is ox.RdfFormat.N_QUADS:
                    shutil.copyfileobj(source, out, _CHUNK)
                    return
                # As lines they take a fifth of the memory that triples would.
                triples = sorted({line.rsplit(b" <", 1)[0] + b" .\n" for line in source})
            if FORMATS[name] is ox.RdfFormat.N_TRIPLES:
                out.writelines(triples)
                return
            prefixes = PREFIXES if FORMATS[name] is ox.RdfFormat.TURTLE else None
            parsed = (quad.triple for line in triples for quad in ox.parse(line, ox.RdfFormat.N_TRIPLES))
            ox.serialize(parsed, out, format=FORMATS[name], prefixes=prefixes)

        return fill

    def _write(self, version: Version, name: str, fill: Callable[[BinaryIO], None]) -> None:
        path = self._folder / version.name / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.{os.getpid()}")
        with draft.open("wb") as out:
            if name.endswith(".gz"):
                with gzip.GzipFile("", "wb", 6, out, mtime=0) as packed:
                    fill(packed)  # type: ignore[arg-type]
            else:
                fill(out)
        draft.replace(path)
        self._note(version, name)

    def _note(self, version: Version, name: str) -> tuple[int, str]:
        path = self._folder / version.name / name
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self._history.log.note_file(version.name, name, path.stat().st_size, sha256)
        return path.stat().st_size, sha256

    def _prune(self, current: Version) -> None:
        old = [version for version in self.kept() if version.name != current.name]
        for version in old[: max(0, len(old) - (self._keep - 1))]:
            shutil.rmtree(self._folder / version.name, ignore_errors=True)


def quads(catalogue: Catalogue) -> Iterator[str]:
    """All statements as lines of N-Quads, graph by graph in the order of their names, each graph in canonical order.

    Blank nodes are named after their graph, so that those of different graphs stay different.
    """
    for graph, items in sorted(
        (graph, items) for graph, items in catalogue.by_graph.items() if not stands_beside(graph)
    ):
        prefix = f"_:g{hashlib.sha256(graph.encode()).hexdigest()[:12]}"
        for line in lines(items):
            subject, predicate, object_ = line[:-2].split(" ", 2)
            subject, object_ = (f"{prefix}{term[2:]}" if term.startswith("_:") else term for term in (subject, object_))
            yield f"{subject} {predicate} {object_} <{graph}> .\n"
