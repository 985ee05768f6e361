"""From a folder to a running state: load, check, open the engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import assets
from ..catalogue import Catalogue, LoadedDocument, load, void
from ..catalogue.checking import check
from ..engine import Engine
from ..errors import CatalogueError
from ..queries import executables
from ..queries.library import Library
from ..settings import Settings
from ..validation.findings import Report, Severity
from ..validation.render import text as render_text
from ..vocabulary.terms import Vocabulary
from .site import Site


@contextmanager
def open_site(data: Path | None = None, settings: Settings | None = None) -> Iterator[Site]:
    """The state of a folder of documents, with a running engine until the block ends.

    Raises CatalogueError if a document is refused by the shapes: what does not conform is not served.
    """
    settings = settings or Settings()
    catalogue = load(data)
    vocabulary = Vocabulary.load(assets.ontology())
    report = check(catalogue, vocabulary)
    if not report.conforms:
        raise CatalogueError(_refusal(report), "Mend these, or serve another folder with --data.")
    library = Library.load(assets.queries(), vocabulary)
    catalogue = _with_derived(catalogue, library)
    with Engine.open(catalogue.nquads, settings) as engine:
        yield Site(settings, engine, catalogue, vocabulary, library, list(report.findings))


def _with_derived(catalogue: Catalogue, library: Library) -> Catalogue:
    """The catalogue with the queries as a graph, and then with the counts of all that."""
    queries = LoadedDocument(executables.QUERIES_GRAPH, Path("queries.ttl"), executables.describe(library))
    catalogue = catalogue.extended([queries])
    return catalogue.extended([void.describe(catalogue)])


def _refusal(report: Report) -> str:
    grave = tuple(f for f in report.findings if f.severity is Severity.VIOLATION)
    shown = Report(grave[:20], report.documents, report.triples)
    return f"{len(grave)} statements of the catalogue are refused:\n{render_text(shown)}\n"
