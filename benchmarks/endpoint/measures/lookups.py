"""Small lookups over HTTP that no cache can have: requests a second with 1, 4 and 8 connections."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import median
from urllib.parse import urlsplit

from ..client import TABLE, Client
from ..facts import Facts
from ..load import Load, run
from ..peers.base import Running
from ..processes import processor_seconds
from ..report import Result, Table
from ..scale import Scale

CONNECTIONS = (1, 4, 8)
HEADERS = {"Accept": TABLE}


def measure(peers: Sequence[Running], facts: Facts, scale: Scale) -> Result:
    """Peers take turns; every round and peer gets queries of its own."""
    random = Random(11)
    spent: dict[tuple[int, str], list[float]] = {}
    loads: dict[int, dict[str, list[Load]]] = {number: {peer.name: [] for peer in peers} for number in CONNECTIONS}
    for _ in range(scale.rounds):
        for number in CONNECTIONS:
            for peer in peers:
                before = processor_seconds(peer.pid)
                load = one(peer, [facts.lookup(random) for _ in range(scale.requests)], number, scale)
                loads[number][peer.name].append(load)
                spent.setdefault((number, peer.name), []).append(
                    (processor_seconds(peer.pid) - before) / load.requests * 1e6
                )
    rows: list[list[object]] = []
    data: dict[str, dict[str, float]] = {}
    for number, by_peer in loads.items():
        first = _middle(by_peer[peers[0].name])
        for name, several in by_peer.items():
            middle = {**_middle(several), "peer_us": median(spent[number, name])}
            rows.append(
                [
                    number,
                    name,
                    middle["per_second"],
                    first["per_second"] / (middle["per_second"] or 1.0),
                    middle["p50"],
                    middle["p99"],
                    int(middle["failed"]),
                    middle["client_us"],
                    middle["peer_us"],
                ]
            )
            data[f"{name}/{number}"] = middle
    columns = (
        "connections",
        "peer",
        "requests/s",
        f"{peers[0].name} is so many times faster",
        "p50 ms",
        "p99 ms",
        "failed",
        "client us/request",
        "processor us/request",
    )
    notes = ["Processor time is that of all processes of the peer; other work on the machine hardly changes it."]
    return Result("lookups", [Table("Small lookups over HTTP, never asked before", columns, rows, notes)], data)


def one(
    peer: Running, queries: Sequence[str], connections: int, scale: Scale, headers: dict[str, str] | None = None
) -> Load:
    """One load on one peer."""
    client = Client(peer.address, peer.parameters)
    port = urlsplit(peer.address).port or 80
    return run(port, [client.target(query) for query in queries], headers or HEADERS, connections, scale.load_seconds)


def _middle(loads: Sequence[Load]) -> dict[str, float]:
    names = ("per_second", "p50", "p99", "client_us")
    found = {name: float(median(getattr(load, name) for load in loads)) for name in names}
    return {**found, "failed": float(sum(load.failed for load in loads))}
