"""What may not be published about people, and codes of countries and languages."""

from __future__ import annotations

import time

import pytest
from psin.validation.findings import Severity
from psin.validation.people import is_persons_name, is_social_network, private_details
from psin.vocabulary.codes import AUTHORITY, wrong_code


def found(validate, text: str, code: str):  # type: ignore[no-untyped-def]
    return [one for one in validate(text).findings if one.code == code]


@pytest.mark.parametrize(
    "text",
    [
        "Mr John Smith lives at the coast.",
        "Ask Ms. Jane O’Neill, 12 Oak Street.",
        "Mme Anne Dupont, 12, rue de la Paix",
        "Dr. Jan van Dijk, Kerkstraat 12",
        "Frau Müller, geboren am 3. Mai",
        "Prof. Ana García, nacida en 1970",
        "M. Jean Petit habite Lyon",
    ],
)
def test_private_details_of_a_person_are_refused(validate, good: str, text: str) -> None:
    assert private_details(text)
    (one,) = found(validate, good.replace("Keep people in touch.", text), "G32")
    assert one.severity is Severity.VIOLATION and one.message.fr


@pytest.mark.parametrize(
    "text",
    [
        "Mr Smith leads the lab.",
        "The office is at 12 Oak Street.",
        "Dr Foster prize for labs born in crisis. It has 12 rue members.",
        "The network was born in 2012 and lives in the ministry.",
        "MR John",
    ],
)
def test_texts_without_private_details_pass(text: str) -> None:
    assert private_details(text) is None


@pytest.mark.parametrize("text", ["Mr A" * 30_000, "Mr Aa " * 30_000, "Mr " + "Ab " * 30_000, "Mr Ab" + " x" * 60_000])
def test_long_texts_take_no_long_time(text: str) -> None:
    started = time.process_time()
    assert private_details(text) is None and not is_persons_name(text)
    assert time.process_time() - started < 0.5


def test_a_persons_name_among_the_names_as_given_is_doubted(validate, good: str) -> None:
    (one,) = found(validate, good.replace('"Harbour Office"', '"Mr John Smith"'), "G34")
    assert one.severity is Severity.WARNING
    assert found(validate, good, "G34") == []


@pytest.mark.parametrize(
    "text", ["The Minister for Digital", "Dr Foster Foundation", "Ministry of Health", "Mr", "M+ Museum"]
)
def test_offices_and_bodies_are_no_persons(text: str) -> None:
    assert not is_persons_name(text)


def test_a_page_on_a_social_network_is_not_the_same_thing(validate, good: str) -> None:
    text = good.replace(
        "<#this>\n    a psin:Network ;",
        "<#this>\n    a psin:Network ;\n    schema:sameAs <https://www.linkedin.com/in/someone> ;",
    )
    (one,) = found(validate, text, "G33")
    assert one.severity is Severity.VIOLATION and one.value == "<https://www.linkedin.com/in/someone>"


@pytest.mark.parametrize(
    "iri",
    ["https://orcid.org/0000-0001", "https://box.com/x", "https://notx.com/a", "http://www.wikidata.org/entity/Q1"],
)
def test_other_addresses_elsewhere_pass(iri: str) -> None:
    assert not is_social_network(iri)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("country/UK", "GBR"),
        ("country/nzl", "NZL"),
        ("country/NZ", "NZL"),
        ("country/GER", "DEU"),
        ("country/NDL", "NLD"),
        ("country/QQQ", None),
        ("language/EN", "ENG"),
        ("language/FRE", "FRA"),
        ("language/eng", "ENG"),
        ("language/XX", None),
    ],
)
def test_codes_that_do_not_exist_lead_to_the_one_that_was_meant(written: str, meant: str | None) -> None:
    wrong = wrong_code(AUTHORITY + written)
    assert wrong is not None and wrong.meant == meant


@pytest.mark.parametrize(
    "written",
    ["country/NZL", "country/XKX", "country/1A0", "language/MRI", "language/MUL", "atu/NZL_X", "corporate-body/X"],
)
def test_codes_that_exist_pass(written: str) -> None:
    assert wrong_code(AUTHORITY + written) is None


def test_a_wrong_country_is_a_violation_at_its_place(validate, good: str) -> None:
    (one,) = found(validate, good.replace("country:NZL", "country:NZ"), "G30")
    assert one.severity is Severity.VIOLATION and one.fix.en == "Write country:NZL." and one.fix.fr
    text = good.replace(
        "dcterms:spatial country:NZL ;", f"dcterms:spatial country:NZL ; dcterms:language <{AUTHORITY}language/DUT> ;"
    )
    (one,) = found(validate, text, "G31")
    assert "NLD" in one.fix.en


def test_a_claim_about_a_property_that_does_not_exist_is_found(validate, good: str) -> None:
    claim = "<#claim-1> a psin:Claim ; rdf:subject <#this> ; rdf:predicate schema:foundingdate ; rdf:object 1 .\n"
    assert [one.value for one in found(validate, good + claim, "G06")] == ["<https://schema.org/foundingdate>"]


TITLES = "Mr Mrs Ms Miss Mx Dr Prof Mme Mlle M Herr Frau Dhr Mevr Mw Sr Sra Dott Monsieur Madame Señor Senora"


@pytest.mark.parametrize("title", TITLES.split())
def test_every_title_begins_a_name_but_not_within_a_word(title: str) -> None:
    for dot in ("", "."):
        assert private_details(f"Write to {title}{dot} Keller, aged 44.") == f"{title}{dot} Keller, aged 44"
        assert private_details(f"Write to x{title}{dot} Keller, aged 44.") is None
    assert private_details(f"Write to {title}q Keller, aged 44.") is None
