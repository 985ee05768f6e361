"""The read model: lists, facets, counts, ties and full-text search over one state of the catalogue, in SQLite.

It is built with the state and goes with it. Nothing in it is written after that, so any number of threads may read.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from .build import build
from .database import Database
from .ecosystem import Ecosystem
from .facets import LISTS, UNKNOWN
from .lists import ORDERS, Listing, Row, Selection, rows
from .search import Search
from .twin import twin


class ReadModel:
    """What pages ask. ``close`` takes its file away; so does forgetting it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.search = Search(database)
        self.ecosystem = Ecosystem(database)

    @cached_property
    def listings(self) -> dict[str, Listing]:
        """The lists by kind: network, organisation, convening."""
        return {kind: Listing(self.database, kind) for kind in LISTS}

    def rows(self, numbers: Sequence[int], *, facts: bool = False) -> list[Row]:
        return rows(self.database, numbers, facts=facts)

    def iris(self, numbers: Sequence[int]) -> list[str]:
        import json

        found = dict(
            self.database.rows(
                "SELECT id, iri FROM thing WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),)
            )
        )
        return [found[number] for number in numbers]

    def close(self) -> None:
        self.database.close()


__all__ = ["LISTS", "ORDERS", "UNKNOWN", "Ecosystem", "Listing", "ReadModel", "Row", "Selection", "build", "twin"]
