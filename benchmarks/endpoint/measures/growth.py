"""How the time of every query of the library grows with the data: the same query at three sizes."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from psin import assets
from psin.engine import FORMATS, Engine, kind_of
from psin.errors import PsinError
from psin.settings import Settings

from ..dataset import SIZES, Dataset, prepare
from ..report import Result, Table, show
from ..scale import Scale

#: Networks that queries name as an example; a synthetic catalogue does not have them.
_EXAMPLE = "network/ambtenaar-2-0"


@dataclass(frozen=True)
class _Time:
    ms: float
    rows: int
    trouble: str = ""


def measure(work: Path, scale: Scale) -> Result:
    files = sorted(assets.queries().glob("*.rq"))
    datasets = [prepare(size, work) for size in scale.growth]
    times = [_at(dataset, files, scale) for dataset in datasets]
    rows: list[list[object]] = []
    data: dict[str, Any] = {"triples": [dataset.triples for dataset in datasets], "queries": {}}
    for file in files:
        one = [by_name[file.stem] for by_name in times]
        power = _power(datasets, one)
        rows.append(
            [
                file.stem,
                *(time.trouble or time.ms for time in one),
                one[-1].rows,
                "-" if power is None else power,
                _verdict(power),
            ]
        )
        data["queries"][file.stem] = {
            "ms": [time.ms for time in one],
            "rows": [time.rows for time in one],
            "power": power,
        }
    columns = (
        "query",
        *(f"{dataset.triples:,} triples, ms" for dataset in datasets),
        "rows at the largest",
        "power of the size",
        "grows",
    )
    return Result("growth", [Table("Growth of the library's queries, through psin.engine", columns, rows)], data)


def _at(dataset: Dataset, files: list[Path], scale: Scale) -> dict[str, _Time]:
    settings = Settings({}, query_seconds=scale.query_seconds, query_memory_mib=4096)
    with Engine.open(dataset.nquads, settings) as engine:
        texts = {file.stem: file.read_text(encoding="utf-8") for file in files}
        return {name: _time(engine, text.replace(_EXAMPLE, "network/synthetic-0")) for name, text in texts.items()}


def _time(engine: Engine, query: str) -> _Time:
    form = FORMATS["ntriples" if kind_of(query) == "graph" else "json"]
    taken, rows = [], 0
    for _ in range(3):
        started = time.perf_counter()
        try:
            with engine.stream(query, accept=form) as answer:
                for _ in answer:
                    pass
                rows = answer.rows or 0
        except PsinError as error:
            return _Time(0.0, 0, error.detail)
        taken.append((time.perf_counter() - started) * 1000)
        if taken[-1] > 2000:
            break
    return _Time(median(taken), rows)


def _power(datasets: list[Dataset], times: list[_Time]) -> float | None:
    """The exponent p for which time is about size to the p, between the smallest and the largest that were answered.

    The size is that of the documents: vocabulary and shapes, half of the smallest dataset, do not grow.
    """
    answered = [(SIZES[dataset.size], one.ms) for dataset, one in zip(datasets, times, strict=True) if not one.trouble]
    if len(answered) < 2:
        return None
    (small, quick), (large, slow) = answered[0], answered[-1]
    return math.log(slow / quick) / math.log(large / small)


def _verdict(power: float | None) -> str:
    if power is None:
        return "-"
    return "hardly" if power < 0.4 else "with the data" if power < 1.25 else "faster than the data"


#: What stands around the table in a document for people.
_BEGIN, _END = "<!-- written by python -m benchmarks.endpoint --measures growth --into {name} -->", "<!-- end -->"


def into(document: Path, data: dict[str, Any]) -> None:
    """Writes the table into a document, in place of the one between two marks there. Raises ValueError without them."""
    text = document.read_text(encoding="utf-8")
    begin = _BEGIN.format(name=document.name)
    before, mark, rest = text.partition(begin)
    _, end, after = rest.partition(_END)
    if not mark or not end:
        raise ValueError(f"{document} has no place for the table: {begin} and {_END}.")
    document.write_text(f"{before}{begin}\n{_table(data)}\n{_END}{after}", encoding="utf-8")


def _table(data: dict[str, Any]) -> str:
    """Queries by how they grow, the fastest growing first."""
    sizes = " | ".join(f"{triples:,}" for triples in data["triples"])
    lines = [f"| query | {sizes} | rows | grows as |", "| --- " * (len(data["triples"]) + 3) + "|"]
    found = sorted(data["queries"].items(), key=lambda item: (-(item[1]["power"] or 0.0), item[0]))
    for name, one in found:
        times = " | ".join(show(float(ms)) for ms in one["ms"])
        power = "-" if one["power"] is None else f"size^{max(0.0, one['power']):.1f}"
        lines.append(f"| {name} | {times} | {one['rows'][-1]:,} | {power} |")
    return "\n".join(lines)
