"""What the W3C tests leave open: queries for many focus nodes at once, values, refusals, changes of a graph."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from psin.errors import ShapesError
from psin.validation.shapes.graph import Graph
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.shapes.values import is_less, is_well_formed

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <urn:x#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DATA = """
:a a :C ; :n 1 , 2 , 3 ; :next :b . :b a :C ; :n 4 ; :next :a . :c a :C . [] a :C ; :n 5 , 6 .
"""


def graph(text: str) -> Graph:
    return Graph.of(ox.parse((PREFIXES + text).encode(), ox.RdfFormat.TURTLE))


def results(shapes: str, data: str = DATA) -> list[tuple[str, str | None]]:
    found = ShapeSet(graph(shapes)).validate(graph(data))
    return sorted(("_:" if one.focus[0] == "_" else one.focus.removeprefix("<urn:x#")[:-1], one.value) for one in found)


def asked(select: str) -> list[str]:
    return [focus for focus, _ in results(f':s sh:targetClass :C ; sh:sparql [ sh:select """{select}""" ] .')]


QUERIES = {
    "plain": ("SELECT $this WHERE { $this <urn:x#next> ?b }", ["a", "b"]),
    "filter alone": ("SELECT $this WHERE { FILTER($this = <urn:x#a>) }", ["a"]),
    "filter in a nested group": ("SELECT $this WHERE { { { FILTER($this = <urn:x#a>) } } }", ["a"]),
    "other variable sign": ("SELECT ?this WHERE { ?this <urn:x#next> [] }", ["a", "b"]),
    "not exists": ("SELECT $this WHERE { FILTER NOT EXISTS { $this <urn:x#n> ?n } }", ["c"]),
    "exists with a group inside": ("SELECT $this WHERE { FILTER EXISTS { { FILTER($this = <urn:x#b>) } } }", ["b"]),
    "option": ("SELECT $this WHERE { OPTIONAL { $this <urn:x#next> ?b } FILTER(!BOUND(?b)) }", ["_:", "c"]),
    "option that fails": (
        "SELECT $this WHERE { OPTIONAL { FILTER($this = <urn:x#a>) BIND(1 AS ?one) } FILTER(BOUND(?one)) }",
        ["a"],
    ),
    "union": ("SELECT $this WHERE { { $this <urn:x#next> <urn:x#b> } UNION { $this <urn:x#n> 4 } }", ["a", "b"]),
    "bind": ("SELECT $this WHERE { BIND($this AS ?that) ?that <urn:x#n> 4 }", ["b"]),
    "blank": ("SELECT $this WHERE { FILTER(isBlank($this)) }", ["_:"]),
    "grouped": ("SELECT $this WHERE { $this <urn:x#n> ?n } GROUP BY $this HAVING (COUNT(?n) > 2)", ["a"]),
    "aggregate of all": ("SELECT (COUNT(?n) AS ?value) WHERE { $this <urn:x#n> ?n } HAVING (COUNT(?n) = 1)", ["b"]),
    "inner aggregate": (
        "SELECT $this { { SELECT $this (COUNT(?n) AS ?k) { $this <urn:x#n> ?n } GROUP BY $this } FILTER(?k = 1) }",
        ["b"],
    ),
    "limit": ("SELECT $this ?value WHERE { $this <urn:x#n> ?value } LIMIT 1", ["_:", "a", "b"]),
    "not projected": ("SELECT ?value WHERE { $this <urn:x#n> ?value . FILTER(?value = 4) }", ["b"]),
    "star": ("SELECT * WHERE { $this <urn:x#n> ?value . FILTER(?value = 4) }", ["b"]),
    "distinct": ("SELECT DISTINCT ?x WHERE { $this <urn:x#n> ?n BIND(1 AS ?x) }", ["_:", "a", "b"]),
    "braces in a text": ("SELECT $this WHERE { $this <urn:x#n> 4 FILTER('} $this {' != '') } # } $this", ["b"]),
    "lower case": ("select $this where { filter not exists { $this <urn:x#n> ?n } }", ["c"]),
    "path": ("SELECT $this WHERE { $this <urn:x#next>+ $this }", ["a", "b"]),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_answers_for_every_focus_node_as_if_it_were_alone(name: str) -> None:
    query, expected = QUERIES[name]
    assert asked(query) == expected


FORBIDDEN = [
    "SELECT $this WHERE { $this ?p ?o MINUS { $this ?p 1 } }",
    "SELECT $this WHERE { VALUES ?o { 1 } $this ?p ?o }",
    "SELECT $this WHERE { SERVICE <https://example.org/> { $this ?p ?o } }",
    "SELECT $this FROM <urn:g> WHERE { $this ?p ?o }",
    "SELECT $this WHERE { BIND(1 AS $this) }",
    "SELECT (1 AS ?this) WHERE { ?a ?b ?c }",
    "SELECT $this WHERE { { SELECT ?x WHERE { ?x ?p ?o } } }",
    "SELECT $this WHERE { $this ?p ",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "SELECT $this WHERE { $this ?p ?o } }",
    "SELECT $this WHERE { $this nope:p ?o }",
    "",
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_a_query_that_shacl_forbids_is_an_error_of_the_shapes(query: str) -> None:
    with pytest.raises(ShapesError):
        asked(query)


REFUSED = {
    "SHACL 1.2 target": ":s a sh:NodeShape ; sh:targetWhere [ sh:class :C ] .",
    "rule": ":s a sh:NodeShape ; sh:rule [ ] .",
    "script": ":s a sh:NodeShape ; sh:js [ ] .",
    "misspelt": ":s a sh:NodeShape ; sh:targetClass :C ; sh:minCuont 1 .",
    "count without path": ":s a sh:NodeShape ; sh:targetClass :C ; sh:minCount 1 .",
    "property without path": ":s a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:minCount 1 ] .",
    "two paths": ":s a sh:PropertyShape ; sh:path :a , :b .",
    "empty path": ":s a sh:PropertyShape ; sh:path [ ] .",
    "path of one": ":s a sh:PropertyShape ; sh:path ( :a ) .",
    "path in a loop": ":s a sh:PropertyShape ; sh:path _:a . _:a sh:inversePath _:a .",
    "pattern": r':s a sh:PropertyShape ; sh:path :a ; sh:pattern "\\p{L}(" .',
    "flag": ':s a sh:PropertyShape ; sh:path :a ; sh:pattern "a" ; sh:flags "z" .',
    "node kind": ":s a sh:PropertyShape ; sh:path :a ; sh:nodeKind :Thing .",
    "list": ":s a sh:PropertyShape ; sh:path :a ; sh:in :notAList .",
    "number": ':s a sh:PropertyShape ; sh:path :a ; sh:minCount "many" .',
    "shape that refers to itself": ":s sh:targetClass :C ; sh:property [ sh:path :next ; sh:node :s ] .",
    "property shape inside itself": ":s a sh:PropertyShape ; sh:path :next ; sh:property :s .",
    "entailment": ":s a sh:NodeShape . <urn:g> sh:entailment :RDFS .",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_not_be_checked_is_refused(name: str) -> None:
    with pytest.raises(ShapesError) as error:
        ShapeSet(graph(REFUSED[name]))
    assert error.value.detail.endswith(".")


def test_a_value_reached_by_a_long_chain_is_judged() -> None:
    chain = "".join(f":x{i} :next :x{i + 1} ." for i in range(5000)) + ":x0 a :D . :x5000 :n 1 ."
    shapes = """
    :s sh:targetClass :D ; sh:property [ sh:path [ sh:oneOrMorePath :next ] ; sh:node :t ] .
    :t sh:property [ sh:path :n ; sh:maxCount 0 ] .
    """
    assert results(shapes, chain) == [("x0", "<urn:x#x5000>")]


def test_a_node_is_judged_by_a_query_inside_another_shape() -> None:
    shapes = """
    :s sh:targetClass :C ; sh:property [ sh:path :next ; sh:node :few ] .
    :few a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this WHERE { $this <urn:x#n> ?a , ?b FILTER(?a < ?b) }" ] .
    """
    assert results(shapes) == [("b", "<urn:x#a>")]


def test_a_value_is_reported_as_it_is_written() -> None:
    shapes = ':s sh:targetClass :C ; sh:sparql [ sh:select "SELECT $this ?value WHERE { $this <urn:x#v> ?value }" ] .'
    written = '"01.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    assert results(shapes, ":a a :C ; :v 01.50 .") == [("a", written)]


def test_messages_are_filled_and_keep_their_language() -> None:
    shapes = """
    :s sh:targetClass :C ; sh:sparql [ sh:message "{?n} of {$this}, {?none}"@en , "{?n} !"@fr ;
        sh:select "SELECT $this ?n WHERE { $this <urn:x#n> ?n FILTER(?n = 4) }" ] .
    """
    (found,) = ShapeSet(graph(shapes)).validate(graph(DATA))
    assert set(found.messages) == {'"4 of urn:x#b, {?none}"@en', '"4 !"@fr'}


def test_a_part_without_code_has_that_of_its_shape() -> None:
    shapes = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    :s sh:targetClass :C ; skos:notation "X1" ; sh:property [ sh:path :n ; sh:maxCount 2 ] ,
        [ sh:path :m ; sh:minCount 1 ; skos:notation "X2" ] ."""
    codes = {one.shape.code for one in ShapeSet(graph(shapes)).validate(graph(DATA))}
    assert codes == {"X1", "X2"}


@pytest.mark.parametrize(
    ("text", "datatype", "well_formed"),
    [
        ("2020-02-29", "date", True),
        ("2021-02-29", "date", False),
        ("1900-02-29", "date", False),
        ("2021-02-28+14:00", "date", True),
        ("2021-02-28+14:30", "date", False),
        ("2021-2-8", "date", False),
        ("-0044-03-15", "date", True),
        ("2021-13", "gYearMonth", False),
        ("20l2", "gYear", False),
        ("2012Z", "gYear", True),
        ("2021-01-01T24:00:00", "dateTime", True),
        ("2021-01-01T24:00:01", "dateTime", False),
        ("2021-01-01", "dateTime", False),
        ("--02-29", "gMonthDay", True),
        ("-1", "nonNegativeInteger", False),
        ("256", "unsignedByte", False),
        ("+1.", "decimal", True),
        ("1e5", "decimal", False),
        ("INF", "double", True),
        ("yes", "boolean", False),
        ("P1Y2M", "duration", True),
        ("P", "duration", False),
        ("not a url", "anyURI", True),
    ],
)
def test_literals_are_judged_by_their_lexical_space(text: str, datatype: str, well_formed: bool) -> None:
    assert is_well_formed(f'"{text}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>') is well_formed


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ('"1"^^xsd:integer', '"1.5"^^xsd:decimal', True),
        ('"2019"^^xsd:gYear', '"2020"^^xsd:gYear', True),
        ('"2019"^^xsd:gYear', '"2020-01-01"^^xsd:date', None),
        ('"2020-01-01Z"^^xsd:date', '"2020-01-01+01:00"^^xsd:date', False),
        ('"2020-01-01Z"^^xsd:date', '"2020-01-02"^^xsd:date', None),
        ('"a"', '"b"', True),
        ('"a"@en', '"b"@en', None),
        ('"x"^^xsd:integer', '"1"^^xsd:integer', None),
    ],
)
def test_values_are_compared_where_they_can_be(left: str, right: str, expected: bool | None) -> None:
    one, two = (
        term.replace("xsd:", "<http://www.w3.org/2001/XMLSchema#") + (">" if "xsd:" in term else "")
        for term in (left, right)
    )
    assert is_less(one, two, or_equal=False) is expected


def test_a_changed_copy_of_a_graph_answers_like_a_graph_made_anew() -> None:
    base = graph(DATA)
    base.inverse("<urn:x#next>")
    changed = base.with_changes(
        [("<urn:x#d>", "<urn:x#next>", "<urn:x#b>"), ("<urn:x#b>", "<urn:x#next>", "<urn:x#d>")], ["<urn:x#a>"]
    )
    fresh = Graph(changed.triples())
    for predicate in ("<urn:x#next>", "<urn:x#n>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"):
        ours = {key: sorted(value) for key, value in changed.inverse(predicate).items()}
        assert ours == {key: sorted(value) for key, value in fresh.inverse(predicate).items()}
    assert base.objects("<urn:x#b>", "<urn:x#next>") == ["<urn:x#a>"]
