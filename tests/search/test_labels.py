"""Names in a drawing cover neither dots nor each other."""

from __future__ import annotations

import random
from itertools import combinations

from psin.web.pages.labels import Label, Spot, place

WIDTH, HEIGHT = 1000, 760
#: Less than a letter and a line take in the fonts that browsers have for us.
LETTER, UP, DOWN = 6.0, 9.0, 2.0


def box(label: Label) -> tuple[float, float, float, float]:
    wide = LETTER * len(label.text)
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return left, label.y - UP, left + wide, label.y + DOWN


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_names_cover_neither_dots_nor_each_other() -> None:
    chance = random.Random(7)
    spots = [
        Spot(chance.randint(0, WIDTH), chance.randint(0, HEIGHT), chance.uniform(3, 9), "x" * chance.randint(3, 30))
        for _ in range(400)
    ]
    labels = place(spots, spots, WIDTH, HEIGHT, 40)
    boxes = [box(label) for label in labels]
    assert len(labels) == 40
    assert not any(meet(one, other) for one, other in combinations(boxes, 2))
    dots = [(spot.x - spot.size, spot.y - spot.size, spot.x + spot.size, spot.y + spot.size) for spot in spots]
    assert not any(meet(name, dot) for name in boxes for dot in dots)
    assert all(0 <= left and 0 <= top and right <= WIDTH and bottom <= HEIGHT for left, top, right, bottom in boxes)


def test_a_name_in_a_crowd_stands_farther_off_with_a_line_to_its_dot() -> None:
    crowd = [Spot(500 + 14 * x, 380 + 14 * y, 6, f"name {x} {y}") for x in range(-1, 2) for y in range(-1, 2)]
    (label,) = place([Spot(500, 380, 6, "the one in the middle")], crowd, WIDTH, HEIGHT, 1)
    assert label.lead.startswith("M500 380L")


def test_a_name_without_room_is_left_out() -> None:
    assert place([Spot(10, 10, 5, "too long for this")], [], 60, 20, 5) == []
