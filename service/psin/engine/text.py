"""Tokens of a SPARQL text, in time linear in its length and without recursion.

It follows the terminals of SPARQL 1.1 (section 19.8), and one rule from the grammar: inside an expression, ``<`` after
an operand is the operator, elsewhere it opens an IRI. Without that rule ``FILTER(1<'>')SERVICE ...`` would read
differently here and in the engine.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = _BASE + "_0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = (
    rf"(?:(?:[{_BASE}_0-9:]|{_ESCAPED})"
    rf"(?:[{_CHARS}:]|{_ESCAPED}|\.+(?=[{_CHARS}:%\\]))*+)?"
)
_UNICODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"

_TOKEN = re.compile(
    rf"""
    (?:[ \t\r\n]++|\#[^\r\n]*+)*+
    (?: (?P<string>'''(?:(?:'|'')?(?:[^'\\]|\\.))*+'''|\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*+\"\"\"
      |'(?!'')(?:[^'\\\r\n]|\\.)*+'|"(?!"")(?:[^"\\\r\n]|\\.)*+")
  | (?P<variable>[?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*+)
  | (?P<blank>_:[{_BASE}_0-9](?:[{_CHARS}]|\.+(?=[{_CHARS}]))*+)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?)
  | (?P<number>(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?)
  | (?P<run>(?:[{_BASE}]|{_UNICODE})(?:[{_CHARS}.]|{_UNICODE})*+)
  | (?P<local>:{_LOCAL})
  | (?P<angle><)
  | (?P<operator>\|\||&&|!=|>=|>>|\^\^|.)
  | \Z)
    """,
    re.VERBOSE | re.DOTALL,
)
_IRI = re.compile(rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_UNICODE})*+>")
_AFTER_COLON = re.compile(":" + _LOCAL, re.DOTALL)
_PART = re.compile(r"[^.]+|\.")
_CODEPOINT = re.compile(_UNICODE)

#: Characters of a text whose tokens are remembered for a while.
_SHORT = 8_192
WORD, PNAME, IRI, VARIABLE, OPERATOR = "word", "pname", "iri", "variable", "operator"
_OPERANDS = {VARIABLE, IRI, PNAME, "string", "language", "number", "blank"}
_CLOSES = {")": "(", "}": "{", "]": "["}
#: Words that may stand before a round bracket of a collection or of data, so that it does not open an expression.
_NOT_CALLS = {"VALUES", "TRUE", "FALSE", "UNDEF"}


class Token(NamedTuple):
    """``text`` as written; ``word`` the upper-case keyword of a word, empty otherwise; ``start`` counts characters.

    ``depth`` is the number of brackets open around the token and ``expression`` tells whether it is part of one.
    """

    kind: str
    text: str
    start: int
    depth: int
    expression: bool
    word: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class _Bracket:
    opener: str
    #: clause: between SELECT and its end; group: patterns; expression; values: names of its columns; plain: the rest
    mode: str
    start: int


@dataclass(slots=True)
class Lexed:
    """``unopened`` and ``unclosed`` are offsets of brackets without a partner, ``unended`` of a string without an end,
    where reading stops; ``deepest`` is the depth and ``deepest_at`` where it begins."""

    tokens: list[Token] = field(default_factory=list)
    unended: int | None = None
    unopened: int | None = None
    unclosed: int | None = None
    deepest: int = 0
    deepest_at: int = 0


def lex(text: str) -> Lexed:
    """All tokens but spaces and comments. Never raises: what fits no terminal becomes a one-character operator.

    The answer is shared between those who ask for the same short text: nobody may change it.
    """
    return _remembered(text) if len(text) <= _SHORT else _lex(text)


def _lex(text: str) -> Lexed:
    return _Lexer(text).run()


_remembered = lru_cache(maxsize=64)(_lex)


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.out = Lexed()
        self.stack = [_Bracket("", "clause", 0)]
        self.values_header = False

    def run(self) -> Lexed:
        text, position, length, token = self.text, 0, len(self.text), _TOKEN.match
        while position < length:
            match = token(text, position)
            assert match is not None
            kind = match.lastgroup
            if kind is None:
                break
            start, position = match.span(kind)
            if kind == "angle":
                position = self.angle(start)
            elif kind == "run":
                position = self.run_of_name(start, position)
            elif kind == OPERATOR:
                symbol = match[OPERATOR]
                if symbol in ("'", '"'):
                    self.out.unended = start
                    break
                self.operator(symbol, start)
            else:
                self.add(PNAME if kind == "local" else kind, start, position)
        if len(self.stack) > 1:
            self.out.unclosed = self.stack[-1].start
        return self.out

    def add(self, kind: str, start: int, end: int, word: str = "") -> None:
        stack = self.stack
        self.out.tokens.append(
            Token(kind, self.text[start:end], start, len(stack) - 1, stack[-1].mode == "expression", word)
        )

    def run_of_name(self, start: int, end: int) -> int:
        """A prefixed name if a colon follows, else words, cut at full stops as in ``true.SERVICE``."""
        text = self.text
        if end < len(text) and text[end] == ":" and text[end - 1] != ".":
            match = _AFTER_COLON.match(text, end)
            assert match is not None
            self.add(PNAME, start, match.end())
            return match.end()
        name = text[start:end]
        if name.isalpha() and name.isascii():
            self.word(start, end, name.upper())
            return end
        for part in _PART.finditer(text, start, end):
            if part.group() == ".":
                self.add(OPERATOR, part.start(), part.end())
                continue
            self.word(part.start(), part.end(), _CODEPOINT.sub(_decoded, part.group()).upper())
        return end

    def word(self, start: int, end: int, word: str) -> None:
        self.add(WORD, start, end, word)
        if word == "SELECT" and self.stack[-1].mode == "group":
            self.stack[-1].mode = "clause"

    def angle(self, position: int) -> int:
        if not (self.stack[-1].mode == "expression" and self.after_operand()):
            match = _IRI.match(self.text, position)
            if match is not None:
                self.add(IRI, position, match.end())
                return match.end()
        width = 2 if self.text.startswith(("<=", "<<"), position) else 1
        self.add(OPERATOR, position, position + width)
        return position + width

    def after_operand(self) -> bool:
        if not self.out.tokens:
            return False
        last = self.out.tokens[-1]
        return last.kind in _OPERANDS or last.text in (")", "}", ">>") or last.word in ("TRUE", "FALSE")

    def operator(self, symbol: str, position: int) -> None:
        if symbol in ("(", "{", "["):
            mode = self.mode_of(symbol)
            self.add(OPERATOR, position, position + 1)
            self.stack.append(_Bracket(symbol, mode, position))
            if len(self.stack) - 1 > self.out.deepest:
                self.out.deepest, self.out.deepest_at = len(self.stack) - 1, position
            return
        if symbol in _CLOSES:
            if len(self.stack) > 1 and self.stack[-1].opener == _CLOSES[symbol]:
                self.values_header = self.stack.pop().mode == "values"
                self.add(OPERATOR, position, position + 1)
                return
            if self.out.unopened is None:
                self.out.unopened = position
        self.add(OPERATOR, position, position + len(symbol))

    def mode_of(self, opener: str) -> str:
        tokens, mode = self.out.tokens, self.stack[-1].mode
        last = tokens[-1] if tokens else None
        before = tokens[-2] if len(tokens) > 1 else None
        if opener == "[":
            return "group"
        if opener == "{":
            after_header = self.values_header and last is not None and last.text == ")"
            one_variable = last is not None and last.kind == VARIABLE and before is not None and before.word == "VALUES"
            return "plain" if after_header or one_variable else "group"
        if last is not None and last.word == "VALUES":
            return "values"
        if last is not None and last.text == "<<":
            return "plain"
        if mode in ("expression", "clause"):
            return "expression"
        if last is not None and last.kind == WORD and last.text != "a" and last.word not in _NOT_CALLS:
            return "expression"
        called = last is not None and last.kind in (IRI, PNAME) and before is not None and before.word == "FILTER"
        return "expression" if called else "plain"


def _decoded(match: re.Match[str]) -> str:
    code = int(match.group()[2:], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


class Places:
    """Offsets of a text as line and column, both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self._starts = [0] + [match.end() for match in re.finditer(r"\r\n|\n|\r", text)]

    def __call__(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        return self._starts[min(max(line, 1), len(self._starts)) - 1] + column - 1
