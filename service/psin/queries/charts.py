"""How the answer to a question can be drawn, declared in its header.

``bars label=kindName value=networks,ended`` draws one bar a row and column of numbers, ``map place=country
value=networks`` colours countries, ``timeline label=networkName from=from to=to`` draws one line a row, and ``graph
from=network to=other`` one tie a row. Every name is a column of the query.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InputError

#: What each kind of chart needs, and what it may have besides.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "bars": (("label", "value"), ()),
    "map": (("place", "value"), ()),
    "timeline": (("label", "from"), ("to",)),
    "graph": (("from", "to"), ("label",)),
}


@dataclass(frozen=True)
class Chart:
    """``parts`` are the columns by what they stand for; ``value`` may have several."""

    kind: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]

    def columns(self, part: str) -> tuple[str, ...]:
        """The columns of a part, none where it is not given."""
        return dict(self.parts).get(part, ())

    def column(self, part: str) -> str:
        """The one column of a part, empty where it is not given."""
        return next(iter(self.columns(part)), "")


def drawn(text: str, columns: tuple[str, ...]) -> Chart:
    """The chart that a header line declares. Raises InputError where it cannot be drawn from these columns."""
    kind, *words = text.split()
    if kind not in KINDS:
        raise InputError(f"{kind[:60]!r} is not a kind of chart.", f"Kinds are: {', '.join(KINDS)}.")
    needed, possible = KINDS[kind]
    parts = {name: tuple(value.split(",")) for name, _, value in (word.partition("=") for word in words)}
    if missing := [name for name in needed if name not in parts]:
        raise InputError(f"The chart {kind} has no {missing[0]}.", f"It needs: {', '.join(needed)}.")
    for name, named in parts.items():
        if name not in (*needed, *possible):
            raise InputError(
                f"The chart {kind} has no part {name[:60]!r}.", f"It has: {', '.join((*needed, *possible))}."
            )
        if unknown := [column for column in named if column not in columns]:
            raise InputError(f"The query has no column {unknown[0][:60]!r}.", f"Columns are: {', '.join(columns)}.")
        if len(named) > 1 and name != "value":
            raise InputError(f"The part {name} of a chart is one column.", "Only value takes several.")
    return Chart(kind, tuple(parts.items()))
