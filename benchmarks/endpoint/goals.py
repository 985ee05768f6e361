"""What the project wants of the endpoint, beside what this run found. A goal whose peers were not there is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .report import Result, Table, show


def table(results: Sequence[Result]) -> Result:
    data = {result.name: result.data for result in results}
    rows = [row for make in (_lookups, _means, _limits, _flat) for row in make(data)]
    return Result("goals", [Table("Goals", ("goal", "wanted", "found", "met"), rows)], {row[0]: row[2] for row in rows})


def _row(goal: str, wanted: str, found: float, met: bool) -> list[str]:
    return [goal, wanted, show(found), "yes" if met else "no"]


def _lookups(data: Mapping[str, Any]) -> list[list[str]]:
    loads = data.get("lookups", {})
    rows = []
    for number in (1, 4, 8):
        ours, theirs = loads.get(f"psin/{number}"), loads.get(f"rdflib-endpoint/{number}")
        if ours and theirs:
            found, slowest = ours["per_second"] / theirs["per_second"], ours["p99"] / theirs["p50"]
            at = f"{number} connection{'s' if number > 1 else ''}"
            rows.append(_row(f"lookups a second against rdflib-endpoint, {at}", "6x", found, found >= 6))
            rows.append(_row(f"p99 of lookups in medians of rdflib-endpoint, {at}", "below 1", slowest, slowest < 1))
    again, peer_again = (data.get("repeated", {}).get(name) for name in ("psin", "rdflib-endpoint"))
    if again and peer_again:
        found = again["repeated_per_second"] / peer_again["repeated_per_second"]
        rows.append(_row("repeated lookups against rdflib-endpoint", "10x", found, found >= 10))
    return rows


def _means(data: Mapping[str, Any]) -> list[list[str]]:
    means, rows = data.get("realistic", {}).get("geometric_mean", {}), []
    for peer, title, wanted in (("rdflib", "rdflib in memory", 25), ("oxigraph", "the Oxigraph server", 1)):
        if "psin" in means and peer in means:
            found = means[peer] / means["psin"]
            goal = f"realistic queries against {title}, geometric mean"
            rows.append(_row(goal, f"{wanted}x", found, found >= wanted))
    return rows


def _limits(data: Mapping[str, Any]) -> list[list[str]]:
    limits = data.get("limits")
    if not limits:
        return []
    small = max(one["limited"] - one["bare"] for name, one in limits["ms"].items() if name != "20 MB of rows")
    large = limits["ms"]["20 MB of rows"]
    percent = (large["limited"] / large["bare"] - 1) * 100
    late = max((value for value in limits["overshoot_ms"].values() if isinstance(value, float)), default=0.0)
    return [
        _row("cost of the limits, ms a small query", "at most 0.15", small, small <= 0.15),
        _row("cost of the limits, % of a large result", "at most 10", percent, percent <= 10),
        _row("overshoot of a deadline, ms", "at most 100", late, late <= 100),
    ]


def _flat(data: Mapping[str, Any]) -> list[list[str]]:
    found = data.get("streaming", {}).get("psin", {}).get("web_process_growth_mib")
    return (
        []
        if found is None
        else [_row("growth of the web process, 100,000 rows, MiB", "at most 10", found, found <= 10)]
    )
