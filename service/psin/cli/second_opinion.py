"""``psin validate --reference``: the same question put to pySHACL."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..validation.context import Background, triples
from ..validation.parse import Parsed
from ..validation.reference import Outcome, Reference, outcomes
from ..validation.shapes.shapeset import ShapeSet


def agrees(documents: Sequence[Parsed], shapes: ShapeSet, known: Background) -> bool:
    """Prints every answer about the shapes that only one of the two gives."""
    own = [(parsed, list(triples(parsed, f"d{number}"))) for number, parsed in enumerate(documents) if parsed.reading]
    graph = known.graph_with(own)
    keep = {triple[0] for _, statements in own for triple in statements}.__contains__
    ours, theirs = outcomes(shapes.validate(graph, keep=keep)), Reference(shapes.graph).outcomes(graph, keep)
    for name, only in (("psin", ours - theirs), ("pySHACL", theirs - ours)):
        for outcome in sorted(only, key=str):
            print(f"only {name}: {_said(outcome)}", file=sys.stderr)
    print("pySHACL agrees." if ours == theirs else "pySHACL disagrees.", file=sys.stderr)
    return ours == theirs


def _said(outcome: Outcome) -> str:
    return " ".join(
        part for part in (outcome.severity, outcome.shape, outcome.focus, outcome.path, outcome.value) if part
    )
