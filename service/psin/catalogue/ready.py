"""Vocabulary and shapes as they are wanted at each start: prepared once, and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..validation.shapes.graph import Graph
from ..validation.shapes.shapeset import ShapeSet
from ..vocabulary.terms import Vocabulary
from . import cache

if TYPE_CHECKING:
    from ..settings import Settings


def vocabulary(folder: Path, settings: Settings | None = None) -> Vocabulary:
    """The vocabulary of a folder. Raises UnreadableFile."""

    def read() -> dict[str, Any]:
        found = Vocabulary.load(folder)
        return found.plain(Graph.of(found.triples).nodes)

    return Vocabulary.restored(folder, _kept("vocabulary", ontology_files(folder), read, settings))


def shapes(folder: Path, settings: Settings | None = None) -> ShapeSet:
    """The shapes of a folder. Raises ShapesError."""
    files = sorted(folder.glob("*.ttl"))
    return ShapeSet.restored(_kept("shapes", files, lambda: ShapeSet.load(folder).plain(), settings))


def ontology_files(folder: Path) -> list[Path]:
    """The files that a vocabulary is read from."""
    return [folder / "psin.ttl", *sorted((folder / "concepts").glob("*.ttl"))]


def _kept(kind: str, files: list[Path], work_out: Callable[[], dict[str, Any]], settings: Settings | None) -> dict[str, Any]:
    found: dict[str, Any] = cache.remembered(kind, cache.key(cache.contents(files, settings)), work_out, settings)
    return found
