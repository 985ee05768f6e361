"""The store on disk beside pyoxigraph's own bulk load, on the same synthetic catalogue and in the same run.

    python -m benchmarks.store --triples 1000000 [--memory] [--serve] [--keep DIR]

The peer is ``pyoxigraph.Store.bulk_load``, once of the same statements that psin holds (every triple in its named graph
and in the default graph) and once of the named graphs alone. The first comparison is the fair one: both end with a store
that answers the same queries, those over the default graph included. The second tells what that costs. Every load runs
in a process of its own. Elapsed times depend on who else uses the machine; processor times (all processes of a load
together) depend on that much less.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from psin.settings import Settings

from benchmarks import synthetic

_LOADS = {
    "same": "pyoxigraph bulk_load, same statements",
    "psin": "psin, until the first answer",
    "named": "pyoxigraph bulk_load, named graphs only",
}
_UPDATES = 20
#: Workers that wait for a query in an idle engine with the settings as they are.
_WORKERS = int(Settings({})["workers"]) + 2


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store", description="Measure the store on disk.")
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--memory", action="store_true", help="updates of a graph in memory too")
    parser.add_argument(
        "--serve", action="store_true", help="starts of the whole service, the first of which validates everything"
    )
    parser.add_argument("--keep", type=Path, help="folder for the data and the stores (a temporary one)")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        return print(json.dumps(_STEPS[options.step](options.keep)))
    folder = options.keep or Path(tempfile.mkdtemp(prefix="psin-benchmark-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        steps = [name for name, wanted in (("memory", options.memory), ("serve", options.serve)) if wanted]
        _report(folder, options.triples, ["updates", "restart", *steps])
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _report(folder: Path, triples: int, steps: list[str]) -> None:
    source = folder / "catalogue.nq"
    documents = folder / "documents" if "serve" in steps else None
    count = synthetic.write(synthetic.Catalogue.of_triples(triples), nquads=source, folder=documents)
    _write_both(source, folder / "both.nq")
    print(f"{count:,} triples; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print("| load | elapsed s | processor s | peak MiB | on disk MiB |\n| --- | --- | --- | --- | --- |")
    found = {}
    for name, title in _LOADS.items():
        found[name] = row = _step(name, folder)
        cells = (row["seconds"], row["cpu"], row["peak"], row["disk"])
        print(f"| {title} | {' | '.join(f'{cell:,.1f}' for cell in cells)} |", flush=True)
    for name in ("same", "named"):
        elapsed, cpu = (found["psin"][key] / found[name][key] for key in ("seconds", "cpu"))
        print(f"\npsin / {name}: elapsed {elapsed:.2f}, processor {cpu:.2f}", end="")
    print("\n\n| measure | median ms | worst ms |\n| --- | --- | --- |")
    for title, values in (item for step in steps for item in _step(step, folder).items()):
        print(f"| {title} | {statistics.median(values):.0f} | {max(values):.0f} |", flush=True)


def _step(name: str, folder: Path) -> dict:  # type: ignore[type-arg]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "benchmarks.store", "--step", name, "--keep", str(folder)]
    row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "seconds" in row:
        row["cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return row  # type: ignore[no-any-return]


def _write_both(source: Path, target: Path) -> None:
    """The statements with and without their graph, in blocks, as a peer would be given them."""
    with source.open("rb") as lines, target.open("wb") as out:
        while block := lines.readlines(4 << 20):
            out.writelines(block)
            out.writelines(line[: line.rindex(b" <")] + b" .\n" for line in block)


def _bulk_load(file: Path, store: Path) -> dict[str, float]:
    import pyoxigraph

    shutil.rmtree(store, ignore_errors=True)
    started = time.perf_counter()
    pyoxigraph.Store(str(store)).bulk_load(path=str(file), format=pyoxigraph.RdfFormat.N_QUADS)
    return _row(time.perf_counter() - started, store, resource.RUSAGE_SELF)


def _row(seconds: float, store: Path, who: int) -> dict[str, float]:
    """Peak memory is that of the largest process of the load; files that are linked several times count once."""
    inodes = {status.st_ino: status.st_blocks * 512 for path in store.rglob("*") if (status := path.stat())}
    peak = max(resource.getrusage(who).ru_maxrss for who in {who, resource.RUSAGE_SELF}) / 1024
    return {"seconds": seconds, "peak": peak, "disk": sum(inodes.values()) / 2**20}


def _psin(folder: Path) -> dict[str, float]:
    from psin.engine import Engine

    store = folder / "psin"
    shutil.rmtree(store, ignore_errors=True)
    started = time.perf_counter()
    engine = Engine.open(folder / "catalogue.nq", Settings({}), store=store, version="loaded")
    engine.ask("ASK { ?s ?p ?o }")
    seconds = time.perf_counter() - started
    engine.close()
    return _row(seconds, store, resource.RUSAGE_CHILDREN)


def _updates(engine, name: str) -> list[float]:  # type: ignore[no-untyped-def]
    """From the call with a changed document of 40 statements to a query that sees it, in ms.

    Changes come one by one: the next when all workers know the last.
    """
    times = []
    for state in range(_UPDATES):
        while len(engine._pool._idle) < _WORKERS:
            time.sleep(0.01)
        graph = f"https://w3id.org/psin/organisation/synthetic-{state % 5}"
        lines = [f'<{graph}> <urn:psin:note> "{name} {state} {line}" <{graph}> .\n' for line in range(40)]
        started = time.perf_counter()
        engine.update({graph: "".join(lines).encode()}, f"{name} {state}")
        seen = engine.ask(f'ASK {{ <{graph}> <urn:psin:note> "{name} {state} 0" }}')
        times.append((time.perf_counter() - started) * 1000)
        assert seen
    return times


def _disk_updates(folder: Path) -> dict[str, list[float]]:
    from psin.engine import Engine

    with Engine.open(folder / "catalogue.nq", Settings({}), store=folder / "psin", version="loaded") as engine:
        found = {"update to visible, store on disk": _updates(engine, "disk")}
        engine.update({}, "restarted")
    return found


def _restart(folder: Path) -> dict[str, list[float]]:
    from psin.engine import Engine

    times = []
    for _ in range(5):
        started = time.perf_counter()
        with Engine.open(folder / "catalogue.nq", Settings({}), store=folder / "psin", version="restarted") as engine:
            engine.ask("ASK { ?s ?p ?o }")
            times.append((time.perf_counter() - started) * 1000)
    return {"restart to first answer": times}


def _memory(folder: Path) -> dict[str, list[float]]:
    from psin.engine import Engine

    started = time.perf_counter()
    with Engine.open(folder / "catalogue.nq", Settings({}, store_triples=10**12)) as engine:
        engine.ask("ASK { ?s ?p ?o }")
        loaded = (time.perf_counter() - started) * 1000
        return {
            "load into memory, until the first answer": [loaded],
            "update to visible, in memory": _updates(engine, "memory"),
        }


def _serve(folder: Path) -> dict[str, list[float]]:
    """From the start of the process to the answer to a query over HTTP."""
    shutil.rmtree(folder / "served", ignore_errors=True)
    first = _start(folder, wait_for=folder / "served" / "loaded")
    return {
        "psin serve, everything new, to the first answer": [first],
        "psin serve, nothing changed, to the first answer": [_start(folder) for _ in range(5)],
    }


def _start(folder: Path, wait_for: Path | None = None) -> float:
    command = [
        sys.executable,
        "-m",
        "psin",
        "serve",
        "--port",
        "0",
        "--data",
        str(folder / "documents"),
        "--store",
        str(folder / "served"),
    ]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PSIN_LOG": "off"}) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[-1]
            with urlopen(f"{address}sparql?{urlencode({'query': 'ASK { ?s ?p ?o }'})}", timeout=60) as answer:
                answer.read()
            taken = (time.perf_counter() - started) * 1000
            while wait_for is not None and not wait_for.exists():
                time.sleep(0.1)
        finally:
            process.terminate()
    return taken


_STEPS = {
    "same": lambda folder: _bulk_load(folder / "both.nq", folder / "same"),
    "named": lambda folder: _bulk_load(folder / "catalogue.nq", folder / "named"),
    "psin": _psin,
    "updates": _disk_updates,
    "restart": _restart,
    "memory": _memory,
    "serve": _serve,
}

if __name__ == "__main__":
    main()
