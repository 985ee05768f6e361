"""What one graph says and another does not, whatever their layout and the names of their blank nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import terms
from .matching import Deadline, Triple, nearest, renamed, same

#: Enough for any document of the catalogue by a factor of a thousand; a graph built to be hard meets it.
SECONDS = 5.0


@dataclass(frozen=True)
class Difference:
    """Statements in their order of reading. Blank nodes that both graphs have bear one name in both lists.

    ``certain`` is false if the deadline came before it was clear which blank nodes are the same: then some statements
    may be in both lists that only differ in the names of blank nodes.
    """

    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]
    certain: bool = True

    @property
    def same(self) -> bool:
        return not self.removed and not self.added

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects of all these statements, each once."""
        return tuple(dict.fromkeys(triple[0] for triple in (*self.removed, *self.added)))


def difference(old: Iterable[Triple], new: Iterable[Triple], seconds: float = SECONDS) -> Difference:
    """Compares two graphs given as triples of terms (longer tuples are cut). Takes at most about ``seconds``."""
    before, after = [(t[0], t[1], t[2]) for t in old], [(t[0], t[1], t[2]) for t in new]
    one, two = set(before), set(after)
    blank_one, blank_two = {t for t in one if _has_blank(t)}, {t for t in two if _has_blank(t)}
    certain, names = True, dict[str, str]()
    if blank_one or blank_two:
        deadline = Deadline(seconds)
        names, certain = _names(blank_one, blank_two, deadline)
    if certain and not names and not blank_two:
        return _listed(before, after, one, two, True)
    own = {node for triple in blank_one for node in (triple[0], triple[2]) if terms.is_blank(node)}
    after = [renamed(triple, _Fresh(names, own)) for triple in after]
    return _listed(before, after, one, set(after), certain)


def _names(old: set[Triple], new: set[Triple], deadline: Deadline) -> tuple[dict[str, str], bool]:
    try:
        found = same(old, new, deadline)
    except TimeoutError:
        return {}, False
    return (found, True) if found is not None else nearest(old, new, deadline)


class _Fresh(dict[str, str]):
    """The names found; a node without one gets a name that the old graph does not use."""

    def __init__(self, names: dict[str, str], taken: set[str]) -> None:
        super().__init__(names)
        self.taken = taken

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        if key in self or not terms.is_blank(key):
            return super().get(key, default) or default
        while key in self.taken:
            key += ".new"
        return key


def _listed(before: list[Triple], after: list[Triple], one: set[Triple], two: set[Triple], certain: bool) -> Difference:
    removed = tuple(dict.fromkeys(triple for triple in before if triple not in two))
    added = tuple(dict.fromkeys(triple for triple in after if triple not in one))
    return Difference(removed, added, certain)


def _has_blank(triple: Triple) -> bool:
    return terms.is_blank(triple[0]) or terms.is_blank(triple[2])
