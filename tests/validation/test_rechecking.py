"""A catalogue checked again after a change has the findings of one that is checked from the beginning."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from psin import assets
from psin.catalogue import load
from psin.catalogue.checking import check
from psin.catalogue.rechecking import Rechecker
from psin.settings import Settings
from psin.vocabulary.terms import Vocabulary


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in [*sorted(assets.data().glob("networks/*.ttl"))[:12], assets.data() / "organisations" / "psin.ttl"]:
        (tmp_path / "data" / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, tmp_path / "data" / path.parent.name)
    return tmp_path / "data"


def test_every_kind_of_change_is_seen(folder: Path, vocabulary: Vocabulary) -> None:
    settings = Settings({}, cache="off")
    rechecker = Rechecker(settings)
    first, second, third, *_ = sorted(folder.glob("networks/*.ttl"))
    whole, twin = first.read_text("utf-8"), folder / "networks" / "twin-of-another.ttl"

    def agree() -> int:
        catalogue = load(folder)
        again, anew = rechecker.check(catalogue, vocabulary), check(catalogue, vocabulary, settings)
        assert Counter(again.findings) == Counter(anew.findings)
        assert [one.order for one in again.findings] == [one.order for one in anew.findings]
        assert (again.documents, again.triples, again.conforms) == (anew.documents, anew.triples, anew.conforms)
        return rechecker.looked_at

    everything = agree()
    assert everything == len(list(folder.glob("*/*.ttl")))
    assert agree() == 0
    first.write_text(whole.replace("dcterms:description", "skos:note", 1), "utf-8")
    assert 1 <= agree() < everything
    first.write_text(whole[:-40], "utf-8")
    assert agree() >= 1
    first.write_text(whole, "utf-8")
    second.unlink()
    assert agree() >= 1
    shutil.copy(third, twin)
    agree()
    twin.unlink()
    agree()
    assert agree() == 0


def test_a_check_that_fails_is_begun_anew(
    folder: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    rechecker = Rechecker(Settings({}, cache="off"))
    rechecker.check(load(folder), vocabulary)
    everything = rechecker.looked_at
    path = min(folder.glob("networks/*.ttl"))
    path.write_text(path.read_text("utf-8").replace("dcterms:description", "skos:note", 1), "utf-8")

    def fail(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr("psin.catalogue.incremental.Checker._check_some", fail)
        with pytest.raises(MemoryError):
            rechecker.check(load(folder), vocabulary)
    rechecker.check(load(folder), vocabulary)
    assert rechecker.looked_at == everything
