"""The versions named on the command line: files, folders, revisions and URLs, made comparable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from .. import documents
from ..catalogue.changes import Version
from ..catalogue.changes.compare import Text, located
from ..documents import Document
from ..errors import InputError, SyntaxProblem, UnreadableFile
from ..turtle.reader import read
from ..validation.rules import shorten
from .files import bytes_of, decoded, turtle_files

_MARK = b"\xef\xbb\xbf"


class File(NamedTuple):
    """A file of a version: ``name`` for messages, ``path`` below the version, empty if the version is this one file."""

    name: str
    path: str
    text: str
    document: Document | None


def opened(argument: str, limit: int, *, allow_private: bool) -> list[File]:
    """The files of one version. Raises InputError."""
    path = Path(argument)
    if _exists(path):
        return _on_disk(path)
    if "://" in argument:
        from .fetch import fetch  # the only one that needs the network

        return [_file(argument, "", fetch(argument, limit, allow_private=allow_private), argument)]
    revision, sign, inside = argument.partition(":")
    if sign:
        return at_revision(revision, inside, limit, from_here=False)
    raise UnreadableFile(f"There is no file {shorten(argument)}.", "Name a file, a folder, REVISION:PATH or a URL.")


def at_revision(revision: str, path: str, limit: int, *, from_here: bool) -> list[File]:
    from ..catalogue.git import Repository

    repository = Repository(Path.cwd())
    inside = repository.path(path, from_here=from_here)
    found = repository.files(revision, inside, limit)
    return [
        _file(f"{revision}:{'/'.join(filter(None, (inside, name)))}", name, raw, f"{inside}/{name}")
        for name, raw in found.items()
    ]


def paired(old: Sequence[File], new: Sequence[File]) -> tuple[Version, Version]:
    """Both under the same keys. A single file is compared with the file of its document in a version of many."""
    if _single(old) and _single(new):
        document = new[0].document or old[0].document
        key = document.iri if document else "file:///document"
        return {key: _text(old[0], key)}, {key: _text(new[0], key)}
    if _single(old) or _single(new):
        one, many = (old[0], new) if _single(old) else (new[0], old)
        fitting = [file for file in many if file.document and file.document == _document_of(one)]
        if not fitting:
            raise InputError(
                f"{one.name} holds no document of the folder beside it.", "Compare two files, or two folders."
            )
        return (
            paired([one], [fitting[0]._replace(path="")])
            if _single(old)
            else paired([fitting[0]._replace(path="")], [one])
        )
    return _keyed(old), _keyed(new)


def _single(files: Sequence[File]) -> bool:
    return len(files) == 1 and not files[0].path


def _document_of(file: File) -> Document | None:
    base = "file:///document"
    try:
        return file.document or documents.from_iri(read(file.text, base).base)
    except SyntaxProblem as error:
        raise located(error, file.name, file.text, base) from None


def _keyed(files: Sequence[File]) -> Version:
    keys = [(file.document.iri if file.document else f"file:///{quote(file.path)}", file) for file in files]
    return {key: _text(file, key) for key, file in keys}


def _text(file: File, base: str) -> Text:
    return Text(file.name, base, file.text)


def _on_disk(path: Path) -> list[File]:
    if not path.is_dir():
        return [_file(str(path), "", bytes_of(path), str(path.resolve()))]
    return [
        _file(str(one), one.relative_to(path).as_posix(), bytes_of(one), str(one.resolve()))
        for one in turtle_files([path])
    ]


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _file(name: str, path: str, raw: bytes, place: str) -> File:
    text = decoded(raw.removeprefix(_MARK), shorten(name))
    return File(shorten(name), path, text, documents.from_file(PurePosixPath(place)))
