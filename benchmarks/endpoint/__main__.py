"""``python -m benchmarks.endpoint --size real|1m|10m``: starts peers side by side on loopback and compares them."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from . import goals, report
from .dataset import SIZES, Dataset, prepare
from .facts import Facts, collect
from .measures import growth, limits, lookups, realistic, repeated, streaming
from .peers import PEERS, chosen
from .peers.base import Peer, Running
from .processes import PeerFailed
from .report import Result, Table
from .scale import FULL, LOADING, QUICK, Scale

MEASURES = ("lookups", "repeated", "realistic", "streaming", "limits", "growth")


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scale = QUICK if options.quick else FULL
    scale = replace(scale, runs=options.runs or scale.runs, query_seconds=options.seconds or scale.query_seconds)
    work: Path = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    say(f"Preparing the data of size {options.size}.")
    dataset = prepare(options.size, work)
    facts = collect(dataset)
    say(f"{dataset.triples:,} triples, {len(facts.networks):,} networks.")
    head = {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "triples": dataset.triples,
        "machine": f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start",
        "scale": "quick: only shows that it works" if options.quick else "full",
    }
    results = _beside_peers(options, dataset, facts, scale, work, head)
    results += _without_peers(options.measures, dataset, facts, scale, work)
    results.insert(0, goals.table(results))
    print(report.write(options.output, options.size, head, results))
    if options.into:
        growth.into(options.into, next(result.data for result in results if result.name == "growth"))
    say(f"Written to {options.output}/{options.size}.md and .json.")
    return 0


def _beside_peers(
    options: argparse.Namespace, dataset: Dataset, facts: Facts, scale: Scale, work: Path, head: dict[str, object]
) -> list[Result]:
    """The measures that ask peers in turn, and what they held in memory."""
    wanted = [name for name in options.measures if name in ("lookups", "repeated", "realistic", "streaming")]
    if not wanted:
        return []
    with _running(chosen(options.size, options.peers), dataset, work, head) as (running, loading):
        web = [peer for peer in running if peer.address]
        results = []
        for name in wanted:
            asked = running if name == "realistic" else web
            if asked:
                say(f"Measuring {name} with {', '.join(peer.name for peer in asked)}.")
                results.append(_measure(name, asked, facts, scale))
        rows = [[peer.name, loading[peer.name], *vars(peer.memory()).values()] for peer in running]
    columns = ("peer", "s to the first answer", "resident MiB", "shared pages once MiB", "peak resident MiB")
    notes = [
        "Of all processes of a peer, after the measures.",
        "psin holds every triple in its document's graph and in the default graph; the others once.",
        "psin validates every document at its first start; what it found is kept for the day in the folder of the work.",
    ]
    data = {str(row[0]): dict(zip(("start_s", "rss_mib", "pss_mib", "peak_mib"), row[1:], strict=True)) for row in rows}
    return [*results, Result("memory", [Table("Start and memory", columns, rows, notes)], data)]


def _measure(name: str, peers: list[Running], facts: Facts, scale: Scale) -> Result:
    if name == "streaming":
        return streaming.measure(peers, scale)
    return {"lookups": lookups, "repeated": repeated, "realistic": realistic}[name].measure(peers, facts, scale)


def _without_peers(measures: list[str], dataset: Dataset, facts: Facts, scale: Scale, work: Path) -> list[Result]:
    results = []
    if "limits" in measures:
        say("Measuring the cost of the limits.")
        results.append(limits.measure(dataset, facts, scale))
    if "growth" in measures:
        say(f"Measuring the library's queries at {', '.join(scale.growth)} triples.")
        results.append(growth.measure(work, scale))
    return results


@contextmanager
def _running(
    peers: list[Peer], dataset: Dataset, work: Path, head: dict[str, object]
) -> Iterator[tuple[list[Running], dict[str, float]]]:
    """Starts the peers that can run, says which cannot, and ends them all whatever happens."""
    running: list[Running] = []
    loading: dict[str, float] = {}
    try:
        for peer in peers:
            if reason := peer.missing():
                say(f"{peer.name} is left out: {reason}.")
                head[peer.name] = f"left out: {reason}"
                continue
            say(f"Starting {peer.name} {peer.version()}.")
            started = time.perf_counter()
            try:
                running.append(peer.start(dataset, work, LOADING.get(dataset.size, 180.0)))
            except PeerFailed as error:
                say(f"{peer.name} is left out: {error}")
                head[peer.name] = f"left out: {error}"
                continue
            loading[peer.name] = time.perf_counter() - started
            head[peer.name] = peer.version()
        yield running, loading
    finally:
        for started_peer in running:
            say(f"Ending {started_peer.name}.")
            started_peer.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endpoint", description=__doc__)
    parser.add_argument(
        "--size", choices=SIZES, default="real", help="data: the real catalogue or so many synthetic triples (real)"
    )
    parser.add_argument("--peers", type=_names(tuple(PEERS)), help=f"of {','.join(PEERS)} (all; without rdflib at 10m)")
    parser.add_argument(
        "--measures", type=_names(MEASURES), default=",".join(MEASURES), help=f"of {','.join(MEASURES)} (all)"
    )
    parser.add_argument("--quick", action="store_true", help="few rounds, to see that it works")
    parser.add_argument("--runs", type=int, help="how often each realistic query counts (2 if quick, else 7)")
    parser.add_argument(
        "--seconds", type=float, help="how long a query may take before it counts as not answered (10 or 60)"
    )
    parser.add_argument("--work", type=Path, default=Path(".cache/benchmarks"), help="folder for data, stores and logs")
    parser.add_argument("--output", type=Path, default=Path(".cache/benchmarks/reports"), help="folder for the report")
    parser.add_argument("--into", type=Path, help="document that gets the table of growth, such as docs/scaling.md")
    options = parser.parse_args()
    if options.into and "growth" not in options.measures:
        parser.error("--into needs the measure growth")
    options.measures = options.measures.split(",")
    return options


def _names(known: tuple[str, ...]):  # type: ignore[no-untyped-def]
    def check(text: str) -> str:
        for name in text.split(","):
            if name not in known:
                raise argparse.ArgumentTypeError(f"'{name}' is none of {', '.join(known)}")
        return text

    return check


if __name__ == "__main__":
    sys.exit(main())
