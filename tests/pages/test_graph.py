"""A graph of plain terms, asked from its values."""

from __future__ import annotations

import pyoxigraph as ox
from psin.vocabulary.namespaces import SKOS
from psin.web.pages.graph import Graph

A, B, C = (ox.NamedNode(f"https://a.example/{name}") for name in "abc")
BROADER, LABEL = ox.NamedNode(f"{SKOS}broader"), ox.NamedNode(f"{SKOS}prefLabel")


def test_subjects_are_found_by_a_value_in_their_order_and_once() -> None:
    graph = Graph(
        [
            (B, BROADER, C),
            (A, BROADER, C),
            (A, LABEL, ox.Literal("x", language="en")),
            (A, LABEL, ox.Literal("x", language="fr")),
        ]
    )
    assert graph.having("skos:broader", C.value) == [B.value, A.value]
    assert graph.having("skos:prefLabel", "x") == [A.value]
    assert graph.having("skos:broader", A.value) == graph.having("skos:narrower", C.value) == []


def test_what_is_added_later_is_found_too_and_a_caller_cannot_spoil_the_answer() -> None:
    graph = Graph([(A, BROADER, C)])
    graph.having("skos:broader", C.value).append("spoiled")
    graph.add([(B, BROADER, C)])
    assert graph.having("skos:broader", C.value) == [A.value, B.value]
