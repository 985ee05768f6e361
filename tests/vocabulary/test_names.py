"""Terms and concepts as read from the files, near misses, and names of other vocabularies."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from psin.errors import UnreadableFile
from psin.vocabulary.foreign import ALLOWED, corrected, existing, judge
from psin.vocabulary.languages import better_tag
from psin.vocabulary.namespaces import PSIN, PSINC
from psin.vocabulary.suggest import Suggester
from psin.vocabulary.terms import Vocabulary

ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(ONTOLOGY)


def test_a_class_has_labels_definitions_and_superclasses(vocabulary: Vocabulary) -> None:
    term = vocabulary.classes[f"{PSIN}Sponsorship"]
    assert term.label("en") and term.label("fr") and term.definition("fr")
    assert vocabulary.superclasses(term.iri) == (f"{PSIN}Engagement", f"{PSIN}Aspect")


def test_a_property_names_the_scheme_of_its_values(vocabulary: Vocabulary) -> None:
    assert vocabulary.properties[f"{PSIN}networkKind"].schemes == (f"{PSINC}network-kinds",)


def test_every_scheme_lists_its_concepts_and_every_concept_its_scheme(vocabulary: Vocabulary) -> None:
    listed = {concept for scheme in vocabulary.schemes.values() for concept in scheme.concepts}
    assert listed == set(vocabulary.concepts)
    for iri, concept in vocabulary.concepts.items():
        assert concept.schemes, iri
        for narrower in concept.narrower:
            assert iri in vocabulary.concepts[narrower].broader


def test_everything_declared_is_a_term_a_concept_or_a_scheme(vocabulary: Vocabulary) -> None:
    assert all(vocabulary.entry(iri) for iri in vocabulary.declared)


def test_deprecated_names_know_what_replaces_them(tmp_path: Path) -> None:
    (tmp_path / "concepts").mkdir()
    (tmp_path / "psin.ttl").write_text(
        f"<{PSIN}Old> a <http://www.w3.org/2002/07/owl#Class> ; <http://www.w3.org/2002/07/owl#deprecated> true ;"
        f" <http://purl.org/dc/terms/isReplacedBy> <{PSIN}New> .",
        encoding="utf-8",
    )
    found = Vocabulary.load(tmp_path)
    assert found.deprecations == {f"{PSIN}Old": f"{PSIN}New"}
    assert found.terms[f"{PSIN}Old"].deprecated


def test_a_folder_without_vocabulary_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="vocabulary file"):
        Vocabulary.load(tmp_path)


def test_the_nearest_name_is_suggested_and_a_far_one_is_not() -> None:
    names = Suggester(["Network", "Convening", "networkKind"])
    assert names.nearest("Netwrok") == "Network"
    assert names.nearest("network") == "Network"
    assert names.nearest("Zebra") is None
    assert names.nearest("") is None


def test_suggestions_stay_quick_for_long_and_for_many_names(vocabulary: Vocabulary) -> None:
    names = Suggester(sorted(vocabulary.declared))
    started = time.monotonic()
    names.nearest("x" * 1_000_000)
    for number in range(20_000):
        names.nearest(f"{PSIN}hostile{number}")
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("iri", "exists", "suggestion"),
    [
        ("http://xmlns.com/foaf/0.1/homePage", False, "http://xmlns.com/foaf/0.1/homepage"),
        ("http://xmlns.com/foaf/0.1/nick", True, None),
        ("https://schema.org/fondingDate", False, "https://schema.org/foundingDate"),
        ("https://schema.org/recipeYield", True, None),
        ("http://www.w3.org/ns/org#headOf", True, None),
        ("http://www.w3.org/ns/prov#invented", False, None),
    ],
)
def test_names_of_other_vocabularies_are_judged(iri: str, exists: bool, suggestion: str | None) -> None:
    assert judge(iri) == (exists, suggestion)


def test_what_is_allowed_exists() -> None:
    for namespace, names in ALLOWED.items():
        if existing(namespace):
            assert names <= existing(namespace), namespace


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("http://schema.org/Event", "https://schema.org/Event"),
        ("https://www.wikidata.org/wiki/Q1", "http://www.wikidata.org/entity/Q1"),
        ("http://w3id.org/psin/network/x", "https://w3id.org/psin/network/x"),
        ("https://w3id.org/psin/ns/1.0.0", None),
        ("https://schema.org/Event", None),
    ],
)
def test_mistaken_namespaces_are_corrected(wrong: str, right: str | None) -> None:
    assert corrected(wrong) == right


@pytest.mark.parametrize(
    ("tag", "better"),
    [
        ("en", None),
        ("pt-br", None),
        ("zh-hant", None),
        ("gsw", None),
        ("EN", "en"),
        ("eng", "en"),
        ("xx", ""),
        ("english", ""),
    ],
)
def test_language_tags_are_judged(tag: str, better: str | None) -> None:
    assert better_tag(tag) == better
