"""``python -m benchmarks.validation.differences``: small graphs on which engines differ, and what SHACL says of each."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from psin.validation.shapes.graph import Graph
from psin.validation.shapes.shapeset import ShapeSet

from ..endpoint.report import Table
from .engines import Engine, engines
from .material import Material

_PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_QUERY = 'sh:sparql [ sh:select "SELECT $this WHERE { $this <https://example.org/q> ?value }" ]'
#: Seconds after which an engine is given up.
_LONGEST = 60


@dataclass(frozen=True)
class Case:
    """``results`` is the number that SHACL asks for, ``why`` the section and what it says."""

    name: str
    shapes: str
    data: str
    results: int
    why: str


CASES = (
    Case(
        "a month that does not exist",
        "ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:datatype xsd:date ] .",
        'ex:a ex:p "2014-13-45"^^xsd:date .',
        1,
        "4.1.2: ill-typed literals do not conform",
    ),
    Case(
        "two spellings of one number",
        "ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .",
        'ex:a ex:p "1"^^xsd:integer , "01"^^xsd:integer .',
        1,
        "4.2.2: two value nodes, since the terms differ (RDF 1.1, 3.3)",
    ),
    Case(
        "SPARQL constraint on a nameless node",
        f"ex:s a sh:NodeShape ; sh:targetClass ex:C ; {_QUERY} .",
        "[] a ex:C ; ex:q 1 .",
        1,
        "5.3.1: $this is bound to the focus node, whatever it is",
    ),
)


def counts(case: Case, folder: Path) -> dict[str, str]:
    """Results by engine; in words where an engine gives no report."""
    found = {"psin": str(len(ShapeSet(_graph(case.shapes)).validate(_graph(case.data))))}
    shapes, data = folder / "shapes.ttl", folder / "data.nt"
    shapes.write_text(_PREFIXES + case.shapes, encoding="utf-8")
    data.write_bytes(ox.serialize([quad.triple for quad in _parsed(case.data)], format=ox.RdfFormat.N_TRIPLES) or b"")
    material = Material(1, 1, folder, data, shapes, shapes, shapes)
    for one in engines():
        if one.read and not one.missing and one.shapes == "all" and not one.name.startswith("psin"):
            found[one.name] = _asked(one, material, one.read)
    return found


def _asked(one: Engine, material: Material, read: Callable[[str], object]) -> str:
    try:
        done = subprocess.run(one.command(material), capture_output=True, text=True, timeout=_LONGEST, check=False)
        return str(read(done.stdout).total()) if done.stdout.strip() else "no report"  # type: ignore[attr-defined]
    except (subprocess.TimeoutExpired, SyntaxError, ValueError):
        return "no report"


def _parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse((_PREFIXES + text).encode(), ox.RdfFormat.TURTLE))


def _graph(text: str) -> Graph:
    return Graph.of(_parsed(text))


def main() -> int:
    rows: list[list[object]] = []
    names: list[str] = []
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            found = counts(case, Path(folder))
        names = list(found)
        rows.append([case.name, str(case.results), *found.values(), case.why])
    print(Table("Results by engine", ("case", "SHACL", *names, "section"), rows, []).markdown())
    return 0


if __name__ == "__main__":
    sys.exit(main())
