"""``psin validate``: what is wrong, where, and how to mend it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .. import assets
from ..catalogue.checking import background
from ..validation import render
from ..validation.context import Background, triples
from ..validation.findings import Report, Severity
from ..validation.parse import parse_file
from ..validation.reference import Outcome, Reference, outcomes
from ..validation.shapes.shapeset import ShapeSet
from ..validation.validate import validate_files
from ..vocabulary.terms import Vocabulary
from .files import turtle_files

#: Syntax errors and files that cannot be opened or decoded: nothing can be said about what they hold.
_UNREADABLE = frozenset({"G01", "G14"})


def run(options: argparse.Namespace) -> int:
    vocabulary, shapes = Vocabulary.load(assets.ontology()), ShapeSet.load(assets.shapes())
    files = turtle_files(options.files)
    known = background(options.data or _nearest_data(files), vocabulary)
    report = validate_files(files, vocabulary=vocabulary, shapes=shapes, known_documents=known)
    write = render.json if options.format == "json" else render.text
    sys.stdout.write(write(report, options.language))
    if options.reference and not _agrees(files, shapes, known):
        return 1
    return _exit_code(report, options.strict)


def _nearest_data(files: list[Path]) -> Path:
    """The catalogue that the files lie in, if they do; otherwise the one that belongs to this installation."""
    for path in files:
        folder = path.resolve().parent.parent
        if (folder / "networks").is_dir() and (folder / "organisations").is_dir():
            return folder
    return assets.data()


def _exit_code(report: Report, strict: bool) -> int:
    if any(finding.code in _UNREADABLE for finding in report.findings):
        return 2
    doubted = strict and any(finding.severity is Severity.WARNING for finding in report.findings)
    return 0 if report.conforms and not doubted else 1


def _agrees(files: list[Path], shapes: ShapeSet, known: Background) -> bool:
    """Asks pySHACL the same question about the shapes and prints every answer that only one of the two gives."""
    parsed = [parse_file(path) for path in files]
    own = [(document, list(triples(document, f"d{number}"))) for number, document in enumerate(parsed) if document.reading]
    graph = known.graph_with(own)
    keep = {triple[0] for _, statements in own for triple in statements}.__contains__
    ours, theirs = outcomes(shapes.validate(graph, keep=keep)), Reference(shapes.graph).outcomes(graph, keep)
    for name, only in (("psin", ours - theirs), ("pySHACL", theirs - ours)):
        for outcome in sorted(only, key=str):
            print(f"only {name}: {_said(outcome)}", file=sys.stderr)
    print("pySHACL agrees." if ours == theirs else "pySHACL disagrees.", file=sys.stderr)
    return ours == theirs


def _said(outcome: Outcome) -> str:
    return " ".join(part for part in (outcome.severity, outcome.shape, outcome.focus, outcome.path, outcome.value) if part)
