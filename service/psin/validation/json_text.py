"""Every mistake of a text against the grammar of JSON (RFC 8259), in one reading."""

from __future__ import annotations

import json
import re
from typing import Any

from ..lazily import lazy
from .repairs import Mistake, Repairs

_WORD = lazy(r"'[^'\n]*'|[^\s,:\[\]{}\"]+")
_CONSTANT = lazy(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)', "s")
#: What may follow a text at the end of its line.
_TAIL = lazy(r"[ \t]*[,:\]}]*[ \t]*\Z")
#: Words of other languages for values of JSON.
_VALUES = {
    **dict.fromkeys(("True", "TRUE"), "true"),
    **dict.fromkeys(("False", "FALSE"), "false"),
    **dict.fromkeys(("None", "NULL", "undefined", "NaN"), "null"),
}


def read(text: str) -> tuple[Any, list[Mistake]]:
    """The content of a JSON text, None if it has mistakes, and those.

    Raises RecursionError or ValueError for what is nested too deeply or a number without end.
    """
    repairs = Repairs(text)
    while True:
        repeated: list[str] = []

        def once(pairs: list[tuple[str, Any]], repeated: list[str] = repeated) -> dict[str, Any]:
            found: dict[str, Any] = {}
            for key, value in pairs:
                if key in found:
                    repeated.append(key)
                found[key] = value
            return found

        try:
            content = json.loads(repairs.text, object_pairs_hook=once, parse_constant=_refuse)
        except _NoNumber:
            found = next(match for match in _CONSTANT.finditer(repairs.text) if match[1])
            _tell_word(repairs, found.start(1), found[1], is_key=False)
            repairs.replace(found.start(1), found.end(1), "null")
            if repairs.exhausted:
                break
            continue
        except json.JSONDecodeError as error:
            if repairs.exhausted or not _repair(repairs, error.msg.rstrip(": "), error.pos):
                break
            continue
        _tell_repeated(repairs, repeated)
        break
    return (None if repairs.mistakes else content), repairs.mistakes


class _NoNumber(Exception):
    """A word that Python reads as a number and JSON does not know."""


def _refuse(_: str) -> None:
    raise _NoNumber


def _tell_repeated(repairs: Repairs, keys: list[str]) -> None:
    for key in dict.fromkeys(keys):
        written = json.dumps(key)
        places = [match.start() for match in re.finditer(re.escape(written) + r"\s*:", repairs.text)]
        at = places[1] if len(places) > 1 else places[0] if places else 0
        repairs.tell(
            at,
            f"The key {written} stands twice in one object, and only the last of them would count.",
            "Put all values into one list.",
            f"La clé {written} figure deux fois dans un objet, et seule la dernière compterait.",
            "Mettre toutes les valeurs dans une liste.",
        )


def _repair(repairs: Repairs, message: str, at: int) -> bool:
    """Tells a mistake and repairs it; returns whether reading on makes sense."""
    text = repairs.text
    if message in ("Expecting value", "Expecting property name enclosed in double quotes"):
        return _missing(repairs, at, is_key=message != "Expecting value")
    _tell(repairs, at, message)
    if message == "Expecting ',' delimiter":
        if at >= len(text):
            return False
        repairs.replace(at, at, ",")
    elif message == "Expecting ':' delimiter":
        if at >= len(text):
            return False
        repairs.replace(at, at + (text[at] == "="), ":")
    elif message.startswith("Illegal trailing comma"):
        repairs.replace(at, at + 1, " ")
    elif message == "Unterminated string starting at":
        _close(repairs, len(text))
    elif message == "Invalid control character at":
        if text[at] in "\r\n":
            _close(repairs, at)
        else:
            repairs.replace(at, at + 1, " ")
    elif message in ("Invalid \\escape", "Invalid \\uXXXX escape"):
        backslash = text.rfind("\\", 0, at + 1)
        repairs.replace(backslash, backslash, "\\")
    else:
        return False
    return True


def _close(repairs: Repairs, end: int) -> None:
    """Closes a text at the end of its line, before the comma that belongs there."""
    start = repairs.text.rfind("\n", 0, end) + 1
    tail = _TAIL.search(repairs.text[start:end])
    at = start + tail.start() if tail else end
    repairs.replace(at, at, '"')


def _missing(repairs: Repairs, at: int, is_key: bool) -> bool:
    """Where a value or a key should stand there is nothing, or something that is none."""
    text = repairs.text
    if at >= len(text):
        _tell(repairs, at, "end")
        return False
    before = len(text[:at].rstrip())
    previous = text[before - 1 : before]
    if text[at] in "]}" and previous == ",":
        _tell(repairs, before - 1, "Illegal trailing comma before end of " + ("object" if text[at] == "}" else "array"))
        repairs.replace(before - 1, before, " ")
        return True
    if text[at] == "," and previous != ":":
        _tell(repairs, at, "comma")
        repairs.replace(at, at + 1, " ")
        return True
    word = _WORD.match(text, at)
    if word is None:
        _tell(repairs, at, "key" if is_key else "Expecting value")
        if is_key or text[at] not in ",]}":
            return False
        repairs.replace(at, at, "null")
        return True
    _tell_word(repairs, at, word[0], is_key)
    repairs.replace(at, word.end(), f'"{at}"' if is_key else "null")
    return True


def _tell_word(repairs: Repairs, at: int, word: str, is_key: bool) -> None:
    if word in _VALUES and not is_key:
        said, said_fr = f"Write {_VALUES[word]}.", f"Écrire {_VALUES[word]}."
    else:
        inner = json.dumps(word.strip("'\u2018\u2019\u201c\u201d")[:60], ensure_ascii=False)
        said = f"Write it between double quotation marks: {inner}."
        said_fr = f"L’écrire entre guillemets doubles : {inner}."
    what, what_fr = ("key", "clé") if is_key else ("value", "valeur")
    shown = word if len(word) < 60 else word[:57] + "..."
    repairs.tell(
        at,
        f"This is not valid JSON: {shown} is no {what}.",
        said,
        f"Ce n’est pas du JSON valide : {shown} n’est pas une {what_fr}.",
        said_fr,
    )


def _tell(repairs: Repairs, at: int, message: str) -> None:
    detail, detail_fr = _WORDS.get(message, (f"{message}.", f"{message}."))
    repairs.tell(at, f"This is not valid JSON: {detail}", "", f"Ce n’est pas du JSON valide : {detail_fr}", "")


_WORDS = {
    "Expecting value": ("a value is missing here.", "il manque ici une valeur."),
    "key": ("a key in double quotation marks is missing here.", "il manque ici une clé entre guillemets doubles."),
    "comma": ("there is one comma too many.", "il y a une virgule de trop."),
    "end": ("the text ends too early.", "le texte finit trop tôt."),
    "Illegal trailing comma before end of object": (
        "there is no comma after the last key.",
        "pas de virgule après la dernière clé.",
    ),
    "Illegal trailing comma before end of array": (
        "there is no comma after the last value.",
        "pas de virgule après la dernière valeur.",
    ),
    "Expecting ',' delimiter": ("a comma is missing before this.", "il manque une virgule avant ceci."),
    "Expecting ':' delimiter": ("a colon is missing before this.", "il manque un deux-points avant ceci."),
    "Unterminated string starting at": (
        "the text that starts here is not closed.",
        "le texte qui commence ici n’est pas fermé.",
    ),
    "Invalid control character at": (
        "a line break or tabulator stands within a text; close the text, or write \\n or \\t.",
        "une fin de ligne ou une tabulation se trouve dans un texte ; fermer le texte, ou écrire \\n ou \\t.",
    ),
    "Invalid \\escape": (
        "the backslash here is no escape; write \\\\.",
        "la barre oblique inverse est seule ; écrire \\\\.",
    ),
    "Invalid \\uXXXX escape": ("\\u needs four digits 0-9, a-f.", "\\u demande quatre chiffres 0-9, a-f."),
    "Extra data": ("more follows behind the end.", "du texte suit après la fin."),
}
