"""How a report for people looks."""

from __future__ import annotations

from ...light import Record

_CODES = {"violation": "1;31", "warning": "1;33", "info": "36", "place": "1", "faint": "2", "good": "32"}


class Style(Record):
    """``width`` in columns, None where lines may be of any length; ``quiet`` leaves the tips out.

    ``strict`` says that warnings count as not conforming.
    """

    colour: bool = False
    width: int | None = None
    quiet: bool = False
    strict: bool = False

    def paint(self, kind: str, words: str) -> str:
        return f"\x1b[{_CODES[kind]}m{words}\x1b[0m" if self.colour else words

    def wrapped(self, words: str, indent: int) -> str:
        """The words broken at blanks to the width, the following lines indented by ``indent`` columns."""
        if self.width is None or len(words) <= self.width:
            return words
        first, *rest = words.lstrip(" ").split(" ")
        line, lines = words[: len(words) - len(words.lstrip(" "))] + first, list[str]()
        for word in rest:
            if len(line) + 1 + len(word) > self.width:
                lines.append(line)
                line = " " * indent + word
            else:
                line += f" {word}"
        return "\n".join([*lines, line])


PLAIN = Style()
