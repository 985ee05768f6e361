"""The reader says what the engine's strict parser says, and where each term stands."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.errors import SyntaxProblem
from psin.turtle.reader import check, read
from psin.turtle.tokens import Lines

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted(p for folder in ("ontology", "shapes", "data") for p in (ROOT / folder).rglob("*.ttl"))
SUITES = sorted((ROOT.parent / "shared" / "suites").rglob("*.ttl"))


def canonical(quads: object) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def by_engine(text: str, base: str) -> ox.Dataset:
    return canonical(ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=base))


def by_reader(text: str, base: str) -> ox.Dataset:
    lines = "".join(f"{s.subject} {s.predicate} {s.object} .\n" for s in read(text, base).statements)
    return canonical(ox.parse(lines.encode(), ox.RdfFormat.N_TRIPLES))


def test_reads_every_file_of_the_project_as_the_engine_does() -> None:
    assert OURS
    for path in OURS:
        text, base = path.read_text(encoding="utf-8"), path.as_uri()
        assert by_reader(text, base) == by_engine(text, base), path


@pytest.mark.skipif(not SUITES, reason="../shared/suites is not here")
def test_reads_the_published_suites_as_the_engine_does() -> None:
    for path in SUITES:
        text, base = path.read_bytes().decode(), path.as_uri()
        assert by_reader(text, base) == by_engine(text, base), path


TRICKY = [
    "<a> <b> 1 , 1.5 , 1e3 , -2 , +.5 , .5e-1 , 1.e1 , true , false .",
    '<a> <b> \'x\' , "y" , \'\'\'a\'b\'\'c\'\'\' , """q""r\n""" , "\\u00e9\\n\\t\\"" .',
    '<a> <b> "x"@en-GB , "x"@EN , "1"^^<http://www.w3.org/2001/XMLSchema#integer> , "s"^^<http://www.w3.org/2001/XMLSchema#string> .',
    "@prefix p: <http://p/> . p:a.b p:c\\~d p:e%20f , p: , p:1-2 , p:\u00e9 .",
    "PREFIX p: <http://p/>\nBASE <http://q/x/y>\np:a p:b <../c> , <#d> , <?e> , <//h/i> , <> .",
    "[] <b> [ <c> [] ; ] , ( 1 ( 2 ) [ <d> () ] ) .",
    "[ <a> <b> ] . ( 1 ) <c> 2 .",
    "_:x <b> _:y . _:y.z <c> _:x .",
    "<a> <b> <c> ; ; <d> <e> ; . # end",
    "<a> a <B> .\r\n<c> a <D> .\r",
    "<a\\u00e9> <b> <c> .",
]


@pytest.mark.parametrize("text", TRICKY)
def test_reads_the_corners_of_the_grammar_as_the_engine_does(text: str) -> None:
    assert by_reader(text, "http://base/a/b") == by_engine(text, "http://base/a/b")


def test_tells_where_each_term_stands() -> None:
    text = '@prefix p: <http://p/> .\n\np:a\n    p:b "é" ,\n        p:c .\n'
    lines = Lines(text)
    places = [tuple(lines(at) for at in s[3:]) for s in read(text).statements]
    assert places == [((3, 1), (4, 5), (4, 9)), ((3, 1), (4, 5), (5, 9))]


def test_counts_lines_by_every_kind_of_line_end() -> None:
    lines = Lines("a\r\nb\rc\nd")
    assert [lines(at) for at in (0, 3, 5, 7)] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert [lines.text_of(n) for n in (1, 2, 3, 4)] == ["a", "b", "c", "d"]


BROKEN = [
    ("<http://a> <http://b> <http://c>", (1, 33), "missing before the end of the file"),
    ("<http://a> <http://b> <http://c>\n<http://d> <http://e> <http://f> .", (1, 33), "missing before '<http://d>'"),
    ('<http://a> <http://b> "c .\n', (1, 23), "not closed"),
    ("foaf:x <http://b> 1 .", (1, 1), "@prefix foaf: <http://xmlns.com/foaf/0.1/>"),
    ("my:x <http://b> 1 .", (1, 1), "@prefix my:"),
    ("<a> <b> <c> .", (1, 1), "relative"),
    ("<http://a b> <http://b> 1 .", (1, 1), "contains a blank"),
    ("<http://a <http://b> 1 .", (1, 1), "contains a blank"),
    ("<http://a", (1, 1), "no '>'"),
    ("<http://a> <http://b> [ <http://c> 1 .", (1, 23), "not closed before '.'"),
    ("<http://a> <http://b> ( 1", (1, 23), "never closed"),
    ("<http://a> <http://b> .", (1, 23), "A value is expected"),
    ('<http://a> "b" 1 .', (1, 12), "A property is expected"),
    ('"x" <http://b> 1 .', (1, 1), "A subject is expected"),
    ("\ufeff<http://a> <http://b> 1 .", (1, 1), "byte-order mark"),
    ('<http://a> <http://b> "x"^^en .', (1, 28), "A datatype is expected"),
    ("@prefix p <http://p/> .", (1, 9), "ends with a colon"),
    (". <http://a> <http://b> 1 .", (1, 1), "ends nothing"),
    ("<http://a> <http://b> 1 \u2028 .", (1, 25), "no place here"),
]


@pytest.mark.parametrize(("text", "place", "words"), BROKEN)
def test_says_what_is_wrong_and_where(text: str, place: tuple[int, int], words: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        read(text)
    assert (caught.value.line, caught.value.column) == place
    assert words in str(caught.value)


@pytest.mark.parametrize("sign", ["[ <http://p> ", "( "])
def test_refuses_brackets_nested_without_end(sign: str) -> None:
    with pytest.raises(SyntaxProblem, match="nested more than 100"):
        read("<http://a> <http://b> " + sign * 100_000)


def test_the_strict_parser_has_the_last_word() -> None:
    with pytest.raises(SyntaxProblem) as caught:
        check('<http://a> <http://b> "x"@abcdefghijk .')
    assert caught.value.line == 1


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="<>@prefix:.;,[]() \n\"'\\abc#_1^-é\0\ud7ff", max_size=60))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        found = read(text, "http://base/")
    except SyntaxProblem as problem:
        assert problem.line >= 1
        assert problem.column >= 1
        return
    for statement in found.statements:
        assert 0 <= statement.subject_at <= len(text)
