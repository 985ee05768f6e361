"""A partner on loopback, and a harvester that may ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psin.federation.harvest.harvester import Harvester
from psin.federation.harvest.state import State
from psin.settings import Settings

from .partner import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def harvester(site: Site, tmp_path: Path) -> Callable[..., Harvester]:
    """A harvester with settings of its own; its clock is ``clock[0]`` where that is given."""

    def make(clock: list[float] | None = None, **settings: int | float | str) -> Harvester:
        values = {
            "harvest_internal": site.host,
            "harvest_fetch_seconds": 10.0,
            "harvested": str(tmp_path / "harvested"),
        }
        chosen = Settings({}, **(values | settings))
        more = {"now": lambda: clock[0]} if clock else {}
        return Harvester(chosen, State.of(chosen), **more)

    return make
