"""EXISTS with several triple patterns, said so that the engine looks things up one after the other.

The engine joins the patterns of an EXISTS group by building every pair (pyoxigraph 0.5.13, which orders joins everywhere
but there), for each solution anew. ``{ P . Q }`` becomes ``{ P LATERAL { Q } }``, its own operator that evaluates Q with
what each solution of P has bound. Of triple patterns that is a join: the same solutions as often, by the definition of a
basic graph pattern (SPARQL 1.1 Query, section 18.3), in which the order of patterns has no meaning.

The empty sub-select before it adds nothing to a join. It keeps the engine from what it does with an EXISTS group without
joins: it lets that see variables from outside of the group in which the filter stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .text import IRI, OPERATOR, PNAME, VARIABLE, WORD, Token, lex

#: More patterns in one group are left as they are, so that what is nested stays shallow.
_MOST = 12
#: A join that is none.
_NOTHING = "{ SELECT * {} }"
_LITERALS = ("string", "number")
#: How many solutions a pattern is taken to have by what of it is known: subject, object (its predicate nearly always is).
_SOLUTIONS = {(True, True): 1, (True, False): 10, (False, True): 1_000, (False, False): 1_000_000}
#: Classes are large.
_OF_A_CLASS = 100_000


class _Term(NamedTuple):
    """``name`` of a variable, empty for what is known."""

    text: str
    name: str


class _Pattern(NamedTuple):
    subject: _Term
    predicate: _Term
    object: _Term

    def __str__(self) -> str:
        return f"{self.subject.text} {self.predicate.text} {self.object.text}"

    def names(self) -> set[str]:
        return {term.name for term in self if term.name}

    def solutions(self, bound: set[str]) -> int:
        subject, predicate, value = (not term.name or term.name in bound for term in self)
        if value and not subject and self.predicate.text == "a":
            return _OF_A_CLASS
        return _SOLUTIONS[subject, value] * (1 if predicate else 10)


class _Unreadable(Exception):
    """A pattern of another kind: with a path, a nameless node, a collection or an annotation."""


def by_lookups(query: str) -> str:
    """The query with its EXISTS groups said so; as it is if there are none that begin with several plain patterns."""
    if "exists" not in query.lower():
        return query
    tokens = lex(query).tokens
    uses = _uses(tokens)
    parts, done = [], 0
    for i, token in enumerate(tokens):
        if token.word != "EXISTS" or token.kind != WORD or tokens[i + 1 : i + 2] and tokens[i + 1].text != "{":
            continue
        reader = _Reader(query, tokens, i + 2)
        try:
            patterns = reader.block()
        except (_Unreadable, IndexError):
            continue
        if 1 < len(patterns) <= _MOST:
            first, last = tokens[i + 2], tokens[reader.at - 1]
            parts += [query[done : first.start], _chain(patterns, _outside(tokens, i + 1, uses))]
            done = last.end
    return "".join([*parts, query[done:]])


def _uses(tokens: Sequence[Token]) -> Counter[str]:
    """How often each variable is named."""
    return Counter(token.text[1:] for token in tokens if token.kind == VARIABLE)


def _outside(tokens: Sequence[Token], opening: int, uses: Counter[str]) -> set[str]:
    """Names of variables that occur outside of the group: most have a value when it is evaluated."""
    depth = tokens[opening].depth
    closing = next((i for i in range(opening + 1, len(tokens)) if tokens[i].depth == depth), len(tokens))
    return set(uses - _uses(tokens[opening:closing]))


def _chain(patterns: Sequence[_Pattern], bound: set[str]) -> str:
    first, *others = _ordered(patterns, bound)
    return " ".join([_NOTHING, str(first), *(f"LATERAL {{ {pattern} }}" for pattern in others), ""])


def _ordered(patterns: Sequence[_Pattern], bound: set[str]) -> Iterator[_Pattern]:
    """Next always one that is taken to have the fewest solutions, of those the first in the text."""
    left, known = list(patterns), set(bound)
    while left:
        chosen = min(left, key=lambda pattern: pattern.solutions(known))
        left.remove(chosen)
        known |= chosen.names()
        yield chosen


class _Reader:
    """Reads triple patterns from a token on (section 19.8, rule TriplesBlock); ``at`` is the token after them."""

    def __init__(self, query: str, tokens: Sequence[Token], at: int) -> None:
        self.query, self.tokens, self.at = query, tokens, at

    def block(self) -> list[_Pattern]:
        """Raises _Unreadable, or IndexError at the end of the text."""
        found: list[_Pattern] = []
        while self.tokens[self.at].kind != OPERATOR and not self.keyword():
            self.same_subject(found)
            if not self.skipped("."):
                break
        token = self.tokens[self.at]
        if token.text != "}" and not self.keyword():
            raise _Unreadable
        return found

    def keyword(self) -> bool:
        token = self.tokens[self.at]
        return token.kind == WORD and token.word not in ("A", "TRUE", "FALSE")

    def same_subject(self, found: list[_Pattern]) -> None:
        subject = self.term()
        while True:
            predicate = self.predicate()
            found.append(_Pattern(subject, predicate, self.term()))
            while self.skipped(","):
                found.append(_Pattern(subject, predicate, self.term()))
            if not self.skipped(";"):
                return
            while self.skipped(";"):
                pass
            if self.tokens[self.at].text in (".", "}") or self.keyword():
                return

    def skipped(self, sign: str) -> bool:
        token = self.tokens[self.at]
        found = token.kind == OPERATOR and token.text == sign
        self.at += found
        return found

    def predicate(self) -> _Term:
        token = self.tokens[self.at]
        if token.kind == WORD and token.text == "a":
            self.at += 1
            return _Term("a", "")
        if token.kind not in (VARIABLE, IRI, PNAME):
            raise _Unreadable
        return self.term()

    def term(self) -> _Term:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == VARIABLE:
            return _Term(token.text, token.text[1:])
        if token.kind in (IRI, PNAME, *_LITERALS) or token.word in ("TRUE", "FALSE"):
            return _Term(self.query[token.start : self.end_of_literal(token)], "")
        raise _Unreadable

    def end_of_literal(self, token: Token) -> int:
        """With the language or the datatype after a string."""
        if token.kind == "string":
            following = self.tokens[self.at]
            if following.kind == "language":
                self.at += 1
                return following.end
            if following.text == "^^" and self.tokens[self.at + 1].kind in (IRI, PNAME):
                self.at += 2
                return self.tokens[self.at - 1].end
        return token.end
