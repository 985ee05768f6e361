"""Documents and shapes in the forms that the engines read."""

from __future__ import annotations

import shutil
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
    of concepts; ``core`` are the shapes without SPARQL."""

    documents: int
    triples: int
    folder: Path
    data: Path
    shapes: Path
    core: Path


def prepare(documents: int, work: Path) -> Material:
    """Real documents as long as there are enough of them, synthetic ones beyond."""
    place = work / f"validation-{documents}"
    shutil.rmtree(place, ignore_errors=True)
    folder = place / "documents"
    real = sorted((assets.data() / "networks").glob("*.ttl")) if documents == 1 else sorted(assets.data().glob("*/*.ttl"))
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
    shapes, core = _shapes(place)
    return Material(documents, len(triples), folder, data, shapes, core)


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


def _shapes(place: Path) -> tuple[Path, Path]:
    triples = [_triple(one) for file in sorted(assets.shapes().glob("*.ttl")) for one in _parse(file)]
    sparql = ox.NamedNode(f"{SH}sparql")
    everything, core = place / "shapes.ttl", place / "core.ttl"
    everything.write_bytes(ox.serialize(triples, format=ox.RdfFormat.TURTLE))
    core.write_bytes(ox.serialize([one for one in triples if one.predicate != sparql], format=ox.RdfFormat.TURTLE))
    return everything, core


def _parse(file: Path) -> Iterator[ox.Quad]:
    yield from ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)


def _triple(quad: ox.Quad) -> ox.Triple:
    return ox.Triple(quad.subject, quad.predicate, quad.object)
