"""``BNODE`` of a string, said so that the engine takes every string.

The engine (pyoxigraph 0.5.13) takes the string for the label of the node and leaves ``BNODE("a b")`` without a value.
``BNODE(SHA256(s))`` gives a node for every string, the same for the same string, and takes what BNODE takes: SHA256 too has
an error for everything but a plain literal (SPARQL 1.1 Query, sections 17.4.2.9 and 17.4.6.3).
"""

from __future__ import annotations

from collections.abc import Sequence

from .text import WORD, Token, lex


def by_digests(query: str) -> str:
    """The query with every BNODE of a string said so; as it is if there are none."""
    if "bnode" not in query.lower():
        return query
    tokens = lex(query).tokens
    parts, done = [], 0
    for at, text in sorted(place for i in range(len(tokens)) for place in _around(tokens, i)):
        parts += [query[done:at], text]
        done = at
    return "".join([*parts, query[done:]])


def _around(tokens: Sequence[Token], i: int) -> list[tuple[int, str]]:
    """What to write where, if a call of BNODE with an argument begins at token ``i``."""
    after = tokens[i + 1 : i + 3]
    if tokens[i].kind != WORD or tokens[i].word != "BNODE" or len(after) < 2:
        return []
    opening, first = after
    if opening.text != "(" or first.text == ")":
        return []
    closing = next((token for token in tokens[i + 2 :] if token.text == ")" and token.depth == opening.depth), None)
    return [(opening.end, "SHA256("), (closing.start, ")")] if closing else []
