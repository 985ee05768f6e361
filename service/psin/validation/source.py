"""Files to text: what cannot be opened or is not UTF-8 is refused in words for a reader of English or French."""

from __future__ import annotations

import os
import stat

from ..errors import UnreadableFile
from ..settings import Settings
from .rules import shorten

BOM = b"\xef\xbb\xbf"


class Unreadable(UnreadableFile):
    """Says it in French as well; ``line`` and ``column`` are where it went wrong, from 1."""

    def __init__(
        self, detail: str, advice: str, detail_fr: str, advice_fr: str, *, line: int = 1, column: int = 1
    ) -> None:
        super().__init__(detail, advice)
        self.detail_fr = detail_fr
        self.advice_fr = advice_fr
        self.line = line
        self.column = column


def read_bytes(file: str | os.PathLike[str], settings: Settings) -> bytes:
    """The content of a file, at most one byte more than may be. Raises Unreadable."""
    name = shorten(str(file))
    try:
        kind = os.stat(file).st_mode
        if not stat.S_ISREG(kind):
            # a pipe or a device could be read for ever
            what, what_fr = (
                ("a folder", "un dossier") if stat.S_ISDIR(kind) else ("not a plain file", "pas un fichier ordinaire")
            )
            raise Unreadable(
                f"The file {name} cannot be read: it is {what}.",
                "Name a file.",
                f"Le fichier {name} ne peut pas être lu : c’est {what_fr}.",
                "Nommer un fichier.",
            )
        with open(file, "rb") as stream:
            return stream.read(int(settings.document_bytes) + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise Unreadable(
            f"The file {name} cannot be read: {reason}.",
            "Check its name and rights.",
            f"Le fichier {name} ne peut pas être lu : {_REASONS_FR.get(reason, reason)}.",
            "Vérifier son nom et ses droits.",
        ) from None
    except ValueError:
        raise Unreadable(
            f"'{name}' is not the name of a file.",
            "Check it.",
            f"« {name} » n’est pas un nom de fichier.",
            "Le vérifier.",
        ) from None


_REASONS_FR = {
    "no such file or directory": "il n’existe pas",
    "permission denied": "l’accès est refusé",
    "too many levels of symbolic links": "ses liens symboliques tournent en rond",
    "file name too long": "son nom est trop long",
    "not a directory": "un élément de son chemin n’est pas un dossier",
}


def decode(raw: bytes, name: str, limit: int) -> str:
    """Bytes to text, without a byte-order mark. Raises Unreadable."""
    if len(raw) > limit:
        raise Unreadable(
            f"{name} is larger than {limit:,} bytes.",
            "Split it; one document describes one network.",
            f"{name} dépasse {limit:,} octets.",
            "Le diviser ; un document décrit un réseau.",
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(
            f"{name} is UTF-16, not UTF-8.",
            "Save it as UTF-8.",
            f"{name} est en UTF-16, pas en UTF-8.",
            "L’enregistrer en UTF-8.",
        )
    try:
        return raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw.removeprefix(BOM)[: error.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        byte = error.object[error.start]
        raise Unreadable(
            f"{name} is not UTF-8: line {line} has the byte {byte:#04x}.",
            "Save it as UTF-8.",
            f"{name} n’est pas en UTF-8 : la ligne {line} contient l’octet {byte:#04x}.",
            "L’enregistrer en UTF-8.",
            line=line,
            column=column,
        ) from None
