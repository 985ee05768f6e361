"""From a catalogue to the files of a release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ... import assets
from ...catalogue import Catalogue
from ...catalogue.void import VOID_GRAPH
from ...errors import CatalogueError
from ...vocabulary.terms import Vocabulary
from . import about, portal, statements, tables, ties


@dataclass(frozen=True)
class Release:
    """``name`` is that of the folder; ``files`` maps paths below it to bytes."""

    name: str
    version: str
    files: dict[str, bytes]


def build(catalogue: Catalogue, vocabulary: Vocabulary, day: date) -> Release:
    """The release of a catalogue with its derived graphs, dated ``day``; nothing else goes into its bytes.

    Raises CatalogueError for a catalogue without documents, BudgetExceeded for one that cannot be put in order in time.
    """
    if not catalogue.documents:
        raise CatalogueError(
            f"There is no document in {catalogue.folder}, so there is nothing to release.", "Name another with --data."
        )
    said = day.isoformat()
    version = f"{said}-{catalogue.version[:12]}"
    found = statements.of(catalogue)
    made = {f"csv/{table.name}.csv": table for table in tables.of(catalogue)}
    files = {
        "catalogue.nq": found.nquads,
        "catalogue.nt": found.ntriples,
        "catalogue.ttl": found.turtle(),
        "catalogue.jsonld": found.json_ld(),
        "ties.graphml": ties.graphml(catalogue),
        **{name: table.csv() for name, table in made.items()},
        "LICENSE": assets.licence().read_bytes(),
        "CITATION.cff": about.citation(version, said).encode(),
    }
    if described := catalogue.by_graph.get(VOID_GRAPH):
        files["void.ttl"] = described[0].text.encode()
    files["catalog.ttl"] = portal.describe(version, day, files)
    files["README.txt"] = about.readme(version, said, files, made).encode()
    files["datapackage.json"] = about.data_package(version, said, files, made, vocabulary)
    files["SHA256SUMS"] = about.checksums(files).encode()
    return Release(f"psin-{version}", version, files)
