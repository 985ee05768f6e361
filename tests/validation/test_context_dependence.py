"""The part of a catalogue that a document's results depend on gives the same results as all of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from psin.validation.background import Background
from psin.validation.parse import parse_file
from psin.validation.shapes.bound import BoundQuery
from psin.validation.shapes.dependence import Dependence, reach
from psin.validation.shapes.model import Shape
from psin.validation.shapes.patterns import Step, read_path, read_patterns, ways_from
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.shapes.sparql import SparqlSelect, store_of
from psin.vocabulary.terms import Vocabulary

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def catalogue(vocabulary: Vocabulary) -> Background:
    return Background(vocabulary, [parse_file(path) for path in sorted(DATA.glob("*/*.ttl"))])


@pytest.mark.parametrize("kind", ["networks", "organisations", "convenings", "lessons", "guidance", "catalogues"])
def test_a_part_of_the_catalogue_gives_the_results_of_all_of_it(
    catalogue: Background, shapes: ShapeSet, kind: str
) -> None:
    everything = store_of(catalogue.graph)
    documents = sorted(iri for iri in catalogue.parts if iri.split("/")[-2] in (kind.removesuffix("s"), kind))
    assert documents
    for iri in documents[:: max(1, len(documents) // 15)]:
        own = catalogue.parts[iri]
        part = shapes.dependence.part(catalogue.graph, own)
        assert part is not None and sum(1 for _ in part.triples()) < len(everything) / 4
        whole = shapes.validate(catalogue.graph, only=own, open_store=lambda: everything)
        less = shapes.validate(catalogue.graph, only=own, open_store=lambda part=part: store_of(part))
        assert Counter(map(repr, less)) == Counter(map(repr, whole))


def test_every_query_of_the_shapes_is_understood(shapes: ShapeSet) -> None:
    assert [
        shape.code for shape, one in zip(shapes.shapes, shapes.dependence.reaches, strict=True) if one.apart is None
    ] == []


def test_only_one_rule_compares_records_that_nothing_joins(shapes: ShapeSet) -> None:
    apart = [shape.code for shape in shapes.shapes if reach(shape).apart or reach(shape).classes]
    assert apart == ["X05"]


def test_only_and_keep_choose_the_same_focus_nodes(catalogue: Background, shapes: ShapeSet) -> None:
    own = set(list(catalogue.graph.nodes)[3000:3400])
    store = store_of(catalogue.graph)
    kept = shapes.validate(catalogue.graph, keep=own.__contains__, open_store=lambda: store)
    only = shapes.validate(catalogue.graph, only=own, open_store=lambda: store)
    assert Counter(map(repr, kept)) == Counter(map(repr, only)) and kept


A, B, C = (Step(frozenset({f"<urn:{name}>"}), True) for name in "abc")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<urn:a>", {(A,)}),
        ("<urn:a>/^<urn:b>", {(A, B.reversed())}),
        ("^(<urn:a>/<urn:b>)", {(B.reversed(), A.reversed())}),
        ("(<urn:a>|<urn:b>)/<urn:c>", {(Step(frozenset({"<urn:a>", "<urn:b>"}), True), C)}),
        ("<urn:a>+", {(A._replace(many=True),)}),
        ("<urn:a>*", {(A._replace(many=True),), ()}),
        ("<urn:a>?", {(A,), ()}),
    ],
)
def test_paths_are_read_as_ways(text: str, expected: set[tuple[Step, ...]]) -> None:
    assert set(read_path(text) or ()) == expected


@pytest.mark.parametrize("text", ["!<urn:a>", "<urn:a>/", "(<urn:a>/^<urn:b>)+", ""])
def test_what_is_not_understood_counts_as_everything(text: str) -> None:
    assert read_path(text) is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this { VALUES ?x { 1 } $this <urn:a> ?x }",
        "SELECT $this { GRAPH ?g { $this <urn:a> ?x } }",
        "SELECT $this { $this <urn:a> [ <urn:b> ?x ] }",
        "SELECT $this { $this unknown:a ?x }",
        "SELECT $this { $this <urn:a> ?x ",
    ],
)
def test_queries_that_are_not_understood_count_as_everything(query: str) -> None:
    assert read_patterns(query) is None


def test_ways_of_a_query_follow_its_patterns_and_never_come_back() -> None:
    patterns = read_patterns(
        """PREFIX u: <urn:> SELECT $this ?x (STR(?y) AS ?z) WHERE {
        $this u:a ?x ; u:b "text"@en , 12 . # a comment
        OPTIONAL { ?y u:c ?x } FILTER NOT EXISTS { ?y a u:T . FILTER(?y != $this) } BIND(STR(?x) AS ?s)
        { SELECT $this (COUNT(?n) AS ?k) WHERE { $this u:a ?n } GROUP BY $this } ?far u:d ?farther }"""
    )
    assert patterns is not None
    found = ways_from(patterns, "?this")
    assert found is not None
    ways, left = found
    assert {(A,), (B,), (A, C.reversed())} <= ways
    assert [one.subject for one in left] == ["?far"]
    assert max(map(len, ways)) == 3


def test_shapes_that_compare_everything_have_no_part(
    vocabulary: Vocabulary, shapes: ShapeSet, catalogue: Background
) -> None:
    odd = SparqlSelect("<urn:component>", BoundQuery("SELECT $this { ?a ?b ?c }", False))
    shape = Shape("<urn:shape>", targets=shapes.shapes[0].targets)
    shape.constraints.append(odd)
    assert Dependence([shape]).part(catalogue.graph, []) is None
