"""A source line with a mark below the value that is wrong."""

from __future__ import annotations

from ...lazily import lazy
from ..findings import Place
from ..people import TELEPHONE

#: What can stand at a place: an address, a text with its tag, a name or number, a tag; else one sign.
_VALUE = lazy(
    r"""<[^<>\s]*>
    | \"(?:[^\"\\]|\\.)*\"(?:@[\w-]+|\^\^(?:<[^<>\s]*>|[\w-]*:[\w.-]*))?
    | '(?:[^'\\]|\\.)*'(?:@[\w-]+|\^\^(?:<[^<>\s]*>|[\w-]*:[\w.-]*))?
    | @?[\w+-](?:[\w:.@%+#/-]*[\w:/])?
    | :[\w-]+""",
    "x",
)
#: Columns of a source line shown where no width is given.
WIDTH = 120


def extent(place: Place) -> int:
    """How many characters of the line belong to the value at a place, at least one."""
    at = place.column - 1
    found = TELEPHONE.match(place.source, at) or _VALUE.match(place.source, at)
    return max(1, len(found[0])) if found else 1


def marked(place: Place, width: int = WIDTH) -> tuple[str, str] | None:
    """The line and the marks below it, None if there is nothing to show.

    A long line is cut around the place; signs that cannot be seen become dots.
    """
    if not place.source.strip():
        return None
    at = place.column - 1
    start = max(0, at - width // 2) if len(place.source) > width else 0
    shown = "".join(one if one.isprintable() else " " if one == "\t" else "·" for one in place.source)
    cut = shown[start : start + width].rstrip()
    before = sum(map(columns, shown[start:at]))
    below = sum(map(columns, shown[at : min(at + extent(place), start + width)]))
    return cut, " " * before + "^" * max(1, below)


def columns(sign: str) -> int:
    """Columns that a sign takes on a terminal: 0, 1 or 2."""
    if sign.isascii():
        return 1
    import unicodedata

    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
