"""Files and folders as named on the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ..errors import UnreadableFile
from ..light import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: What RDF files end in; ``.json`` and ``.xml`` may hold anything, so of a folder they are not taken.
RDF_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf")


def names_of(named: Iterable[str | Path], endings: tuple[str, ...] = RDF_ENDINGS) -> list[str]:
    """The files named, folders opened, each once, in order. Raises UnreadableFile for what is not there."""
    found: dict[str, None] = {}
    for one in named:
        path = os.path.normpath(one) if str(one) else "."
        if os.path.isdir(path):
            inside = [
                os.path.join(folder, name)
                for folder, _, names in os.walk(path)
                for name in names
                if os.path.splitext(name)[1] in endings and os.path.isfile(os.path.join(folder, name))
            ]
            if not inside:
                kind = "Turtle files" if endings == (".ttl",) else "RDF files"
                advice = f"Looked for files that end in {', '.join(endings)}."
                raise UnreadableFile(f"The folder {path} holds no {kind}.", advice)
            found.update(dict.fromkeys(sorted(inside, key=lambda name: name.split(os.sep))))
        elif os.path.exists(path):
            found[path] = None
        else:
            raise UnreadableFile(
                f"There is no file {path}.", "Check the spelling, or run the command from another folder."
            )
    return list(found)


def rdf_files(named: Iterable[Path], endings: tuple[str, ...] = RDF_ENDINGS) -> list[Path]:
    """The same as paths."""
    from pathlib import Path

    return [Path(name) for name in names_of(named, endings)]


def turtle_files(named: Iterable[Path]) -> list[Path]:
    """The same for Turtle alone."""
    return rdf_files(named, (".ttl",))


def text_of(path: Path) -> str:
    """The text of a file. Raises UnreadableFile."""
    return decoded(bytes_of(path), str(path))


def bytes_of(path: Path) -> bytes:
    """The contents of a file. Raises UnreadableFile."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from None


def decoded(raw: bytes, name: str) -> str:
    """Bytes to text. Raises UnreadableFile, with the encoding that it looks like where that is plain."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{name} is UTF-16, not UTF-8.", "Save it as UTF-8 without byte-order mark.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"{name} is not UTF-8: line {line} has the byte {raw[error.start]:#04x}.", "Save it as UTF-8."
        ) from None
