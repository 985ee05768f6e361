"""Vocabulary and shapes as they are wanted at each start: prepared once, and kept."""

from __future__ import annotations

import os.path
from collections.abc import Callable
from functools import cache as once

from .. import assets, lazily
from ..light import TYPE_CHECKING
from ..validation.shapes.graph import Graph
from ..validation.shapes.shapeset import ShapeSet
from ..vocabulary.terms import Vocabulary
from . import cache

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from ..settings import Settings


def vocabulary(folder: Path | str, settings: Settings | None = None) -> Vocabulary:
    """The vocabulary of a folder. Raises UnreadableFile."""

    def read() -> dict[str, Any]:
        found = Vocabulary.load(folder)
        return found.plain(Graph.of(found.triples).nodes)

    return Vocabulary.restored(folder, _kept("vocabulary", ontology_files(folder), read, settings))


def shapes(folder: Path | str, settings: Settings | None = None) -> ShapeSet:
    """The shapes of a folder. Raises ShapesError."""
    name = cache.key(cache.contents(turtle_in(folder), settings))

    loaded = once(lambda: ShapeSet.load(folder))
    plain = cache.remembered("shapes", name, lambda: loaded().plain(), settings)
    return ShapeSet.restored(plain, lambda: cache.remembered("asking", name, lambda: loaded().rest(), settings))


def expressions() -> None:
    """Takes over the regular expressions that earlier runs have compiled."""
    lazily.kept.update(cache.remembered("expressions", cache.key("expressions"), dict))


def keep_expressions() -> None:
    """Leaves those of this run to the next ones."""
    if lazily.compiled:
        cache.keep("expressions", cache.key("expressions"), lazily.kept | lazily.compiled)


def rules(ontology: Path | str, settings: Settings | None = None) -> str:
    """A hash of what documents are checked by: the vocabulary of a folder and the shapes."""
    return cache.contents([*ontology_files(ontology), *turtle_in(assets.place("shapes"))], settings)


def ontology_files(folder: Path | str) -> list[str]:
    """The files that a vocabulary is read from."""
    return [os.path.join(folder, "psin.ttl"), *turtle_in(os.path.join(folder, "concepts"))]


def turtle_in(folder: Path | str) -> list[str]:
    """The Turtle files directly in a folder, none if there is no such folder."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if name.endswith(".ttl")]


def _kept(
    kind: str, files: list[str], work_out: Callable[[], dict[str, Any]], settings: Settings | None
) -> dict[str, Any]:
    found: dict[str, Any] = cache.remembered(kind, cache.key(cache.contents(files, settings)), work_out, settings)
    return found
