"""``psin publish``: brings the documents of a catalogue to a SPARQL engine elsewhere."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .. import assets
from ..catalogue import Catalogue, load
from ..catalogue.checking import check
from ..catalogue.publish import Outcome, Plan, Target, plan, publish
from ..errors import CatalogueError
from ..queries.library import Library
from ..validation.findings import Words, counted
from ..vocabulary.terms import Vocabulary
from ..web.start import refusal, with_derived

#: Seconds between two lines of progress.
_EVERY = 2.0
_GRAPH, _STATEMENT = Words("graph"), Words("statement")


def run(options: argparse.Namespace) -> int:
    catalogue = _catalogue(options.data)
    target = Target(options.to, options.update_url or "", options.user, os.environ.get("PSIN_PUBLISH_PASSWORD", ""))
    try:
        if options.dry_run:
            _print_plan(plan(catalogue, target))
        else:
            started = time.monotonic()
            _print_outcome(publish(catalogue, target, _progress()), time.monotonic() - started)
    finally:
        target.close()
    return 0


def _catalogue(data: Path | None) -> Catalogue:
    """What ``psin serve`` would hold of a folder. Raises CatalogueError if it does not conform."""
    catalogue, vocabulary = load(data), Vocabulary.load(assets.ontology())
    report = check(catalogue, vocabulary)
    if not report.conforms:
        raise CatalogueError(refusal(report), "Mend these, or publish another folder with --data.")
    return with_derived(catalogue, Library.load(assets.queries(), vocabulary))


def _progress() -> Callable[[int, int, str], None]:
    last = time.monotonic()

    def say(number: int, of: int, graph: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            print(f"{number} of {of}: {graph}", file=sys.stderr)

    return say


def _print_plan(todo: Plan) -> None:
    for word, graphs in (("add", todo.added), ("replace", todo.replaced), ("remove", todo.removed)):
        for graph in graphs:
            print(f"{word} {graph}")
    print(f"{counted(len(todo.steps), _GRAPH)} would change, {todo.kept:,} would not.")
    if todo.interrupted:
        print("An earlier publication was interrupted; it would be taken up.")


def _print_outcome(outcome: Outcome, seconds: float) -> None:
    todo = outcome.plan
    print(
        f"{counted(len(todo.added), _GRAPH)} added, {len(todo.replaced)} replaced, {len(todo.removed)} removed, {todo.kept} unchanged "
        f"in {seconds:.1f} s; {counted(outcome.statements, _STATEMENT)}."
    )
    if outcome.repaired:
        print("The default graph was put right after a publication that was interrupted.")
    if outcome.statements < outcome.expected:
        fewer = outcome.expected - outcome.statements
        print(
            f"The engine keeps {counted(fewer, _STATEMENT)} fewer than the files make: it takes some literals for equal."
        )
