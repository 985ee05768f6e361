"""``psin fmt``: the canonical layout."""

from __future__ import annotations

import argparse
import os
import sys

from .. import documents
from ..errors import SyntaxProblem
from ..turtle.writer import format_text
from .files import text_of, turtle_files


def run(options: argparse.Namespace) -> int:
    changed = unreadable = 0
    files = turtle_files(options.files)
    for path in files:
        text = text_of(path)
        found = documents.from_file(path)
        try:
            formatted = format_text(text, found.iri if found else path.resolve().as_uri())
        except SyntaxProblem as error:
            print(f"{path}:{error.line}:{error.column}: {error}", file=sys.stderr)
            unreadable += 1
            continue
        if formatted == text:
            continue
        changed += 1
        if options.check:
            print(f"{path} is not in the canonical layout.")
        else:
            _replace(path, formatted)
            print(f"{path} written.")
    if options.check and not changed and not unreadable:
        print(f"{len(files)} files are in the canonical layout.")
    return 2 if unreadable else 1 if options.check and changed else 0


def _replace(path, text: str) -> None:  # type: ignore[no-untyped-def]
    # A file half written by an interrupted command would lose what was there: write beside it, then swap.
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode())
    beside.chmod(path.stat().st_mode & 0o777)
    os.replace(beside, path)
