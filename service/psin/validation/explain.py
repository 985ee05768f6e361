"""What a rule is for: its sentence, the lesson it rests on, and a record that keeps and one that breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..documents import BASE, from_iri
from ..errors import PsinError, UnknownName
from ..turtle import terms
from ..turtle.reader import read
from ..vocabulary.namespaces import DCTERMS, SH
from .findings import Severity, Words
from .rule_table import RULES
from .shapes.model import Shape
from .shapes.shapeset import ShapeSet

#: Rules by the first letter of their code.
FAMILIES: dict[str, Words] = {
    "G": Words("Files and the names in them", "Fichiers et noms employés"),
    "D": Words("Documents, sources and claims", "Documents, sources et affirmations"),
    "N": Words("Networks", "Réseaux"),
    "O": Words("Organisations", "Organisations"),
    "E": Words("Convening, sponsoring, belonging", "Animer, soutenir, faire partie"),
    "A": Words("Aims, forms, offers, ties and practices", "Buts, formes, offres, liens et pratiques"),
    "R": Words("Counts and judgements", "Dénombrements et appréciations"),
    "V": Words("Evidence", "Éléments de preuve"),
    "T": Words("Dates", "Dates"),
    "L": Words("Life events", "Événements de vie"),
    "C": Words("Convenings", "Rencontres"),
    "K": Words("Lessons and guidance", "Enseignements et guides"),
    "P": Words("Personal data", "Données personnelles"),
    "H": Words("Partners and their tables", "Partenaires et leurs tableaux"),
    "I": Words("Decisions on identity", "Décisions d’identité"),
    "X": Words("Records compared with each other", "Fiches comparées entre elles"),
    "S": Words("Advice from conveners", "Conseils de ceux qui animent"),
}
#: Lines shown around those that differ.
_AROUND = 2


class Line(NamedTuple):
    """``number`` counts from 1; ``differs`` from the other example."""

    number: int
    text: str
    differs: bool


@dataclass(frozen=True)
class Explanation:
    """``why`` is the lesson in words, None if the rule rests on none; examples are empty if there are none."""

    code: str
    severity: Severity
    title: Words
    message: Words
    advice: Words
    lesson: str | None
    why: Words | None
    good: tuple[Line, ...]
    bad: tuple[Line, ...]

    @property
    def page(self) -> str:
        return f"{BASE}rules/{self.code}"


class Rulebook:
    """All rules: those of the shapes, and those beside them. ``data`` is where the lessons lie."""

    def __init__(self, shapes: ShapeSet, examples: Path, data: Path | None = None) -> None:
        self._shapes, self._examples, self._data = shapes, examples, data
        self._by_code = {shape.code: shape for shape in shapes.all.values() if shape.code and shape.id[0] == "<"}

    @property
    def codes(self) -> list[str]:
        """Every code, family by family."""
        families = list(FAMILIES)
        known = {*RULES, *self._by_code}
        return sorted(known, key=lambda code: (families.index(code[0]) if code[0] in families else len(families), code))

    def explain(self, code: str) -> Explanation:
        """Raises UnknownName; upper and lower case are the same."""
        wanted = code.strip().upper()
        if wanted in RULES:
            return _of_rule(wanted)
        if wanted in self._by_code:
            return self._of_shape(wanted, self._by_code[wanted])
        raise UnknownName(f"There is no rule '{code[:20]}'.", "psin explain lists all rules.")

    def _of_shape(self, code: str, shape: Shape) -> Explanation:
        good, bad = (self._read(f"{code}.{kind}.ttl") for kind in ("valid", "invalid"))
        return Explanation(
            code,
            Severity.of(shape.severity),
            _words(shape.labels) or Words(code),
            _words(shape.messages or tuple(self._query_messages(shape))) or Words(""),
            _words(shape.comments) or Words(""),
            shape.lesson,
            self._why(shape.lesson) if shape.lesson else None,
            excerpt(good, bad),
            excerpt(bad, good),
        )

    def _query_messages(self, shape: Shape) -> Iterator[str]:
        for query in self._shapes.graph.objects(shape.id, f"<{SH}sparql>"):
            yield from self._shapes.graph.objects(query, f"<{SH}message>")

    def _read(self, name: str) -> list[str]:
        file = self._examples / name
        return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []

    def _why(self, lesson: str) -> Words | None:
        """The text of a lesson, if its document is here."""
        document = from_iri(lesson)
        file = self._data / document.file if self._data and document else None
        if document is None or file is None or not file.is_file():
            return None
        try:
            statements = read(file.read_text(encoding="utf-8"), document.iri).statements
        except PsinError:
            return None
        about = [one for one in statements if one.subject == f"<{document.thing}>"]
        return _words(tuple(one.object for one in about if one.predicate == f"<{DCTERMS}description>"))


def _of_rule(code: str) -> Explanation:
    from .rule_examples import EXAMPLES

    rule, example = RULES[code], EXAMPLES.get(code)
    good, bad = (example.good.splitlines(), example.bad.splitlines()) if example else ([], [])
    message, advice = (Words(*map(_single_braces, one)) for one in (rule.message, rule.advice))
    shown = excerpt(good, bad), excerpt(bad, good)
    return Explanation(code, rule.severity, rule.title, message, advice, None, None, *shown)


def _single_braces(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _words(literals: tuple[str, ...]) -> Words | None:
    """Literal terms in both languages; the names of variables stay as they are."""
    by_language = {(parts.language or "en").partition("-")[0]: parts.text for parts in map(terms.parts, literals)}
    en = by_language.get("en")
    return Words(_plain(en), _plain(by_language.get("fr", ""))) if en else None


def _plain(text: str) -> str:
    return re.sub(r"\{[?$](\w+)\}", r"{\1}", text)


def excerpt(lines: list[str], other: list[str]) -> tuple[Line, ...]:
    """The lines that differ from another text, with those around them and the head of their record."""
    import difflib

    matcher = difflib.SequenceMatcher(None, lines, other, autojunk=False)
    changed, wanted = set[int](), set[int]()
    for tag, start, end, *_ in matcher.get_opcodes():
        if tag != "equal":
            changed.update(range(start, end))
            wanted.update(range(max(0, start - _AROUND), min(len(lines), end + _AROUND)))
            head = next((n for n in range(min(start, len(lines) - 1), -1, -1) if lines[n][:1] in "<_"), None)
            wanted.update(() if head is None else (head,))
    return tuple(Line(n + 1, lines[n], n in changed) for n in sorted(wanted))
