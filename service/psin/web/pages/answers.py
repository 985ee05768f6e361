"""The answer to a query as a table for readers."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox

from ...engine import FORMATS, Format
from ...engine.formats import BINDINGS, GRAPH, of_kind
from ..language import _, here
from . import charts, sparql
from .names import Names, names
from .rendering import asset, render
from .words import Link, Text

if TYPE_CHECKING:
    from ..protocol import Operation
    from ..site import Site
    from ..transfer import Streamed

#: Rows shown on a page, and bytes of the answer kept for them; the downloads hold all.
SHOWN = 200
_KEPT = 4 << 20
#: Rows that a chart is made from.
_DRAWN = 2000
_TRIPLE = ("subject", "predicate", "object")


def form_for(query_kind: str) -> Format:
    """The format in which the answer for a page has to be fetched."""
    return FORMATS["ntriples" if query_kind == GRAPH else "json"]


def answer_page(site: Site, operation: Operation, answer: Streamed, view: str = "") -> str:
    """The first rows of the answer with the number of all, links to it in every format, and the query to change.

    ``view`` names the chart to show instead of the table; one that does not fit the answer shows the table. Takes
    ``answer``, in the format of ``form_for``, to its end. Raises what the engine raises, also when it fails after rows
    that could have been shown.
    """
    kept, began = bytearray(), time.perf_counter()
    for chunk in answer:
        if len(kept) < _KEPT:
            kept += chunk
    kind, columns = answer.kind, list(answer.columns)
    verdict: bool | None = None
    terms: list[dict[str, object]] = []
    if kind == GRAPH:
        columns, terms = list(_TRIPLE), _triples(bytes(kept))
    elif kind == BINDINGS:
        terms = _rows(bytes(kept), columns)
    else:
        verdict = bool(ox.parse_query_results(bytes(kept), ox.QueryResultsFormat.JSON))
    known, shown = names(site), terms[:SHOWN]
    offers = charts.fitting(columns, terms)
    chosen = next((chart for chart in offers if chart.kind == view), None)
    picture = charts.draw(site, chosen, terms, _("Answer")) if chosen else None
    return render(
        "answer.html",
        site,
        title=_("Answer"),
        section="queries",
        crumbs=[("/sparql", "SPARQL")],
        text=operation.query,
        columns=columns,
        rows=[[_cell(known, row.get(name)) for name in columns] for row in shown],
        total=answer.rows or 0,
        verdict=verdict,
        downloads=_downloads(operation, kind),
        unit="statement" if kind == GRAPH else "row",
        views=_views(operation, [chart.kind for chart in offers]),
        view=picture.kind if picture else "table",
        picture=picture,
        seconds=f"{time.perf_counter() - began:.3f}",
        formats=sparql.formats(),
        kept=sparql.kept(),
        editor=asset(sparql.EDITOR),
        catalogue_version=site.catalogue.version,
    )


def _views(operation: Operation, kinds: list[str]) -> list[tuple[str, str, str]]:
    """Name, words and address of each view: the table, and the charts that fit."""
    found = [("table", _("Table")), *((kind, charts.kind_words(kind)) for kind in kinds)]
    return [(name, words, here(f"/sparql?{urlencode([*_asked(operation), ('view', name)])}")) for name, words in found]


def _downloads(operation: Operation, kind: str) -> list[tuple[str, str]]:
    return [(f"/sparql?{urlencode([*_asked(operation), ('format', row.name)])}", row.title) for row in of_kind(kind)]


def _asked(operation: Operation) -> list[tuple[str, str]]:
    """The operation as parameters of an address."""
    asked = [("query", operation.query or "")]
    asked += [("default-graph-uri", graph) for graph in operation.default_graphs]
    asked += [("named-graph-uri", graph) for graph in operation.named_graphs]
    return [*asked, *([("version", operation.version)] if operation.version else [])]


def _rows(data: bytes, columns: list[str]) -> list[dict[str, object]]:
    """Rows for the table and the charts, without what is unbound."""
    found: list[dict[str, object]] = []
    try:
        for row in ox.parse_query_results(io.BytesIO(data), ox.QueryResultsFormat.JSON):  # type: ignore[union-attr]
            if len(found) == _DRAWN:
                break
            found.append({name: row[name] for name in columns if row[name] is not None})
    except SyntaxError:  # the bytes that were kept end within a row
        if len(data) < _KEPT:
            raise
    return found


def _triples(data: bytes) -> list[dict[str, object]]:
    lines = data.split(b"\n")
    whole = b"\n".join(lines[: min(_DRAWN, len(lines) - 1)])
    return [dict(zip(_TRIPLE, statement.triple, strict=True)) for statement in ox.parse(whole, ox.RdfFormat.N_TRIPLES)]


def _cell(known: Names, term: object) -> Link | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode | ox.Literal):
        return known.link(term)
    return Link(Text(str(term)))
