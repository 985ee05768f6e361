"""Relative addresses mean to the reader what they mean to the engine and to RFC 3986."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psin.turtle.references import resolved

#: RFC 3986, section 5.4.
EXAMPLES = """
    g:h g:h | g http://a/b/c/g | ./g http://a/b/c/g | g/ http://a/b/c/g/ | /g http://a/g | //g http://g | ?y http://a/b/c/d;p?y
    g?y http://a/b/c/g?y | #s http://a/b/c/d;p?q#s | g#s http://a/b/c/g#s | ;x http://a/b/c/;x | g;x?y#s http://a/b/c/g;x?y#s
    . http://a/b/c/ | .. http://a/b/ | ../g http://a/b/g | ../.. http://a/ | ../../g http://a/g | ../../../../g http://a/g
    /./g http://a/g | /../g http://a/g | g. http://a/b/c/g. | ..g http://a/b/c/..g | ./../g http://a/b/g | g/../h http://a/b/c/h
    g;x=1/../y http://a/b/c/y | g?y/../x http://a/b/c/g?y/../x | g#s/../x http://a/b/c/g#s/../x
"""
PAIRS = [tuple(pair.split()) for line in EXAMPLES.strip().splitlines() for pair in line.split("|")]


@pytest.mark.parametrize(("reference", "address"), PAIRS)
def test_the_examples_of_the_standard(reference: str, address: str) -> None:
    assert resolved("http://a/b/c/d;p?q", reference) == address
    assert resolved("http://a/b/c/d;p?q", "") == "http://a/b/c/d;p?q"


@given(
    st.sampled_from(
        ["http://a/b/c", "http://a", "http://a/", "http://a//b/", "http://a/b?q", "http://a/b#f", "http://a/x;y"]
    ),
    st.lists(st.sampled_from(["a", "/", ".", "..", ";", "?", "#", "//", ":", "../"]), max_size=6).map("".join),
)
def test_the_engine_finds_the_same(base: str, reference: str) -> None:
    try:
        found = next(
            iter(ox.parse(f"@base <{base}> . <urn:s> <urn:p> <{reference}> .".encode(), format=ox.RdfFormat.TURTLE))
        )
    except SyntaxError:
        return
    assert isinstance(found.object, ox.NamedNode)
    assert resolved(base, reference) == found.object.value
