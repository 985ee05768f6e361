"""A file to a document: its text, its statements with their places, or findings that say why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..documents import Document, from_file, from_iri
from ..errors import SyntaxProblem, UnreadableFile
from ..settings import Settings
from ..turtle import reader
from ..turtle.reader import Reading, Statement
from ..turtle.tokens import Lines
from .findings import Finding, Place
from .rules import finding, shorten

_CAPITAL_TAG = re.compile(r"[\"']@[a-z0-9-]*[A-Z]")
#: Characters of a source line that a place carries.
_SHOWN = 200


@dataclass
class Parsed:
    """A document under validation. ``file`` is its name in findings; ``statements`` are empty if it cannot be read."""

    file: str
    text: str = ""
    reading: Reading | None = None
    findings: list[Finding] = field(default_factory=list)
    #: what the name of the file says that it holds
    by_name: Document | None = None

    @property
    def statements(self) -> list[Statement]:
        return self.reading.statements if self.reading else []

    @cached_property
    def document(self) -> Document | None:
        """What the base of the file says that it holds, or its name if it declares no base."""
        base = self.reading.base if self.reading else ""
        return from_iri(base) if base else self.by_name

    @property
    def iri(self) -> str:
        """The address of the document; the base itself if that is not one of ours."""
        return self.document.iri if self.document else self.reading.base.partition("#")[0] if self.reading else ""

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def has_capital_tags(self) -> bool:
        return _CAPITAL_TAG.search(self.text) is not None

    def place(self, offset: int) -> Place:
        line, column = self.lines(offset)
        return self.place_at(line, column)

    def place_at(self, line: int, column: int) -> Place:
        return Place(self.file, line, column, self._source(line))

    def _source(self, line: int) -> str:
        try:
            return self.lines.text_of(line)[: 10 * _SHOWN]
        except IndexError:
            return ""


def read_text(file: Path, settings: Settings) -> str:
    """The text of a file. Raises UnreadableFile if it is missing, too large, or not UTF-8 without byte-order mark."""
    limit = int(settings.document_bytes)
    try:
        with file.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        raise UnreadableFile(
            f"The file {file} cannot be read: {(error.strerror or 'unknown reason').lower()}.",
            "Check its name and rights.",
        ) from None
    except ValueError:
        raise UnreadableFile(f"'{shorten(str(file))}' is not the name of a file.", "Check it.") from None
    return decode(raw, str(file), limit)


def decode(raw: bytes, name: str, limit: int) -> str:
    """Bytes to text. Raises UnreadableFile."""
    if len(raw) > limit:
        raise UnreadableFile(f"{name} is larger than {limit:,} bytes.", "Split it; one document describes one network.")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise UnreadableFile(f"{name} starts with a byte-order mark.", "Save it as UTF-8 without byte-order mark.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"{name} is not UTF-8: line {line} has the byte {raw[error.start]:#04x}.", "Save it as UTF-8."
        ) from None


def parse_file(file: Path, settings: Settings | None = None) -> Parsed:
    """Reads and parses a file; what is wrong with it becomes a finding G14 (unreadable) or G01 (grammar)."""
    try:
        text = read_text(file, settings or Settings())
    except UnreadableFile as error:
        return _unreadable(str(file), error)
    return parse_text(text, str(file), from_file(file))


def parse_bytes(raw: bytes, name: str, settings: Settings | None = None) -> Parsed:
    """The same for what came another way; ``name`` stands for the file in findings."""
    try:
        text = decode(raw, name, int((settings or Settings()).document_bytes))
    except UnreadableFile as error:
        return _unreadable(name, error)
    return parse_text(text, name, None)


def parse_text(text: str, name: str, by_name: Document | None = None) -> Parsed:
    parsed = Parsed(name, text, by_name=by_name)
    base = by_name.iri if by_name else ""
    try:
        parsed.reading = reader.read(text, base)
        reader.check(text, base)
    except SyntaxProblem as error:
        parsed.reading = None
        place = parsed.place_at(error.line, error.column)
        parsed.findings.append(finding("G01", place, {"detail": error.detail, **_advice(error)}))
    return parsed


def _unreadable(name: str, error: UnreadableFile) -> Parsed:
    found = finding("G14", Place(shorten(name), 1, 1), {"detail": error.detail, **_advice(error)})
    return Parsed(shorten(name), findings=[found])


def _advice(error: SyntaxProblem | UnreadableFile) -> dict[str, str]:
    return {"advice": error.advice} if error.advice else {}
