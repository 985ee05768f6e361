"""What a view of the ecosystem from afar has: a drawing, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class View:
    """A drawing (``None`` if there is nothing to draw), the words about it, and a table: headings, then rows of cells."""

    name: str
    title: str
    lead: str
    drawing: dict[str, Any] | None
    columns: list[str]
    rows: list[list[Any]]
    notes: list[str] = field(default_factory=list)
    macro: str = ""
    #: The table stays one on a narrow screen, and is no wider than it has to be on a wide one.
    compact: bool = False
