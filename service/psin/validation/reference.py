"""The same question put to pySHACL, the reference: slower by two orders of magnitude, independent, widely trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyoxigraph as ox

from ..vocabulary.namespaces import SH
from .shapes.graph import Graph
from .shapes.model import Result
from .shapes.paths import read_path


class Outcome(NamedTuple):
    """What two engines must agree on: N-Triples terms, the path in SPARQL syntax, every blank node as ``_:``."""

    focus: str
    path: str | None
    value: str | None
    severity: str
    shape: str


def outcomes(results: Iterable[Result]) -> set[Outcome]:
    """Our results in comparable form."""
    return {_plain(one.focus, one.path, one.value, one.severity, one.shape.id) for one in results}


class Reference:
    """pySHACL with one set of shapes, read once."""

    def __init__(self, shapes: Graph) -> None:
        with _literals_as_written():
            self._shapes = _to_rdflib(shapes)
        self._queries: dict[object, object] = {}

    def outcomes(self, data: Graph, keep: Callable[[str], bool] | None = None) -> set[Outcome]:
        """pySHACL's results for a data graph, for the focus nodes that ``keep`` accepts."""
        import pyshacl

        with _literals_as_written():
            graph = _to_rdflib(data)
            with _queries_parsed_once(self._queries):
                _, report, _ = pyshacl.validate(graph, shacl_graph=self._shapes, inference="none", do_owl_imports=False)
            text = report.serialize(format="nt")
        return set(_read_report(Graph.of(ox.parse(text.encode(), ox.RdfFormat.N_TRIPLES)), keep))


def _read_report(graph: Graph, keep: Callable[[str], bool] | None) -> Iterator[Outcome]:
    """Only results that the report links: pySHACL also types the nested ones."""
    for report in graph.instances(f"<{SH}ValidationReport>"):
        for result in graph.objects(report, f"<{SH}result>"):
            focus = graph.one(result, f"<{SH}focusNode>") or ""
            if keep is None or keep(focus):
                path = graph.one(result, f"<{SH}resultPath>")
                yield _plain(
                    focus,
                    read_path(graph, path).text if path else None,
                    graph.one(result, f"<{SH}value>"),
                    graph.one(result, f"<{SH}resultSeverity>") or "",
                    graph.one(result, f"<{SH}sourceShape>") or "",
                )


def _plain(focus: str, path: str | None, value: str | None, severity: str, shape: str) -> Outcome:
    blank = [None if one is None else "_:" if one[0] == "_" else one for one in (focus, value, shape)]
    return Outcome(blank[0] or "", path, blank[1], severity, blank[2] or "")


def _to_rdflib(graph: Graph):  # type: ignore[no-untyped-def]
    import rdflib

    text = "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in graph.triples())
    return rdflib.Graph().parse(data=text, format="nt")


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """rdflib rewrites ``01`` to ``1`` and an ill-formed boolean to false if allowed; pySHACL resets the flag."""
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


@contextmanager
def _queries_parsed_once(prepared: dict[object, object]) -> Iterator[None]:
    """rdflib parses the same few queries again for every focus node, four fifths of the time of a run."""
    from rdflib.plugins.sparql import processor

    asked = processor.SPARQLProcessor.query

    def query(self, strOrQuery, initBindings=None, initNs=None, base=None, DEBUG=False):  # type: ignore[no-untyped-def]
        if isinstance(strOrQuery, str):
            key = (strOrQuery, base, tuple(sorted((initNs or {}).items())))
            if key not in prepared:
                prepared[key] = processor.prepareQuery(strOrQuery, initNs=initNs or {}, base=base)
            strOrQuery = prepared[key]
        return asked(self, strOrQuery, initBindings, initNs, base, DEBUG)

    processor.SPARQLProcessor.query = query
    try:
        yield
    finally:
        processor.SPARQLProcessor.query = asked
