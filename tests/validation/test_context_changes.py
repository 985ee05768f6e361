"""A document that replaces a published one: what it contradicts, leaves out, and whom that concerns."""

from __future__ import annotations

import pytest
from psin.validation.background import Background
from psin.validation.findings import Finding, Severity
from psin.validation.parse import parse_text
from psin.vocabulary.terms import Vocabulary

FRIEND = """\
@base <https://w3id.org/psin/network/friend> .
@prefix psin: <https://w3id.org/psin/ns#> .
<> a psin:Contribution .
<#this> a psin:Network ; psin:about <../network/harbour-circle#count-members> , <../network/harbour-circle#this> .
"""


@pytest.fixture
def published(vocabulary: Vocabulary, good: str) -> Background:
    return Background(vocabulary, [parse_text(good, "harbour.ttl"), parse_text(FRIEND, "friend.ttl")])


@pytest.fixture
def compared(validate, published: Background):
    codes = {f"G{number}" for number in range(24, 30)}

    def run(text: str) -> list[Finding]:
        return [one for one in validate(text, known=published).findings if one.code in codes]

    return run


def test_the_published_text_itself_differs_in_nothing(compared, good: str) -> None:
    assert compared(good) == []


def test_another_founding_date_is_shown_beside_the_published_one(compared, good: str) -> None:
    (found,) = compared(good.replace('schema:foundingDate "2019-02"', 'schema:foundingDate "2018-02"'))
    assert (found.code, found.severity) == ("G25", Severity.WARNING)
    assert "“2018-02” here, but “2019-02”" in found.message.en and "La date de fondation" in found.message.fr
    assert found.value.startswith('"2018-02"')


def test_a_more_precise_date_contradicts_nothing(compared, good: str) -> None:
    text = good.replace('schema:foundingDate "2019-02"^^xsd:gYearMonth', 'schema:foundingDate "2019-02-28"^^xsd:date')
    assert compared(text) == []


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("licenses/by/4.0/", "publicdomain/zero/1.0/", "The licence"),
        ("<../organisation/psin#this>", "<../network/friend#this>", "The contributor"),
    ],
)
def test_another_licence_or_contributor_is_shown(compared, good: str, old: str, new: str, name: str) -> None:
    assert [one.message.en.startswith(name) for one in compared(good.replace(old, new)) if one.code == "G25"] == [True]


def test_what_is_no_longer_said_is_a_tip(compared, good: str) -> None:
    text = good.replace("    psin:networkKind psinc:kind-network ;\n", "")
    (found,) = compared(text)
    assert (found.code, found.severity) == ("G26", Severity.INFO)
    assert "psin:networkKind psinc:kind-network" in found.message.en


def test_many_things_no_longer_said_are_counted(compared, good: str) -> None:
    body = good[good.index("<#objective>") :].split("\n\n")[0]
    many = "\n\n".join(body.replace("#objective", f"#objective-{number}") for number in range(20))
    parts = [parse_text(f"{good}\n{many}", "harbour.ttl")]
    from psin.validation.changes import Changes

    new = parse_text(good, "new.ttl")
    known = Background(Vocabulary(()), parts)
    said = [one for one in Changes(new, set(), known, ()).check() if one.code == "G26"]
    assert len(said) == 9 and said[-1].message.en == "This file no longer says 12 other things that are published."


def test_a_source_that_is_gone_is_named(compared, good: str) -> None:
    found = compared(good.replace("https://harbour-circle.example/about", "https://elsewhere.example/"))
    assert [(one.code, one.value) for one in found] == [("G27", "<https://harbour-circle.example/about>")]
    assert (
        compared(good.replace("https://harbour-circle.example/about", "http://www.harbour-circle.example/about/")) == []
    )


def test_a_part_that_others_refer_to_may_not_go(compared, good: str) -> None:
    text = good.replace("<#count-members>", "<#count-people>")
    found = [one for one in compared(text) if one.code == "G28"]
    assert len(found) == 1 and found[0].severity is Severity.VIOLATION
    assert "network/friend" in found[0].message.en and "<#count-members>" in found[0].message.en


def test_a_new_name_tells_who_refers_to_the_record(compared, good: str) -> None:
    (found,) = [
        one for one in compared(good.replace('"Harbour Circle"@en ,', '"Harbour Ring"@en ,')) if one.code == "G29"
    ]
    assert "The name changes: 1 other document refers to this one (" in found.message.en
    assert "Le nom change : 1 autre document renvoie à celui-ci (" in found.message.fr
    assert (
        found.severity is Severity.INFO and "network/friend" in found.message.en and "Le nom change" in found.message.fr
    )


def test_an_address_is_never_given_to_another_network(compared, good: str) -> None:
    text = (
        good.replace("Harbour Circle", "Mountain Forum")
        .replace("Cercle du port", "Forum alpin")
        .replace("country:NZL", "country:CHE")
    )
    found = compared(text.replace("https://harbour-circle.example/>", "https://mountain.example/>"))
    assert [(one.code, one.severity) for one in found] == [("G24", Severity.VIOLATION)]
    assert "“Harbour Circle”" in found[0].message.en


@pytest.mark.parametrize("kept", ["Harbour Circle", "country:NZL", "https://harbour-circle.example/>"])
def test_a_network_that_keeps_name_place_or_site_is_still_the_same(compared, good: str, kept: str) -> None:
    text = good
    for old, new in (
        ("Harbour Circle", "Mountain Forum"),
        ("country:NZL", "country:CHE"),
        ("https://harbour-circle.example/>", "https://mountain.example/>"),
    ):
        text = text if old == kept else text.replace(old, new)
    assert "G24" not in [one.code for one in compared(text.replace("Cercle du port", "Forum alpin"))]
