"""Which graphs a query is asked over, said to an engine whose own idea of a default graph is not relied on.

Source: SPARQL 1.1 Query, section 13; Protocol, section 2.1.4.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from psin.documents import BASE
from psin.errors import QueryRefused

from .binding import Term
from .inspection import Inspected, Prologue
from .text import IRI, PNAME, VARIABLE, WORD, Token, lex

_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.\-]*:)[^<>\s\"{}|^`]*>")


def known(graphs: Sequence[str], published: Collection[str]) -> tuple[str, ...]:
    """The graphs, each once. Raises QueryRefused naming the first that is not among those published."""
    for graph in graphs:
        if graph not in published:
            raise QueryRefused(
                f"There is no graph <{graph}> here.",
                "Ask for SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } to see the graphs there are; nothing is fetched from elsewhere.",
            )
    return tuple(dict.fromkeys(graphs))


def reached(query: str, bindings: Mapping[str, Term]) -> tuple[str, ...] | None:
    """The named graphs that a query can look into: those it names, or None for any. Empty without GRAPH."""
    tokens = lex(query).tokens
    found: dict[str, None] = {}
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.kind == PNAME and "graph" in token.text.partition(":")[0].lower():
            # Some engines do not ask for the space in GRAPH ex:g { ... }.
            if following and following.text == "{":
                return None
        elif token.kind == WORD and "GRAPH" in token.word:
            graph = _graph(following, bindings) if token.word == "GRAPH" and following else None
            if graph is None:
                return None
            found[graph] = None
    return tuple(found)


def _graph(token: Token, bindings: Mapping[str, Term]) -> str | None:
    if token.kind == IRI and ":" in token.text and "\\" not in token.text:
        return token.text[1:-1]
    if token.kind == VARIABLE and token.text[1:] in bindings:
        return bindings[token.text[1:]].value
    return None


def written_out(query: str, inspected: Inspected, graphs: Sequence[tuple[str, str]]) -> str:
    """The query with its FROM clauses replaced by others, on the same lines, for an engine that adds up both sources."""
    tokens = lex(query).tokens
    opening = None
    if inspected.group is not None:
        opening = next(i for i, token in enumerate(tokens) if token.end == inspected.group.start)
    head = len(tokens) if opening is None else opening
    for start, end in reversed(_clauses(tokens[:head])):
        query = query[:start] + "".join(sign if sign in "\r\n" else " " for sign in query[start:end]) + query[end:]
    clauses = " ".join(f"FROM {'NAMED ' if name == 'named-graph-uri' else ''}<{graph}>" for name, graph in graphs)
    if opening is None:
        return f"{query}\n{clauses}"
    place = tokens[opening - 1] if tokens[opening - 1].word == "WHERE" else tokens[opening]
    return f"{query[: place.start]} {clauses} {query[place.start :]}"


def absolute(query: str) -> str:
    """The query with every relative IRI resolved as our own engine does it, for engines that have another base or none.

    Functions that make IRIs of strings get the base as a declaration (SPARQL 1.1 Query, section 4.1.1).
    """
    tokens = lex(query).tokens
    makes = any(token.word in ("IRI", "URI") for token in tokens)
    if not makes and not _RELATIVE.search(query):
        return query
    prologue, parts, done, declared = Prologue([]), [], 0, False
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind == IRI:
            parts += [query[done : token.start], f"<{prologue.resolve(token.text)}>"]
            done = token.end
            if before is not None and before.word == "BASE":
                prologue.base, declared = prologue.resolve(token.text), True
    text = "".join([*parts, query[done:]])
    return f"BASE <{BASE}> {text}" if makes and not declared else text


def _clauses(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    found = []
    for i, token in enumerate(tokens):
        if token.depth or token.word not in ("FROM", "FROMNAMED"):
            continue
        last = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].word == "NAMED")
        if last < len(tokens) and tokens[last].kind in (IRI, PNAME):
            found.append((token.start, tokens[last].end))
    return found
