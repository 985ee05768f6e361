"""Full-text search over everything that has a page: ranked, grouped by kind, tolerant of typing errors.

Source: SQLite FTS5, sections 3 (query syntax), 5.1.1 (bm25) and 6 (fts5vocab).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .database import Database
from .folding import MOST_WORDS, clean, fold, match, words

#: Weights of names, other names, what it is about, and longer texts.
_WEIGHTS = "12.0, 8.0, 3.0, 1.0"
#: So many of the best are put in order by more than their weight.
_RANKED = 200
#: Kinds in the order in which they are shown.
KINDS = ("network", "organisation", "convening", "concept", "lesson", "guidance", "catalogue", "query")


@dataclass(frozen=True)
class Hit:
    number: int
    kind: str
    iri: str
    address: str
    names: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    body: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Found:
    """``counts`` by kind; ``asked`` is what was looked for: other than the question if that gave nothing and a change in
    its spelling did. ``instead`` is such a spelling."""

    asked: str
    counts: dict[str, int] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    instead: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Search:
    """Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, q: str, *, kind: str = "", limit: int = 20, offset: int = 0, each: int = 0) -> Found:
        """What answers to ``q``; with ``each``, only the first so many of every kind, else a page of one kind or of all."""
        asked = clean(q)
        counts = self._counts(asked)
        instead = ""
        if not counts and (instead := self.spelled(asked)):
            asked, counts = instead, self._counts(instead)
        hits = self._ranked(asked, kind) if counts else []
        if each:
            shown: list[Hit] = []
            for name, count in counts.items():
                known = [hit for hit in hits if hit.kind == name]
                shown += (known if len(known) >= min(each, count) else self._ranked(asked, name))[:each]
            hits = shown
        return Found(asked, counts, self._full(hits if each else hits[offset : offset + limit]), instead)

    def _counts(self, q: str) -> dict[str, int]:
        expression = match(q)
        if not expression:
            return {}
        counted = dict(
            self._database.rows(
                "SELECT kind, count(*) FROM words JOIN thing ON thing.id = words.rowid WHERE words MATCH ? GROUP BY kind",
                (expression,),
            )
        )
        return {kind: counted[kind] for kind in KINDS if kind in counted}

    def _ranked(self, q: str, kind: str) -> list[Hit]:
        """The best of all kinds, or of one: exact names, then names that begin so, names, other names, texts."""
        narrow = "AND kind = :kind" if kind else ""
        found = self._database.rows(
            f"SELECT id, kind, iri, address, bm25(words, {_WEIGHTS}) AS weight, words.name, words.other "
            f"FROM words JOIN thing ON thing.id = words.rowid WHERE words MATCH :match {narrow} "
            f"ORDER BY weight LIMIT {_RANKED if not kind else 5000}",
            {"match": match(q), "kind": kind},
        )
        asked = [word.folded for word in words(q)[:MOST_WORDS]]
        labels = self._labels([row[0] for row in found])
        ranked = sorted(found, key=lambda row: (_tier(asked, labels.get(row[0], ()), row[5], row[6]), row[4], row[0]))
        return [Hit(number, of, iri, address, (), (), ()) for number, of, iri, address, *_ in ranked]

    def _labels(self, numbers: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
        found: dict[int, list[tuple[int, str]]] = {}
        for number, main, value in self._database.rows(
            "SELECT thing, main, folded FROM label WHERE main >= 0 AND thing IN (SELECT value FROM json_each(?))",
            (json.dumps(list(numbers)),),
        ):
            found.setdefault(number, []).append((main, value))
        return found

    def _full(self, hits: list[Hit]) -> list[Hit]:
        """The hits with their texts."""
        texts: dict[int, dict[int, list[tuple[str, str]]]] = {}
        for number, main, value, lang in self._database.rows(
            "SELECT thing, main, value, lang FROM label WHERE thing IN (SELECT value FROM json_each(?)) ORDER BY rowid",
            (json.dumps([hit.number for hit in hits]),),
        ):
            texts.setdefault(number, {}).setdefault(main, []).append((value, lang))
        return [
            Hit(
                hit.number,
                hit.kind,
                hit.iri,
                hit.address,
                *(tuple(texts.get(hit.number, {}).get(m, ())) for m in (1, 0, -1)),
            )
            for hit in hits
        ]

    def suggest(self, q: str, limit: int = 8) -> list[Hit]:
        """Things whose names go on as ``q`` does, the best first."""
        asked = clean(q)
        expression = match(asked)
        if not expression:
            return []
        hits = self._ranked_names(asked, expression, limit)
        if not hits and (instead := self.spelled(asked)):
            hits = self._ranked_names(instead, match(instead), limit)
        return self._full(hits)

    def _ranked_names(self, q: str, expression: str, limit: int) -> list[Hit]:
        found = self._database.rows(
            "SELECT id, kind, iri, address, bm25(words, 10.0, 6.0, 0.0, 0.0) AS weight, words.name, words.other "
            "FROM words JOIN thing ON thing.id = words.rowid WHERE words MATCH ? ORDER BY weight LIMIT 200",
            (f"{{name other}} : ({expression})",),
        )
        asked = [word.folded for word in words(q)[:MOST_WORDS]]
        labels = self._labels([row[0] for row in found])
        place = {kind: number for number, kind in enumerate(KINDS)}
        found.sort(key=lambda row: (_tier(asked, labels.get(row[0], ()), row[5], row[6]), place.get(row[1], 9), row[4]))
        return [Hit(number, of, iri, address, (), (), ()) for number, of, iri, address, *_ in found[:limit]]

    def spelled(self, q: str) -> str:
        """``q`` with the words that nothing holds spelled like the nearest ones that something does; "" if there is none."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        changed, out, end = False, "", 0
        for word in words(q)[:MOST_WORDS]:
            out += q[end : word.start]
            end = word.end
            written = q[word.start : word.end]
            if not word.unspaced and len(word.folded) > 2 and not self._known(word.folded):
                reach = 1 if len(word.folded) < 6 else 2
                near = process.extract(
                    word.folded, self._spellings[0], scorer=OSA.distance, score_cutoff=reach, limit=20
                )
                if near:
                    best = min(
                        near, key=lambda item: (item[1], item[0][:1] != word.folded[:1], -self._spellings[1][item[2]])
                    )
                    written, changed = self._spellings[2][best[2]], True
            out += written
        return out + q[end:] if changed else ""

    def _known(self, token: str) -> bool:
        return bool(
            self._database.rows(
                "SELECT 1 FROM vocabulary WHERE term >= ? AND term < ? LIMIT 1", (token, token + "\U0010ffff")
            )
        )

    @cached_property
    def _spellings(self) -> tuple[list[str], list[int], list[str]]:
        rows = self._database.rows("SELECT token, count, written FROM spelling")
        return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def _tier(asked: Sequence[str], labels: Sequence[tuple[int, str]], name: str, other: str) -> int:
    """How well a name answers: 0 the name itself, then one that begins so, whole words of it, beginnings of words, 6 none."""
    best = 6
    for main, label in labels:
        said = label.split()
        extra = 0 if main else 1
        if said == list(asked):
            best = min(best, extra)
        elif (
            said[: len(asked) - 1] == list(asked[:-1])
            and len(said) >= len(asked)
            and said[len(asked) - 1].startswith(asked[-1])
        ):
            best = min(best, 2)
    if best > 3:
        for tier, held in ((3, name.split()), (4, other.split())):
            if all(word in held for word in asked):
                return min(best, tier)
        if all(any(token.startswith(word) for token in name.split()) for word in asked):
            return 5
    return best


@dataclass(frozen=True)
class Piece:
    """A part of a text, ``marked`` if it answers to the question."""

    text: str
    marked: bool


def marked(text: str, q: str, longest: int = 0) -> list[Piece]:
    """A text cut where its words answer to ``q``; with ``longest`` the part of it around the first that does."""
    asked = list(words(q))
    places = []
    for word in words(text):
        if word.unspaced:
            for wanted in (item.folded for item in asked if item.unspaced):
                at = fold(text[word.start : word.end]).find(wanted)
                if at >= 0:
                    places.append((word.start + at, min(word.end, word.start + at + len(wanted))))
        elif any(word.folded.startswith(item.folded) for item in asked if not item.unspaced):
            places.append((word.start, word.end))
    start, end = _window(text, places[0][0] if places else 0, longest)
    pieces, at = ([Piece("… ", False)] if start else []), start
    for first, last in places:
        if first >= at and last <= end:
            pieces += [Piece(text[at:first], False), Piece(text[first:last], True)]
            at = last
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece.text]


def _window(text: str, first: int, longest: int) -> tuple[int, int]:
    if not longest or len(text) <= longest:
        return 0, len(text)
    start = max(0, first - longest // 3)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = start + longest
    return start, len(text) if end >= len(text) else max(text.rfind(" ", start, end), start + longest // 2)
