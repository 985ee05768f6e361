"""Documents and shapes in the forms that the engines read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from psin import assets
from psin.vocabulary.namespaces import SH

from ..synthetic import Catalogue

_DOCUMENTS_PER_NETWORK = 4.5


@dataclass(frozen=True)
class Material:
    """``folder`` holds the documents, ``data`` the same with the vocabulary in one file, since shapes ask for the class
    of concepts; ``core`` are the shapes without SPARQL, ``english`` all of them without messages in other languages."""

    documents: int
    triples: int
    folder: Path
    data: Path
    shapes: Path
    core: Path
    english: Path


def prepared(documents: int, work: Path) -> Material:
    """The same as ``prepare``, made by another process, so that this one stays as small as what it starts."""
    made = subprocess.run(
        [sys.executable, "-m", __name__, str(documents), str(work)], check=True, stdout=subprocess.PIPE, text=True
    )
    return _material(documents, int(made.stdout), work)


def _material(documents: int, triples: int, work: Path) -> Material:
    place = work / f"validation-{documents}"
    files = (place / name for name in ("documents", "data.nt", "shapes.ttl", "core.ttl", "english.ttl"))
    return Material(documents, triples, *files)


def prepare(documents: int, work: Path) -> Material:
    """Real documents as long as there are enough of them, synthetic ones beyond."""
    place = work / f"validation-{documents}"
    shutil.rmtree(place, ignore_errors=True)
    folder = place / "documents"
    real = (
        sorted((assets.data() / "networks").glob("*.ttl")) if documents == 1 else sorted(assets.data().glob("*/*.ttl"))
    )
    if documents <= len(real):
        step = max(1, len(real) // documents)
        _copy(real[step // 2 :: step][:documents], folder)
    else:
        _synthetic(documents, folder)
    triples = [triple for file in sorted(folder.rglob("*.ttl")) for triple in _parse(file)]
    vocabulary = [assets.ontology() / "psin.ttl", *sorted((assets.ontology() / "concepts").glob("*.ttl"))]
    known = [triple for file in vocabulary for triple in _parse(file)]
    data = place / "data.nt"
    with data.open("wb") as output:
        ox.serialize((_triple(one) for one in [*triples, *known]), output, ox.RdfFormat.N_TRIPLES)
    _shapes(place)
    return _material(documents, len(triples), work)


def _copy(files: list[Path], folder: Path) -> None:
    for file in files:
        target = folder / file.parent.name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


def _synthetic(documents: int, folder: Path) -> None:
    left = documents
    for item in Catalogue(round(documents / _DOCUMENTS_PER_NETWORK) + 2).documents():
        if not left:
            return
        path = folder / item.document.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(item.turtle(), encoding="utf-8")
        left -= 1


def _shapes(place: Path) -> None:
    triples = [_triple(one) for file in sorted(assets.shapes().glob("*.ttl")) for one in _parse(file)]
    parts = {
        "shapes": triples,
        "core": [one for one in triples if one.predicate.value != f"{SH}sparql"],
        "english": [one for one in triples if one.predicate.value != f"{SH}message" or one.object.language == "en"],
    }
    for name, part in parts.items():
        (place / f"{name}.ttl").write_bytes(ox.serialize(part, format=ox.RdfFormat.TURTLE))


def _parse(file: Path) -> Iterator[ox.Quad]:
    yield from ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)


def _triple(quad: ox.Quad) -> ox.Triple:
    return ox.Triple(quad.subject, quad.predicate, quad.object)


if __name__ == "__main__":
    print(prepare(int(sys.argv[1]), Path(sys.argv[2])).triples)
