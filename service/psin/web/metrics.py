"""Counters and gauges, written as Prometheus reads them. Source: Prometheus text exposition format, version 0.0.4."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Upper ends of the histogram of answer times, in seconds.
_STEPS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_HELP = {
    "psin_requests_total": "Requests answered, by area and status.",
    "psin_request_seconds": "Time from the request to the last byte handed to the server, by area.",
    "psin_response_bytes_total": "Bytes of answers.",
    "psin_queries_total": "Queries at the endpoint, by outcome.",
    "psin_query_seconds_total": "Time that queries of the endpoint held a worker.",
    "psin_query_wait_seconds_total": "Time that queries of the endpoint waited for their turn.",
    "psin_rows_total": "Rows and triples answered by the endpoint.",
    "psin_log_lines_lost_total": "Log lines that could not be written in time.",
    "psin_reloads_total": "New states of the catalogue, by result: loaded, unchanged or refused.",
}


class Metrics:
    """Thread-safe. Names are those of ``_HELP``; labels are few and never come from a client."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: defaultdict[str, Counter[tuple[tuple[str, str], ...]]] = defaultdict(Counter)
        self._times: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()

    def add(self, name: str, amount: float = 1, **labels: str) -> None:
        with self._lock:
            self._counters[name][tuple(sorted(labels.items()))] += amount  # type: ignore[assignment]

    def add_all(self, amounts: Mapping[str, float]) -> None:
        """Several counters without labels at once."""
        with self._lock:
            for name, amount in amounts.items():
                self._counters[name][()] += amount  # type: ignore[assignment]

    def observe(self, area: str, seconds: float) -> None:
        """One answer of an area of the service, for the histogram."""
        with self._lock:
            self._times.setdefault(area, [0] * (len(_STEPS) + 1))[bisect_left(_STEPS, seconds)] += 1
            self._sums[area] += seconds  # type: ignore[assignment]

    def render(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """Everything counted, then ``gauges``: name to help and value."""
        lines: list[str] = []
        with self._lock:
            for name, counted in sorted(self._counters.items()):
                lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} counter"]
                lines += [f"{name}{_labels(labels)} {value:.10g}" for labels, value in sorted(counted.items())]
            name = "psin_request_seconds"
            if self._times:
                lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} histogram"]
            for area, counts in sorted(self._times.items()):
                lines += _histogram(name, area, counts, self._sums[area])
        for name, (text, number) in gauges.items():
            lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge", f"{name} {number:.10g}"]
        return "\n".join(lines) + "\n"


def _histogram(name: str, area: str, counts: list[int], total: float) -> list[str]:
    lines, below = [], 0
    for step, count in zip((*map(str, _STEPS), "+Inf"), counts, strict=True):
        below += count
        lines.append(f'{name}_bucket{{area="{area}",le="{step}"}} {below}')
    return [*lines, f'{name}_sum{{area="{area}"}} {total:.10g}', f'{name}_count{{area="{area}"}} {below}']


def _labels(labels: tuple[tuple[str, str], ...]) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""
