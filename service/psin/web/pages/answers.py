"""The answer to a query as a table for readers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox

from ...engine import FORMATS, Format
from ...engine.formats import BINDINGS, GRAPH, of_kind
from .. import fair
from .names import Names, names
from .rendering import render
from .words import Link, Text

if TYPE_CHECKING:
    from ..protocol import Operation
    from ..site import Site
    from ..transfer import Streamed

#: Rows shown on a page, and bytes of the answer kept for them; the downloads hold all.
SHOWN = 200
_KEPT = 4 << 20
_TRIPLE = ("subject", "predicate", "object")


def form_for(query_kind: str) -> Format:
    """The format in which the answer for a page has to be fetched."""
    return FORMATS["ntriples" if query_kind == GRAPH else "json"]


def answer_page(site: Site, operation: Operation, answer: Streamed) -> str:
    """The first rows of the answer with the number of all, links to it in every format, and the query to change.

    Takes ``answer``, in the format of ``form_for``, to its end. Raises what the engine raises, also when it fails after
    rows that could have been shown.
    """
    kept = bytearray()
    for chunk in answer:
        if len(kept) < _KEPT:
            kept += chunk
    kind, columns = answer.kind, list(answer.columns)
    verdict: bool | None = None
    rows: list[list[Link | None]] = []
    if kind == GRAPH:
        columns, rows = list(_TRIPLE), _triples(site, bytes(kept))
    elif kind == BINDINGS:
        rows = _rows(site, bytes(kept), columns)
    else:
        verdict = bool(ox.parse_query_results(bytes(kept), ox.QueryResultsFormat.JSON))
    return render(
        "answer.html", site, title="Answer", section="queries", crumbs=[("/sparql", "SPARQL")], query=operation.query, columns=columns,
        rows=rows, total=answer.rows or 0, verdict=verdict, downloads=_downloads(operation, kind), unit="statement" if kind == GRAPH else "row",
    )  # fmt: skip


def _downloads(operation: Operation, kind: str) -> list[tuple[str, str]]:
    asked = [("query", operation.query or "")]
    asked += [("default-graph-uri", graph) for graph in operation.default_graphs]
    asked += [("named-graph-uri", graph) for graph in operation.named_graphs]
    return [(f"/sparql?{urlencode([*asked, ('format', row.name)])}", row.title) for row in of_kind(kind)]


def _rows(site: Site, data: bytes, columns: list[str]) -> list[list[Link | None]]:
    known = names(site)
    found: list[list[Link | None]] = []
    try:
        for row in ox.parse_query_results(io.BytesIO(data), ox.QueryResultsFormat.JSON):  # type: ignore[union-attr]
            if len(found) == SHOWN:
                break
            found.append([_cell(known, row[name]) for name in columns])
    except SyntaxError:  # the bytes that were kept end within a row
        if len(data) < _KEPT:
            raise
    return found


def _triples(site: Site, data: bytes) -> list[list[Link | None]]:
    known = names(site)
    lines = data.split(b"\n")
    whole = b"\n".join(lines[: min(SHOWN, len(lines) - 1)])
    return [[_cell(known, term) for term in statement.triple] for statement in ox.parse(whole, ox.RdfFormat.N_TRIPLES)]  # type: ignore[arg-type]


def _cell(known: Names, term: object) -> Link | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode | ox.Literal):
        return known.link(term)
    return Link(Text(str(term)))
