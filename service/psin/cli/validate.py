"""``psin validate``: what is wrong, where, and how to mend it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .. import assets
from ..catalogue.checking import background
from ..validation import render
from ..validation.findings import Report, Severity
from ..validation.shapes.shapeset import ShapeSet
from ..validation.validate import validate_files
from ..vocabulary.terms import Vocabulary
from .files import turtle_files


def run(options: argparse.Namespace) -> int:
    vocabulary = Vocabulary.load(assets.ontology())
    files = turtle_files(options.files)
    known = background(options.data or _nearest_data(files), vocabulary)
    report = validate_files(files, vocabulary=vocabulary, shapes=ShapeSet.load(assets.shapes()), known_documents=known)
    if options.format == "json":
        print(render.as_json(report, options.language))
    else:
        print(render.text(report, options.language))
    if options.reference and not _agrees(files):
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
    if any(finding.code in render.UNREADABLE for finding in report.findings):
        return 2
    doubted = strict and any(finding.severity is Severity.WARNING for finding in report.findings)
    return 0 if report.conforms and not doubted else 1


def _agrees(files: list[Path]) -> bool:
    from ..validation.reference import disagreements

    found = disagreements(files)
    for line in found:
        print(line, file=sys.stderr)
    print("pySHACL agrees." if not found else f"pySHACL disagrees in {len(found)} places.", file=sys.stderr)
    return not found
