"""Two Oxigraphs and two Virtuosos for the whole run: for a small catalogue that is changed, and for the real one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from psin import assets
from psin.catalogue import Catalogue, load
from psin.catalogue.publish import Outcome, publish
from psin.catalogue.published import ALL
from psin.engine import Engine
from psin.engine.remote import RemoteEngine
from psin.queries import Library
from psin.settings import Settings
from psin.web.start import with_derived

from . import servers
from .servers import Server

ENGINES = ("oxigraph", "virtuoso")
FIXTURE = Path(__file__).resolve().parents[1] / "queries" / "fixture"


def started(name: str, folder: Path) -> Iterator[Server]:
    if reason := servers.missing(name):
        pytest.skip(reason)
    server = servers.start(name, folder)
    yield server
    server.stop()


@pytest.fixture(scope="session", params=ENGINES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from started(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session", params=ENGINES)
def server_of_all(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """For the real catalogue, which takes too long to exchange for the small one and back."""
    yield from started(request.param, tmp_path_factory.mktemp(f"{request.param}-all"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small catalogue, to be changed."""
    return Path(shutil.copytree(FIXTURE, tmp_path / "data"))


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()


@pytest.fixture(scope="session")
def small() -> Catalogue:
    return load(FIXTURE)


@pytest.fixture(scope="session")
def real(library: Library) -> Catalogue:
    if not (assets.data() / "networks").is_dir():
        pytest.skip("there is no catalogue in data/")
    return with_derived(load(), library)


def hold(server: Server, catalogue: Catalogue) -> Outcome:
    """Publishes, so that the server holds exactly this catalogue."""
    target = server.target()
    try:
        return publish(catalogue, target)
    finally:
        target.close()


def connect(server: Server, catalogue: Catalogue, **settings: int | float | str) -> RemoteEngine:
    chosen = Settings({}, **{"query_rows": 20_000, "query_seconds": 60.0, **settings})
    return RemoteEngine.connect(server.query_url, chosen, union=ALL, graphs=sorted(catalogue.by_graph))


@pytest.fixture(scope="module")
def embedded_small(small: Catalogue) -> Iterator[Engine]:
    with Engine.open(small.nquads, Settings({}, workers=2, query_seconds=60.0)) as engine:
        yield engine


@pytest.fixture(scope="module")
def embedded_real(real: Catalogue) -> Iterator[Engine]:
    with Engine.open(real.nquads, Settings({}, workers=2, query_seconds=60.0)) as engine:
        yield engine
