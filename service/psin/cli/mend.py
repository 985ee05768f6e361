"""``psin validate --fix``: makes the changes that are safe, shows them, and checks again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ..errors import InputError
from ..validation.findings import Edit, Report
from ..validation.parse import Parsed, parse_text

#: A change may uncover the next mistake (one missing prefix after another); more rounds than this are a loop.
_ROUNDS = 25

Check = Callable[[Sequence[Parsed]], Report]


def mended(documents: Sequence[Parsed], check: Check) -> tuple[list[Parsed], Report]:
    """The documents with all safe changes made, and what validation says then. Nothing is written.

    A document that could be read stays as it was if a change would make it unreadable.
    """
    current, report = list(documents), check(documents)
    for _ in range(_ROUNDS):
        edits = _by_file(report)
        changed = [_changed(parsed, edits.get(parsed.file, ())) for parsed in current]
        if all(new is old for new, old in zip(changed, current, strict=True)):
            break
        current, report = changed, check(changed)
    return current, report


def _by_file(report: Report) -> dict[str, set[Edit]]:
    found: dict[str, set[Edit]] = {}
    for one in report.findings:
        if one.edit:
            found.setdefault(one.file, set()).add(one.edit)
    return found


def _changed(parsed: Parsed, edits: Iterable[Edit]) -> Parsed:
    text = apply(parsed.text, edits)
    if text == parsed.text:
        return parsed
    new = parse_text(text, parsed.file, parsed.by_name)
    return parsed if parsed.reading and not new.reading else new


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made; of edits that overlap only the first is."""
    parts, last = list[str](), 0
    for edit in sorted(edits):
        if edit.offset >= last:
            parts += [text[last : edit.offset], edit.text]
            last = edit.offset + edit.length
    return "".join([*parts, text[last:]])


def diff(before: Parsed, after: Parsed) -> str:
    """The changes of one file as a unified diff; empty if there are none."""
    import difflib

    old, new = (parsed.text.splitlines(keepends=True) for parsed in (before, after))
    lines = difflib.unified_diff(old, new, before.file, after.file)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def write(parsed: Parsed) -> None:
    """Replaces the file in one step: its readers see the old text or the new. Raises InputError."""
    path = Path(parsed.file).resolve()
    try:
        mode = path.stat().st_mode & 0o7777
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        beside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(parsed.text.encode())
                os.fchmod(file.fileno(), mode)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{parsed.file} cannot be written: {error.strerror}.", "Check its rights.") from None
