"""Fixtures over the real thing: the whole catalogue, the real engine, and the service as a reader starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import rdflib

# rdflib otherwise rewrites what it reads: "yes"^^xsd:boolean becomes false.
rdflib.NORMALIZE_LITERALS = False

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material beside the project; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not here")
    return SHARED


@pytest.fixture(scope="session")
def node() -> Path:
    """The folder with the clients in JavaScript: ``node_modules/.bin/node`` runs them. Skips where they are not installed."""
    folder = ROOT / "tests" / "node"
    if not (folder / "node_modules" / ".bin" / "node").exists():
        pytest.skip("the clients in JavaScript are not installed: make test does it where npm is")
    return folder


@pytest.fixture(scope="session")
def site() -> Iterator[object]:
    """The loaded state of the real catalogue, with a running engine."""
    from psin.settings import Settings
    from psin.web.start import open_site

    with open_site(settings=Settings({})) as opened:
        yield opened


@pytest.fixture(scope="session")
def app(site: object) -> object:
    from psin.web import create_app

    created = create_app(site)
    created.testing = True
    return created


@pytest.fixture
def client(app: object) -> object:
    """A client that calls the application in process."""
    return app.test_client()


@contextmanager
def _started(**environment: str) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "psin", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PSIN_PORT": "0", **environment},
    )
    lines: list[str] = []
    try:
        for line in process.stdout:
            lines.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                yield found[0]
                break
        else:
            pytest.fail("the service did not start:\n" + "".join(lines))
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture(scope="session")
def started() -> Callable[..., AbstractContextManager[str]]:
    """Starts the service as a reader does, on a free port, with variables of the environment; gives its address."""
    return _started


@pytest.fixture(scope="session")
def address(started: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """The address of the service, started as a reader starts it."""
    with started() as found:
        yield found
