"""Single values as people type them, checked and turned into terms. Every function may raise InputError."""

from __future__ import annotations

import datetime
import re
import unicodedata

from ...documents import SLUG
from ...errors import InputError, SyntaxProblem
from ...turtle.reader import check
from ...turtle.terms import literal
from ...vocabulary.languages import better_tag
from ...vocabulary.namespaces import XSD

_DATE = {4: ("gYear", "%Y"), 7: ("gYearMonth", "%Y-%m"), 10: ("date", "%Y-%m-%d")}
_PAGE = re.compile(r"https?://[^\s/?#<>\"{}|^`\\]+[^\s<>\"{}|^`\\]*", re.I)
#: Unicode Technical Report 36, section 2.5: they reorder the text around them and cannot be seen.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain_text(text: str) -> str:
    """A text on one line, blanks joined. Invisible signs that could mislead a reader are refused."""
    joined = " ".join(text.split())
    if not joined:
        raise InputError("The text is empty.", "Write a few words.")
    for sign in joined:
        kind = unicodedata.category(sign)
        if kind == "Cs":
            raise InputError(
                "The text contains bytes that are not UTF-8.", "Set the terminal to UTF-8 and type it again."
            )
        if kind in ("Cc", "Cn", "Co") or _TURNING.match(sign):
            raise InputError(
                f"The text contains the invisible sign U+{ord(sign):04X}.", "Type the text instead of pasting it."
            )
    return joined


def language_tag(text: str) -> str:
    """A language tag in lower case, as ``en`` or ``pt-br``."""
    tag = text.strip().lower()
    better = better_tag(tag)
    if better is not None:
        raise InputError(
            f"'{text}' is not the tag of a language.",
            f"Write {better}." if better else "Write it like en, fr or pt-br.",
        )
    return tag


def page(text: str) -> str:
    """The address of a page, as an IRI term."""
    address = text.strip()
    advice = "It starts with https:// and contains no blanks."
    if not _PAGE.fullmatch(address):
        raise InputError(f"'{address}' is not the address of a page.", advice)
    scheme, _, rest = address.partition("://")
    term = f"<{scheme.lower()}://{rest}>"
    try:
        check(f"<tag:psin> <tag:psin> {term} .")
    except SyntaxProblem:
        raise InputError(f"'{address}' is not the address of a page.", advice) from None
    return term


def date_term(text: str) -> str:
    """``2012``, ``2012-06`` or ``2012-06-30`` as a literal of the precision given."""
    kind, form = _DATE.get(len(text), ("", ""))
    try:
        if (
            not kind
            or not text.isascii()
            or datetime.datetime.strptime(text, form).date().isoformat()[: len(text)] != text
        ):
            raise ValueError
    except ValueError:
        raise InputError(
            f"'{text}' is not a date.", "Write a year, month or day like 2012, 2012-06 or 2012-06-30."
        ) from None
    return literal(text, datatype=f"{XSD}{kind}")


def past_date(text: str) -> str:
    """The same for something that has happened."""
    term = date_term(text)
    if text > datetime.date.today().isoformat()[: len(text)]:
        raise InputError(f"{text} has not come yet.", "Give the date on which it happened.")
    return term


def slug(text: str) -> str:
    """A short name as it stands in addresses."""
    if not SLUG.fullmatch(text):
        raise InputError(
            f"'{text}' cannot be a short name.", "Use lower-case letters a-z, digits and hyphens, at most 100 of them."
        )
    return text


def slug_of(name: str) -> str:
    """A short name for a name: ``Réseau Atelier`` becomes ``reseau-atelier``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
    if not found:
        raise InputError(
            f"No short name can be made from '{name}'.", "Give one with --slug, in letters a-z, digits and hyphens."
        )
    return found
