"""EXISTS said as lookups: the same answers, of whatever stands in the group."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.engine.engine import Engine
from psin.engine.existence import by_lookups
from psin.errors import QuerySyntaxError

_PREFIX = "PREFIX : <http://e/> "
_NODES = [f":n{number}" for number in range(3)]
_VALUES = [*_NODES, *_NODES, '"x"', '"x"@en', "1", "true", '"2"^^<http://e/d>']
_PREDICATES = [":p", ":q", "a"]
_NAMES = ["?a", "?b", "?c", "?d"]

subjects = st.sampled_from([*_NAMES, *_NAMES, ":n1"])
predicates = st.sampled_from([*_PREDICATES, *_PREDICATES, "?p", "?d"])
objects = st.sampled_from([*_NAMES, *_NAMES, *_NAMES, *_VALUES])
#: Subject, then predicates and objects, with the abbreviations of the grammar.
triples = st.builds(
    lambda subject, pairs, last: f"{subject} " + " ; ".join(f"{p} {' , '.join(os)}" for p, os in pairs) + last,
    subjects,
    st.lists(st.tuples(predicates, st.lists(objects, min_size=1, max_size=2)), min_size=1, max_size=2),
    st.sampled_from(["", " ;"]),
)
blocks = st.lists(triples, min_size=1, max_size=3).map(" . ".join)
endings = st.sampled_from(
    [
        "",
        "",
        "",
        ".",
        "FILTER(?a != ?b)",
        "FILTER(isIRI(?c))",
        "OPTIONAL { ?c :q ?d }",
        "MINUS { ?b :p ?c }",
        ". BIND(?c AS ?new) FILTER(BOUND(?new))",
        "GRAPH ?g { ?a :p ?c }",
        "FILTER NOT EXISTS { ?c :p ?d . ?d :q ?a }",
        "FILTER(BOUND(?a)) ?d :q ?e",
    ]
)
exists = st.builds(
    lambda word, block, ending: f"{word} {{ {block} {ending} }}",
    st.sampled_from(["EXISTS", "NOT EXISTS", "exists", "not exists"]),
    blocks,
    endings,
)
conditions = st.builds(
    lambda form, one, other: form.format(one, other),
    st.sampled_from(
        [
            "FILTER {0}",
            "FILTER {0} FILTER {1}",
            "FILTER({0} || {1})",
            "FILTER(!({0}))",
            "BIND({0} AS ?yes)",
            "OPTIONAL {{ ?b :q ?d FILTER {0} }}",
            "GRAPH ?g {{ ?b ?e ?d FILTER {0} }}",
            "MINUS {{ ?a :p ?c FILTER {0} }}",
            "{{ SELECT ?b {{ ?b :p ?d FILTER {0} }} }}",
        ]
    ),
    exists,
    exists,
)
queries = st.builds(
    lambda outer, condition: f"{_PREFIX}SELECT * WHERE {{ {outer} {condition} }}",
    st.sampled_from(
        ["?a :p ?b .", "?a ?x ?b .", "?a a ?b .", "?a :p ?b , ?c .", "?a :p ?b ; :q ?c .", "?b :q ?a . ?a ?p ?d ."]
    ),
    conditions,
)
statements = st.lists(
    st.tuples(st.sampled_from(_NODES), st.sampled_from([":p", ":p", ":q", "a", ":n0"]), st.sampled_from(_VALUES)),
    min_size=6,
    max_size=25,
)


@settings(max_examples=400, deadline=None)
@given(statements, queries)
def test_every_query_has_the_same_solutions_as_often(data: list[tuple[str, str, str]], query: str) -> None:
    lines = "\n".join(f"{subject} {predicate} {value} ." for subject, predicate, value in data)
    store = ox.Store()
    for graph in (ox.DefaultGraph(), ox.NamedNode("http://e/g")):
        store.load(f"@prefix : <http://e/> .\n{lines}".encode(), ox.RdfFormat.TURTLE, to_graph=graph)
    said = by_lookups(query)
    assert _solutions(store, said) == _solutions(store, query)


def _solutions(store: ox.Store, query: str) -> Counter[str]:
    result = json.loads(store.query(query).serialize(format=ox.QueryResultsFormat.JSON) or b"")
    return Counter(json.dumps(row, sort_keys=True) for row in result["results"]["bindings"])


def test_what_is_bound_outside_is_looked_up_first_and_classes_last() -> None:
    query = "SELECT ?n { ?n a <x:N> FILTER NOT EXISTS { ?s a <x:S> ; <x:of> ?n ; <x:by> ?who } }"
    assert by_lookups(query) == (
        "SELECT ?n { ?n a <x:N> FILTER NOT EXISTS "
        "{ { SELECT * {} } ?s <x:of> ?n LATERAL { ?s a <x:S> } LATERAL { ?s <x:by> ?who }  } }"
    )


@pytest.mark.parametrize(
    "group",
    [
        "?s <x:p> ?n",
        "_:s <x:p> ?n ; <x:q> ?m",
        "?s <x:p> [] ; <x:q> ?n",
        "?s <x:p> ?n ; <x:q> (1 2)",
        "?s <x:p>/<x:q> ?n ; <x:r> ?m",
        "?s ^<x:p> ?n ; <x:r> ?m",
        "?s <x:p> ?n ; <x:r> ?m {| <x:q> ?o |}",
        "<< ?s <x:p> ?n >> <x:q> ?m ; <x:r> ?o",
        "{ ?s <x:p> ?n } UNION { ?s <x:q> ?n ; <x:r> ?m }",
        "SELECT ?s { ?s <x:p> ?n ; <x:q> ?m }",
        " ; ".join(["?s <x:p> ?n", *(f"<x:p{number}> ?n" for number in range(40))]),
        "",
    ],
)
def test_other_groups_are_left_as_they_are(group: str) -> None:
    query = f"SELECT * {{ ?n a <x:N> FILTER EXISTS {{ {group} }} }}"
    assert by_lookups(query) == query


@pytest.mark.parametrize("end", range(0, 76, 3))
def test_a_query_without_its_end_is_no_other_mistake(end: int) -> None:
    query = 'SELECT * { ?n a <x:N> FILTER EXISTS { ?s <x:p> "a"^^<x:d> ; <x:q> ?m } FILTER(?m'[:end]
    with pytest.raises(SyntaxError):
        ox.Store().query(by_lookups(query))


def test_a_mistake_is_told_at_its_place_in_the_query_as_written(tmp_path: Path) -> None:
    quads = tmp_path / "quads.nq"
    quads.write_text("<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n")
    query = "SELECT * { ?n a <x:N> FILTER EXISTS { ?s a <x:S> . ?s <x:p> ?n } ?n <x:q> <x:r> <x:s> }"
    with pytest.raises(SyntaxError) as mistake:
        ox.Store().query(query)
    with Engine.open(quads) as engine, pytest.raises(QuerySyntaxError) as told:
        engine.select(query)
    assert f"{told.value.line}:{told.value.column}:" in str(mistake.value)
