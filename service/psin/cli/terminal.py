"""What the terminal can show, and what a person wants it to."""

from __future__ import annotations

import os
import sys

from ..validation.render.style import Style


def style(colour: str, *, quiet: bool = False, strict: bool = False) -> Style:
    """``colour`` is auto, always or never; auto colours a terminal unless NO_COLOR is set (no-color.org).

    Lines are fitted to the width of a terminal; whatever reads a pipe gets them whole.
    """
    terminal = sys.stdout.isatty()
    coloured = colour == "always" or (
        colour == "auto" and terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
    return Style(coloured, _columns() if terminal else None, quiet, strict)


def _columns() -> int | None:
    """Columns of the terminal, at least 40; None if it does not say."""
    told = os.environ.get("COLUMNS", "")
    try:
        columns = int(told) if told.isdigit() else os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        return None
    return max(40, columns) if columns else None
