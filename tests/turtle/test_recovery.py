"""All mistakes of a text in one go, each once, and nothing said for certain that the text does not say."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psin.errors import SyntaxProblem
from psin.turtle.causes import CAUSES
from psin.turtle.lines import Lines
from psin.turtle.reader import check, read
from psin.turtle.recovery import MOST, recover

HEAD = "@prefix p: <http://p/> .\n"
GOOD = (
    HEAD
    + 'p:a\n    a p:C ;\n    p:t "x"@en , "y"@fr ;\n    p:n 1 .\n\np:b\n    p:l ( 1 p:c ) ;\n    p:m [ p:x "z" ] .\n'
)


def causes(text: str) -> list[str]:
    return [one.cause for one in recover(text, "http://base/").complaints]


BROKEN = [
    (" ;\n    p:n", "\n    p:n", ["missing-semicolon"]),
    (' , "y"', ' "y"', ["missing-comma"]),
    ("1 .\n", "1\n", ["missing-dot"]),
    ("1 .\n", "1 ;\n", ["semicolon-for-dot"]),
    ("1 .\n", "1 ,\n", ["comma-for-dot"]),
    ("p:C ;", "p:C .", ["dot-for-semicolon"]),
    ("@en ,", "@en .", ["dot-for-comma"]),
    ("@en ,", "@en ;", ["semicolon-for-comma"]),
    ("p:C ;", "p:C ,", ["comma-for-semicolon"]),
    ('"x"@en', '"x@en', ["not-closed-text"]),
    ('"x"@en', '"x\ny"@en', ["line-break-in-text"]),
    ('"x"@en', '"x "y" z"@en', ["quote-inside"]),
    ('"x"@en', "“x”@en", ["curly-quotes"]),
    ('"x"@en', "x", ["bare-word"]),
    ('"x"@en', '"x"@en_GB', ["bad-tag"]),
    ('"x"@en', '"x"@abcdefghij', ["bad-tag"]),
    ('"x"@en', '"\\x"@en', ["bad-escape"]),
    ('"x"@en', '"\\uD800"@en', ["bad-escape"]),
    ('"x"@en', '"x"^p:d', ["one-caret"]),
    ('"x"@en', '"x"^^ ,', ["no-datatype", "no-value"]),
    ("p:n 1", "p:n 2019-02-03", ["bare-date"]),
    ("p:n 1", "p:n", ["no-value"]),
    ("p:n 1", "p:n <http://a b>", ["bad-iri"]),
    ("p:n 1", "p:n <http://a", ["not-closed-iri"]),
    ("p:n 1", "p:n http://a/b", ["bare-iri"]),
    ("p:n 1", "p:n <http://[>", ["no-iri"]),
    ("( 1 p:c )", "( 1 p:c", ["not-closed"]),
    ('[ p:x "z" ]', '[ p:x "z"', ["not-closed"]),
    ("( 1 p:c )", "( 1 p:c ) )", ["closes-nothing"]),
    ("p:n 1", "p:n 1 }", ["closes-nothing"]),
    ("p:n 1", "p:n { 1 }", ["no-value", "closes-nothing"]),
    ("a p:C", "A p:C", ["boolean-case"]),
    ("@prefix p:", "@prefix p", ["prefix-form"]),
    ("@prefix p:", "@PREFIX p:", ["directive-case"]),
    ("@prefix p:", "prefix p:", ["sparql-dot"]),
    ("<http://p/> .", "<http://p/>", ["missing-dot"]),
    ("    p:n", "    // n\n    p:n", ["foreign-comment"]),
    ("    p:n", "<<<<<<< a\n    p:n 2 ;\n=======\n>>>>>>> b\n    p:n", ["conflict"]),
    ("p:n 1", "p:n\u20281", ["hidden-sign"]),
]


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN)
def test_a_mistake_is_told_once_and_the_rest_is_read(old: str, new: str, expected: list[str]) -> None:
    text = GOOD.replace(old, new, 1)
    with pytest.raises(SyntaxProblem):
        read(text)
        check(text)
    found = causes(text)
    assert found[: len(expected)] == expected[: len(found)]
    assert len(found) <= len(expected)
    known, said = {one[:3] for one in read(GOOD).statements}, recover(text, "http://base/").reading.statements
    assert sum(one[:3] in known for one in said) >= 5


def test_mistakes_far_apart_are_all_told_in_order() -> None:
    text = GOOD.replace(" ;\n    p:n", "\n    p:n").replace('"z"', '"z').replace("p:b\n", "q:b\n")
    assert causes(text) == ["missing-semicolon", "unknown-prefix", "not-closed-text"]


def test_an_undeclared_prefix_is_told_once_with_all_its_places() -> None:
    text = GOOD.replace(HEAD, "")
    (one,) = recover(text).complaints
    places = [one.at, *one.also]
    assert len(places) == text.count("p:")
    assert all(text.startswith("p:", at) for at in places)


def test_a_known_prefix_is_read_as_what_it_stands_for_elsewhere() -> None:
    found = recover("<http://a> foaf:name 1 ; my:x 2 .")
    assert [one.predicate for one in found.reading.statements] == ["<http://xmlns.com/foaf/0.1/name>"]
    assert "@prefix foaf: <http://xmlns.com/foaf/0.1/> ." in found.complaints[0].words()[1]


def test_a_thousand_mistakes_of_one_kind_are_counted() -> None:
    found = recover(HEAD + "p:a p:b p:c\n" * 1000).complaints
    assert len(found) == MOST + 1
    assert "980 more" in found[-1].words()[0]


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        '"',
        "'",
        '"""',
        "[",
        "(",
        "p:a ",
        "1-",
        "@",
        "\\",
        "{ ",
        "}",
        "]",
        ". ",
        "; ",
        "“",
        "<a> <b> <c> ",
        "q:x ",
        "<<<<<<<\n",
    ],
)
def test_endless_nonsense_takes_linear_time(unit: str) -> None:
    started = time.monotonic()
    recover(HEAD + unit * 40_000)
    assert time.monotonic() - started < 15


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_is_said_in_two_languages_with_the_same_blanks(cause: str) -> None:
    detail, advice, detail_fr, advice_fr, _ = CAUSES[cause]

    def blanks(text: str) -> set[str]:
        return {part.split("}")[0] for part in text.split("{")[1:]}

    assert detail.endswith(".") and advice
    assert detail != detail_fr and advice_fr and blanks(detail) == blanks(detail_fr)
    assert blanks(advice) == blanks(advice_fr)


SIGNS = st.text(alphabet="<>@prefix:.;,[](){} \n\"'\\abc#_1^-é\0\ud7ff“", max_size=80)
WORDS = st.lists(
    st.sampled_from(
        [
            "p:a",
            "<http://x>",
            '"t"',
            "@en",
            "^^",
            "a",
            "1",
            ".",
            ";",
            ",",
            "[",
            "]",
            "(",
            ")",
            "\n",
            " ",
            "{",
            "}",
            "@prefix",
        ]
    ),
    max_size=40,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(SIGNS, WORDS.map(HEAD.__add__)))
def test_recovery_survives_anything_and_stays_within_the_text(text: str) -> None:
    found = recover(text, "http://base/")
    lines = Lines(text)
    for one in found.complaints:
        line, column = lines(one.at)
        assert 0 <= one.at <= len(text) and line >= 1 and column >= 1
        assert all(one.words()[:1])


@settings(max_examples=200, deadline=None)
@given(WORDS.map(HEAD.__add__))
def test_recovery_complains_of_no_good_text(text: str) -> None:
    try:
        statements = read(text, "http://base/").statements
        check(text, "http://base/")
    except SyntaxProblem:
        return
    found = recover(text, "http://base/")
    assert found.complaints == []
    assert [one[:3] for one in found.reading.statements] == [one[:3] for one in statements]


@pytest.mark.parametrize(("mistakes", "cause"), [(MOST, None), (MOST + 1, "one-more"), (MOST + 2, "more")])
def test_one_more_mistake_of_a_kind_is_told_in_the_singular(mistakes: int, cause: str | None) -> None:
    text = "@prefix a: <http://a.example/> .\n" + "a:s a:p GARBAGE .\n" * mistakes
    last = recover(text).complaints[-1]
    assert last.cause == (cause or "bare-word")
    assert cause is None or ("2 more mistakes" if cause == "more" else "One more mistake") in last.words()[0]
