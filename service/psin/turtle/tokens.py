"""Turtle text to tokens. Source: RDF 1.1 Turtle, section 6.5."""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

from ..errors import SyntaxProblem

# \w stands for the name characters: the exact Unicode classes take 20 ms to compile, and the strict parser has the last word.
_ESCAPED = r"\\[_~.\-!$&'()*+,;=/?#@%]|%[0-9A-Fa-f]{2}"
_NAME = r"\w\-\u00B7"
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<long>\"\"\"(?:\"{{0,2}}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*''')
  | (?P<string>"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<number>[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+))
  | (?P<punctuation>[;,.\[\]()])
  | (?P<blank>_:[\w](?:[{_NAME}.]*[{_NAME}])?)
  | (?P<name>(?:[^\W\d_](?:[{_NAME}.]*[{_NAME}])?)?:(?:(?:[\w:]|{_ESCAPED})(?:(?:[{_NAME}.:]|{_ESCAPED})*(?:[{_NAME}:]|{_ESCAPED}))?)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<datatype>\^\^)
  | (?P<word>[A-Za-z]+)
    """,
    re.X | re.S,
)


class Token(NamedTuple):
    """``at`` is the offset of the first character in the text."""

    kind: str
    text: str
    at: int


class Lines:
    """Turns an offset into (line, column), both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]

    def __call__(self, offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def text_of(self, line: int) -> str:
        """The text of a line, without its end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        return self._text[start:end].rstrip("\r\n")


def problem(text: str, at: int, detail: str, advice: str = "") -> SyntaxProblem:
    line, column = Lines(text)(at)
    return SyntaxProblem(detail, advice, line=line, column=column)


def tokenise(text: str) -> tuple[list[Token], list[Token]]:
    """The tokens of a text, an ``end`` token last, and its comments. Raises SyntaxProblem."""
    tokens: list[Token] = []
    comments: list[Token] = []
    position, length, match = 0, len(text), _TOKEN.match
    while position < length:
        found = match(text, position)
        if found is None:
            raise _unreadable(text, position)
        kind = found.lastgroup or ""
        if kind == "comment":
            comments.append(Token(kind, found[0], position))
        elif kind != "space":
            tokens.append(Token(kind, found[0], position))
        position = found.end()
    tokens.append(Token("end", "", length))
    return tokens, comments


def _unreadable(text: str, at: int) -> SyntaxProblem:
    sign = text[at]
    rest = text[at : at + 400].split("\n", 1)[0]
    if sign == "<":
        closing = rest.find(">")
        if closing == -1:
            return problem(text, at, "An address starts with '<' and has no '>'.", "Close it with '>' on the same line.")
        bad = next((c for c in rest[1:closing] if c in ' <"{}|^`\\' or c <= " "), "?")
        name = "a blank" if bad == " " else f"the sign '{bad}'"
        return problem(text, at, f"The address {rest[: closing + 1]} contains {name}.", "Remove it, or write it as %XX.")
    if sign in "\"'":
        advice = "Close it with the same sign before the line ends, or use three of them for a text of several lines."
        return problem(text, at, f"A text starts with {sign} and is not closed.", advice)
    if sign == "@":
        return problem(text, at, "A language tag must stand directly behind a text.", 'Write it like "text"@en.')
    if sign == "\ufeff":
        return problem(text, at, "The file starts with a byte-order mark.", "Save it as UTF-8 without one.")
    return problem(text, at, f"The sign {sign!r} has no place here.", "Remove it, or put it between quotation marks.")
