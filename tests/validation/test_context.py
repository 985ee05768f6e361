"""A document against its own address and against the other documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from psin.validation.context import Background
from psin.validation.findings import Severity
from psin.validation.parse import parse_text
from psin.validation.shapes.graph import Graph
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.validate import validate_files
from psin.vocabulary.terms import Vocabulary

OFFICE = """\
@base <https://w3id.org/psin/organisation/harbour-office> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix psin: <https://w3id.org/psin/ns#> .
<> a psin:Contribution .
<#this> a foaf:Organization ; foaf:name "Harbour Office"@en .
"""


@pytest.fixture
def catalogue(vocabulary: Vocabulary, good: str) -> Background:
    editors = OFFICE.replace("harbour-office", "psin").replace("Harbour Office", "Editors")
    texts = {"office.ttl": OFFICE, "psin.ttl": editors, "harbour.ttl": good}
    return Background(vocabulary, [parse_text(text, name) for name, text in texts.items()])


def codes(report) -> list[str]:
    return [one.code for one in report.findings if one.code.startswith("G") and one.severity is not Severity.INFO]


def with_agent(good: str, reference: str) -> str:
    return good.replace('psin:nameAsGiven "Harbour Office"', f"psin:agent <{reference}>")


def test_a_reference_to_a_known_document_is_good(validate, good: str, catalogue: Background) -> None:
    assert codes(validate(with_agent(good, "../organisation/harbour-office#this"), known=catalogue)) == []


def test_a_reference_to_an_unknown_document_is_refused_with_the_nearest_one(validate, good: str, catalogue) -> None:
    report = validate(with_agent(good, "../organisation/harbor-office#this"), known=catalogue)
    (found,) = [one for one in report.findings if one.code == "G18"]
    assert "<https://w3id.org/psin/organisation/harbour-office#this>" in found.fix.en


def test_without_a_catalogue_references_are_taken_on_trust(validate, good: str) -> None:
    assert "G18" not in codes(validate(with_agent(good, "../organisation/harbor-office#this")))


def test_a_short_name_that_cannot_be_one_is_refused_even_without_a_catalogue(validate, good: str) -> None:
    assert "G18" in codes(validate(with_agent(good, "../organisation/Harbour_Office#this")))


def test_a_reference_to_a_missing_part_of_another_document_is_refused(validate, good: str, catalogue) -> None:
    assert codes(validate(with_agent(good, "../organisation/harbour-office#that"), known=catalogue)) == ["G19"]


def test_files_validated_together_know_each_other(vocabulary, shapes, tmp_path: Path, good: str, catalogue) -> None:
    for name, text in {
        "networks/harbour-circle.ttl": with_agent(good, "../organisation/new-office#this"),
        "organisations/new-office.ttl": OFFICE.replace("harbour-office", "new-office"),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = sorted(tmp_path.glob("*/*.ttl"))
    assert "G18" not in codes(validate_files(files, vocabulary=vocabulary, shapes=shapes, known_documents=catalogue))


def test_one_document_in_two_files_is_refused(vocabulary, shapes, tmp_path: Path, good: str) -> None:
    files = [tmp_path / "a.ttl", tmp_path / "b.ttl"]
    for file in files:
        file.write_text(good, encoding="utf-8")
    report = validate_files(files, vocabulary=vocabulary, shapes=shapes)
    assert [(one.file, one.code) for one in report.findings if one.code == "G20"] == [
        (str(files[0]), "G20"),
        (str(files[1]), "G20"),
    ]


@pytest.mark.parametrize("place", ["networks/other.ttl", "organisations/harbour-circle.ttl"])
def test_a_base_that_does_not_fit_the_file_is_refused(validate, good: str, place: str) -> None:
    assert "G15" in codes(validate(good, place=place))


def test_a_file_outside_the_folders_is_judged_by_its_base(validate, good: str) -> None:
    assert codes(validate(good, place="draft.ttl")) == []


@pytest.mark.parametrize(
    "base", ["https://example.org/network/x", "https://w3id.org/psin/network/harbour-circle#this", ""]
)
def test_a_base_that_names_no_document_is_refused(validate, good: str, base: str) -> None:
    line = f"@base <{base}> .\n" if base else "@base <https://w3id.org/psin/> .\n"
    assert "G21" in codes(validate(line + good.split("\n", 1)[1], place="draft.ttl"))


def test_a_tombstone_needs_no_class(validate, good: str) -> None:
    head = good[: good.index("<#this>\n")]
    text = head + "<#this> owl:deprecated true ; dcterms:isReplacedBy <https://w3id.org/psin/network/other#this> .\n"
    assert "G16" not in codes(validate(text))


SAME = '''
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix psin: <https://w3id.org/psin/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:s> a sh:NodeShape ; sh:targetClass psin:Network ; skos:notation "X1" ; sh:sparql [
  sh:message "Also {?other}"@en ;
  sh:select """PREFIX foaf: <http://xmlns.com/foaf/0.1/>
    SELECT $this ?other WHERE { $this foaf:homepage ?page . ?other foaf:homepage ?page FILTER(?other != $this) }""" ] .
'''


def test_shapes_see_the_other_documents_but_only_the_one_asked_for_is_judged(validate, vocabulary, good: str) -> None:
    import pyoxigraph as ox

    own = ShapeSet(Graph.of(ox.parse(SAME.encode(), ox.RdfFormat.TURTLE)))
    other = good.replace("network/harbour-circle", "network/other")
    known = Background(vocabulary, [parse_text(other, "other.ttl"), parse_text(good, "harbour.ttl")])
    size = len(known._store)
    for _ in range(2):
        report = validate(good, known=known, shapes=own)
        found = [one for one in report.findings if one.code == "X1"]
        assert [one.message.en for one in found] == ["Also https://w3id.org/psin/network/other#this"]
    changed = good.replace("https://harbour-circle.example/>", "https://elsewhere.example/>")
    assert "X1" not in [one.code for one in validate(changed, known=known, shapes=own).findings]
    assert len(known._store) == size, "the common store is given back as it was lent"
