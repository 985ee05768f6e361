"""Synthetic catalogues of any size in the real vocabulary and the real shape of documents.

    python -m benchmarks.synthetic --triples 1000000 --nquads catalogue.nq [--documents folder]

The same triples and seed always give the same bytes. Every document has a name that begins with ``synthetic-``.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from psin import assets
from psin.vocabulary.namespaces import PSIN, PSINC
from psin.vocabulary.terms import Vocabulary

from .synthetic_content import Writer
from .synthetic_document import SyntheticDocument

ORGANISATIONS_PER_NETWORK = 2
CONVENINGS_PER_NETWORK = 1.5
#: Mean over a thousand networks with their organisations and convenings.
TRIPLES_PER_NETWORK = 225.5


class Catalogue:
    """``networks`` networks, with the organisations and convenings that belong to them.

    Raises KeyError if the vocabulary no longer has a term or scheme that is used here.
    """

    def __init__(self, networks: int, seed: int = 1, ontology: Path | None = None) -> None:
        self.networks = max(2, networks)
        self.organisations = self.networks * ORGANISATIONS_PER_NETWORK
        self.convenings = int(self.networks * CONVENINGS_PER_NETWORK)
        self.seed = seed
        vocabulary = Vocabulary.load(ontology or assets.ontology())
        self._terms = vocabulary.terms
        self._schemes = {iri.removeprefix(PSINC): scheme.concepts for iri, scheme in vocabulary.schemes.items()}

    @classmethod
    def of_triples(cls, triples: int, seed: int = 1) -> Catalogue:
        """A catalogue of about that many triples."""
        return cls(round(triples / TRIPLES_PER_NETWORK), seed)

    def documents(self) -> Iterator[SyntheticDocument]:
        """All documents, one after the other."""
        yield Writer(self, "organisation", "synthetic-editors", 0).organisation()
        for number in range(self.organisations):
            yield Writer(self, "organisation", f"synthetic-{number}", number).organisation()
        for number in range(self.networks):
            yield Writer(self, "network", f"synthetic-{number}", number).network()
        for number in range(self.convenings):
            yield Writer(self, "convening", f"synthetic-{number}", number).convening()

    def term(self, name: str) -> str:
        return f"<{self._terms[PSIN + name].iri}>"

    def scheme(self, name: str) -> tuple[str, ...]:
        return self._schemes[name]


def write(
    catalogue: Catalogue, nquads: Path | None = None, ntriples: Path | None = None, folder: Path | None = None
) -> int:
    """Writes a catalogue to whichever of these are given; the number of triples."""
    triples = 0
    wanted = ((nquads, SyntheticDocument.nquads), (ntriples, SyntheticDocument.ntriples))
    outputs = [(path.open("w", encoding="utf-8"), method) for path, method in wanted if path]
    try:
        for item in catalogue.documents():
            triples += len(item.statements)
            for file, method in outputs:
                file.write(method(item))
            if folder:
                path = folder / item.document.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(item.turtle(), encoding="utf-8")
    finally:
        for file, _ in outputs:
            file.close()
    return triples


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a synthetic catalogue.")
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nquads", type=Path, help="file of N-Quads, one graph a document")
    parser.add_argument("--ntriples", type=Path, help="file of N-Triples, all documents in one graph")
    parser.add_argument("--documents", type=Path, help="folder of Turtle documents, as under data/")
    options = parser.parse_args()
    started = time.perf_counter()
    triples = write(
        Catalogue.of_triples(options.triples, options.seed), options.nquads, options.ntriples, options.documents
    )
    print(f"{triples:,} triples in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
