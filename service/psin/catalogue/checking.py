"""Validation of a whole catalogue: every document against the shapes, the vocabulary and all the others."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable

from .. import assets
from ..light import TYPE_CHECKING
from ..validation.background import Background
from ..validation.findings import Report
from ..validation.parse import parse_file, parse_text
from ..validation.validate import validate_parsed
from ..vocabulary.terms import Vocabulary
from . import cache, ready
from .ready import ontology_files

if TYPE_CHECKING:
    from pathlib import Path

    from ..settings import Settings
    from ..validation.parse import Parsed
    from .loader import Catalogue, LoadedDocument

#: Hands in whatever nobody else does.
_EDITORS = "organisations/psin.ttl"


def check(
    catalogue: Catalogue,
    vocabulary: Vocabulary | None = None,
    settings: Settings | None = None,
    checked: Callable[[Catalogue, Vocabulary], Report] | None = None,
) -> Report:
    """What validation says about all documents of a catalogue, references between them included.

    The same documents, shapes and vocabulary are looked at once a day only: shapes compare dates with the day. ``checked``
    does the looking, where it is not done from the beginning.
    """
    from datetime import UTC, datetime

    from ..validation.plain import from_plain

    started = time.perf_counter()
    checked = checked or _checked
    vocabulary = vocabulary or ready.vocabulary(assets.ontology(), settings)
    if vocabulary.folder is None:
        return checked(catalogue, vocabulary)
    known = ready.rules(vocabulary.folder, settings)
    folder, day = str(catalogue.folder.absolute()), datetime.now(UTC).date().isoformat()
    name = cache.key(catalogue.version, known, folder, day)
    found = cache.remembered("report", name, lambda: _plain(checked(catalogue, vocabulary)), settings)
    findings, documents, triples, files = found
    return Report(from_plain(findings), documents, triples, time.perf_counter() - started, tuple(files))


def parsed(item: LoadedDocument) -> Parsed:
    """A document of a catalogue, ready to be checked."""
    return parse_text(item.text, str(item.path), item.document)


def _checked(catalogue: Catalogue, vocabulary: Vocabulary) -> Report:
    started = time.perf_counter()
    documents = list(map(parsed, catalogue.documents))
    known = Background(vocabulary, documents)
    return validate_parsed(documents, vocabulary, ready.shapes(assets.place("shapes")), known, started)


def _plain(report: Report) -> tuple[object, ...]:
    from ..validation.plain import to_plain

    return to_plain(report.findings), report.documents, report.triples, list(report.files)


def background(data: Path | str, vocabulary: Vocabulary, settings: Settings | None = None) -> Background:
    """The documents of a folder as what others are checked against. A file that cannot be read is left out.

    A folder without the document of the editors is not a whole catalogue: the documents of this installation stand in
    for what it lacks, so that the first files of a new folder can point to them.
    """
    own = _documents(data)
    if _EDITORS not in own:
        own = _documents(assets.place("data")) | own
    if vocabulary.folder is None:
        return _background(own.values(), vocabulary)
    name = cache.key(
        cache.contents(ontology_files(vocabulary.folder), settings), cache.contents(own.values(), settings)
    )
    plain = cache.remembered("background", name, lambda: _background(own.values(), vocabulary).plain(), settings)
    return Background.restored(vocabulary, plain)


def _documents(data: Path | str) -> dict[str, str]:
    """{folder/file: path} of all documents, in order."""
    found: dict[str, str] = {}
    try:
        folders = sorted(one.name for one in os.scandir(data) if one.is_dir())
    except OSError:
        return found
    for folder in folders:
        for name in sorted(os.listdir(os.path.join(data, folder))):
            if name.endswith(".ttl") and not name.startswith("."):
                found[f"{folder}/{name}"] = os.path.join(data, folder, name)
    return found


def _background(files: Iterable[str], vocabulary: Vocabulary) -> Background:
    return Background(vocabulary, [parse_file(path) for path in files])
