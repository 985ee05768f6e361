"""Did you mean: the known name that looks most like an unknown one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

#: Names longer than this are cut before they are compared.
_LONGEST = 100
#: Candidates that share the most letter pairs and are compared in full.
_SHORTLIST = 8
#: Different names looked up before a run gives up: 0.3 ms each, so that a hostile file costs half a second at most.
_LOOKUPS = 1500


class Suggester:
    """Finds the nearest of ``names``.

    Names are ranked by the pairs of letters they share, and only the best few are compared in full, so that the work
    for one lookup grows with the number of names and not with their length.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._known: dict[tuple[str, float], str | None] = {}

    @cached_property
    def _by_pair(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for position, name in enumerate(self._names):
            for pair in _pairs(name):
                found.setdefault(pair, []).append(position)
        return found

    def nearest(self, name: str, cutoff: float = 0.75) -> str | None:
        """The most similar name, or None if none reaches ``cutoff`` (0 to 1, as in difflib)."""
        key = (name[:_LONGEST], cutoff)
        if key not in self._known:
            if len(self._known) >= _LOOKUPS:
                return None
            self._known[key] = self._search(*key)
        return self._known[key]

    def _search(self, name: str, cutoff: float) -> str | None:
        from difflib import SequenceMatcher  # most runs look nothing up

        shared: Counter[int] = Counter()
        for pair in _pairs(name):
            shared.update(self._by_pair.get(pair, ()))
        best, best_ratio = None, cutoff
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(name.lower())
        ranked = sorted(shared, key=lambda one: (-shared[one] / (1 + len(self._names[one])), self._names[one]))
        for position in ranked[:_SHORTLIST]:
            candidate = self._names[position]
            matcher.set_seq1(candidate.lower()[:_LONGEST])
            ratio = matcher.ratio()
            if ratio > best_ratio or (best is None and ratio == cutoff):
                best, best_ratio = candidate, ratio
        return best


def _pairs(name: str) -> set[str]:
    padded = f"^{name[:_LONGEST].lower()}$"
    return {padded[i : i + 2] for i in range(len(padded) - 1)}
