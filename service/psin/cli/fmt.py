"""``psin fmt``: the canonical layout."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .. import documents
from ..errors import InputError, SyntaxProblem
from ..turtle.writer import format_text
from .files import bytes_of, decoded, turtle_files

_MARK = b"\xef\xbb\xbf"


def run(options: argparse.Namespace) -> int:
    if any(str(path) == "-" for path in options.files):
        return _stream(options)
    files = turtle_files(options.files)
    changed = unreadable = 0
    for path in files:
        try:
            raw = bytes_of(path)
            text, formatted = _formatted(raw, str(path), path)
        except InputError as error:
            print(_complaint(path, error), file=sys.stderr)
            unreadable += 1
            continue
        if formatted.encode() == raw:
            continue
        changed += 1
        if options.diff:
            sys.stdout.writelines(_lines_changed(text, formatted, str(path)))
        elif options.check:
            print(f"{path} is not in the canonical layout{_besides(raw, path)}.")
        else:
            _replace(path, formatted)
            print(f"{path} written{_besides(raw, path)}.")
    if options.check and not changed and not unreadable:
        print(f"{len(files)} {'file is' if len(files) == 1 else 'files are'} in the canonical layout.")
    return 2 if unreadable else 1 if changed and (options.check or options.diff) else 0


def _stream(options: argparse.Namespace) -> int:
    """Standard input to standard output; nothing is written if the input cannot be read."""
    if len(options.files) > 1:
        raise InputError("Standard input (-) cannot be mixed with files.", "Give either - or the names of files.")
    raw = sys.stdin.buffer.read()
    try:
        text, formatted = _formatted(raw, "standard input", options.name or Path("-"))
    except SyntaxProblem as error:
        print(_complaint(options.name or Path("standard input"), error), file=sys.stderr)
        return 2
    same = formatted.encode() == raw
    if options.diff:
        shown = "".join(_lines_changed(text, formatted, str(options.name or "standard input")))
        sys.stdout.buffer.write(shown.encode())
    elif options.check:
        print(f"Standard input is {'' if same else 'not '}in the canonical layout.")
    else:
        sys.stdout.buffer.write(formatted.encode())
    sys.stdout.buffer.flush()
    return 1 if not same and (options.check or options.diff) else 0


def _formatted(raw: bytes, name: str, path: Path) -> tuple[str, str]:
    """The text as it is and as it should be. Raises InputError."""
    text = decoded(raw.removeprefix(_MARK), name)
    found = documents.from_file(path)
    base = found.iri if found else "" if str(path) == "-" else path.resolve().as_uri()
    return text, format_text(text, base)


def _besides(raw: bytes, path: Path) -> str:
    """What else than the layout was not as it should be."""
    words = []
    if raw.startswith(_MARK):
        words.append("a byte-order mark at the start")
    if b"\r" in raw:
        words.append("line ends other than LF")
    return f" (it had {' and '.join(words)})" if words else ""


def _complaint(path: Path, error: InputError) -> str:
    if isinstance(error, SyntaxProblem):
        return f"{path}:{error.line}:{error.column}: {error} The file is left as it is."
    return f"psin: {error}"


def _lines_changed(text: str, formatted: str, name: str) -> Iterator[str]:
    from difflib import unified_diff  # only for --diff

    lines = [line + "\n" for line in text.removesuffix("\n").split("\n")] if text else []
    for line in unified_diff(lines, formatted.splitlines(keepends=True), f"{name} (now)", f"{name} (canonical)"):
        yield line.replace("\r", "\\r")


def _replace(path: Path, text: str) -> None:
    """A file half written by an interrupted command would lose what was there: write beside it, then swap."""
    target = path.resolve()  # a link stays a link
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(text.encode())
        beside.chmod(target.stat().st_mode & 0o7777)
        os.replace(beside, target)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {(error.strerror or 'unknown reason').lower()}.") from None
    finally:
        beside.unlink(missing_ok=True)
