"""What the rooms below say, in the language of the page.

Errors, logs and notes are written in English where they arise, often in another process or on another day. Their patterns
stand in ``locale/<language>/said/*.po``: ``{0}``, ``{1}`` ... for the values in the order of the English text. A sentence is
known again by its pattern. In a translation ``{0:said}`` is a value that is itself such a sentence or word, ``{0:n}`` a
number, and ``{0:en}`` words of somebody who speaks English only; every other value is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from string import Formatter

from markupsafe import Markup, escape

from .language import DEFAULT, language, translations

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
#: Makes text fit for where it is shown: of our own words and values, and of what is English on a page that is not.
_Write = Callable[[str], str]


@dataclass(frozen=True)
class Pattern:
    """An English text around its values: ``around`` has one part more than ``fields``, the names of the values."""

    around: tuple[str, ...]
    fields: tuple[str, ...]
    translation: str

    def values(self, text: str) -> dict[str, str] | None:
        """The values in a text of this pattern, each as short as can be; None for another text. In linear time."""
        first, last = self.around[0], self.around[-1]
        if not self.fields:
            return {} if text == first else None
        if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
            return None
        end, at, found = len(text) - len(last), len(first), dict[str, str]()
        for field, part in zip(self.fields, self.around[1:-1], strict=False):
            there = text.find(part, at, end)
            if there < 0:
                return None
            found[field] = text[at:there]
            at = there + len(part)
        found[self.fields[-1]] = text[at:end]
        return found


def said(text: str, chosen: str = "") -> str:
    """The text in a language, by default that of the request; as it is if nobody has translated it."""
    return _said(text, chosen or language(), str, str)


def shown(text: str, *also: Pattern) -> Markup:
    """As ``said``, for a page: what stays English on a page in another language says so.

    ``also`` are patterns in the language of the page that are tried first.
    """
    return Markup(_said(text, language(), escape, _english, also))  # noqa: S704


def _said(text: str, chosen: str, own: _Write, english: _Write, also: tuple[Pattern, ...] = ()) -> str:
    if chosen == DEFAULT or not text:
        return own(text)
    for pattern in (*also, *patterns(chosen)):
        values = pattern.values(text)
        if values is not None:
            pieces = Formatter().parse(pattern.translation)
            return "".join(
                own(words) + _value(values, field, spec, chosen, own, english) for words, field, spec, _ in pieces
            )
    return english(text)


def _value(
    values: dict[str, str], field: str | None, spec: str | None, chosen: str, own: _Write, english: _Write
) -> str:
    if field is None:
        return ""
    value = values[field]
    if spec == "said":
        return _said(value, chosen, own, english)
    if spec == "n":
        return own(_THOUSANDS.sub("\u202f", value).replace(".", ","))
    return english(value) if spec == "en" and value else own(value)


def _english(text: str) -> str:
    return Markup('<span lang="en">{}</span>').format(text)


@cache
def patterns(chosen: str) -> tuple[Pattern, ...]:
    """All patterns of a language, those with most words of their own first."""
    found = [pattern_of(text, translation) for text, translation in translations(chosen, "said")]
    return tuple(sorted(found, key=lambda pattern: -len("".join(pattern.around))))


def pattern_of(text: str, translation: str) -> Pattern:
    """From texts as they stand in a file of translations, or as rules tell what they find. Raises ValueError for braces that
    enclose no name.
    """
    around, fields = [""], list[str]()
    for words, field, _spec, _conversion in Formatter().parse(text):
        around[-1] += words
        if field is not None:
            fields.append(field)
            around.append("")
    return Pattern(tuple(around), tuple(fields), translation)
