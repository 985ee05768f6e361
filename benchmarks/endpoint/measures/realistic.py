"""Realistic queries one by one: median times, their ratios, and whether peers agree on the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from random import Random
from statistics import median

from ..facts import Facts
from ..peers.base import Running
from ..processes import PeerFailed
from ..queries import QUESTIONS, Question
from ..report import Result, Table, geometric_mean, show
from ..scale import Scale

_LITTLE_MS = 100.0
#: Times in ms, row counts, and the last trouble of a peer with a question.
Times = dict[tuple[str, str], list[float]]
Rows = dict[tuple[str, str], list[int | None]]


def measure(peers: Sequence[Running], facts: Facts, scale: Scale) -> Result:
    times: Times = {}
    rows: Rows = {}
    trouble: dict[tuple[str, str], str] = {}
    for run in range(scale.runs + 1):
        for question in QUESTIONS:
            query = question.ask(facts, Random(f"{question.name}/{run}"))
            for peer in peers:
                _wake(peer, question, question.ask(facts, Random(f"{question.name}/{run} first")), times)
                _ask(peer, question, query, scale, times, rows, trouble, warm=run > 0)
    names = [peer.name for peer in peers]
    notes = _differences(names, rows) + [f"{name}, {question}: {text}" for (name, question), text in trouble.items()]
    middle = {key: median(values) for key, values in times.items() if values and key not in trouble}
    limit = f"failed with no answer after {scale.query_seconds:.1f} s"
    late = {key for key, text in trouble.items() if key[0] != names[0] and text.startswith(limit)}
    middle |= dict.fromkeys(late, scale.query_seconds * 1000)
    if late:
        notes.append(
            "What a peer did not answer in time counts as if it had come then, which is in favour of the peer."
        )
    lines: list[list[object]] = []
    for question in QUESTIONS:
        found = next((many[-1] for name in names if (many := rows.get((name, question.name)))), None)
        cells = ["> " * ((name, question.name) in late) + _cell(names, name, question.name, middle) for name in names]
        lines.append([question.name, "-" if found is None else found, *cells])
    ratios = {name: _ratios(names[0], name, middle) for name in names}
    means = {name: geometric_mean(values) for name, values in ratios.items()}
    last = [f"{means[name]:.2f} (n={len(ratios[name])})" for name in names]
    lines.append(["**geometric mean of ratios**", "", *last])
    title = "Realistic queries, median ms (in brackets: times the first peer's)"
    table = Table(title, ["query", "rows", *names], lines, notes)
    data = {
        "ms": {name: {q.name: middle.get((name, q.name)) for q in QUESTIONS} for name in names},
        "geometric_mean": means,
        "notes": notes,
    }
    return Result("realistic", [table], data)


def _wake(peer: Running, question: Question, query: str, times: Times) -> None:
    """Asks once more what takes little time: nobody pays for having slept while others were measured."""
    known = times.get((peer.name, question.name))
    if known and median(known) < _LITTLE_MS:
        peer.ask(query, question.accept, 10)


def _ask(
    peer: Running,
    question: Question,
    query: str,
    scale: Scale,
    times: Times,
    rows: Rows,
    trouble: dict[tuple[str, str], str],
    *,
    warm: bool,
) -> None:
    key = (peer.name, question.name)
    if key in trouble:
        return
    reply = peer.ask(query, question.accept, scale.query_seconds)
    found = reply.rows()
    if found is None:
        if reply.status == 0:
            with suppress(PeerFailed):
                peer.restart()
        words = reply.body[:160].decode(errors="replace")
        trouble[key] = f"failed with {reply.status or 'no answer'} after {reply.seconds:.1f} s: {words!r}"
        return
    rows.setdefault(key, []).append(found)
    if warm:
        times.setdefault(key, []).append(reply.seconds * 1000)


def _differences(names: Sequence[str], rows: Rows) -> list[str]:
    notes = []
    for question in QUESTIONS:
        expected = rows.get((names[0], question.name))
        for name in names[1:]:
            found = rows.get((name, question.name))
            if expected and found and found != expected[: len(found)]:
                notes.append(f"{question.name}: {name} has {found} rows where {names[0]} has {expected}")
    return notes


def _ratios(first: str, name: str, middle: dict[tuple[str, str], float]) -> list[float]:
    both = [(middle.get((name, q.name)), middle.get((first, q.name))) for q in QUESTIONS]
    return [one / other for one, other in both if one and other]


def _cell(names: Sequence[str], name: str, question: str, middle: dict[tuple[str, str], float]) -> str:
    value, first = middle.get((name, question)), middle.get((names[0], question))
    if value is None:
        return "failed"
    return show(value) + (f" ({value / first:.2g})" if first and name != names[0] else "")
