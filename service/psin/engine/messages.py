"""The engine's complaints about syntax in plain words."""

from __future__ import annotations

import re

from psin.errors import QuerySyntaxError

from .text import Places, lex

_PLACE = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
#: Rules of the grammar that the engine states as sentences among the tokens it would have liked.
_SENTENCE = re.compile(r"(?:one of |, |^)((?:The |IRI|\\u|A |Only |Blank )[^,\[\]]*[a-z][^,\[\]]* [^,\[\]]+)")


def syntax_error(query: str, message: str) -> QuerySyntaxError:
    """From ``error at 1:10: expected ...``; the tokens it expects are mostly noise, so the place is what is told."""
    found = _PLACE.match(message)
    if found is None:
        return QuerySyntaxError(f"The query cannot be read: {message}")
    line, column, expected = int(found[1]), int(found[2]), found[3]
    where = f"Line {line}, column {column}"
    sentence = _SENTENCE.search(expected)
    if sentence is not None:
        return QuerySyntaxError(f"{where}: {_lowered(sentence[1].strip())}.", line=line, column=column)
    places = Places(query)
    offset = places.offset(line, column)
    read: list[str] = []
    for token in lex(query).tokens:
        if token.start < offset:
            read.append(_short(token.text))
    return QuerySyntaxError(
        f"{where}: the part that ends here, '{' '.join(read[-4:])}', does not follow the grammar.",
        "Compare the place with https://www.w3.org/TR/sparql11-query/#grammar.",
        line=line,
        column=column,
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if not sentence.startswith(("IRI", "SELECT")) else sentence
