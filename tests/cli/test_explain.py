"""``psin explain`` as people run it."""

from __future__ import annotations

from .conftest import Psin


def test_a_rule_is_explained_with_its_lesson_and_two_examples(psin: Psin) -> None:
    done = psin("explain", "S05")
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("tip S05 Only one sponsor", "Why", "single backer", "Good", "Bad", "https://w3id.org/psin/rules/S05"):
        assert words in done.stdout
    assert any(line[6:7] == "+" and "<#sponsorship-" in line for line in done.stdout.splitlines())


def test_rules_beside_the_shapes_are_explained_too(psin: Psin) -> None:
    text = psin("explain", "g04", "--language", "fr").stdout
    assert "violation G04 Espace de noms confondu" in text
    assert "-" in text and "@prefix schema: <http://schema.org/> ." in text


def test_all_rules_are_listed_by_family(psin: Psin) -> None:
    lines = psin("explain").stdout.splitlines()
    assert lines[0] == "Files and the names in them"
    assert "Advice from conveners" in lines
    assert any(line.split() == ["N03", "violation", "Language", "of", "the", "name"] for line in lines)


def test_a_code_that_no_rule_has_is_one_sentence(psin: Psin) -> None:
    done = psin("explain", "Z99")
    assert done.returncode == 2 and done.stderr == "psin: There is no rule 'Z99'. psin explain lists all rules.\n"
