"""Turtle text to tokens. Source: RDF 1.1 Turtle, section 6.5."""

from __future__ import annotations

from ..lazily import lazy
from ..light import Record
from .lines import Lines
from .terms import LONG, STRING

__all__ = ["Lines", "Token", "tokenise"]

# \w stands for the name characters: the exact Unicode classes take 20 ms to compile, and the strict parser has the last word.
_ESCAPED = r"\\[_~.\-!$&'()*+,;=/?#@%]|%[0-9A-Fa-f]{2}"
_NAME = r"\w\-\u00B7"
# A word goes as far as the engine's does, else each of its letters would be looked at again, for a colon far behind.
TOKEN = lazy(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<long>{LONG})
  | (?P<string>{STRING})
  | (?P<number>[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+))
  | (?P<punctuation>[;,.\[\](){{}}])
  | (?P<blank>_:[\w](?:[{_NAME}.]*[{_NAME}])?)
  | (?P<name>(?:[^\W\d_](?:[{_NAME}.]*[{_NAME}])?)?:(?:(?:[\w:]|{_ESCAPED})(?:(?:[{_NAME}.:]|{_ESCAPED})*(?:[{_NAME}:]|{_ESCAPED}))?)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<datatype>\^\^)
  | (?P<word>[A-Za-z][{_NAME}]*+(?:\.++[{_NAME}]++)*+)
    """,
    "xs",
)


class Token(Record):
    """``at`` is the offset of the first character in the text."""

    kind: str
    text: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.text)


def tokenise(text: str) -> tuple[list[Token], list[Token]]:
    """The tokens of a text, an ``end`` token last, and its comments. Raises TurtleProblem."""
    tokens: list[Token] = []
    comments: list[Token] = []
    position, length, match, new = 0, len(text), TOKEN.match, tuple.__new__
    while position < length:
        found = match(text, position)
        if found is None:
            from .complaints import TurtleProblem
            from .lexical import diagnose  # only for texts that are broken

            raise TurtleProblem(diagnose(text, position, tokens[-1] if tokens else None).complaint, text)
        kind = found.lastgroup or ""
        if kind == "comment":
            comments.append(Token(kind, found[0], position))
        elif kind != "space":
            tokens.append(new(Token, (kind, found[0], position)))
        position = found.end()
    tokens.append(Token("end", "", length))
    return tokens, comments
