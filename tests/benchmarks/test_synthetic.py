"""Synthetic catalogues: always the same, in the real vocabulary, and readable as the documents they stand for."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from psin import documents
from psin.catalogue import load
from psin.vocabulary.namespaces import PSIN, PSINC
from psin.vocabulary.terms import Vocabulary

from benchmarks.synthetic import Catalogue, write
from benchmarks.synthetic_document import SyntheticDocument

NETWORKS = 60


@pytest.fixture(scope="module")
def made() -> list[SyntheticDocument]:
    return list(Catalogue(NETWORKS).documents())


@pytest.fixture(scope="module")
def vocabulary(root: Path) -> Vocabulary:
    return Vocabulary.load(root / "ontology")


def _triples(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, ox.RdfFormat.N_QUADS)}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_gives_others() -> None:
    first, again, other = ("".join(one.nquads() for one in Catalogue(NETWORKS, seed).documents()) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_kind_of_document_is_there(made: list[SyntheticDocument]) -> None:
    kinds = [one.document.kind_name for one in made]
    assert kinds.count("network") == NETWORKS
    assert kinds.count("organisation") > NETWORKS
    assert kinds.count("convening") > NETWORKS


def test_every_document_says_by_its_name_that_it_is_synthetic(made: list[SyntheticDocument]) -> None:
    assert all(one.document.slug.startswith("synthetic-") for one in made)
    assert len({one.document.iri for one in made}) == len(made)


def test_every_statement_stands_in_the_graph_of_its_document(made: list[SyntheticDocument]) -> None:
    for one in made:
        for quad in ox.parse(one.nquads(), ox.RdfFormat.N_QUADS):
            assert quad.graph_name == ox.NamedNode(one.document.iri)
            assert quad.subject.value.partition("#")[0] == one.document.iri


def test_terms_and_concepts_are_those_of_the_vocabulary(made: list[SyntheticDocument], vocabulary: Vocabulary) -> None:
    named = set(re.findall(r"<([^>]+)>", "".join(one.nquads() for one in made)))
    terms = {iri for iri in named if iri.startswith(PSIN)}
    concepts = {iri for iri in named if iri.startswith(PSINC)}
    assert terms <= set(vocabulary.terms)
    assert concepts <= set(vocabulary.concepts)
    assert len(terms) > 30
    assert len(concepts) > 100


def test_links_between_documents_lead_to_documents_that_are_there(made: list[SyntheticDocument]) -> None:
    there = {one.document.iri for one in made}
    for one in made:
        for _, _, value in one.statements:
            found = documents.from_iri(value[1:-1]) if value.startswith("<") else None
            assert found is None or found.iri in there, value


def test_turtle_and_nquads_say_the_same(made: list[SyntheticDocument]) -> None:
    for one in made:
        turtle = {quad.triple for quad in ox.parse(one.turtle(), ox.RdfFormat.TURTLE)}
        assert turtle == _triples(one.nquads())


def test_labels_come_in_ten_languages(made: list[SyntheticDocument]) -> None:
    assert len(set(re.findall(r'"@([a-z]{2})', "".join(one.nquads() for one in made)))) == 10


def test_the_size_is_about_what_was_asked_for(tmp_path: Path) -> None:
    triples = write(Catalogue.of_triples(50_000), nquads=tmp_path / "all.nq", ntriples=tmp_path / "all.nt")
    assert 45_000 < triples < 55_000
    for name in ("all.nq", "all.nt"):
        with (tmp_path / name).open(encoding="utf-8") as lines:
            assert sum(1 for _ in lines) == triples


def test_a_synthetic_catalogue_passes_the_checks_of_a_real_one(vocabulary: Vocabulary, tmp_path: Path) -> None:
    checking = pytest.importorskip("psin.catalogue.checking", reason="catalogues are not checked yet")
    write(Catalogue(NETWORKS), folder=tmp_path)
    report = checking.check(load(tmp_path), vocabulary)
    assert report.documents >= NETWORKS
    assert [str(finding.message) for finding in report.findings if finding.severity.name == "VIOLATION"] == []
