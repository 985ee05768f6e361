"""What may stand in a statement that comes from a partner, term by term.

Source: RFC 3987 (IRIs), RFC 6838 and BCP 47 (language tags), Unicode Standard Annex 9 (marks that change directions).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

import pyoxigraph as ox

LONGEST_IRI = 2048
LONGEST_LITERAL = 20_000
_SCHEMES = ("http", "https", "mailto", "tel", "urn")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f]*")
_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*", re.I)
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:[/?#]|$)", re.I)


@lru_cache(50_000)
def iri_fault(iri: str) -> str:
    """What is wrong with an IRI, as the end of a sentence; empty if nothing is."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in iri[:120])
    if len(iri) > LONGEST_IRI:
        return f"the address {shown}… is longer than {LONGEST_IRI:,} characters"
    if " " in iri:
        return f"there is a space in the address '{shown}'"
    if not _IRI.fullmatch(iri) or _HIDDEN.search(iri):
        return f"'{shown}' is no full address"
    try:
        parts = urlsplit(iri)
    except ValueError:
        return f"'{shown}' is no full address"
    if parts.scheme not in _SCHEMES or (parts.scheme == "urn" and not iri.lower().startswith("urn:uuid:")):
        return f"addresses like '{shown}' are not taken"
    if parts.scheme in ("http", "https"):
        if not parts.hostname or "@" in parts.netloc:
            return f"the address '{shown}' has no host, or a user in it"
        if _DOTS.search(parts.path):
            return f"the address '{shown}' has dots as a folder"
    return ""


def literal_fault(literal: ox.Literal) -> str:
    if len(literal.value) > LONGEST_LITERAL:
        return f"a text is longer than {LONGEST_LITERAL:,} characters"
    if _HIDDEN.search(literal.value):
        return "a text holds control characters or marks that turn the direction of writing"
    if literal.language and not (_TAG.fullmatch(literal.language) and len(literal.language) <= 35):
        return f"'{literal.language[:40]}' is no language"
    return iri_fault(literal.datatype.value)


def term_fault(term: object) -> str:
    """The same for any term."""
    if isinstance(term, ox.NamedNode):
        return iri_fault(term.value)
    if isinstance(term, ox.Literal):
        return literal_fault(term)
    return "" if isinstance(term, ox.BlankNode) else "it makes statements about statements"


def composed(literal: ox.Literal) -> ox.Literal:
    """The same text in Unicode's form C."""
    text = unicodedata.normalize("NFC", literal.value)
    if text == literal.value:
        return literal
    if literal.language:
        return ox.Literal(text, language=literal.language)
    return ox.Literal(text, datatype=literal.datatype)
