"""How much is measured, in counts and seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """``requests`` for each load of ``load_seconds`` at most; ``query_seconds`` before a query counts as not answered;
    ``growth`` are three sizes of data."""

    rounds: int
    requests: int
    load_seconds: float
    runs: int
    query_seconds: float
    repeats: int
    growth: tuple[str, str, str]


QUICK = Scale(1, 300, 3.0, 2, 10.0, 20, ("20k", "50k", "100k"))
FULL = Scale(3, 4000, 6.0, 7, 60.0, 200, ("50k", "200k", "800k"))
#: Time for a peer to load the data, in seconds; psin validates every document before it serves any.
LOADING = {"200k": 600.0, "800k": 1200.0, "1m": 1800.0, "10m": 7200.0}
