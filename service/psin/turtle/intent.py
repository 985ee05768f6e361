"""What a writer meant where separators are missing or mistaken, told by the terms that follow."""

from __future__ import annotations

from collections.abc import Sequence

from ..lazily import lazy
from .tokens import Token

_TERM = frozenset(("iri", "name", "blank", "string", "long", "number", "word", "broken"))
_VERB = frozenset(("iri", "name", "broken"))
_SUBJECT = _VERB | {"blank"}
#: Tokens looked at from one place, so that a file without separators is read in linear time.
_AHEAD = 60
_DATE = lazy(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def continuation(text: str, tokens: Sequence[Token], index: int) -> str:
    """The separator that belongs before the token at ``index``: a comma, a semicolon or a dot."""
    token = tokens[index]
    if token.kind == "end" or starts_subject(text, tokens, index):
        return "."
    count = terms_ahead(tokens, index)
    if count <= 1 or token.kind not in _VERB:
        return "," if token.text != "a" else ";"
    return ";"


def starts_subject(text: str, tokens: Sequence[Token], index: int) -> bool:
    """True if a new subject, rather than a property or a value, starts at ``index``.

    A writer shows that by ``a`` behind it, or by starting the line without indentation.
    """
    first = tokens[index]
    if first.text in ("@prefix", "@base"):
        return True
    if first.kind not in _SUBJECT:
        return False
    following = tokens[index + 1]
    if following.kind == "word" and following.text == "a":
        return True
    at_margin = first.at == 0 or text[first.at - 1] in "\r\n"
    return at_margin and following.kind in _VERB and terms_ahead(tokens, index) >= 3


def terms_ahead(tokens: Sequence[Token], index: int) -> int:
    """Terms from ``index`` up to the next separator or closing bracket; a bracketed thing is one, 4 stands for more."""
    count, depth = 0, 0
    for position in range(index, min(index + _AHEAD, len(tokens))):
        token = tokens[position]
        if token.text in ("[", "("):
            count += depth == 0
            depth += 1
        elif token.text in ("]", ")"):
            if not depth:
                break
            depth -= 1
        elif token.kind == "end" or (not depth and token.text in (".", ";", ",", "{", "}")):
            break
        elif not depth and token.kind in _TERM and tokens[position - 1].kind != "datatype":
            count += 1
        if count > 3:
            break
    return count


def date_of(text: str, at: int) -> tuple[str, str]:
    """A date written without quotation marks at an offset, and its datatype; empty strings if there is none."""
    found = _DATE.match(text, at)
    written = found[0] if found else ""
    return (written, _DATE_TYPES[len(written)]) if len(written) > 4 else ("", "")
