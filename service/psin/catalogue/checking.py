"""Validation of a whole catalogue: every document against the shapes, the vocabulary and all the others."""

from __future__ import annotations

from pathlib import Path

from .. import assets
from ..validation.context import Background
from ..validation.findings import Report
from ..validation.parse import parse_file
from ..validation.shapes.shapeset import ShapeSet
from ..validation.validate import validate_files
from ..vocabulary.terms import Vocabulary
from .loader import Catalogue

#: Hands in whatever nobody else does.
_EDITORS = Path("organisations", "psin.ttl")


def check(catalogue: Catalogue, vocabulary: Vocabulary | None = None) -> Report:
    """What validation says about all documents of a catalogue."""
    vocabulary = vocabulary or Vocabulary.load(assets.ontology())
    paths = [item.path for item in catalogue.documents]
    return validate_files(
        paths, vocabulary=vocabulary, shapes=ShapeSet.load(assets.shapes()), known_documents=Background(vocabulary)
    )


def background(data: Path, vocabulary: Vocabulary) -> Background:
    """The documents of a folder as what others are checked against. A file that cannot be read is left out.

    A folder without the document of the editors is not a whole catalogue: the documents of this installation stand in
    for what it lacks, so that the first files of a new folder can point to them.
    """
    own = {path.relative_to(data): path for path in sorted(data.glob("*/*.ttl"))}
    if _EDITORS not in own:
        own = {path.relative_to(assets.data()): path for path in sorted(assets.data().glob("*/*.ttl"))} | own
    return Background(vocabulary, [parse_file(path) for path in own.values()])
