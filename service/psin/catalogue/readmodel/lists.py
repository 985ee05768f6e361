"""A list narrowed by facets: who is in it, and how many each further choice would leave.

Members of a kind are numbered without gaps in the order of their English names, and every value of a facet is a whole
number with one bit a member. Choices are then a few operations on numbers, whatever they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .database import Database
from .facets import LISTS, UNKNOWN, Listed
from .folding import match

#: Name of an order to the column it follows and whether the largest comes first; names decide among equals.
ORDERS = {
    "name": ("", False),
    "newest": ("started", True),
    "oldest": ("started", False),
    "seen": ("seen", True),
    "ended": ("ended", True),
    "ties": ("reach", True),
}


@dataclass(frozen=True)
class Selection:
    """What a reader chose: values of facets by name, any of them; words; the first and the last year."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    q: str = ""
    since: int | None = None
    until: int | None = None

    def __bool__(self) -> bool:
        return bool(any(self.chosen.values()) or self.q or self.since is not None or self.until is not None)

    def without(self, name: str) -> Selection:
        """The same with one facet left open."""
        return Selection(
            {key: codes for key, codes in self.chosen.items() if key != name}, self.q, self.since, self.until
        )


class Listing:
    """The members of one kind. Thread-safe, since nothing changes once it is made."""

    def __init__(self, database: Database, kind: str) -> None:
        self.listed: Listed = LISTS[kind]
        self._database = database
        found = database.rows("SELECT min(id), count(*) FROM thing WHERE kind = ?", (kind,))[0]
        self.first, self.total = int(found[0] or 0), int(found[1])
        self.everything = (1 << self.total) - 1
        self._bits: dict[str, dict[str, int]] = {}
        rows = database.rows(
            "SELECT name, value, group_concat(thing) FROM facet WHERE kind = ? GROUP BY name, value", (kind,)
        )
        for name, value, things in rows:
            self._bits.setdefault(name, {})[value] = self._mask(map(int, things.split(",")))

    def _mask(self, numbers: Any) -> int:
        places = bytearray(self.total // 8 + 1)
        for number in numbers:
            place = number - self.first
            places[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(places, "little")

    @cached_property
    def years(self) -> tuple[str, dict[str, int]]:
        """The facet that years narrow, and its members by year."""
        name = next((facet.name for facet in self.listed.facets if facet.years), "")
        return name, self._bits.get(f"{name}-year", {})

    def members(self, selection: Selection) -> int:
        """The members that a selection leaves, as bits."""
        found = self._said(selection.q)
        for name, codes in selection.chosen.items():
            if codes:
                found &= self._any(name, codes)
        if self.years[0] and (selection.since is not None or selection.until is not None):
            low, high = selection.since or 0, 9999 if selection.until is None else selection.until
            between = 0
            for year, bits in self.years[1].items():
                if low <= int(year) <= high:
                    between |= bits
            found &= between
        return found

    def _any(self, name: str, codes: Sequence[str]) -> int:
        known, found = self._bits.get(name, {}), 0
        for code in codes:
            found |= known.get(code, 0)
        return found

    def _said(self, q: str) -> int:
        """The members that hold every word; everything if there is no word to look for."""
        expression = match(q)
        if not expression:
            return self.everything if not q else 0
        rows = self._database.rows(
            "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?",
            (f"{{name other about}} : ({expression})", self.first, self.first + self.total - 1),
        )
        return self._mask(number for (number,) in rows)

    def counts(self, selection: Selection) -> dict[str, list[tuple[str, int]]]:
        """For every facet its values and how many members each leaves, given the choices in all other facets.

        The most frequent come first, unknown last; values that leave nobody are left out unless they are chosen.
        """
        within = self.members(selection)
        found = {}
        for facet in self.listed.facets:
            chosen = selection.chosen.get(facet.name, ())
            bits = self.members(selection.without(facet.name)) if chosen else within
            counted = [
                (value, (bits & of).bit_count())
                for value, of in self._bits.get(facet.name, {}).items()
                if bits & of or value in chosen
            ]
            found[facet.name] = sorted(counted, key=lambda item: (item[0] == UNKNOWN, -item[1], item[0]))
        return found

    def ordered(self, selection: Selection, order: str = "name", language: str = "en") -> list[int]:
        """The numbers of the members that a selection leaves, in one of ORDERS."""
        bits = self.members(selection)
        flags = format(bits, "b")[::-1]
        return [n for n in self._order(order, language) if n - self.first < len(flags) and flags[n - self.first] == "1"]

    def _order(self, order: str, language: str) -> list[int]:
        column, reverse = ORDERS.get(order, ORDERS["name"])
        name = "sort_fr" if language == "fr" else "sort_en"
        key = (column, reverse, name)
        if key not in self._orders:
            terms = [f"{column} = ''", f"{column} {'DESC' if reverse else 'ASC'}"] if column else []
            rows = self._database.rows(
                f"SELECT id FROM thing WHERE kind = ? ORDER BY {', '.join([*terms, name, 'id'])}",
                (self.listed.kind,),
            )
            self._orders[key] = [number for (number,) in rows]
        return self._orders[key]

    @cached_property
    def _orders(self) -> dict[tuple[str, bool, str], list[int]]:
        return {}

    def bits(self, facet: str, value: str) -> int:
        """The members with a value of a facet."""
        return self._bits.get(facet, {}).get(value, 0)

    def values(self, facet: str) -> list[str]:
        return list(self._bits.get(facet, {}))


@dataclass(frozen=True)
class Row:
    """A member as it is listed: texts are pairs of value and language tag, ``facets`` codes by the name of the facet."""

    number: int
    iri: str
    address: str
    parts: Mapping[str, Any]
    started: str
    ended: str
    seen: str
    names: Sequence[tuple[str, str]]
    others: Sequence[tuple[str, str]]
    body: Sequence[tuple[str, str]]
    facets: Mapping[str, Sequence[str]]
    facts: str


def rows(database: Database, numbers: Sequence[int], *, facts: bool = False) -> list[Row]:
    """The members with these numbers, in their order; ``facts`` (N-Triples) only if asked for."""
    wanted = json.dumps(list(numbers))
    things = database.rows(
        f"SELECT id, iri, address, row, started, ended, seen, {'facts' if facts else '0'} FROM thing "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    labels: dict[int, dict[int, list[tuple[str, str]]]] = {}
    for number, main, value, lang in database.rows(
        "SELECT thing, main, value, lang FROM label WHERE thing IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        (wanted,),
    ):
        labels.setdefault(number, {}).setdefault(main, []).append((value, lang))
    facets: dict[int, dict[str, list[str]]] = {}
    for number, name, value in database.rows(
        "SELECT thing, name, value FROM facet WHERE thing IN (SELECT value FROM json_each(?))", (wanted,)
    ):
        facets.setdefault(number, {}).setdefault(name, []).append(value)
    found = {}
    for number, iri, address, row, started, ended, seen, said in things:
        texts = labels.get(number, {})
        found[number] = Row(
            number, iri, address, json.loads(row), started, ended, seen,
            texts.get(1, []), texts.get(0, []), texts.get(-1, []), facets.get(number, {}), said or "",
        )  # fmt: skip
    return [found[number] for number in numbers if number in found]
