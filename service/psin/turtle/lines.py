"""Offsets to lines and columns."""

from __future__ import annotations

from itertools import accumulate

from ..lazily import lazy

_END = lazy(r"\r\n|\n|\r")


class Lines:
    """Turns an offset into (line, column), both from 1, columns in characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        if "\r" in text:
            self._starts = [0, *(match.end() for match in _END.finditer(text))]
        else:
            self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))][:-1]

    def __call__(self, offset: int) -> tuple[int, int]:
        line, beyond = 0, len(self._starts)
        while line < beyond:  # as bisect, whose import takes longer
            middle = (line + beyond) // 2
            if self._starts[middle] <= offset:
                line = middle + 1
            else:
                beyond = middle
        return line, offset - self._starts[line - 1] + 1

    def __len__(self) -> int:
        return len(self._starts)

    def texts(self) -> list[str]:
        """All lines, without their ends; unlike ``str.splitlines`` only where an editor would end one."""
        return [self.text_of(line) for line in range(1, len(self) + 1)]

    def text_of(self, line: int) -> str:
        """The text of a line, without its end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        return self._text[start:end].rstrip("\r\n")
