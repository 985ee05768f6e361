"""Records that may be about one thing are found whatever the spelling, and others are left alone."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from psin.validation.background import Background
from psin.validation.findings import Finding, Severity
from psin.validation.lookalikes import Lookalikes, Record
from psin.validation.names import compare, fold, keys, site
from psin.validation.parse import parse_text
from psin.vocabulary.terms import Vocabulary

DATA = Path(__file__).resolve().parents[2] / "data"
SAME = [
    ("Réseau Innovation", "reseau innovation"),
    ("ＯＮＥ Team Gov", "one team gov"),
    ("Straße der Ideen", "STRASSE DER IDEEN"),
    ("Kreativlabor e.V.", "Kreativlabor"),
    ("Harbour Circle Ltd.", "Harbour Circle"),
    ("Harbour-Circle!", "harbour circle"),
    ("Инноватика", "Innovatika"),
    ("Δίκτυο Καινοτομίας", "ΔΙΚΤΥΟ ΚΑΙΝΟΤΟΜΙΑΣ"),
    ("公共部门创新", "公共部门创新"),
    ("شبكة الابتكار", "شبكه الابتكار"),
    ("S.A.M.O.S.", "SAMOS"),
    ("Øresund Lab", "Oresund Lab"),
]
NEAR = [
    ("The Harbour Circle Network", "Harbour Circle", 0.9),
    ("Circle Harbour", "Harbour Circle", 0.95),
    ("Harbor Circle", "Harbour Circle", 0.85),
    ("Ambtenar 2.0", "Ambtenaar 2.0", 0.85),
    ("Red de Innovación Local", "Red Innovación Local", 0.95),
    ("Staats Labor Bern", "Staatslabor Bern", 0.9),
]
DIFFERENT = [
    ("GovCamp 2015", "GovCamp 2016"),
    ("Ministry of Health", "Ministry of Wealth"),
    ("Innovation Network", "Public Innovation Network"),
    ("OPSI", "OPSA"),
    ("One Team Gov Sweden", "One Team Gov Norway"),
    ("Policy Lab", "Policy Centre"),
    ("नवाचार", "नवचर"),
    ("City of Cork", "City of York"),
    ("公共部门创新", "公共部门改革"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    found = compare(one, other)
    assert found is not None and found.score == 1.0
    assert not keys(one).isdisjoint(keys(other))


@pytest.mark.parametrize(("one", "other", "least"), NEAR)
def test_names_that_almost_agree_are_alike(one: str, other: str, least: float) -> None:
    found, back = compare(one, other), compare(other, one)
    assert found is not None and back is not None
    assert least <= found.score < 1.0 and abs(found.score - back.score) < 0.05
    assert found.reason.en and found.reason.fr
    assert not keys(one).isdisjoint(keys(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_different_things_are_not_alike(one: str, other: str) -> None:
    assert compare(one, other) is None


@pytest.mark.parametrize("name", ["", "   ", "!!!", "\u0301", "2.0", "_", "the of", "a" * 10_000, "\udc80"])
def test_odd_names_are_folded_all_the_same(name: str) -> None:
    assert compare(name, "Harbour Circle") is None
    assert isinstance(fold(name).words, tuple) and keys(name)


@pytest.mark.parametrize(
    "iri",
    [
        "http://harbour.example/about",
        "https://www.harbour.example/about/",
        "HTTPS://Harbour.Example:443/about#team",
        "https://harbour.example/about/index.html",
        "https://harbour.example/about?utm_source=x",
    ],
)
def test_addresses_of_one_page_are_one_site(iri: str) -> None:
    assert site(iri) == "harbour.example/about"


def test_addresses_of_different_pages_are_different_sites() -> None:
    assert len({site(f"https://harbour.example/{path}") for path in ("", "a", "a/b", "?page=2", "a?page=2")}) == 5
    assert site("mailto:info@harbour.example") is None
    assert site("https://bücher.example/") == site("https://xn--bcher-kva.example")


OFFICE = """\
@base <https://w3id.org/psin/organisation/{slug}> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> . @prefix dcterms: <http://purl.org/dc/terms/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
<> a <https://w3id.org/psin/ns#Contribution> .
<#this> a foaf:Organization ; skos:prefLabel "{name}"@en ; {more} dcterms:spatial
  <http://publications.europa.eu/resource/authority/country/{country}> .
"""


def office(slug: str, name: str, more: str = "", country: str = "NZL") -> str:
    return OFFICE.format(slug=slug, name=name, more=more, country=country)


def suspicions(validate, vocabulary: Vocabulary, text: str, *known: str) -> list[Finding]:
    documents = [parse_text(one, f"known-{number}.ttl") for number, one in enumerate(known)]
    place = "organisations/" + text.split("/organisation/")[1].split(">")[0] + ".ttl"
    report = validate(text, place=place, known=Background(vocabulary, documents))
    return [one for one in report.findings if one.code in ("G22", "G23")]


def test_a_lookalike_in_the_same_country_is_a_warning_with_score_and_reason(validate, vocabulary) -> None:
    (found,) = suspicions(validate, vocabulary, office("office", "Harbour Offices"), office("other", "Harbour Office"))
    assert found.code == "G22" and found.severity is Severity.WARNING
    assert (
        "organisation/other>" in found.message.en
        and "0.9" in found.message.en
        and "letters in common" in found.message.en
    )
    assert "même endroit" in found.message.fr
    assert found.line == 5 and found.value == '"Harbour Offices"@en'


def test_another_country_makes_a_suspicion_weaker(validate, vocabulary) -> None:
    text = office("office", "Harbour Office")
    (found,) = suspicions(validate, vocabulary, text, office("other", "Harbour Office", country="NOR"))
    assert found.severity is Severity.INFO and "another country" in found.message.en
    assert suspicions(validate, vocabulary, text, office("other", "Harbour Offices", country="NOR")) == []


def test_an_equal_site_or_address_elsewhere_is_a_violation(validate, vocabulary) -> None:
    mine = office("office", "Harbour Office", "foaf:homepage <https://www.harbour.example/> ;")
    theirs = office("other", "Something Else", "foaf:homepage <http://harbour.example> ;")
    (found,) = suspicions(validate, vocabulary, mine, theirs)
    assert found.code == "G23" and found.severity is Severity.VIOLATION and found.path.endswith("homepage>")
    mine, theirs = (
        one.replace("homepage", "page").replace("foaf:page <", "schema:sameAs <https://ror.org/x> ; foaf:page <")
        for one in (mine, theirs)
    )
    (found,) = suspicions(validate, vocabulary, mine, theirs)
    assert found.code == "G23" and found.value == "<https://ror.org/x>"


@pytest.mark.parametrize(
    "more",
    [
        "<http://www.w3.org/ns/org#unitOf> <../organisation/other#this> ;",
        "owl:deprecated true ; dcterms:isReplacedBy <../organisation/other#this> ;",
    ],
)
def test_records_that_are_linked_or_withdrawn_are_no_suspicion(validate, vocabulary, more: str) -> None:
    mine, theirs = office("office", "Harbour Office", more), office("other", "Harbour Office")
    assert suspicions(validate, vocabulary, mine, theirs) == []


def test_a_document_is_no_duplicate_of_its_earlier_self(validate, vocabulary) -> None:
    assert (
        suspicions(validate, vocabulary, office("office", "Harbour Office"), office("office", "Harbour Offices")) == []
    )


def test_an_index_kept_up_to_date_equals_a_new_one() -> None:
    records = [
        Record(f"https://w3id.org/psin/network/n{n}", (f'"Harbour {"Circle" * (n % 3)} {n % 5}"@en',))
        for n in range(60)
    ]
    index = Lookalikes(records)
    for one in records[::3]:
        index.remove(one.document)
    fresh = Lookalikes(one for number, one in enumerate(records) if number % 3)
    layered = Lookalikes(base=Lookalikes(records), hidden=[one.document for one in records[::3]])
    restored = Lookalikes.restored(fresh.records, fresh.plain())
    for one in records:
        assert index.suspicions(one) == fresh.suspicions(one) == layered.suspicions(one) == restored.suspicions(one)


def test_an_index_for_many_finds_what_pairs_find() -> None:
    """Made of the pairs above and of real names, whole, shortened, misspelt and in another order."""
    dice = random.Random(11)
    names = [name for one in (SAME, DIFFERENT) for pair in one for name in pair] + [
        name for *pair, _ in NEAR for name in pair
    ]
    names += re.findall(
        r'prefLabel "([^"\\]+)"', "".join(path.read_text("utf-8") for path in sorted(DATA.glob("*/*.ttl")))
    )
    for name in names[:300]:
        words, at = name.split(), dice.randrange(len(name))
        names += [
            name[:at] + name[at + 1 :],
            " ".join(dice.sample(words, len(words))),
            " ".join(words[1:]),
            f"{name} Lab",
        ]
    kinds = ("network", "organisation")
    records = [
        Record(f"https://w3id.org/psin/{kinds[n % 2]}/n{n}", (f'"{name}"@en', f'"{dice.choice(names)}"@de'))
        for n, name in enumerate(names)
    ]
    pairs, gone = Lookalikes(records), [one.document for one in records[::5]]
    found = {one.document: pairs.suspicions(one) for one in records}
    assert sum(map(bool, found.values())) > 300
    many = Lookalikes(records)
    many.prepare()
    assert {one.document: many.suspicions(one) for one in records} == found
    less, layered = Lookalikes(one for n, one in enumerate(records) if n % 5), Lookalikes(base=many, hidden=gone)
    layered.prepare()
    for document in gone:
        many.remove(document)
    assert all(less.suspicions(one) == many.suspicions(one) == layered.suspicions(one) for one in records)


def test_the_search_grows_with_the_catalogue_and_not_with_its_square() -> None:
    def cost(size: int) -> float:
        names = (f'"Circle {n:05x}{n * 7919 % 104729:05x} of Harbour{n % (size // 8)}"@en' for n in range(size))
        records = [Record(f"https://w3id.org/psin/network/n{n}", (name,)) for n, name in enumerate(names)]
        started = time.process_time()
        index = Lookalikes(records)
        for one in records:
            index.suspicions(one)
        return time.process_time() - started

    cost(100)
    assert cost(4000) < 12 * cost(1000)
