"""Ranking by name: equal names first, then alike ones, then those that share words; with what explains the score."""

from __future__ import annotations

import math
import re
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from ...errors import BudgetExceeded
from ...validation import names
from .properties import PROPERTIES
from .records import Name, Record, Records

#: From this score, and so far before the next, a candidate is the one that is meant.
_SURE, _AHEAD = 95.0, 5.0
#: Scores of names that only share words lie below this.
_SHARED = 80.0
#: Candidates that are compared in full, and those that are given at most.
_COMPARED, _MOST = 80, 50
#: Entries of the index that one search looks at.
_SEEN = 4000
#: Characters of a name that suggestions look at.
_LONGEST = 60
#: Share of the letters in common from which a word may be another one, mistyped.
_MISTYPED = 0.78
#: Lowest score that is worth telling.
_LEAST = 20.0
#: Share of the name in the score where properties are given as well.
_NAME = 0.75


@dataclass(frozen=True)
class Query:
    """What somebody asks: a name (or an address, or an identifier), the types it may be of, and what is known of it.

    ``strict`` says that nothing of another type is wanted. ``properties`` maps an id of PROPERTIES to texts.
    """

    text: str
    types: frozenset[str] = frozenset()
    strict: bool = True
    limit: int = 10
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """``score`` is from 0 to 100; ``features`` explain it: id to truth or number from 0 to 100."""

    record: Record
    score: float
    match: bool
    name: Name
    features: dict[str, bool | float] = field(default_factory=dict)


#: What the features are called in English and French.
FEATURES = {
    "same-identifier": ("The same identifier or web site", "Le même identifiant ou site"),
    "name-similarity": ("Likeness of the names", "Ressemblance des noms"),
    "other-name": ("Found by another name", "Trouvé par un autre nom"),
    "type": ("Of a type asked for", "D'un type demandé"),
} | {f"property-{one.id}": (f"Likeness: {one.en}", f"Ressemblance : {one.fr}") for one in PROPERTIES.values()}


class Search:
    """An index over records."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self._filed: dict[str, set[str]] = defaultdict(set)
        self._identifiers: dict[str, set[str]] = defaultdict(set)
        starts: list[tuple[str, int, str, Name]] = []
        for record in records.by_id.values():
            for name in record.names:
                for key in _keys(name.text):
                    self._filed[key].add(record.id)
                words = names.fold(name.text).words
                starts += [
                    (" ".join(words[first:])[:_LONGEST], first, record.id, name) for first in range(min(len(words), 12))
                ]
            for value in record.identifiers:
                for key in _identifiers(value):
                    self._identifiers[key].add(record.id)
            self._identifiers[names.site(record.thing) or record.thing].add(record.id)
            self._identifiers[record.id].add(record.id)
        #: Every name from each of its words on, in order.
        self._starts = sorted(starts, key=lambda start: start[:3])

    def find(self, query: Query, until: float = math.inf) -> list[Candidate]:
        """The best candidates, the best first. ``until`` is a moment of time.monotonic. Raises BudgetExceeded."""
        found = sorted(self._ranked(query, until), key=lambda c: (-c.score, c.record.id))
        found = [candidate for candidate in found if candidate.score >= _LEAST][: max(1, min(query.limit, _MOST))]
        if not found or not _is_clear(found):
            return found
        best = found[0]
        return [Candidate(best.record, best.score, True, best.name, best.features), *found[1:]]

    def _ranked(self, query: Query, until: float) -> Iterator[Candidate]:
        same = {one for key in _identifiers(query.text) for one in self._identifiers.get(key, ())}
        for id_ in self._near(query.text) | same:
            if time.monotonic() > until:
                raise BudgetExceeded(
                    "The names could not be compared in time.", "Send fewer at once.", budget="seconds", limit=""
                )
            record = self.records.by_id[id_]
            fits = not query.types or record.kind in query.types
            if fits or not query.strict:
                yield _judged(record, query, record.id in same, fits, self.records)

    def _near(self, text: str) -> set[str]:
        """Those that share most with a name."""
        total, weights, seen = max(1, len(self.records.by_id)), Counter[str](), 0
        for filed in sorted(filter(None, map(self._filed.get, _keys(text))), key=len):
            seen += len(filed)
            if weights and seen > _SEEN:
                break  # what so many share tells little
            for one in filed:
                weights[one] += math.log(1 + total / len(filed))  # type: ignore[assignment]
        return {one for one, _ in weights.most_common(_COMPARED)}

    def suggest(self, prefix: str, kinds: Iterable[str] = (), limit: int = 20) -> list[tuple[Record, Name]]:
        """Things with a name, or a word of a name, that begins so; an empty prefix finds nothing."""
        start, wanted = " ".join(names.fold(prefix).words)[:_LONGEST], frozenset(kinds)
        if not start:
            return []
        first = bisect_left(self._starts, start, key=lambda one: one[0])
        best: dict[str, tuple[bool, bool, int, Name]] = {}
        for text, word, id_, name in islice(self._starts, first, first + _SEEN):
            if not text.startswith(start):
                break
            rank = (word > 0, not name.preferred, len(text), name)
            if (not wanted or self.records.by_id[id_].kind in wanted) and (id_ not in best or rank[:3] < best[id_][:3]):
                best[id_] = rank
        found = sorted(best, key=lambda id_: (best[id_][:3], id_))[:limit]
        return [(self.records.by_id[id_], best[id_][3]) for id_ in found]


def _is_clear(found: list[Candidate]) -> bool:
    best = found[0]
    ahead = len(found) == 1 or best.score - found[1].score >= _AHEAD
    return best.score >= _SURE and ahead and best.features.get("type") is not False


def _judged(record: Record, query: Query, same: bool, fits: bool, records: Records) -> Candidate:
    name, likeness = max(
        ((name, _likeness(query.text, name.text)) for name in record.names), key=lambda p: (p[1], p[0].preferred)
    )
    features: dict[str, bool | float] = {"name-similarity": round(likeness, 1)}
    if not name.preferred:
        features["other-name"] = True
    if query.types:
        features["type"] = fits
    score = 100.0 if same else likeness
    if same:
        features["same-identifier"] = True
    shares = []
    for id_, values in query.properties:
        share = _property(record, id_, values, records)
        features[f"property-{id_}"] = round(share, 1)
        shares.append(share)
    if shares and not same:
        score = _NAME * score + (1 - _NAME) * sum(shares) / len(shares)
    return Candidate(record, round(score if fits else 0.8 * score, 1), False, name, features)


def _property(record: Record, id_: str, wanted: tuple[str, ...], records: Records) -> float:
    """How well what is known fits: the best pair of values, from 0 to 100."""
    known: list[str] = []
    for language in ("en", "fr"):
        for value in PROPERTIES[id_].read(record, records, language):
            known += [str(text) for text in value.values()]
    best = 0.0
    for text in wanted:
        for other in known:
            if text.strip() == other or (names.site(text) and names.site(text) == names.site(other)):
                return 100.0
            dates = bool(re.match(r"\d{4}", text) and re.match(r"\d{4}", other))
            best = max(best, (80.0 if text[:4] == other[:4] else 0.0) if dates else _likeness(text, other))
    return best


@lru_cache(20_000)
def _likeness(one: str, other: str) -> float:
    """From 0 to 100: what validation says of two names, else the words or the letters that one shares with the other."""
    found = names.compare(one, other)
    if found is not None:
        return 100.0 * found.score
    first, second = names.fold(one), names.fold(other)
    words, others = set(first.telling or first.words), set(second.telling or second.words)
    if not words or not others:
        return 0.0
    shared = sum(_weight(word) for word in words & others)
    shared += sum(_weight(word) * _nearness(word, others) for word in words - others)
    # A word that is nearly one of the other name counts once, as part of that one.
    union = sum(map(_weight, others)) + sum(_weight(word) for word in words - others if not _nearness(word, others))
    overlap = shared / union
    short, long = sorted((first.together or "".join(first.words), second.together or "".join(second.words)), key=len)
    inside = len(short) / len(long) if len(short) > (3 if short.isascii() else 1) and short in long else 0.0
    return _SHARED * min(1.0, max(overlap, inside))


def _nearness(word: str, others: set[str]) -> float:
    """How nearly a word is one of others: the beginning of it, or mistyped."""
    if len(word) < 3:
        return 0.0
    if any(other.startswith(word) for other in others):
        return 0.8
    return 0.9 * max((_alike(word, other) for other in others), default=0.0) if len(word) > 4 else 0.0


def _alike(one: str, other: str) -> float:
    """The share of letters in common; 0 below that of a mistyped word, which most pairs show without a comparison."""
    if 2 * min(len(one), len(other)) < _MISTYPED * (len(one) + len(other)):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() < _MISTYPED:
        return 0.0
    found = matcher.ratio()
    return found if found >= _MISTYPED else 0.0


def _weight(word: str) -> float:
    return 1.0 + math.log(len(word))


@lru_cache(2_000)
def _keys(text: str) -> frozenset[str]:
    """Under what a name is filed: what validation files it under, its words and their beginnings, pairs of signs where
    a script does not part words."""
    folded = names.fold(text)
    found = set(names.keys(text)) | {f"w{word}" for word in folded.telling or folded.words}
    found |= {f"b{word[:4]}" for word in folded.telling if len(word) >= 3}
    for word in folded.words:
        if not word.isascii():
            found |= {f"p{word[i : i + 2]}" for i in range(len(word) - 1)}
    return frozenset(found)


def _identifiers(text: str) -> set[str]:
    """What an address or an identifier is known by: host and path, and the last part where that is one of Wikidata or ROR."""
    text = text.strip()[:500]
    found = {text} if text else set()
    site = names.site(text)
    if site:
        found.add(site)
        last = re.fullmatch(r"(?:wikidata\.org/(?:wiki|entity)|ror\.org)/(\w+)", site)
        if last:
            found.add(last[1].upper() if last[1][0] in "qQ" else last[1])
    return found
