"""Two versions of a catalogue, or of one file: which documents came, went and changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ... import documents
from ...documents import Document
from ...errors import SyntaxProblem
from ...turtle.diff import SECONDS, difference
from ...turtle.matching import Triple
from ...turtle.reader import check, read
from .names import Names, name_in
from .record import Change, Teller


def located(problem: SyntaxProblem, name: str, text: str, base: str) -> SyntaxProblem:
    """What is wrong with a text that was refused, in the words of ``psin validate``, behind its name and place."""
    from ...turtle.recovery import explained  # only for texts that are broken

    first = explained(text, base, problem)
    place = f"{name}:{first.line}:{first.column}"
    return SyntaxProblem(f"{place}: {first.detail}", first.advice, line=first.line, column=first.column)


@dataclass(frozen=True)
class Text:
    """One file of a version: ``name`` for messages, ``base`` for its relative addresses."""

    name: str
    base: str
    text: str

    @cached_property
    def _reading(self) -> tuple[tuple[Triple, ...], str]:
        try:
            check(self.text, self.base)
            found = read(self.text, self.base)
        except SyntaxProblem as error:
            raise located(error, self.name, self.text, self.base) from None
        return tuple(statement[:3] for statement in found.statements), (found.base or self.base).partition("#")[0]

    @property
    def triples(self) -> tuple[Triple, ...]:
        """Raises SyntaxProblem."""
        return self._reading[0]

    @property
    def iri(self) -> str:
        return self._reading[1]


#: Files by what identifies them in both versions: the address of their document, or their path.
Version = Mapping[str, Text]


@dataclass(frozen=True)
class DocumentChange:
    """``kind`` is added, removed, changed or layout (it says the same, written differently)."""

    key: str
    name: str
    kind: str
    changes: tuple[Change, ...] = ()
    certain: bool = True


@dataclass(frozen=True)
class Comparison:
    """All documents that differ, in the order of their keys; ``compared`` is how many there are in both versions."""

    documents: tuple[DocumentChange, ...]
    compared: int

    @property
    def same(self) -> bool:
        """True if both versions say the same, however it is written."""
        return all(one.kind == "layout" for one in self.documents)

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.documents)


def compare(old: Version, new: Version, names: Names, language: str = "en", seconds: float = SECONDS) -> Comparison:
    """Compares document by document; ``seconds`` are for all blank nodes together. Raises SyntaxProblem."""
    end = time.monotonic() + seconds
    return Comparison(tuple(_documents(old, new, names, language, end)), len({*old} & {*new}))


def _documents(old: Version, new: Version, names: Names, language: str, end: float) -> Iterator[DocumentChange]:
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            there = before or after
            assert there is not None
            yield DocumentChange(key, _name(there, language), "removed" if after is None else "added")
        elif before.text != after.text:
            yield _changed(key, before, after, names, language, max(0.0, end - time.monotonic()))


def _changed(key: str, before: Text, after: Text, names: Names, language: str, seconds: float) -> DocumentChange:
    found = difference(before.triples, after.triples, seconds)
    name = _name(after, language)
    if found.same:
        return DocumentChange(key, name, "layout")
    gone = set(found.removed)
    now = [*(triple for triple in dict.fromkeys(before.triples) if triple not in gone), *found.added]
    changes = Teller(names, after.iri, before.triples, now, language).tell(found)
    return DocumentChange(key, name, "changed", tuple(changes), found.certain)


def _name(text: Text, language: str) -> str:
    found = documents.from_iri(text.iri)
    named = name_in(text.triples, found.thing, language) if found else ""
    return named or (found.slug if found else text.name)


def statements_in(versions: tuple[Version, ...], document: Document) -> tuple[Triple, ...]:
    """The statements of a document in the first version that holds it; none if it cannot be read."""
    for version in versions:
        if document.iri in version:
            return version[document.iri].triples
    return ()
