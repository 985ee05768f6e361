"""Statements that the engine has read are found in their text at the very places that the reader finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin import assets
from psin.turtle import reader
from psin.turtle.placing import placed
from psin.turtle.skim import skim

BASE = "https://w3id.org/psin/network/x"
FILES = sorted([*assets.data().glob("*/*.ttl"), *assets.shapes().glob("*.ttl"), *assets.ontology().rglob("*.ttl")])
TEXTS = [
    "",
    "# nothing but a remark",
    '<a> <p> "x" .',
    '<a><p>"x",<b>;<q>1.5,.5;;<r>true.<b> a <c>.',
    "@prefix : <urn:x#> .\nprefix : <urn:y#>\nBASE <urn:b>\n@base<urn:c>.\n:a :p :b ; :q :c.d ; .",
    "@prefix prefix: <urn:x#> .\nprefix: <p> <o> . prefix:a <p> <o> .",
    "@prefix base: <urn:x#> . base: <p> <o> . base:a base:p base:o.",
    "PREFIX # a remark : <urn:no>\n x: # another\n<urn:x#> x:a x:p x:b # . , ;\n . # end",
    "<a> <p> \"\"\"long \"text\" ; . # no\"\"\" , 'one' , '''two ' '' three''' , \"\" , '' .",
    '<a> <p> "a \\" ; b"@en-GB , "1"^^<urn:t> , "2" ^^ <urn:t> , "c" @fr .',
    "@prefix x: <urn:x#> . x:a x:p x:b\\,c , x:%20 , x:a.b .",
    "<a> <p> 1 , -1 , +1.0 , 1e5 , 1.E5 , -.5e-2 , 1. <b> <p> 2 .",
    "<a> <p> <b> , # one\r\n <c> ;\r <q> <d> .",
    "<a> <p> <b> . <a> <p> <b> .",
    "<\u00e4> <p> 'ü' . <b\\u0041> <p> <\\u00e9> .",
]


def compared(text: str) -> bool:
    """Asserts that both find the same places, and returns whether they were looked for and found."""
    skimmed = skim(text, BASE)
    found = placed(text, skimmed.statements) if skimmed else None
    if found is None:
        return False
    expected = reader.read(text, BASE).statements
    assert [one[3:] for one in found] == [one[3:] for one in expected], text
    assert [one[:3] for one in found] == [one[:3] for one in skimmed.statements]
    return True


@pytest.mark.parametrize("path", FILES[:: max(1, len(FILES) // 60)], ids=lambda path: path.name)
def test_in_files_of_this_project(path: Path) -> None:
    text = path.read_text("utf-8")
    assert compared(text) or skim(text, BASE) is None


@pytest.mark.parametrize("text", TEXTS)
def test_in_texts_of_every_kind(text: str) -> None:
    assert skim(text, BASE) is not None
    compared(text)


def test_most_kinds_of_text_are_not_left_to_the_reader() -> None:
    assert sum(map(compared, TEXTS)) > len(TEXTS) * 0.6


PIECES = ["<a>", "x:b", "x:c.d", "x:", "a", "1", "1.5", ".5", "true", '"t"', "'t'@en", '"1"^^x:t', '"""a\n"""']
SIGNS = [
    " ",
    "\n",
    ".",
    ";",
    ",",
    " . ",
    "#\n",
    " # x\r\n",
    "@base <urn:b> .",
    "PREFIX y: <urn:y>",
    "prefix",
    "[]",
    "(",
    "\\",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, *SIGNS, *PIECES, " ", ".", ";"]), max_size=25))
def test_in_any_text_that_the_engine_takes(pieces: list[str]) -> None:
    compared("@prefix x: <urn:x#> .\n" + "".join(pieces))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["<a>", "x:b", "x:"]),
            st.sampled_from(["a", "x:p", "<q>"]),
            st.sampled_from(PIECES[:4] + PIECES[5:]),
        ),
        max_size=6,
    ),
    st.lists(st.sampled_from([" ", "", "\n", "# x\n", "\r\n\t"]), min_size=4, max_size=4),
)
def test_in_sentences_written_in_any_way(sentences: list[tuple[str, str, str]], gaps: list[str]) -> None:
    text = "".join(f"{s} {gaps[0]}{p} {gaps[1]}{o} {gaps[2]}.{gaps[3]}" for s, p, o in sentences)
    compared(f"@prefix x: <urn:x#> .\n{text}")


def test_statements_of_another_text_are_not_placed() -> None:
    one, other = "<a> <p> <b> , <c> .", "<a> <p> <b> ."
    assert placed(one, skim(other, BASE).statements) is None
    assert placed(other, skim(one, BASE).statements) is None
    assert placed("<a> <p> <b> ] .", skim(other, BASE).statements) is None
