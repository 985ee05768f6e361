"""One hash for one graph, however it is written; a graph that is a trap costs a bounded time."""

from __future__ import annotations

import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.errors import BudgetExceeded
from psin.federation import canonical


def parsed(text: str) -> list[ox.Quad]:
    return list(ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri="https://a.example/"))


def hash_of(text: str) -> str:
    return canonical.digest(canonical.lines(parsed(text)))


def test_the_names_of_blank_nodes_and_the_order_do_not_count() -> None:
    one = "<a> <p> _:x . _:x <q> _:y . _:y <r> 1 , 2 ."
    other = "_:n <r> 2 , 1 . _:m <q> _:n . <a> <p> _:m ."
    assert hash_of(one) == hash_of(other) == hash_of("<a> <p> [ <q> [ <r> 1 , 2 ] ] .")
    assert hash_of(one) != hash_of("<a> <p> _:x . _:x <q> _:y . _:y <r> 1 , 3 .")


def test_blank_nodes_that_cannot_be_told_apart_have_a_hash_too() -> None:
    assert hash_of("_:a <p> _:b . _:b <p> _:a .") == hash_of("_:d <p> _:c . _:c <p> _:d .")
    assert hash_of("_:a <p> _:b . _:b <p> _:a .") != hash_of("_:a <p> _:a . _:b <p> _:b .")


def test_a_graph_that_is_a_trap_is_given_up_in_time() -> None:
    nodes = range(40)
    text = "".join(f"_:n{a} <p> _:n{b} ." for a in nodes for b in nodes if a != b)
    before = time.monotonic()
    with pytest.raises(BudgetExceeded, match="within 1 seconds"):
        canonical.lines(parsed(text), seconds=1)
    assert time.monotonic() - before < 20


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 4)), max_size=12), st.permutations(range(5))
)
def test_any_renaming_gives_the_same_hash(edges: list[tuple[int, int, int]], names: list[int]) -> None:
    def hashed(name: list[int]) -> str:
        node = lambda i: f"_:b{name[i]}" if i else "<root>"
        return hash_of("".join(f"{node(s)} <p{p}> {node(o)} .\n" for s, p, o in edges))

    assert hashed(names) == hashed(list(range(5)))


def test_every_document_of_the_catalogue_has_a_hash(root: Path) -> None:
    from psin.catalogue import load

    catalogue = load(root / "data")
    for graph, items in catalogue.by_graph.items():
        found = canonical.lines(quad for item in items for quad in item.quads())
        assert len(found) == len(
            {(q.subject, q.predicate, q.object) for item in items for q in item.quads()}
        ) or graph.endswith("shapes")
        again = canonical.lines(quad for item in reversed(items) for quad in item.quads())
        assert found == again
