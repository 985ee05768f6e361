"""The data all peers are given, written once for each size."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from psin import assets, catalogue

from ..synthetic import Catalogue
from ..synthetic_document import SyntheticDocument

#: Triples of the synthetic sizes; ``real`` is the catalogue of this repository.
SIZES: dict[str, int] = {
    "real": 0,
    "20k": 20_000,
    "50k": 50_000,
    "100k": 100_000,
    "200k": 200_000,
    "800k": 800_000,
    "1m": 1_000_000,
    "10m": 10_000_000,
}


@dataclass(frozen=True)
class Dataset:
    """``folder`` holds Turtle documents; ``nquads`` the same in named graphs, with vocabulary and shapes; ``ntriples``
    every triple of ``nquads`` once, without graphs. ``triples`` counts those."""

    size: str
    folder: Path
    nquads: Path
    ntriples: Path
    triples: int


def prepare(size: str, work: Path) -> Dataset:
    """The data of a size below ``work``, written only if vocabulary or generator changed since the last time."""
    place = work / "data" / size
    folder = place / "documents" if SIZES[size] else assets.data()
    (place / "documents").mkdir(parents=True, exist_ok=True)
    (place / "none").mkdir(exist_ok=True)
    base = catalogue.load(folder if not SIZES[size] else place / "none")
    note = place / "ready.json"
    known = json.loads(note.read_text()) if note.exists() else {}
    version = f"{base.version} {_generator()}"
    if known.get("version") != version:
        note.unlink(missing_ok=True)
        known = {"version": version, "triples": _write(place, base, SIZES[size])}
        note.write_text(json.dumps(known))
    return Dataset(size, folder, place / "all.nq", place / "current.nt", known["triples"])


def _write(place: Path, base: catalogue.Catalogue, triples: int) -> int:
    """Writes everything anew; the number of triples in the current view."""
    shutil.rmtree(place / "documents")
    once = {quad.triple for quad in ox.parse(base.nquads, ox.RdfFormat.N_QUADS)}
    written = len(once)
    with (place / "all.nq").open("wb") as nquads, (place / "current.nt").open("wb") as ntriples:
        nquads.write(base.nquads)
        ox.serialize(sorted(once, key=str), ntriples, ox.RdfFormat.N_TRIPLES)
        for item in Catalogue.of_triples(triples).documents() if triples else ():
            written += len(item.statements)
            nquads.write(item.nquads().encode())
            ntriples.write(item.ntriples().encode())
            _document(place / "documents", item)
    return written


def _generator() -> str:
    """Changes whenever the code that makes synthetic documents does."""
    folder = Path(__file__).parents[1]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))).hexdigest()


def _document(folder: Path, item: SyntheticDocument) -> None:
    path = folder / item.document.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(item.turtle(), encoding="utf-8")
