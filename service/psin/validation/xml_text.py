"""Every place where a text is not well-formed XML with namespaces, in one reading.

Sources: XML 1.0 (fifth edition), section 2; Namespaces in XML 1.0.
"""

from __future__ import annotations

from xml.parsers import expat

from ..lazily import lazy
from ..vocabulary.namespaces import PREFIXES
from .repairs import Mistake, Repairs

_NAME = lazy(r"</?([^\s/>]+)")
_PREFIXES = lazy(r"(?:<|\s)([A-Za-z_][\w.-]*):[A-Za-z_]")
_ENTITY = lazy(r"&[\w.-]*;?")
_BARE = lazy(r"[^\s>\"'/]+")
_ATTRIBUTE = lazy(r"\s([\w:.-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def mistakes(text: str) -> list[Mistake]:
    """What is not well-formed; nothing if all is. The text must have no document type."""
    repairs = Repairs(text)
    while True:
        reading = _Reading(repairs.text)
        if reading.reason is None or not _repair(repairs, reading) or repairs.exhausted:
            return repairs.mistakes


class _Reading:
    """One run of the parser: where it stops and why, and which elements are open there."""

    def __init__(self, text: str) -> None:
        self.open: list[str] = []
        self.reason: str | None = None
        self.at = 0
        raw = text.encode("utf-8", "surrogatepass")
        parser = expat.ParserCreate("utf-8", " ")

        def start(*_: object) -> None:
            at = parser.CurrentByteIndex
            name = _NAME.match(raw[at : at + 400].decode("utf-8", "replace"))
            self.open.append(name[1] if name else "")

        parser.StartElementHandler = start
        parser.EndElementHandler = lambda _: self.open.pop()
        try:
            parser.Parse(raw, True)
        except expat.ExpatError as error:
            self.reason = expat.ErrorString(error.code) or "unknown reason"
            self.at = len(raw[: parser.ErrorByteIndex].decode("utf-8", "replace"))


def _repair(repairs: Repairs, reading: _Reading) -> bool:
    repair = _REPAIRS.get(reading.reason or "")
    if repair is not None:
        return repair(repairs, reading)
    _tell(repairs, reading.at, reading.reason or "")
    return False


def _mismatched(repairs: Repairs, reading: _Reading) -> bool:
    text = repairs.text
    at = text.rfind("</", 0, reading.at + 3)
    found = _NAME.match(text, at) if at >= 0 else None
    if found is None or not reading.open:
        _tell(repairs, reading.at, "mismatched tag")
        return False
    last = reading.open[-1]
    repairs.tell(
        found.start(1),
        f"This is not well-formed XML: </{found[1]}> closes nothing here, the element that is open is <{last}>.",
        f"Write </{last}> before it, or in its place.",
        f"Ce n’est pas du XML bien formé : </{found[1]}> ne ferme rien ici, l’élément ouvert est <{last}>.",
        f"Écrire </{last}> avant, ou à sa place.",
    )
    if found[1] in reading.open:
        repairs.replace(at, at, f"</{last}>")
    else:
        repairs.replace(at, found.end(), f"</{last}")
    return True


def _unbound(repairs: Repairs, reading: _Reading) -> bool:
    text = repairs.text
    tag = text[reading.at : text.find(">", reading.at) + 1]
    name = _NAME.match(tag)
    prefixes = dict.fromkeys(match[1] for match in _PREFIXES.finditer(tag))
    missing = [one for one in prefixes if one not in ("xml", "xmlns") and f"xmlns:{one}" not in text]
    if name is None or not missing:
        _tell(repairs, reading.at, "unbound prefix")
        return False
    for prefix in missing:
        namespace = PREFIXES.get(prefix, "http://example.org/")
        repairs.tell(
            reading.at + tag.find(f"{prefix}:"),
            f"This is not well-formed XML: the prefix {prefix} is not declared.",
            f'Write xmlns:{prefix}="{namespace if prefix in PREFIXES else "…"}" into the first tag.',
            f"Ce n’est pas du XML bien formé : le préfixe {prefix} n’est pas déclaré.",
            f'Écrire xmlns:{prefix}="{namespace if prefix in PREFIXES else "…"}" dans la première balise.',
        )
        repairs.replace(reading.at + name.end(), reading.at + name.end(), f' xmlns:{prefix}="{namespace}"')
    return True


def _entity(repairs: Repairs, reading: _Reading) -> bool:
    found = _ENTITY.match(repairs.text, repairs.text.rfind("&", 0, reading.at + 1))
    if found is None:
        _tell(repairs, reading.at, "undefined entity")
        return False
    repairs.tell(
        found.start(),
        f"This is not well-formed XML: {found[0]} is not defined.",
        "Write the character itself, or &amp; for an ampersand.",
        f"Ce n’est pas du XML bien formé : {found[0]} n’est pas définie.",
        "Écrire le caractère lui-même, ou &amp; pour une esperluette.",
    )
    repairs.replace(found.start(), found.end(), " ")
    return True


def _invalid(repairs: Repairs, reading: _Reading) -> bool:
    """A character out of place: mostly one that must be written as an entity, or a value without quotation marks."""
    text, at = repairs.text, min(reading.at, len(repairs.text) - 1)
    ampersand = _ENTITY.match(text, text.rfind("&", 0, at + 1)) if "&" in text[: at + 1] else None
    if ampersand and ampersand.end() >= at and not ampersand[0].endswith(";"):
        _tell_sign(repairs, ampersand.start(), "&", "&amp;")
        repairs.replace(ampersand.start(), ampersand.start() + 1, " ")
    elif "<" in text[max(at - 1, 0) : at + 1]:
        at = text.rfind("<", 0, at + 1)
        _tell_sign(repairs, at, "<", "&lt;")
        repairs.replace(at, at + 1, " ")
    elif text[:at].rstrip().endswith("=") and (value := _BARE.match(text, at)):
        repairs.tell(
            at,
            f"This is not well-formed XML: the value {value[0][:60]} stands without quotation marks.",
            f'Write "{value[0][:60]}".',
            f"Ce n’est pas du XML bien formé : la valeur {value[0][:60]} est sans guillemets.",
            f'Écrire "{value[0][:60]}".',
        )
        repairs.replace(at, value.end(), f'"{value[0]}"')
    else:
        _tell(repairs, at, "not well-formed (invalid token)")
        if text[at] >= " ":
            return False
        repairs.replace(at, at + 1, " ")
    return True


def _tell_sign(repairs: Repairs, at: int, sign: str, written: str) -> None:
    repairs.tell(
        at,
        f"This is not well-formed XML: {sign} stands alone.",
        f"Write {written}.",
        f"Ce n’est pas du XML bien formé : {sign} est seul.",
        f"Écrire {written}.",
    )


def _twice(repairs: Repairs, reading: _Reading) -> bool:
    text = repairs.text
    start = text.rfind("<", 0, reading.at + 1)
    seen: set[str] = set()
    for match in _ATTRIBUTE.finditer(text, start, text.find(">", reading.at) + 1):
        if match[1] in seen:
            repairs.tell(
                match.start(1),
                f"This is not well-formed XML: the attribute {match[1]} stands twice in one tag.",
                "Keep one of them, or write the values as elements.",
                f"Ce n’est pas du XML bien formé : l’attribut {match[1]} figure deux fois dans une balise.",
                "N’en garder qu’un, ou écrire les valeurs comme éléments.",
            )
            repairs.replace(match.start(1), match.end(), "")
            return True
        seen.add(match[1])
    _tell(repairs, reading.at, "duplicate attribute")
    return False


def _unfinished(repairs: Repairs, reading: _Reading) -> bool:
    """The text ends before everything that was opened is closed."""
    if not reading.open:
        _tell(repairs, reading.at, "no element found")
        return False
    last = reading.open[-1]
    repairs.tell(
        len(repairs.text.rstrip()),
        f"This is not well-formed XML: the element <{last}> is not closed.",
        f"Write </{last}> where it ends.",
        f"Ce n’est pas du XML bien formé : l’élément <{last}> n’est pas fermé.",
        f"Écrire </{last}> là où il finit.",
    )
    return False


def _tell(repairs: Repairs, at: int, reason: str) -> None:
    detail_fr = f"Ce n’est pas du XML bien formé : {_WORDS.get(reason, reason)}."
    repairs.tell(at, f"This is not well-formed XML: {reason}.", "", detail_fr, "")


_REPAIRS = {
    "mismatched tag": _mismatched,
    "unbound prefix": _unbound,
    "undefined entity": _entity,
    "not well-formed (invalid token)": _invalid,
    "duplicate attribute": _twice,
    "no element found": _unfinished,
}
_WORDS = {
    "mismatched tag": "cette balise fermante ne répond pas à la balise ouvrante",
    "not well-formed (invalid token)": "signe qui n’a pas sa place ici",
    "unclosed token": "balise non fermée",
    "no element found": "la fin manque",
    "unbound prefix": "préfixe non déclaré",
    "junk after document element": "du texte suit après la fin",
    "duplicate attribute": "attribut répété",
    "syntax error": "ce n’est pas une balise",
}
