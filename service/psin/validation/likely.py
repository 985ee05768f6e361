"""Which records have names that may be alike, found without looking at pairs: for validating thousands of them together.

Names that are alike have the same numbers, about the same length, and a key in common (see ``names``). Beyond that they
are the same up to the order of their words or have most letters in common, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from math import log

from rapidfuzz.distance.Indel import normalized_similarity
from rapidfuzz.process import extract

from ..light import TYPE_CHECKING
from .names import ALIKE, Name

if TYPE_CHECKING:
    from .lookalikes import Record

    #: A name as it is written, to its folded form and its keys.
    Fold = Callable[[str], tuple[Name, frozenset[str]]]

#: The share of letters in common falls no lower than what is called alike, whatever is lost in rounding.
_CUTOFF = ALIKE - 0.001
#: One name is at most so many times as long as another that is like it: more letters would have no counterpart.
_STEP = log((2.0 - _CUTOFF) / _CUTOFF)


class Likely:
    """An index of records by what names that are alike have in common, as hashes: two things in one are no harm."""

    def __init__(self, records: Iterable[Record], fold: Fold) -> None:
        self._fold = fold
        #: documents and letters of the names, by number
        self._documents: list[str] = []
        self._letters: list[str] = []
        self._numbers: dict[str, range] = {}
        #: the numbers of the names that may have most letters in common
        self._under: dict[int, list[int]] = {}
        self._same: dict[int, list[str]] = {}
        for one in records:
            self.add(one)

    def add(self, record: Record) -> None:
        self._numbers[record.document] = range(len(self._letters), len(self._letters) + len(record.names))
        for one in record.names:
            name, keys = self._fold(one)
            for mark in _marks(record, name, keys, (0,)):
                self._under.setdefault(mark, []).append(len(self._letters))
            for mark in _same(record, name):
                self._same.setdefault(mark, []).append(record.document)
            self._documents.append(record.document)
            self._letters.append(name.together)

    def remove(self, record: Record) -> None:
        """Takes a record out that was added."""
        for number, one in zip(self._numbers.pop(record.document), record.names, strict=True):
            name, keys = self._fold(one)
            for mark in _marks(record, name, keys, (0,)):
                self._under[mark].remove(number)
            for mark in _same(record, name):
                self._same[mark].remove(record.document)

    def to(self, record: Record) -> set[str]:
        """The documents of records that may have a name like one of this record's."""
        found: set[str] = set()
        for one in record.names:
            name, keys = self._fold(one)
            for mark in _same(record, name):
                found.update(self._same.get(mark, ()))
            near = {
                number: self._letters[number]
                for mark in _marks(record, name, keys, (-1, 0, 1))
                for number in self._under.get(mark, ())
            }
            alike = extract(name.together, near, scorer=normalized_similarity, score_cutoff=_CUTOFF, limit=None)
            found.update(self._documents[number] for _, _, number in alike)
        return found


def _marks(record: Record, name: Name, keys: Iterable[str], beside: tuple[int, ...]) -> Iterator[int]:
    if name.together:
        length = int(log(len(name.together)) / _STEP)
        for key in keys:
            for step in beside:
                yield hash((record.kind, key, name.numbers, length + step))


def _same(record: Record, name: Name) -> Iterator[int]:
    yield hash((record.kind, name.ordered))
    if name.telling:
        yield hash((record.kind, name.telling))
