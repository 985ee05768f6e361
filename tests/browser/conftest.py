"""A browser, and a service over the real catalogue with invented and hostile documents beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .chromium import CHROMIUM, DRIVER, chromium
from .serving import gather, served


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service with a page of every type."""
    with served(gather(tmp_path_factory.mktemp("full") / "data")) as address:
        yield address


@pytest.fixture(scope="session")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser that runs scripts."""
    if not (DRIVER and CHROMIUM):
        pytest.skip("Chromium and its driver are not installed")
    with chromium(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser that runs no scripts."""
    if not (DRIVER and CHROMIUM):
        pytest.skip("Chromium and its driver are not installed")
    with chromium(tmp_path_factory.mktemp("plain"), scripts=False) as driver:
        yield driver


@pytest.fixture(scope="session")
def axe(node: Path) -> str:
    """The code of axe-core."""
    return (node / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
