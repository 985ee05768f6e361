"""Giving variables of a query their values, as RDF terms.

The engine's own ``substitutions`` refuse every variable that is not in the SELECT clause and answer
``FILTER(BOUND(?x))`` wrongly (pyoxigraph 0.5.13), so the terms become a one-row VALUES block (SPARQL 1.1, section
10.2) at the start of the outermost group. It is placed between two tokens and written by the engine's serialiser,
which escapes every term: a value can never end the block. A variable is bound in the outermost group and in its
OPTIONAL, UNION, MINUS and EXISTS parts; a sub-select has to project it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from psin.errors import QueryRefused

from .inspection import Inspected
from .text import lex

Term = ox.NamedNode | ox.Literal


def bind(query: str, inspected: Inspected, bindings: Mapping[str, Term]) -> str:
    """The query with a VALUES block in it, on the same lines as before.

    Raises QueryRefused for a name that is no variable of the query, a term that is neither an IRI nor a literal, and a
    query that has no group to bind in.
    """
    for name, term in bindings.items():
        if name not in inspected.variables:
            known = ", ".join(f"?{variable}" for variable in inspected.variables) or "none"
            raise QueryRefused(f"The query has no variable ?{name} to be given a value.", f"It has: {known}.")
        if not isinstance(term, ox.NamedNode | ox.Literal):
            raise QueryRefused(f"The value of ?{name} is neither an IRI nor a literal.", "Blank nodes have no name.")
    names = " ".join(f"?{name}" for name in bindings)
    terms = " ".join(str(term) for term in bindings.values())
    block = f"VALUES ({names}) {{ ({terms}) }}"
    if len(lex(block).tokens) != 2 * 3 + 1 + len(bindings) + len(lex(terms).tokens):
        raise QueryRefused("A value given to the query is not a well-formed term.")
    group = inspected.group
    if group is None:
        return f"{query}\nWHERE {{ {block} }}"
    if group.triples_only:
        return f"{query}\n{block}"
    before, inside, after = query[: group.start], query[group.start : group.end], query[group.end :]
    return f"{before}{block}{{{inside}}}{after}" if group.sub_select else f"{before}{block}{inside}{after}"
