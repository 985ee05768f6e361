"""``python -m benchmarks.validation``: whole processes of psin and its peers in turn, on the same data and shapes."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from ..endpoint.report import Table
from .engines import Engine, Findings, engines
from .goals import goals
from .material import Material, prepared
from .runs import Limits, Run, run


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    chosen = _chosen(options.engines)
    head = {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start",
        **{one.name: f"left out: {one.missing}" for one in chosen if one.missing},
    }
    for one in chosen:
        if one.missing:
            say(f"{one.name} is left out: {one.missing}.")
    tables, data = [], {}
    for size in options.sizes:
        material = prepared(size, options.work.resolve())
        say(f"{size:,} documents, {material.triples:,} triples.")
        able = [one for one in chosen if not one.missing and size <= one.largest]
        limits = Limits(options.limit, options.memory)
        measured, notes = _measure(able, material, _rounds(size, options.quick), limits)
        notes += [f"{one.name} is not asked for so many" for one in chosen if one.read and size > one.largest > 1]
        tables.append(_table(material, measured, able, notes))
        data[str(size)] = {"triples": material.triples, "notes": notes, **measured}
    tables.insert(0, goals(data))
    print(_write(options.output, head, tables, data))
    return 0


def _rounds(size: int, quick: bool) -> int:
    return 1 if quick else 15 if size == 1 else 5 if size <= 100 else 3 if size <= 1000 else 1


def _measure(
    able: list[Engine], material: Material, rounds: int, limits: Limits
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Medians by engine, all engines in each round, and what is to be said of the findings and of those that gave up."""
    runs: dict[str, list[Run]] = {one.name: [] for one in able}
    found: dict[str, Findings] = {}
    notes: list[str] = []
    for number in range(rounds + 1):  # the first round, which fills caches, does not count
        if rounds == 1 and number == 0 and material.documents > 1000:
            continue
        for one in [each for each in able if each.name in runs]:
            say(f"{one.name} ...")
            done = run(one.command(material), limits)
            if done.ended:
                notes.append(f"{one.name} gave up: {done.ended}")
                del runs[one.name]
                continue
            if number or rounds == 1:
                runs[one.name].append(done)
            if one.read and one.name not in found:
                try:
                    found[one.name] = one.read(run(one.told(material), limits).output if one.told else done.output)
                except (ValueError, SyntaxError, KeyError):
                    last_words = done.errors.strip()[-300:] or done.output.strip()[:300]
                    notes.append(f"{one.name} gave no report: {last_words}")
                    del runs[one.name]
    measured = {
        name: {
            **{key: median(getattr(one, key) for one in all_runs) for key in ("wall", "cpu", "memory")},
            "findings": sum(found[name].values()) if name in found else -1,
        }
        for name, all_runs in runs.items()
    }
    return measured, [*notes, *_differences(able, found)]


def _differences(able: list[Engine], found: dict[str, Findings]) -> list[str]:
    ours = found.get("psin")
    if ours is None:
        return []
    notes = []
    for one in able:
        if one.name not in found or one.name.startswith("psin"):
            continue
        less, more = ours - found[one.name], found[one.name] - ours
        given = "" if one.shapes == "all" else f", given the {one.shapes} of the shapes"
        first = next(iter([*less, *more]), None)
        example = f", for example {first[0]} ({first[1]})" if first else ""
        notes.append(f"{one.name}{given}: {less.total()} findings of psin missing, {more.total()} more{example}")
    return notes


def _table(material: Material, measured: dict[str, dict[str, float]], able: list[Engine], notes: list[str]) -> Table:
    ours = measured.get("psin", {}).get("wall", 1.0)
    given = {one.name: one.shapes for one in able if one.read}
    rows = [
        [
            name,
            given.get(name, ""),
            one["wall"],
            one["cpu"],
            one["memory"],
            one["wall"] / ours,
            int(one["findings"]) if one["findings"] >= 0 else "",
        ]
        for name, one in measured.items()
    ]
    columns = ("engine", "shapes", "wall s", "processor s", "peak MiB", "wall, times psin's", "findings of shapes")
    return Table(f"{material.documents:,} documents, {material.triples:,} triples", columns, rows, list(notes))


def _write(folder: Path, head: dict[str, str], tables: list[Table], data: dict[str, Any]) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["## Validation", "", *(f"- {name}: {value}" for name, value in head.items()), ""]
    text = "\n".join(lines) + "\n" + "\n".join(table.markdown() for table in tables)
    (folder / "validation.md").write_text(text, encoding="utf-8")
    (folder / "validation.json").write_text(json.dumps({**head, "sizes": data}, indent=2) + "\n", encoding="utf-8")
    return text


def _chosen(names: str | None) -> list[Engine]:
    known = engines()
    wanted = names.split(",") if names else [one.name for one in known]
    return [one for one in known if one.name in wanted]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.validation", description=__doc__)
    parser.add_argument("--sizes", default="1,100,1000", help="numbers of documents (1,100,1000); 10000 takes long")
    parser.add_argument("--engines", help="names of engines, with commas between (all)")
    parser.add_argument("--limit", type=float, default=900, help="seconds after which a run is given up (900)")
    parser.add_argument("--memory", type=float, default=12_000, help="MiB beyond which a run is given up (12000)")
    parser.add_argument("--quick", action="store_true", help="one round, to see that it works")
    parser.add_argument("--work", type=Path, default=Path(".cache/benchmarks"), help="folder for data")
    parser.add_argument("--output", type=Path, default=Path(".cache/benchmarks/reports"), help="folder for the report")
    options = parser.parse_args(arguments)
    options.sizes = [int(one) for one in options.sizes.split(",")]
    return options


if __name__ == "__main__":
    sys.exit(main())
