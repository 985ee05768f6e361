"""How texts are set: where a line must not break, and what a comparison of texts marks."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from ..language import language

#: Blanks at which a French line must not break: before high punctuation and inside quotation marks.
_BLANK = re.compile(r" (?=[;:?!»%])|(?<=«) ")
#: How a comparison marks the words that went and came.
_WENT_OR_CAME = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)


def kept_together(text: str) -> str:
    """A text in the language of the page whose punctuation stays with its word; markup stays markup."""
    if language() != "fr":
        return text
    found = _BLANK.sub("\u00a0", text)
    return Markup(found) if isinstance(text, Markup) else found  # noqa: S704


def changed_words(text: str) -> Markup:
    """``works on [-big-] {+small+} steps`` with what went struck out and what came marked; all of it escaped."""
    found, at = Markup(""), 0
    for match in _WENT_OR_CAME.finditer(text):
        gone, come = match.groups()
        found += escape(text[at : match.start()])
        found += Markup("<del>{}</del>").format(gone) if gone is not None else Markup("<ins>{}</ins>").format(come)
        at = match.end()
    return found + escape(text[at:])
