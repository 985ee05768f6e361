"""The difference of two graphs: nothing for two writings of one, the very change for a changed one, always in time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.turtle.diff import difference
from psin.turtle.matching import Triple
from psin.turtle.reader import read
from psin.turtle.writer import format_text

PREFIX = "@prefix : <http://p/> .\n"
nodes = st.sampled_from(["<http://a>", "<http://b>", "_:a", "_:b", "_:c", "_:d"])
verbs = st.sampled_from(["<http://p>", "<http://q>"])
values = st.one_of(nodes, st.sampled_from(['"x"', '"y"@en', '"1"^^<http://d>']))
graphs = st.lists(st.tuples(nodes, verbs, values), max_size=12)


def triples(text: str) -> list[Triple]:
    return [statement[:3] for statement in read(PREFIX + text, "http://base/").statements]


def renamed(graph: list[Triple], names: dict[str, str]) -> list[Triple]:
    return [(names.get(s, s), p, names.get(o, o)) for s, p, o in graph]


@settings(max_examples=300, deadline=None)
@given(graphs, st.permutations(["_:a", "_:b", "_:c", "_:d"]), st.randoms(use_true_random=False))
def test_other_names_and_another_order_make_no_difference(
    graph: list[Triple], names: list[str], random: object
) -> None:
    other = renamed(graph, dict(zip(["_:a", "_:b", "_:c", "_:d"], names, strict=True)))
    random.shuffle(other)  # type: ignore[attr-defined]
    found = difference(graph, other)
    assert found.same
    assert found.certain


@settings(max_examples=300, deadline=None)
@given(graphs, graphs)
def test_what_was_removed_and_added_leads_from_one_graph_to_the_other(old: list[Triple], new: list[Triple]) -> None:
    found = difference(old, new)
    reached = [triple for triple in dict.fromkeys(old) if triple not in found.removed] + list(found.added)
    assert set(found.removed) <= set(old)
    assert difference(reached, new).same
    assert found.same == difference(new, old).same


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_the_canonical_layout_makes_no_difference(graph: list[Triple]) -> None:
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in graph)
    assert difference(graph, [s[:3] for s in read(format_text(text)).statements]).same


def test_a_change_within_brackets_is_one_statement_and_not_new_brackets() -> None:
    old = triples("<s> :p [ :name 'one' ; :size 1 ] , [ :name 'two' ; :size 2 ] .")
    new = triples("<s> :p [ :size 3 ; :name 'two' ] , [ :name 'one' ; :size 1 ] .")
    found = difference(old, new)
    assert [len(found.removed), len(found.added)] == [1, 1]
    assert found.removed[0][0] == found.added[0][0]


def test_a_change_deep_within_brackets_is_one_statement() -> None:
    old = triples("<s> :p [ :q [ :r [ :s 1 ] ] ] .")
    new = triples("<s> :p [ :q [ :r [ :s 2 ] ] ] .")
    found = difference(old, new)
    assert [len(found.removed), len(found.added)] == [1, 1]


def test_one_more_member_of_a_list_leaves_the_members_before_it_alone() -> None:
    found = difference(triples("<s> :p ( 1 2 3 ) ."), triples("<s> :p ( 1 2 3 4 ) ."))
    assert len(found.removed) == 1
    assert len(found.added) == 3


def test_graphs_that_only_a_trial_can_tell_apart_are_told_apart() -> None:
    def ring(*sizes: int) -> list[Triple]:
        return [
            (f"_:n{k}x{i}", "<http://p>", f"_:n{k}x{(i + 1) % size}")
            for k, size in enumerate(sizes)
            for i in range(size)
        ]

    assert not difference(ring(6), ring(3, 3)).same
    assert difference(ring(3, 3), list(reversed(ring(3, 3)))).same


def test_a_graph_built_to_be_hard_ends_in_time_and_says_that_it_is_not_sure() -> None:
    """Complete graphs of like nodes: every colouring leaves all of them alike."""
    size = 60
    one = [(f"_:n{i}", "<http://p>", f"_:n{j}") for i in range(size) for j in range(size) if i != j]
    start = time.monotonic()
    found = difference(one, renamed(one, {f"_:n{i}": f"_:m{i}" for i in range(size)}), seconds=0.05)
    assert time.monotonic() - start < 3
    assert found.same or not found.certain


def test_a_long_list_is_compared_in_time() -> None:
    old, new = (triples(f"<s> :p ( {' '.join(map(str, range(5000)))} {last} ) .") for last in (1, 2))
    found = difference(old, new)
    assert found.certain
    assert [len(found.removed), len(found.added)] == [1, 1]


@pytest.mark.parametrize("text", ["", "<s> :p 1 .", "[] :p [] ."])
def test_a_graph_is_the_same_as_itself(text: str) -> None:
    assert difference(triples(text), triples(text)).same
