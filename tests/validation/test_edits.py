"""Changes that --fix makes: each mends its mistake, and whatever is doubtful is left alone."""

from __future__ import annotations

import pytest
from psin.cli.mend import apply
from psin.validation.edits import keystrokes, only_candidate
from psin.validation.findings import Edit

KIND = "psin:networkKind psinc:kind-network"
#: what stands in the good document, the mistake that replaces it, the code that carries the edit
MENDED = [
    ("psin:networkKind psinc", "psin:netwrokKind psinc", "G02"),
    ("psinc:kind-network", "psinc:kind-netwrok", "G03"),
    ("psinc:kind-network", "<https://w3id.org/psin/concept/kind-netwrok>", "G03"),
    ("<https://schema.org/>", "<http://schema.org/>", "G04"),
    ("<https://w3id.org/psin/concept/>", "<http://w3id.org/psin/concept/>", "G04"),
    ("country:NZL", "<https://publications.europa.eu/resource/authority/country/NZL>", "G04"),
    ("foaf:homepage", "foaf:homePage", "G06"),
    ("dcterms:license", "dcterms:licence", "G06"),
    ('"Cercle du port"@fr', '"Cercle du port"@FR', "G08"),
    ('"Cercle du port"@fr', '"Cercle du port"@fra', "G08"),
    ('"2019-02"^^xsd:gYearMonth', '"2019-02"^^xsd:date', "G09"),
    ('"2019-02"^^xsd:gYearMonth', '"2019-02"', "N15"),
    ('"2019-02"^^xsd:gYearMonth', "'2019-02'@en", "N15"),
    ('"2019-02-28"^^xsd:date', '"2019-02-28"^^xsd:dateTime', "G09"),
    ('"2024"^^xsd:gYear', "2024", "T13"),
    ("@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n", "", "G01"),
    ("@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n", "", "G01"),
    ("/network/harbour-circle> .", "/network/harbour-circle/> .", "G15"),
    ("<https://w3id.org/psin/network/harbour-circle> .", "<http://www.w3id.org/psin/network/harbour-circle> .", "G15"),
    ("country:NZL", "<http://publications.europa.eu/resource/authority/country/NZL/>", "N08"),
    ("licenses/by/4.0/>", "licenses/by/4.0>", "D12"),
    ("dcterms:source <#source-1> .\n\n<#objective", "dcterms:source <#sourec-1> .\n\n<#objective", "G19"),
]


@pytest.mark.parametrize(("right", "wrong", "code"), MENDED)
def test_the_change_gives_back_what_was_meant(validate, good: str, right: str, wrong: str, code: str) -> None:
    assert right in good
    broken = good.replace(right, wrong, 1)
    found = [one for one in validate(broken).findings if one.code == code]
    edits = {one.edit for one in found}
    assert edits and None not in edits and len(edits) == 1
    assert all(one.fix for one in found), "a change says in words what it does"
    after = apply(broken, edits)
    assert code not in {one.code for one in validate(after).findings}
    assert len(after.splitlines()) == len(good.splitlines())


#: mistakes of which nobody can tell what was meant
LEFT = [
    ("psin:networkKind psinc", "psin:kindOf psinc", "G02"),
    ("psinc:kind-network", "psinc:kind-nothing", "G03"),
    ("dcterms:source <#source-1> .\n\n<#objective", "dcterms:source <#source-2> .\n\n<#objective", "G19"),
    ('"Cercle du port"@fr', '"Cercle du port"@french', "G08"),
    ('"2019-02-28"^^xsd:date', '"2019-02-29"^^xsd:date', "G09"),
    ('"2019-02"^^xsd:gYearMonth', '"spring 2019"@en', "N15"),
    ("/network/harbour-circle> .", "/network/harbor-circle> .", "G15"),
    ("foaf:homepage", "schema:homepag", "G05"),
    ("@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n", "@prefix faof: <http://xmlns.com/foaf/0.1/> .\n", None),
]


@pytest.mark.parametrize(("right", "wrong", "code"), LEFT)
def test_what_is_doubtful_is_left_to_people(validate, good: str, right: str, wrong: str, code: str | None) -> None:
    found = validate(good.replace(right, wrong, 1)).findings
    assert code is None or code in {one.code for one in found}
    assert {one.edit for one in found if one.code == code} <= {None}


def test_tips_change_nothing(validate, good: str) -> None:
    assert {one.edit for one in validate(good).findings} == {None}


def test_a_declaration_is_put_where_canonical_files_have_it(validate, good: str) -> None:
    line = "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
    broken = good.replace(line, "")
    (edit,) = {one.edit for one in validate(broken).findings}
    assert apply(broken, [edit]) == good


def test_line_ends_of_the_file_are_kept(validate, good: str) -> None:
    broken = good.replace("@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n", "").replace("\n", "\r\n")
    (edit,) = {one.edit for one in validate(broken).findings}
    assert apply(broken, [edit]) == good.replace("\n", "\r\n")


def test_edits_are_made_together_and_overlapping_ones_once() -> None:
    edits = [Edit(4, 1, "E"), Edit(0, 2, "AB"), Edit(1, 3, "xxx"), Edit(6, 0, "!")]
    assert apply("abcdef", edits) == "ABcdEf!"


@pytest.mark.parametrize(
    ("wrong", "names", "right"),
    [
        ("netwrok", ["network", "other"], "network"),
        ("homePage", ["homepage", "page"], "homepage"),
        ("colour", ["colon", "color"], "color"),
        ("source-1", ["source-2", "source-12"], None),
        ("abcd", ["abxy"], None),
        ("role-a", ["role-b", "role-c"], None),
        ("network", [], None),
    ],
)
def test_a_misspelt_name_has_one_candidate_or_none(wrong: str, names: list[str], right: str | None) -> None:
    assert only_candidate(wrong, names) == right


def test_a_swap_of_two_letters_is_one_keystroke() -> None:
    assert keystrokes("netwrok", "network", 2) == 1
    assert keystrokes("kitten", "sitting", 3) == 3
    assert keystrokes("abc", "xyz", 1) > 1
    assert keystrokes("", "ab", 2) == 2
