"""What a network is tied to, as a picture: the network in the middle, organisations to one side, networks and
convenings to the other. Places are in units of the drawing; the list beside it says the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from .engagements import Engaged
from .ties import Ties
from .words import Link, Text

WIDTH, ROW = 800, 28
_MIDDLE, _LEFT, _RIGHT = 400, 262, 538
_MOST, _LABEL = 14, 33


@dataclass(frozen=True)
class Node:
    """``tone`` is network, organisation or convening; ``words`` say how it is tied to the network."""

    x: int
    y: int
    label: str
    link: Link
    tone: str
    words: str


@dataclass(frozen=True)
class Picture:
    """``left_out`` counts neighbours for whom there was no room."""

    width: int
    height: int
    middle: tuple[int, int]
    left: list[Node]
    right: list[Node]
    left_out: int
    #: Where the drawing begins: further right if nothing stands on the left.
    edge: int = 0

    def __bool__(self) -> bool:
        return len(self.left) + len(self.right) > 1


def picture(ties: Ties, *engaged: list[Engaged], itself: str) -> Picture:
    """Everything with a page of its own that the network is tied to. ``itself`` is the address of its page."""
    found: dict[str, tuple[Link, dict[str, None]]] = {}

    def note(link: Link, words: str) -> None:
        # The end of a tie that another document states leads to that statement: one node for all of them.
        address = (link.href or "").partition("#")[0]
        if address.startswith("/") and "?" not in address and address != itself:
            found.setdefault(address, (Link(link.text, address), {}))[1].setdefault(words)

    for group in [group for groups in engaged for group in groups]:
        for item in group.items:
            note(group.who, str(item.role or item.part))
    for tied in [*ties.outgoing, *ties.incoming]:
        for tie in tied.ties:
            note(tie.end, str(tied.kind))
    for meeting in ties.meetings:
        note(meeting.link, meeting.part)
    nodes = [(link, address.split("/")[1], ", ".join(words)) for address, (link, words) in found.items()]
    left = [node for node in nodes if node[1] == "organisation"]
    right = [node for node in nodes if node[1] in ("network", "convening", "catalogue")]
    left_out = max(0, len(left) - _MOST) + max(0, len(right) - _MOST)
    rows = max(min(len(left), _MOST), min(len(right), _MOST), 2)
    height = ROW * rows + 12
    edge = 0 if left else _MIDDLE - 20
    columns = _column(left, _LEFT, height), _column(right, _RIGHT, height)
    return Picture(WIDTH - edge, height, (_MIDDLE, height // 2), *columns, left_out, edge)


def _column(nodes: list[tuple[Link, str, str]], x: int, height: int) -> list[Node]:
    shown = nodes[:_MOST]
    top = (height - ROW * len(shown)) / 2 + ROW / 2
    return [
        Node(x, round(top + ROW * n), _short(link.text), link, tone, words)
        for n, (link, tone, words) in enumerate(shown)
    ]


def _short(text: Text) -> str:
    value = text.value
    return value if len(value) <= _LABEL else f"{value[: _LABEL - 1].rstrip()}…"
