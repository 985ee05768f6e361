"""The same lookup again and again, and the same with the condition that it has changed (RFC 9110, section 13.1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import median

from ..client import TABLE
from ..facts import Facts
from ..peers.base import Running
from ..report import Result, Table
from ..scale import Scale
from .lookups import HEADERS, one

_CONNECTIONS = 4


def measure(peers: Sequence[Running], facts: Facts, scale: Scale) -> Result:
    query = facts.lookup(Random(12))
    tags = {peer.name: peer.ask(query, TABLE, 30).headers.get("etag", "") for peer in peers}
    again: dict[str, list[float]] = {peer.name: [] for peer in peers}
    unchanged: dict[str, list[float]] = {peer.name: [] for peer in peers}
    answers: dict[str, dict[str, int]] = {peer.name: {} for peer in peers}
    for _ in range(scale.rounds):
        for peer in peers:
            again[peer.name].append(one(peer, [query] * scale.requests, _CONNECTIONS, scale).per_second)
            if tags[peer.name]:
                load = one(
                    peer, [query] * scale.requests, _CONNECTIONS, scale, {**HEADERS, "If-None-Match": tags[peer.name]}
                )
                unchanged[peer.name].append(load.per_second)
                answers[peer.name] = load.statuses
    rows: list[list[object]] = []
    data: dict[str, dict[str, object]] = {}
    first = median(again[peers[0].name])
    for peer in peers:
        name, middle = peer.name, median(again[peer.name])
        conditional = median(unchanged[name]) if unchanged[name] else None
        statuses = ", ".join(f"{number} x {status}" for status, number in answers[name].items())
        rows.append(
            [name, middle, first / (middle or 1.0), "no ETag" if conditional is None else conditional, statuses]
        )
        data[name] = {"repeated_per_second": middle, "conditional_per_second": conditional, "statuses": answers[name]}
    columns = (
        "peer",
        "repeated, requests/s",
        f"{peers[0].name} is so many times faster",
        "If-None-Match, requests/s",
        "answers of the last round",
    )
    return Result("repeated", [Table(f"The same lookup, {_CONNECTIONS} connections", columns, rows)], data)
