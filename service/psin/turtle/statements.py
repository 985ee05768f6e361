"""What a text says, in its order."""

from __future__ import annotations

from ..light import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from .tokens import Token


class Statement(Record):
    """A triple and the offsets of its three terms in the text."""

    subject: str
    predicate: str
    object: str
    subject_at: int
    predicate_at: int
    object_at: int


class Reading(Record):
    """What a text says, in its order. ``base`` is the last base declared, ``comments`` are (offset, text)."""

    statements: list[Statement]
    prefixes: dict[str, str]
    base: str
    comments: list[Token]
