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
SUBJECT = lazy(rf"{_GAP}(?:({_IRI}|{_WORD})|\Z)")
_PREDICATE = rf"{_GAP}({_IRI}|{_WORD})"
#: A value and the sign behind it: a comma, a semicolon, which may be repeated, or a dot.
_VALUE = (
    rf"{_GAP}({_IRI}|(?:{LONG}|{STRING})(?:@[\w-]++|\^\^(?:{_IRI}|{_WORD}))?|{_WORD})"
    rf"{_GAP}(?:(,)|(;)(?:{_GAP};)*+(?:{_GAP}(\.))?|(\.))"
)
FIRST, NEXT = lazy(_PREDICATE + _VALUE, "s"), lazy(f"(){_VALUE}", "s")
_COMMA, _SEMICOLON = 3, 4
_NAMED = rf"(?:prefix(?=[\s\#]){_GAP}[^\s<>\"'\#:]*:|base){_GAP}{_IRI}"
_DIRECTIVE = lazy(rf"@{_NAMED}{_GAP}\.|{_NAMED}", "i")


def placed(text: str, statements: Sequence[Statement]) -> list[Statement] | None:
    """The same statements with the offsets of their terms in the text; None if ``reader`` has to find them."""
    found: list[Statement] = []
    position, new, total = 0, tuple.__new__, len(statements)
    subject_of, first_of, next_of = SUBJECT.match, FIRST.match, NEXT.match
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
            value = first_of(text, position) if sign == _SEMICOLON else next_of(text, position)
            if value is None or len(found) == total:
                return None
            if sign == _SEMICOLON:
                predicate_at = value.start(1)
            subject_is, predicate_is, value_is, *_ = statements[len(found)]
            found.append(new(Statement, (subject_is, predicate_is, value_is, subject_at, predicate_at, value.start(2))))
            position, sign = value.end(), value.lastindex
    return None
