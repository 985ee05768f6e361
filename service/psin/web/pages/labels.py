"""Names beside the dots of a drawing, where they cover neither a dot nor each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

#: Width of a letter and height of a line in units of the drawing, for the 11 units of ``.names text``.
_LETTER, _UP, _DOWN = 6.4, 10, 3
_CELL = 60
#: How far from its dot a name may stand, for dots in a crowd.
_FARTHER = (26, 44, 64)
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """A dot with its name: centre and half width in units of the drawing."""

    x: float
    y: float
    size: float
    name: str


@dataclass(frozen=True)
class Label:
    """Where a name stands: a point, which end of the text stands there, and a path to the dot if it is not beside it."""

    x: float
    y: float
    anchor: str
    text: str
    lead: str = ""


def place(wanted: Sequence[Spot], spots: Iterable[Spot], width: float, height: float, most: int) -> list[Label]:
    """Names for the first of ``wanted`` that have room, at most so many; ``spots`` are all dots of the drawing."""
    taken = _Taken()
    for spot in spots:
        taken.add((spot.x - spot.size, spot.y - spot.size, spot.x + spot.size, spot.y + spot.size))
    found: list[Label] = []
    for spot in wanted:
        if len(found) == most:
            break
        for label in _beside(spot):
            box = _box(label)
            if box[0] >= 2 and box[1] >= 2 and box[2] <= width - 2 and box[3] <= height - 2 and taken.free(box):
                taken.add(box)
                found.append(label)
                break
    return found


def _beside(spot: Spot) -> Iterator[Label]:
    """Above, below, to the right and to the left, in the order in which a reader finds the dot most easily; then farther off."""
    gap = spot.size + 4
    yield _label(spot, 0, -gap - 1)
    yield _label(spot, 0, gap + _UP)
    yield _label(spot, gap, 4)
    yield _label(spot, -gap, 4)
    for far in _FARTHER:
        for across, down in (
            (0, -far),
            (far, -far / 2),
            (-far, -far / 2),
            (far, far / 2),
            (-far, far / 2),
            (0, far + _UP),
        ):
            yield _label(spot, across, down, leads=True)


def _label(spot: Spot, across: float, down: float, *, leads: bool = False) -> Label:
    x, y = round(spot.x + across, 1), round(spot.y + down, 1)
    end = y + _DOWN if down < 0 and not across else y - _UP if not across else y - 4
    lead = f"M{spot.x:g} {spot.y:g}L{x:g} {round(end, 1):g}" if leads else ""
    return Label(x, y, "start" if across > 0 else "end" if across < 0 else "middle", spot.name, lead)


def _box(label: Label) -> Box:
    wide = _LETTER * len(label.text)
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return left, label.y - _UP, left + wide, label.y + _DOWN


class _Taken:
    """Boxes that are in use, by the cells of a grid that they touch."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def add(self, box: Box) -> None:
        for cell in self._touched(box):
            self._cells.setdefault(cell, []).append(box)

    def free(self, box: Box) -> bool:
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for cell in self._touched(box)
            for other in self._cells.get(cell, ())
        )

    def _touched(self, box: Box) -> Iterator[tuple[int, int]]:
        left, top, right, bottom = (int(edge // _CELL) for edge in box)
        return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
