"""The read model of the real catalogue."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def model(site: object) -> object:
    return site.model
