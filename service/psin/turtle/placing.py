"""Where statements stand in a text that the engine has read, found in a fifth of the time that ``reader`` takes.

Nobody has to judge such a text again: its statements are known, in its order, and so are their number and terms. What has
nested or nameless nodes, or escapes in names, is left to ``reader``. Source: RDF 1.1 Turtle, section 6.5.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..lazily import lazy
from .statements import Statement
from .terms import LONG, STRING

_GAP = r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+"
_IRI = r"<[^<>]*+>"
_WORD = r"[^\s<>\"'(){}\[\];,.\#\\]++(?:\.++[^\s<>\"'(){}\[\];,.\#\\]++)*+"
_SUBJECT = lazy(rf"{_GAP}(?:({_IRI}|{_WORD})|\Z)")
_PREDICATE = lazy(rf"{_GAP}({_IRI}|{_WORD})")
#: A value and the sign behind it: a comma, a semicolon, which may be repeated, or a dot.
_VALUE = lazy(
    rf"{_GAP}({_IRI}|(?:{LONG}|{STRING})(?:@[\w-]++|\^\^(?:{_IRI}|{_WORD}))?|{_WORD})"
    rf"{_GAP}(?:(,)|(;)(?:{_GAP};)*+(?:{_GAP}(\.))?|(\.))",
    "s",
)
_COMMA, _SEMICOLON = 2, 3
_NAMED = rf"(?:prefix(?=[\s\#]){_GAP}[^\s<>\"'\#:]*:|base){_GAP}{_IRI}"
_DIRECTIVE = lazy(rf"@{_NAMED}{_GAP}\.|{_NAMED}", "i")


def placed(text: str, statements: Sequence[Statement]) -> list[Statement] | None:
    """The same statements with the offsets of their terms in the text; None if ``reader`` has to find them."""
    found: list[Statement] = []
    position, new, total = 0, tuple.__new__, len(statements)
    subject_of, predicate_of, value_of = _SUBJECT.match, _PREDICATE.match, _VALUE.match
    while subject := subject_of(text, position):
        if subject.lastindex is None:
            return found if len(found) == total else None
        subject_at = subject.start(1)
        directive = _DIRECTIVE.match(text, subject_at) if text[subject_at] in "@BbPp" else None
        if directive:
            position = directive.end()
            continue
        position, sign = subject.end(), _SEMICOLON
        while sign <= _SEMICOLON:
            if sign == _SEMICOLON:
                predicate = predicate_of(text, position)
                if predicate is None:
                    return None
                predicate_at, position = predicate.start(1), predicate.end()
            value = value_of(text, position)
            if value is None or len(found) == total:
                return None
            found.append(new(Statement, (*statements[len(found)][:3], subject_at, predicate_at, value.start(1))))
            position, sign = value.end(), value.lastindex
    return None
