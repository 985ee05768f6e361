"""The graphs that are made from a catalogue: its queries in RDF, and the counts of everything."""

from __future__ import annotations

from pathlib import Path

from ..catalogue import Catalogue, LoadedDocument, void
from . import executables
from .library import Library


def with_derived(catalogue: Catalogue, library: Library) -> Catalogue:
    """The catalogue with the queries as a graph, and then with the counts of all that."""
    queries = LoadedDocument(executables.QUERIES_GRAPH, Path("queries.ttl"), executables.describe(library))
    catalogue = catalogue.extended([queries])
    return catalogue.extended([void.describe(catalogue)])
