"""``psin new``: takes options, asks on a terminal for what is missing, and writes a file that validates."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from .. import documents
from ..catalogue.draft import KINDS, Answers, Choices, Field, compose, objections, read
from ..documents import Document
from ..errors import InputError, UnreadableFile
from ..validation.findings import Finding
from ..validation.rules import shorten
from .asking import Interview, Typed


def run(options: argparse.Namespace) -> int:
    fields = KINDS[options.kind]
    told = _parser(options.kind, fields).parse_args(options.options)
    folder = told.data or Path("data")
    typed: Typed = {field.name: _listed(getattr(told, field.name.replace("-", "_"))) for field in fields}
    missing = [field.option for field in fields if field.required and not typed[field.name]]
    choices = Choices(folder)
    answers = read(fields, typed, choices)
    if missing and not sys.stdin.isatty():
        raise InputError(
            f"The file of {_a(options.kind)} needs {', '.join(missing)}.",
            "Give them as options, or run the command on a terminal.",
        )
    if missing:
        path = _ask(options.kind, fields, typed, choices)
    else:
        document, text, wrong = _composed(options.kind, answers, choices)
        if wrong:
            raise InputError("This would not validate, so nothing was written.", " ".join(map(_said, wrong)))
        path = write(folder, document, text)
    print(f"{path} written. Next: psin validate {path}")
    return 0


def _parser(kind: str, fields: tuple[Field, ...]) -> argparse.ArgumentParser:
    """The options of one kind; only needed once this command runs."""
    parser = argparse.ArgumentParser(
        prog=f"psin new {kind}",
        description=f"Write the first file of {_a(kind)}. On a terminal it asks for what is missing.",
        allow_abbrev=False,
    )
    for field in fields:
        more = " May be given several times." if field.many else ""
        default = f" ({field.default})" if field.default else ""
        text = f"{field.question} {field.hint}{more}{default}".replace("%", "%%")
        parser.add_argument(field.option, action="append" if field.many else "store", metavar="TEXT", help=text)
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="folder of documents to write into (./data)")
    return parser


def _ask(kind: str, fields: tuple[Field, ...], typed: Typed, choices: Choices) -> Path:
    """Asks until the file validates, then writes it. What was typed before is offered again."""
    print(
        f"A new file of {_a(kind)}. An empty answer leaves a question open, - clears what stands in brackets, "
        "Ctrl-C stops."
    )
    interview = Interview(choices, input, print, lambda slug: _taken(choices.folder, kind, slug))
    again = False
    while True:
        answers = interview.run(fields, typed, again)
        try:
            document, text, wrong = _composed(kind, answers, choices)
            if not wrong:
                return write(choices.folder, document, text)
            said = " ".join(map(_said, wrong))
        except InputError as error:
            said = str(error)
        print(f"\nThis cannot be written yet. {shorten(said, 1000)}\nHere are the questions again, with your answers.")
        again = True


def _composed(kind: str, answers: Answers, choices: Choices) -> tuple[Document, str, list[Finding]]:
    document, text = compose(kind, answers, choices, datetime.datetime.now(datetime.UTC))
    taken = _taken(choices.folder, kind, document.slug)
    if taken:
        raise InputError(taken)
    return document, text, objections(document, text, choices)


def _taken(folder: Path, kind: str, slug: str) -> str | None:
    path = folder / documents.document(kind, slug).file
    return (
        f"{path} exists already. Choose another short name with --slug, or edit that file." if path.exists() else None
    )


def write(folder: Path, document: Document, text: str) -> Path:
    """Writes a file that does not exist yet; leaves nothing behind if it is interrupted. Raises InputError."""
    path = folder / document.file
    made = [one for one in (path.parent, *path.parent.parents) if not one.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            try:
                file.write(text)
            except BaseException:
                path.unlink()
                raise
    except FileExistsError:
        raise InputError(_taken(folder, document.kind_name, document.slug) or f"{path} is in the way.") from None
    except OSError as error:
        _unmake(made)
        raise UnreadableFile(f"{path} cannot be written: {(error.strerror or 'unknown reason').lower()}.") from None
    except BaseException:
        _unmake(made)
        raise
    return path


def _unmake(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _said(finding: Finding) -> str:
    return f"{finding.message.en} {finding.fix.en if finding.fix else ''}".strip()


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _listed(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []
