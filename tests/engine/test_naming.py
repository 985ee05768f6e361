"""BNODE of a string: a node for every string, whether or not it could be a label."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from psin.engine import Engine
from psin.engine.naming import by_digests
from psin.errors import QuerySyntaxError


@pytest.mark.parametrize("text", ["a b<", "", "ab", "é .", "-", "\\n", "(", "x" * 3000])
def test_every_string_gives_a_node_and_the_same_string_the_same(engine: Engine, text: str) -> None:
    [row] = engine.select(
        f'SELECT ?a ?b ?other {{ BIND(BNODE("{text}") AS ?a) BIND(bnode ( CONCAT("{text}", "")) AS ?b)'
        f' BIND(BNODE("{text}!") AS ?other) }}'
    )
    assert all(isinstance(term, ox.BlankNode) for term in row.values())
    assert row["a"] == row["b"] != row["other"]


def test_a_graph_over_such_nodes_is_not_empty(engine: Engine) -> None:
    triples = engine.construct('CONSTRUCT { ?b <http://e/p> 1 } { BIND(BNODE("a b<") AS ?b) }')
    assert [type(triple.subject) for triple in triples] == [ox.BlankNode]


@pytest.mark.parametrize("argument", ['"ab"@en', "1", "<http://e/a>", "?unbound", "BNODE()", 'BNODE("a")'])
def test_what_is_no_plain_literal_gives_no_node(engine: Engine, argument: str) -> None:
    [row] = engine.select(f"SELECT ?b {{ BIND(BNODE({argument}) AS ?b) }}")
    assert not row.get("b")


def test_without_a_string_every_node_is_another(engine: Engine) -> None:
    [row] = engine.select("SELECT ?a ?b { BIND(BNODE() AS ?a) BIND(bnode() AS ?b) }")
    assert row["a"] != row["b"]


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("BNODE(1)" AS ?bnode) { } # BNODE("a")',
        "PREFIX bnode: <http://e/> ASK { bnode:bnode bnode:BNODE ?x FILTER(bnode:BNODE(?x)) }",
        "SELECT (BNODE() AS ?b) { }",
    ],
)
def test_other_texts_stay_as_they_are(query: str) -> None:
    assert by_digests(query) == query


def test_mistakes_are_told_of_the_text_as_it_was_written(engine: Engine) -> None:
    query = 'SELECT (BNODE("a", "b") AS ?b) { }'
    with pytest.raises(QuerySyntaxError) as caught:
        engine.select(query)
    assert "SHA256" not in str(caught.value)
    assert caught.value.column is not None and caught.value.column <= len(query)
