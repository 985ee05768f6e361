"""``psin validate``: what is wrong, where, and how to mend it."""

from __future__ import annotations

import os.path
import sys
import time
from collections.abc import Sequence
from functools import cached_property

from .. import assets
from ..catalogue import ready
from ..catalogue.checking import background
from ..errors import InputError
from ..light import TYPE_CHECKING
from ..settings import Settings
from ..validation import render
from ..validation.context import Background
from ..validation.findings import Report, Severity
from ..validation.parse import Parsed, parse_body, parse_documents
from ..validation.validate import MANY, validate_parsed
from .files import names_of
from .progress import Progress
from .terminal import style

if TYPE_CHECKING:
    import argparse

    from .plain import Options

#: Syntax errors and files that cannot be opened or decoded: nothing can be said about what they hold.
_UNREADABLE = frozenset({"G01", "G14"})
_STDIN = "-"
#: Files up to which reading them may take less time than to have the engine at hand.
_FEW = 4


def run(options: argparse.Namespace | Options) -> int:
    ready.expressions()
    try:
        return _run(options)
    finally:
        ready.keep_expressions()


def _run(options: argparse.Namespace | Options) -> int:
    session = Session(options)
    if options.watch:
        if _STDIN in options.files or options.fix:
            raise InputError("--watch reads files and changes none.", "Leave out - and --fix.")
        from .watch import watch

        return watch(session)
    return session.run()


class Session:
    """One command line: reads, checks and writes, once or, while watching, again and again."""

    def __init__(self, options: argparse.Namespace | Options) -> None:
        self.options = options
        self.vocabulary, self.shapes = ready.vocabulary(assets.place("ontology")), ready.shapes(assets.place("shapes"))

    def run(self) -> int:
        """Checks the files as they are now, and returns the exit code."""
        documents = self._read()
        if self.options.fix:
            return self._fix(documents)
        report = self._check(documents)
        code = self.show(report, documents)
        if self.options.reference and not self._agrees(documents):
            return 1
        return code

    def show(self, report: Report, documents: Sequence[Parsed]) -> int:
        """Writes a report and returns the exit code."""
        self._write(report, documents)
        return _exit_code(report, self.options.strict)

    def context(self) -> str:
        """The catalogue that the files are checked against."""
        return str(self.options.data or _nearest_data(self.options.files))

    def forget_context(self) -> None:
        """What the files are checked against is read again for the next check."""
        self.__dict__.pop("_known", None)

    def _read(self) -> list[Parsed]:
        named, documents = self.options.files, list[Parsed]()
        files, settings = names_of(path for path in named if path != _STDIN), Settings()
        if _STDIN in named:
            if self.options.fix:
                raise InputError("--fix changes files, not standard input.", "Name the files.")
            limit = int(settings.document_bytes)
            documents += parse_body(sys.stdin.buffer.read(limit + 1), "<stdin>", settings)
        with Progress("Reading") as progress:
            for number, path in enumerate(files, 1):
                documents += parse_documents(path, settings, few=len(files) <= _FEW)
                progress(number, len(files))
        return documents

    @cached_property
    def _known(self) -> Background:
        if self.options.alone:
            return Background(self.vocabulary)
        return background(self.context(), self.vocabulary)

    def _check(self, documents: Sequence[Parsed]) -> Report:
        known = self._known
        with Progress("Checking") as progress:
            return validate_parsed(
                documents, self.vocabulary, self.shapes, known, time.perf_counter(), progress, _processes(documents)
            )

    def _fix(self, documents: list[Parsed]) -> int:
        """Shows the changes as a diff, makes them unless this is a rehearsal, and reports what is left."""
        from . import mend

        after, report = mend.mended(documents, self._check)
        machine = self.options.format != "text"
        for old, new in zip(documents, after, strict=True):
            if new is not old:
                if not self.options.dry_run:
                    mend.write(new)
                (sys.stderr if machine else sys.stdout).write(mend.diff(old, new))
        if self.options.dry_run:
            return 0 if after == documents else 1
        self._write(report, after)
        return _exit_code(report, self.options.strict)

    def _write(self, report: Report, documents: Sequence[Parsed]) -> None:
        options = self.options
        look = style(options.colour, quiet=options.quiet, strict=options.strict)
        if options.quiet:
            report = _without_tips(report)
        texts = {parsed.file: parsed.text for parsed in documents} if options.format == "html" else None
        written = render.write(options.format, report, options.language, style=look, texts=texts)
        if options.format == "text":
            sys.stdout.write(written)
        else:
            # formats for programs are UTF-8 whatever the terminal speaks
            sys.stdout.flush()
            sys.stdout.buffer.write(written.encode("utf-8", "replace"))
            sys.stdout.buffer.flush()

    def _agrees(self, documents: Sequence[Parsed]) -> bool:
        from .second_opinion import agrees

        return agrees(documents, self.shapes, self._known)


def _processes(documents: Sequence[Parsed]) -> int:
    """Of a handful of documents each is checked sooner than a process starts."""
    if len(documents) < MANY:
        return 1
    from ..validation.sharing import processors

    return processors()


def _nearest_data(files: list[str]) -> str:
    """The catalogue that the files lie in, if they do; otherwise the one that belongs to this installation."""
    for path in map(os.path.realpath, files):
        for folder in (path, os.path.dirname(path), os.path.dirname(os.path.dirname(path))):
            if any(os.path.isdir(os.path.join(folder, name)) for name in ("networks", "organisations")):
                return folder
    return assets.place("data")


def _without_tips(report: Report) -> Report:
    return report._replace(findings=tuple(one for one in report.findings if one.severity is not Severity.INFO))


def _exit_code(report: Report, strict: bool) -> int:
    if any(finding.code in _UNREADABLE for finding in report.findings):
        return 2
    doubted = strict and any(finding.severity is Severity.WARNING for finding in report.findings)
    return 0 if report.conforms and not doubted else 1
