"""Which questions of the library are answered in another way once some documents have changed."""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pyoxigraph as ox

from ..catalogue.loader import Catalogue
from ..engine import Engine
from ..engine.budget import Budget
from ..errors import PsinError
from ..settings import Settings
from .library import Library, LibraryQuery

#: Time that all questions together may take, before and after, in seconds.
SECONDS = 60.0
#: Time of one question, in seconds.
_EACH = 5.0

Row = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Rows of one question that come and go, terms in N-Triples by column; ``trouble`` says why they cannot be told."""

    query: LibraryQuery
    added: tuple[Row, ...] = ()
    removed: tuple[Row, ...] = ()
    trouble: str = ""


def changes(
    library: Library, catalogue: Catalogue, documents: Mapping[str, str | None], settings: Settings | None = None
) -> Iterator[Change]:
    """The questions whose answers differ, in the order of the library, each with the defaults of its parameters.

    ``documents`` are Turtle texts by the IRI of their document, None for one that goes. Questions that take too long
    come with ``trouble``. Raises CatalogueError for a text that is not Turtle.
    """
    settings = settings or Settings(workers=2)
    graphs = {iri: _quads(iri, text) for iri, text in documents.items()}
    until = time.monotonic() + SECONDS
    with Engine.open(catalogue.nquads, settings) as engine:
        before = {query.name: _rows(engine, query, until) for query in library.queries.values()}
        engine.update(graphs, "changed")
        for query in library.queries.values():
            old = before[query.name]
            new = _rows(engine, query, until) if not isinstance(old, str) else old
            if isinstance(old, str) or isinstance(new, str):
                yield Change(query, trouble=old if isinstance(old, str) else str(new))
            elif old != new:
                yield Change(query, tuple(sorted((new - old).elements())), tuple(sorted((old - new).elements())))


def _rows(engine: Engine, query: LibraryQuery, until: float) -> Counter[Row] | str:
    """The answer as rows, or why there is none."""
    left = until - time.monotonic()
    if left <= 0:
        return f"The questions before this one took more than {SECONDS:g} s."
    budget: Budget = replace(engine.budget, seconds=min(_EACH, left))
    try:
        found = engine.select(query.bind({}), budget=budget)
    except PsinError as error:
        return error.detail
    return Counter(tuple(str(row[name]) if name in row else "" for name in query.columns) for row in found)


def _quads(iri: str, text: str | None) -> bytes | None:
    if text is None:
        return None
    graph, out = ox.NamedNode(iri), io.BytesIO()
    triples = ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=iri)
    ox.serialize((ox.Quad(*one.triple, graph) for one in triples), out, ox.RdfFormat.N_QUADS)
    return out.getvalue()
