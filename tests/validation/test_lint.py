"""The closed world: each rule once broken and once kept."""

from __future__ import annotations

import pytest
from psin.validation.findings import Severity
from psin.validation.rule_table import RULES

KIND = "psin:networkKind psinc:kind-network"
NOTE = '    psin:networkKind psinc:kind-network ;\n    skos:note "{}"@en ;'
#: code, what stands in the good document, what replaces it, the suggestion expected in the fix
BROKEN = [
    ("G02", "psin:networkKind psinc", "psin:netwrokKind psinc", "psin:networkKind"),
    ("G02", "a psin:Network ;", "a psin:Network , psin:Netwrok ;", "psin:Network"),
    ("G03", "psinc:kind-network", "psinc:kind-netwrok", "psinc:kind-network"),
    ("G04", "<https://schema.org/>", "<http://schema.org/>", "<https://schema.org/>"),
    ("G04", KIND, f"{KIND} ; schema:sameAs <https://www.wikidata.org/wiki/Q42>", "http://www.wikidata.org/entity/Q42"),
    ("G05", KIND, f'{KIND} ; foaf:nick "Harbour"', ""),
    ("G06", "foaf:homepage", "foaf:homePage", "foaf:homepage"),
    ("G06", "dcterms:license", "dcterms:licence", "dcterms:license"),
    ("G08", '"Cercle du port"@fr', '"Cercle du port"@FR', "@fr"),
    ("G08", '"Cercle du port"@fr', '"Cercle du port"@fra', "@fr"),
    ("G08", '"Cercle du port"@fr', '"Cercle du port"@french', ""),
    ("G09", '"2019-02-28"', '"2019-02-29"', ""),
    ("G09", '"2019-02"', '"2019-13"', ""),
    ("G09", "psin:count 120", 'psin:count "many"^^xsd:integer', ""),
    ("G10", KIND + " ;", NOTE.format("Write to jane.doe@example.org today.").strip(), ""),
    ("G10", KIND, f"{KIND} ; foaf:page <mailto:jane.doe@example.org>", ""),
    ("G11", KIND + " ;", NOTE.format("Call +64 4 123 4567.").strip(), ""),
    ("G11", KIND + " ;", NOTE.format("Tel. 020 7946 0018").strip(), ""),
    ("G12", "<#objective>", "<https://example.org/objective>", "<#this>"),
    ("G12", "<#objective>", "<../network/other#objective>", "<#this>"),
    ("G13", KIND, f'{KIND} ; rdfs:label "Harbour"@en', ""),
    ("G13", KIND, f"{KIND} ; rdf:_1 psinc:kind-network", ""),
    ("G13", KIND, f"{KIND} ; owl:sameAs <https://example.org/x>", ""),
]


@pytest.mark.parametrize(("code", "old", "new", "suggestion"), BROKEN)
def test_a_broken_rule_is_found_with_its_fix(
    validate, good: str, code: str, old: str, new: str, suggestion: str
) -> None:
    found = [one for one in validate(good.replace(old, new, 1)).findings if one.code == code]
    assert found, f"{code} is not reported"
    assert suggestion in (found[0].fix.en if found[0].fix else "")
    assert found[0].severity is RULES[code].severity


KEPT = [
    ("G08", '"Cercle du port"@fr', '"Cercle du port"@fr-ca'),
    ("G09", '"2019-02-28"', '"2020-02-29"'),
    ("G10", KIND + " ;", NOTE.format("People meet @home, see also a@b and the group @innovators.").strip()),
    ("G11", KIND + " ;", NOTE.format("120 members in 2019-2021, +30 since; ISBN 978-3-16-148410-0").strip()),
    ("G12", "<#objective>", "<#objective-2019>"),
    ("G13", KIND, f"{KIND} ; owl:deprecated false"),
]


@pytest.mark.parametrize(("code", "old", "new"), KEPT)
def test_what_looks_similar_and_is_right_is_left_alone(validate, good: str, code: str, old: str, new: str) -> None:
    assert old in good
    assert code not in {one.code for one in validate(good.replace(old, new, 1)).findings}


def test_a_good_document_breaks_no_rule(validate, good: str) -> None:
    report = validate(good)
    assert [one for one in report.findings if one.code in RULES] == []
    assert report.conforms
    assert (report.documents, report.triples) == (1, good.count(";\n") + good.count(".\n") + good.count(" ,\n") - 13)


def test_a_mailbox_of_an_office_may_stand_in_its_property(validate, good: str) -> None:
    text = good.replace(KIND, f"{KIND} ; schema:contactPoint <#contact>") + (
        '\n<#contact>\n    a schema:ContactPoint ;\n    schema:email "info@harbour-circle.example" .\n'
    )
    assert "G10" not in {one.code for one in validate(text).findings}


def test_a_deprecated_term_is_a_warning_with_its_successor(validate, good: str, vocabulary, monkeypatch) -> None:
    network, successor = (f"https://w3id.org/psin/ns#{name}" for name in ("Network", "Convening"))
    monkeypatch.setitem(vocabulary.deprecations, network, successor)
    found = [one for one in validate(good).findings if one.code == "G07"]
    assert [one.severity for one in found] == [Severity.WARNING]
    assert "psin:Convening" in found[0].fix.en


def test_every_rule_has_both_languages_and_its_own_code() -> None:
    for code, rule in RULES.items():
        assert code == rule.code and code.startswith("G")
        assert rule.title.en and rule.title.fr and rule.message.en and rule.message.fr


def test_no_code_of_a_rule_is_taken_by_a_shape(shapes) -> None:
    assert not {shape.code for shape in shapes.all.values()} & set(RULES)
