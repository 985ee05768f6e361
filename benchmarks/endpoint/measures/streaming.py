"""A result of 100,000 rows: time to the first and the last byte, and what the web process holds meanwhile."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from ..client import TABLE, Client
from ..peers.base import Running
from ..report import Result, Table
from ..scale import Scale

_QUERY = "SELECT ?s ?p ?o ?copy WHERE { ?s ?p ?o VALUES ?copy { 1 2 3 4 5 6 7 8 } } LIMIT 100000"


def measure(peers: Sequence[Running], scale: Scale) -> Result:
    found: dict[str, list[tuple[float, float, float, float]]] = {peer.name: [] for peer in peers}
    for _ in range(max(2, scale.rounds)):
        for peer in peers:
            found[peer.name].append(_one(peer, scale.query_seconds))
    rows: list[list[object]] = []
    data: dict[str, dict[str, float]] = {}
    for name, several in found.items():
        first, last, size, growth = (median(column) for column in zip(*several, strict=True))
        if not size:
            rows.append([name, "-", f"not within {scale.query_seconds:g} s", "-", growth])
            continue
        data[name] = {"first_ms": first, "last_ms": last, "mb": size, "web_process_growth_mib": growth}
        rows.append([name, first, last, size, growth])
    columns = ("peer", "first byte ms", "last byte ms", "MB", "growth of the web process MiB")
    return Result("streaming", [Table("100,000 rows as JSON over HTTP", columns, rows)], data)


def _one(peer: Running, seconds: float) -> tuple[float, float, float, float]:
    """First and last byte in ms, size in MB, growth of the resident memory of the peer's first process in MiB."""
    parts = urlsplit(peer.address)
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=seconds)
    before, peak, over = _resident(peer.pid), [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(peer.pid, peak, over))
    watcher.start()
    first = size = 0.0
    started = time.perf_counter()
    try:
        connection.request("GET", Client(peer.address, peer.parameters).target(_QUERY), headers={"Accept": TABLE})
        answer = connection.getresponse()
        while chunk := answer.read(65_536 if size else 1):
            first = first or time.perf_counter() - started
            size += len(chunk)
    except (OSError, http.client.HTTPException):
        size = 0.0
    finally:
        taken = time.perf_counter() - started
        over.set()
        watcher.join()
        connection.close()
    return first * 1000, taken * 1000, size / 1e6, max(0.0, peak[0] - before)


def _watch(pid: int, peak: list[float], over: threading.Event) -> None:
    while not over.wait(0.02):
        peak[0] = max(peak[0], _resident(pid))


def _resident(pid: int) -> float:
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0
