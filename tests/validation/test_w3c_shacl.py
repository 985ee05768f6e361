"""The W3C's own tests of SHACL Core and SHACL-SPARQL, every approved entry of every manifest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from psin.errors import ShapesError
from psin.validation.shapes.graph import TYPE, Graph
from psin.validation.shapes.paths import read_path
from psin.validation.shapes.shapeset import ShapeSet
from psin.vocabulary.namespaces import SH

SUITE = Path(__file__).resolve().parents[2] / "../shared/suites/shacl/tests"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
#: Tests that are not passed, and why. None.
EXCEPTIONS: dict[str, str] = {}


class Entry(NamedTuple):
    file: Path
    node: str
    graph: Graph


def parse(file: Path) -> Graph:
    base = f"http://example.org/suite/{file.name}"
    return Graph.of(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=base))


def entries() -> list[Entry]:
    found = []
    for file in sorted(SUITE.glob("*/*/*.ttl")):
        graph = parse(file)
        found.extend(Entry(file, node, graph) for node in graph.instances(f"<{SHT}Validate>"))
    return found


def name(entry: Entry) -> str:
    return str(entry.file.relative_to(SUITE)).removesuffix(".ttl")


def graph_of(entry: Entry, role: str) -> Graph:
    action = entry.graph.one(entry.node, f"<{MF}action>")
    address = entry.graph.one(action, f"<{SHT}{role}>")
    file = entry.file.with_name(address[1:-1].rsplit("/", 1)[-1])
    return entry.graph if file == entry.file else parse(file)


def plain(term: str | None) -> str | None:
    return "_:" if term and term[0] == "_" else term


def expected_results(graph: Graph, report: str) -> Counter[tuple[str | None, ...]]:
    found: Counter[tuple[str | None, ...]] = Counter()
    for result in graph.objects(report, f"<{SH}result>"):
        told = {key: graph.one(result, f"<{SH}{key}>") for key in PARTS}
        path = told.pop("resultPath")
        found[tuple(plain(told[key]) for key in told) + (read_path(graph, path).text if path else None,)] += 1
    return found


PARTS = ("focusNode", "value", "resultSeverity", "sourceShape", "sourceConstraintComponent", "resultPath")


@pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C suite is not beside the repository (../shared/suites/shacl)")
@pytest.mark.parametrize("entry", [pytest.param(entry, id=name(entry)) for entry in entries()])
def test_the_engine_reports_what_the_w3c_expects(entry: Entry) -> None:
    if name(entry) in EXCEPTIONS:
        pytest.skip(EXCEPTIONS[name(entry)])
    expected = entry.graph.one(entry.node, f"<{MF}result>")
    if expected == f"<{SHT}Failure>":
        with pytest.raises(ShapesError):
            ShapeSet(graph_of(entry, "shapesGraph")).validate(graph_of(entry, "dataGraph"))
        return
    results = ShapeSet(graph_of(entry, "shapesGraph")).validate(graph_of(entry, "dataGraph"))
    found = Counter(
        (plain(one.focus), plain(one.value), one.severity, plain(one.shape.id), plain(one.component), one.path)
        for one in results
    )
    assert found == expected_results(entry.graph, expected)
    conforms = entry.graph.one(expected, f"<{SH}conforms>")
    assert conforms.startswith('"true"') == (not results)
    messages = {
        m
        for node in entry.graph.objects(expected, f"<{SH}result>")
        for m in entry.graph.objects(node, f"<{SH}resultMessage>")
    }
    assert messages <= {message for one in results for message in one.messages}


@pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C suite is not beside the repository (../shared/suites/shacl)")
def test_the_suite_is_complete() -> None:
    assert len([entry for entry in entries() if "/core/" in str(entry.file)]) == 98
    assert TYPE.endswith("type>")
