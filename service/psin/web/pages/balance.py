"""Pictures of judgements: a trade-off over time, and participation beside the rule of 90, 9 and 1.

Places are in units of the drawing; the text beside each picture says the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..language import _
from .figures import number
from .judgements import Axis
from .network_facts import Snapshot

#: Place of a position from -2 to 2, and the height of a judgement.
_MIDDLE, _STEP, _ROW, _TOP = 260, 75, 34, 12
#: Source: the seed's lesson that in most networks 90 % look on, 9 % take part now and then and 1 % lead.
RULE = (("leading", 1.0), ("contributing", 9.0), ("observing", 90.0))


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    when: str
    judge: int
    words: str


@dataclass(frozen=True)
class Course:
    """Judgements on one axis, the earliest on top; ``lines`` join those of one judge."""

    height: int
    stops: list[int]
    points: list[Point]
    lines: list[tuple[int, str]]
    judges: list[tuple[int, str]]


def course(axis: Axis) -> Course:
    """Who placed the network where, when."""
    judges: dict[str, int] = {}
    points = []
    for row, reading in enumerate(axis.readings):
        judge = judges.setdefault(str(reading.basis or _("somebody")), len(judges) + 1)
        place = _MIDDLE + _STEP * reading.position
        points.append(Point(place, _TOP + 8 + _ROW * row, reading.when.words, judge, reading.words))
    lines = []
    for judge in judges.values():
        own = [point for point in points if point.judge == judge]
        if len(own) > 1:
            lines.append((judge, "M" + "L".join(f"{point.x} {point.y}" for point in own)))
    height = _TOP + _ROW * len(points) + 2
    return Course(
        height,
        [_MIDDLE + _STEP * place for place in range(-2, 3)],
        points,
        lines,
        [(n, name) for name, n in judges.items()],
    )


@dataclass(frozen=True)
class Share:
    """Percent of the members. ``x`` and ``width`` are places in a bar of 100; no width for what is no percentage."""

    level: str
    words: str
    percent: str
    rule: str
    difference: str
    x: float
    width: float
    rule_x: float
    rule_width: float


@dataclass(frozen=True)
class Participation:
    snapshot: Snapshot
    shares: list[Share]


def participation(snapshot: Snapshot) -> Participation:
    """The shares of a snapshot beside those of the rule of thumb."""
    words = {
        "leading": _("lead and create"),
        "contributing": _("take part now and then"),
        "observing": _("mostly look on"),
    }
    given = {level: (percent, share) for level, percent, share in snapshot.shares}
    found, at, rule_at = [], 0.0, 0.0
    for level, expected in RULE:
        if level in given:
            percent, share = given[level]
            width = min(share or 0.0, 100.0 - at)
            difference = "" if share is None else _signed(round(share - expected, 1))
            found.append(
                Share(
                    level,
                    words[level],
                    percent,
                    number(str(expected)),
                    difference,
                    round(at, 2),
                    round(width, 2),
                    rule_at,
                    expected,
                )
            )
            at += width
        rule_at += expected
    return Participation(snapshot, found)


def _signed(value: float) -> str:
    return f"+{number(str(value))}" if value > 0 else number(str(value)).replace("-", "−")
