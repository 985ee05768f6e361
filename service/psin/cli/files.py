"""Files and folders as named on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import UnreadableFile


#: What RDF files end in; ``.json`` and ``.xml`` may hold anything, so of a folder they are not taken.
RDF_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf")


def rdf_files(named: Iterable[Path], endings: tuple[str, ...] = RDF_ENDINGS) -> list[Path]:
    """The files named, folders opened, each once, in order. Raises UnreadableFile for what is not there."""
    found: dict[Path, None] = {}
    for path in named:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix in endings and p.is_file())
            if not inside:
                kind = "Turtle files" if endings == (".ttl",) else "RDF files"
                advice = f"Looked for files that end in {', '.join(endings)}."
                raise UnreadableFile(f"The folder {path} holds no {kind}.", advice)
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise UnreadableFile(
                f"There is no file {path}.", "Check the spelling, or run the command from another folder."
            )
    return list(found)


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
