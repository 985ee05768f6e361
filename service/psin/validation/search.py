"""Where the words of a statement stand in a text whose parser does not tell places: the nearest that fit."""

from __future__ import annotations

import bisect
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence

from ..lazily import lazy
from ..turtle import terms
from ..vocabulary.namespaces import PREFIXES, RDF

#: Words of a text and where they start.
Words = Iterator[tuple[str, int]]
_TYPE = f"<{RDF}type>"
_JSON = lazy(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\btrue\b|\bfalse\b', "s")
_XML = lazy(r"=\s*(\"[^\"<]*\"|'[^'<]*')|>([^<]+)(?=<)|<([\w:.-]+)")


def json_words(text: str) -> Words:
    """Texts, numbers and truth values of a JSON text."""
    for match in _JSON.finditer(text):
        written = match[0]
        if written[0] == '"':
            try:
                written = json.loads(written)
            except ValueError:
                written = written[1:-1]
        yield written, match.start()


def xml_words(text: str) -> Words:
    """Values of attributes, texts and names of elements of an XML text."""
    for match in _XML.finditer(text):
        if match[1]:
            yield html.unescape(match[1][1:-1]), match.start(1)
        elif match[2]:
            yield html.unescape(match[2]), match.start(2)
        else:
            yield match[3].rpartition(":")[2], match.start(3)


class Finder:
    """Finds terms by what may be written for them. ``base`` is the base of the file."""

    def __init__(self, text: str, words: Words, names: Mapping[str, Sequence[str]]) -> None:
        self.text = text
        self.base = ""
        self.names = names
        self._places: dict[str, list[int]] = {}
        for word, at in words:
            self._places.setdefault(word, []).append(at)
        self._subjects: dict[str, int] = {}
        self._last = 0

    def places(self, subject: str, predicate: str, value: str) -> tuple[int, int, int]:
        """Offsets of the three terms of a statement, given in the order of the file."""
        at = self._subjects.get(subject)
        if at is None:
            at = self._of_subject(subject) if subject[0] == "<" else self._last
            self._subjects[subject] = at
        named = ("@type", "type", "a") if predicate == _TYPE else self._spellings(predicate)
        predicate_at = self._first(named, at)
        predicate_at = at if predicate_at is None else predicate_at
        value_at = self._first([terms.value(value)] if value[0] == '"' else self._spellings(value), predicate_at)
        value_at = predicate_at if value_at is None or value[0] == "_" else value_at
        if value[0] == "_":
            self._subjects.setdefault(value, value_at)
        self._last = value_at
        return at, predicate_at, value_at

    def of_message(self, message: str) -> int:
        """The place of something that a message quotes, or the start of the text."""
        for quoted in re.findall(r"['\"]([^'\"]{2,})['\"]", message):
            for word, places in self._places.items():
                if word.endswith(quoted):
                    return places[0]
        return 0

    def _of_subject(self, subject: str) -> int:
        """Where a subject is named as one, rather than referred to."""
        places = [at for spelling in self._spellings(subject) for at in self._places.get(spelling, ())]
        behind = re.compile(r"(?:\"@?id\"\s*:|:about\s*=|:ID\s*=|\babout\s*=)\s*\Z")
        for at in sorted(places):
            if behind.search(self.text, max(0, at - 40), at):
                return at
        return min(places, default=self._last)

    def _first(self, spellings: Sequence[str], after: int) -> int | None:
        """The first place of one of the spellings behind an offset; otherwise the first of all."""
        best: int | None = None
        for spelling in spellings:
            places = self._places.get(spelling)
            if places:
                position = bisect.bisect_left(places, after)
                if position < len(places) and (best is None or places[position] < best):
                    best = places[position]
        if best is None:
            return next((self._places[one][0] for one in spellings if one in self._places), None)
        return best

    def _spellings(self, term: str) -> list[str]:
        iri = term[1:-1] if term[0] == "<" else term
        found = [iri, *self.names.get(iri, ())]
        own = self.base.partition("#")[0]
        if own and iri.startswith(own):
            found += [iri[len(own) :], iri[len(own) :].removeprefix("#")]
        elif own and iri.startswith(own.rpartition("/")[0].rpartition("/")[0] + "/"):
            found.append("../" + iri[len(own.rpartition("/")[0].rpartition("/")[0]) + 1 :])
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        local, namespace = iri[cut:], iri[:cut]
        if local:
            found += [f"{prefix}:{local}" for prefix, one in PREFIXES.items() if one == namespace]
            found.append(local)
        return found
