"""What one query may use, and the sentence it gets when that is not enough."""

from __future__ import annotations

from dataclasses import dataclass

from psin.errors import BudgetExceeded
from psin.settings import Settings

_NARROW = "Add a LIMIT, or ask for fewer columns or one subject at a time; the whole graph can be downloaded as a file."


@dataclass(frozen=True)
class Budget:
    """``seconds`` of wall clock from start to last byte, ``memory_mib`` in MiB beyond what the worker starts with,
    ``rows`` of a table or triples of a graph, ``bytes`` of the serialised result."""

    seconds: float
    memory_mib: int
    rows: int
    bytes: int

    @classmethod
    def from_settings(cls, settings: Settings) -> Budget:
        return cls(
            seconds=float(settings["query_seconds"]),
            memory_mib=int(settings["query_memory_mib"]),
            rows=int(settings["query_rows"]),
            bytes=int(settings["query_bytes"]),
        )

    def exceeded(self, name: str) -> BudgetExceeded:
        """The error for the limit ``name``: seconds, memory, rows, bytes or stack."""
        if name == "seconds":
            limit = f"{self.seconds:g} s"
            detail = f"The query took longer than its {limit}."
        elif name == "memory":
            limit = f"{self.memory_mib} MiB"
            detail = f"The query needed more memory than its {limit}."
        elif name == "rows":
            limit = f"{self.rows} rows"
            detail = f"The result has more than the {self.rows:,} rows or triples it may have."
        elif name == "bytes":
            limit = f"{self.bytes} bytes"
            detail = f"The result is larger than the {self.bytes:,} bytes it may have."
        else:
            return BudgetExceeded(
                "The query is nested so deeply that its worker ran out of stack.",
                "Split it into several smaller queries.",
                budget="depth",
                limit="the stack of a worker",
            )
        return BudgetExceeded(detail, _NARROW, budget=name, limit=limit)
