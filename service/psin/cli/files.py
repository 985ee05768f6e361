"""Files and folders as named on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import UnreadableFile


def turtle_files(named: Iterable[Path]) -> list[Path]:
    """The files named, folders opened, each once, in order. Raises UnreadableFile for what is not there."""
    found: dict[Path, None] = {}
    for path in named:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*.ttl") if p.is_file())
            if not inside:
                raise UnreadableFile(f"The folder {path} holds no Turtle files.", "Turtle files end in .ttl.")
            found.update(dict.fromkeys(inside))
        elif path.exists():
            found[path] = None
        else:
            raise UnreadableFile(f"There is no file {path}.", "Check the spelling, or run the command from another folder.")
    return list(found)


def text_of(path: Path) -> str:
    """The text of a file. Raises UnreadableFile."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path} is not UTF-8: byte {error.start} has no meaning.", "Save it as UTF-8.") from None
