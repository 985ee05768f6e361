"""Results as Markdown and JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Table:
    """One table of the report; numbers are written with three significant digits."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        lines = [f"### {self.title}", ""]
        lines += [_line(self.columns), _line(["---"] * len(self.columns))]
        lines += [_line([show(value) for value in row]) for row in self.rows]
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes)]).rstrip() + "\n"


@dataclass
class Result:
    """What a measure found: tables for people, ``data`` for programs."""

    name: str
    tables: list[Table]
    data: dict[str, Any]


def show(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def geometric_mean(values: Iterable[float]) -> float:
    logarithms = [math.log(value) for value in values if value > 0]
    return math.exp(sum(logarithms) / len(logarithms)) if logarithms else 0.0


def write(folder: Path, size: str, head: dict[str, Any], results: Sequence[Result]) -> str:
    """Writes ``<size>.md`` and ``<size>.json`` into a folder and returns the Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"## Endpoint, {size}", "", *(f"- {name}: {show(value)}" for name, value in head.items()), ""]
    text = "\n".join(lines) + "\n" + "\n".join(table.markdown() for result in results for table in result.tables)
    (folder / f"{size}.md").write_text(text, encoding="utf-8")
    data = {"size": size, **head, "results": {result.name: result.data for result in results}}
    (folder / f"{size}.json").write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return text


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
