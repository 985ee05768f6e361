"""Any Turtle, with comments at any place: the canonical layout loses nothing, and writing it again changes nothing."""

from __future__ import annotations

import re
from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.turtle.tokens import tokenise
from psin.turtle.writer import format_text

BASE = "https://w3id.org/psin/network/example"
PREFIXES = "@prefix : <http://p/> .\n@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"

words = st.sampled_from(
    ["<#this>", "<>", "<;x>", "<?>", ":a", ":b", "<#source-10>", "<../organisation/x#this>", "<http://x/y>"]
)
labels = st.sampled_from(["_:a", "_:b", "_:b1", "_:b2", "_:psin1", "_:psin2"])
literals = st.sampled_from(
    [
        '"x"',
        '"# no comment"',
        '"""two\n# lines\n"""@en',
        "1",
        "1.5",
        "true",
        '"2019"^^:year',
        '"a\\"b"@en-gb',
        '""',
        "'''a\r\nb'''",
        '"""two\nlines\\"\\"\\"\\""""',
        "'''\n\"\"\"'''@fr",
    ]
)
verbs = st.sampled_from(["a", ":p", ":q", "<#r>"])


def _pairs(values: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    """Predicates with their objects, as tokens."""
    objects = st.lists(values, min_size=1, max_size=3).map(lambda many: _joined(many, ","))
    return st.lists(st.tuples(verbs, objects).map(lambda pair: [pair[0], *pair[1]]), min_size=1, max_size=3).map(
        lambda many: _joined(many, ";")
    )


def _joined(many: list[list[str]], sign: str) -> list[str]:
    return [token for number, part in enumerate(many) for token in ([sign] if number else []) + part]


def _bracketed(values: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    collections = st.lists(values, max_size=3).map(lambda many: ["(", *(token for part in many for token in part), ")"])
    return st.one_of(_pairs(values).map(lambda inner: ["[", *inner, "]"]), collections, st.just(["[", "]"]))


values = st.recursive(st.one_of(words, labels, literals).map(lambda token: [token]), _bracketed, max_leaves=8)
subjects = st.one_of(st.one_of(words, labels).map(lambda token: [token]), _bracketed(values))
sentences = st.tuples(subjects, _pairs(values)).map(lambda pair: [*pair[0], *pair[1], "."])


@st.composite
def texts(draw: st.DrawFn, comments: int = 6) -> str:
    tokens = [token for sentence in draw(st.lists(sentences, min_size=1, max_size=4)) for token in sentence]
    places = Counter(draw(st.lists(st.integers(0, len(tokens)), max_size=comments)))
    ends = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    with_base = draw(st.booleans())
    out = [f"@base <{BASE}> .\n" if with_base else "", PREFIXES]
    number = 0
    for position in range(len(tokens) + 1):
        for _ in range(places[position]):
            number += 1
            out.append(draw(st.sampled_from([" ", "\n"])) + f"# comment {number}\n")
        if position < len(tokens):
            out.append(" " + tokens[position])
    return "".join(out).replace("\n", ends) + draw(st.sampled_from(["", "\n"]))


def meaning(text: str) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=BASE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def comments_of(text: str) -> Counter[str]:
    return Counter(token.text for token in tokenise(text)[1])


@settings(max_examples=300, deadline=None)
@given(texts())
def test_nothing_is_lost_and_the_second_writing_changes_nothing(text: str) -> None:
    once = format_text(text, BASE)
    assert meaning(once) == meaning(text)
    assert comments_of(once) == comments_of(text)
    assert format_text(once, BASE) == once
    assert "\r" not in once


@settings(max_examples=150, deadline=None)
@given(texts(comments=0), st.randoms(use_true_random=False))
def test_the_order_of_sentences_about_named_things_does_not_matter(text: str, random: object) -> None:
    document = format_text(f"@base <{BASE}> .\n{PREFIXES}<#b> :p 1 , 2 ; a :C . <#a> :p <#b> . <> :q <#a> .", BASE)
    blocks = document.strip().split("\n\n")
    shuffled = blocks[1:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert format_text("\n\n".join([blocks[0], *shuffled]) + "\n", BASE) == document


def test_a_label_that_several_places_share_is_kept_and_others_become_brackets() -> None:
    text = ":s :p _:board , _:once ; :q _:board . _:once :r 1 . _:board :r 2 ."
    written = format_text(PREFIXES + text)
    assert "_:board" in written
    assert "_:once" not in written
    assert format_text(written) == written


def test_a_label_of_the_file_never_becomes_that_of_another_node() -> None:
    text = ":s :p [ :q 1 ] , _:psin1 , _:b1 . :t :p _:psin1 , _:b1 ."
    written = format_text(PREFIXES + text)
    assert meaning(written) == meaning(PREFIXES + text)
    assert "_:psin1" in written
    assert "_:b1" in written


def test_relative_addresses_stay_relative_where_the_file_names_no_base() -> None:
    written = format_text(f"{PREFIXES}<#a> :p <b/c> , <> , <../d> .", "file:///somewhere/else/x.ttl")
    assert "somewhere" not in written
    assert re.search(r"<#a>\s+:p", written)


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_inside_a_text_belong_to_the_text(ends: str) -> None:
    text = (
        f'{PREFIXES}:a :p """x{ends}y""" .'.replace("\n", ends) if ends == "\r\n" else f'{PREFIXES}:a :p """x\ry""" .'
    )
    assert meaning(format_text(text, BASE)) == meaning(text)
