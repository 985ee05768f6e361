"""Validation of a whole catalogue: every document against the shapes, the vocabulary and all the others."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from .. import assets
from ..settings import Settings
from ..validation.background import Background
from ..validation.findings import Report
from ..validation.parse import parse_file, parse_text
from ..validation.shapes.shapeset import ShapeSet
from ..validation.validate import validate_parsed
from ..vocabulary.terms import Vocabulary
from . import cache
from .loader import Catalogue
from .plain import from_plain, to_plain

#: Hands in whatever nobody else does.
_EDITORS = Path("organisations", "psin.ttl")


def check(catalogue: Catalogue, vocabulary: Vocabulary | None = None, settings: Settings | None = None) -> Report:
    """What validation says about all documents of a catalogue, references between them included.

    The same documents, shapes and vocabulary are looked at once a day only: shapes compare dates with the day.
    """
    started = time.perf_counter()
    vocabulary = vocabulary or Vocabulary.load(assets.ontology())
    if vocabulary.folder is None:
        return _checked(catalogue, vocabulary, started)
    known = cache.contents([*_ontology(vocabulary.folder), *sorted(assets.shapes().glob("*.ttl"))])
    folder, day = str(catalogue.folder.absolute()), datetime.now(UTC).date().isoformat()
    name = cache.key(catalogue.version, known, folder, day)
    found = cache.remembered("report", name, lambda: _plain(_checked(catalogue, vocabulary, started)), settings)
    findings, documents, triples, files = found
    return Report(from_plain(findings), documents, triples, time.perf_counter() - started, tuple(files))


def _checked(catalogue: Catalogue, vocabulary: Vocabulary, started: float) -> Report:
    documents = [parse_text(item.text, str(item.path), item.document) for item in catalogue.documents]
    known = Background(vocabulary, documents)
    return validate_parsed(documents, vocabulary, ShapeSet.load(assets.shapes()), known, started)


def _plain(report: Report) -> tuple[object, ...]:
    return to_plain(report.findings), report.documents, report.triples, list(report.files)


def _ontology(folder: Path) -> list[Path]:
    return [folder / "psin.ttl", *sorted((folder / "concepts").glob("*.ttl"))]


def background(data: Path, vocabulary: Vocabulary, settings: Settings | None = None) -> Background:
    """The documents of a folder as what others are checked against. A file that cannot be read is left out.

    A folder without the document of the editors is not a whole catalogue: the documents of this installation stand in
    for what it lacks, so that the first files of a new folder can point to them.
    """
    own = {path.relative_to(data): path for path in sorted(data.glob("*/*.ttl"))}
    if _EDITORS not in own:
        own = {path.relative_to(assets.data()): path for path in sorted(assets.data().glob("*/*.ttl"))} | own
    if vocabulary.folder is None:
        return _background(own.values(), vocabulary)
    name = cache.key(cache.contents([*_ontology(vocabulary.folder), *own.values()]))
    plain = cache.remembered("background", name, lambda: _background(own.values(), vocabulary).plain(), settings)
    return Background.restored(vocabulary, plain)


def _background(files: Iterable[Path], vocabulary: Vocabulary) -> Background:
    return Background(vocabulary, [parse_file(path) for path in files])
