"""From a folder to a running state: load, check, open the engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import assets
from ..catalogue import Catalogue, load
from ..catalogue.checking import check
from ..catalogue.difference import content_version, difference
from ..catalogue.published import ALL
from ..catalogue.rechecking import Rechecker
from ..engine import Engine
from ..errors import CatalogueError, EngineUnavailable
from ..federation.registry import with_harvested
from ..queries.derived import with_derived
from ..queries.library import Library
from ..settings import Settings
from ..validation.findings import Report, Severity
from ..validation.render import text as render_text
from ..vocabulary.terms import Vocabulary
from .site import Site

#: Up to one graph in so many, changes are cheaper than loading everything.
_FEW = 4


class Unchanged(Exception):
    """There is nothing new to load."""


@contextmanager
def open_site(data: Path | None = None, settings: Settings | None = None) -> Iterator[Site]:
    """As ``load_site``, with a running engine until the block ends."""
    site = load_site(data, settings)
    try:
        yield site
    finally:
        site.close()


def load_site(
    data: Path | None = None,
    settings: Settings | None = None,
    *,
    unless: str = "",
    previous: Site | None = None,
    rechecker: Rechecker | None = None,
) -> Site:
    """The state of a folder of documents, with a running engine that the caller closes.

    The engine of a ``previous`` state moves on to the new one; it runs until both have closed it. A ``rechecker`` that has
    seen an earlier state checks only what is touched by what has changed since.

    Raises CatalogueError if a document is refused by the shapes, since what does not conform is not served, and if an
    engine elsewhere holds another state of the folder; Unchanged if the version of the catalogue is ``unless``.
    """
    settings = settings or Settings()
    catalogue = load(data)
    vocabulary = Vocabulary.load(assets.ontology())
    report = rechecker.check(catalogue, vocabulary) if rechecker else check(catalogue, vocabulary)
    if not report.conforms:
        raise CatalogueError(refusal(report), "Mend these, or serve another folder with --data.")
    library = Library.load(assets.queries(), vocabulary)
    catalogue = completed(catalogue, library, settings)
    if catalogue.version == unless:
        raise Unchanged
    engine = _engine(catalogue, settings, previous)
    site = Site(settings, engine, catalogue, vocabulary, library, list(report.findings))
    try:
        # Built before the state is served, so that the first reader of a new state waits no longer than any other.
        _ = site.model
    except BaseException:
        engine.close()
        if previous is not None and not settings["endpoint"]:
            previous.engine.reload(previous.catalogue.nquads, content_version(previous.catalogue))
            previous.following = previous.catalogue.version
        raise
    return site


def completed(catalogue: Catalogue, library: Library, settings: Settings) -> Catalogue:
    """The catalogue with the graphs derived from it, and with those of its partners unless an engine elsewhere has them."""
    catalogue = with_derived(catalogue, library)
    return catalogue if settings["endpoint"] else with_harvested(catalogue, settings)


def _engine(catalogue: Catalogue, settings: Settings, previous: Site | None) -> Engine:
    """The engine of the settings, with every document of the catalogue in it."""
    url = str(settings["endpoint"])
    if not url:
        version = content_version(catalogue)
        if previous is None:
            return Engine.open(lambda: catalogue.nquads, settings, version=version)
        previous.following = catalogue.version
        _move_on(previous, catalogue, version)
        return previous.engine.share()
    return _elsewhere(url, catalogue, settings)


def _elsewhere(url: str, catalogue: Catalogue, settings: Settings) -> Engine:
    """An engine elsewhere, which must hold the catalogue as it is."""
    from ..catalogue.publish import Target, plan  # bring an HTTP client along, which takes 30 ms of every start
    from ..engine.remote import RemoteEngine

    user, password = str(settings["endpoint_user"]), os.environ.get("PSIN_ENDPOINT_PASSWORD", "")
    target = Target(url, user=user, password=password)
    try:
        todo = plan(catalogue, target)
    finally:
        target.close()
    if todo.steps:
        raise CatalogueError(
            f"The engine at {url} does not hold this catalogue: {len(todo.steps)} documents differ.",
            "Bring it up to date: psin publish --to URL.",
        )
    return RemoteEngine.connect(
        url, settings, union=ALL, graphs=sorted(catalogue.by_graph), user=user, password=password
    )


def _move_on(previous: Site, catalogue: Catalogue, version: str) -> None:
    try:
        changes = difference(previous.catalogue, catalogue)
    except EngineUnavailable:  # the files of the old state were never read and are no more
        previous.engine.reload(catalogue.nquads, version)
        return
    if len(changes) * _FEW > len(catalogue.by_graph):
        previous.engine.reload(catalogue.nquads, version)
    else:
        previous.engine.update(changes, version)


def refusal(report: Report) -> str:
    """Why a catalogue is not served: the first of the findings that refuse it."""
    grave = tuple(f for f in report.findings if f.severity is Severity.VIOLATION)
    shown = report._replace(findings=grave[:20])
    return f"{len(grave)} statements of the catalogue are refused:\n{render_text(shown)}\n"
