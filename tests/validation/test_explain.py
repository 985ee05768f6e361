"""Every rule can be explained: what it says, why, and with two examples."""

from __future__ import annotations

from pathlib import Path

import pytest
from psin.errors import UnknownName
from psin.validation.explain import FAMILIES, Rulebook, excerpt
from psin.validation.rule_table import RULES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rulebook(shapes) -> Rulebook:
    return Rulebook(shapes, ROOT / "shapes" / "examples", ROOT / "data")


def test_every_rule_has_words_in_both_languages_and_two_different_examples(rulebook: Rulebook) -> None:
    for code in rulebook.codes:
        one = rulebook.explain(code)
        assert all((one.title.en, one.title.fr, one.message.en, one.message.fr)), code
        assert all(bool(words.en) == bool(words.fr) for words in (one.advice, one.why) if words), code
        assert one.good or one.bad, f"{code} has no example"
        assert any(line.differs for line in (*one.good, *one.bad)), f"the examples of {code} are the same"
        assert "{?" not in one.message.en
        assert code[0] in FAMILIES


def test_rules_of_lessons_say_why(rulebook: Rulebook) -> None:
    one = rulebook.explain("S05")
    assert one.lesson == "https://w3id.org/psin/lesson/several-sponsors#this"
    assert one.why and "single backer" in one.why.en and "appui" in one.why.fr


def test_codes_are_listed_family_by_family_each_once(rulebook: Rulebook) -> None:
    codes = rulebook.codes
    assert len(codes) == len(set(codes)) > 200
    assert set(RULES) <= set(codes)
    assert list(dict.fromkeys(code[0] for code in codes)) == list(FAMILIES)


def test_lower_case_will_do_and_an_unknown_code_is_said_to_be_one(rulebook: Rulebook) -> None:
    assert rulebook.explain(" n03 ").code == "N03"
    with pytest.raises(UnknownName, match="There is no rule 'Z99'"):
        rulebook.explain("Z99")


def test_an_excerpt_has_the_lines_that_differ_those_around_and_the_head_of_the_record() -> None:
    lines = ["<#a>", *(f"    x {n} ;" for n in range(9)), "<#b> .", ""]
    shown = excerpt(lines, [*lines[:6], "    y ;", *lines[7:]])
    assert [line.number for line in shown] == [1, 5, 6, 7, 8, 9]
    assert [line.number for line in shown if line.differs] == [7]
