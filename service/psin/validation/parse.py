"""A file to a document: its text, its statements with their places, or findings that say why not."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property

from ..documents import Document, from_file, from_iri
from ..errors import SyntaxProblem
from ..lazily import lazy
from ..light import TYPE_CHECKING
from ..settings import Settings
from ..turtle.lines import Lines
from ..turtle.placing import placed
from ..turtle.plain import plain
from ..turtle.skim import skim
from ..turtle.statements import Reading, Statement
from .findings import Finding, Place, Words
from .rules import finding, shorten
from .source import BOM, Unreadable, decode, read_bytes

if TYPE_CHECKING:
    from ..turtle.complaints import Complaint

_CAPITAL_TAG = lazy(r"[\"']@[a-z0-9-]*[A-Z]")
#: Characters of a source line that a place carries.
_SHOWN = 200
#: Endings of files in other syntaxes than Turtle, which is what any other ending stands for.
SYNTAXES = {
    ".nt": "N-Triples",
    ".nq": "N-Quads",
    ".trig": "TriG",
    ".jsonld": "JSON-LD",
    ".json": "JSON-LD",
    ".rdf": "RDF/XML",
    ".xml": "RDF/XML",
}


class Parsed:
    """A document under validation.

    ``file`` is its name in findings. Of a file that cannot be read ``reading`` is None, ``statements`` are empty, and
    ``certain`` holds what it says all the same. ``exact`` is False where places are found by a search for the words.
    Statements that are only ``skimmed`` have no places before ``settle`` is called.
    """

    def __init__(
        self,
        file: str,
        text: str = "",
        reading: Reading | None = None,
        by_name: Document | None = None,
        syntax: str = "Turtle",
        exact: bool = True,
    ) -> None:
        self.file = file
        self.text = text
        self.reading = reading
        self.findings: list[Finding] = []
        #: what the name of the file says that it holds
        self.by_name = by_name
        self.syntax = syntax
        self.exact = exact
        self.salvaged: list[Statement] = []
        self.skimmed = False

    @property
    def statements(self) -> list[Statement]:
        return self.reading.statements if self.reading else []

    def settle(self) -> bool:
        """Finds the places of the statements, if they were skimmed; returns whether they were."""
        if not self.skimmed:
            return False
        self.skimmed = False
        assert self.reading is not None
        statements = placed(self.text, self.reading.statements)
        if statements is not None:
            self.reading = self.reading._replace(statements=statements)
            return True
        from ..turtle import reader  # few texts need it

        with suppress(SyntaxProblem):  # the engine, which has the last word, has read it
            self.reading = reader.read(self.text, self.by_name.iri if self.by_name else "")
        return True

    @property
    def certain(self) -> list[Statement]:
        return self.reading.statements if self.reading else self.salvaged

    @cached_property
    def document(self) -> Document | None:
        """What the base of the file says that it holds, or its name if it declares no base."""
        base = self.reading.base if self.reading else ""
        return from_iri(base) if base else self.by_name

    @property
    def iri(self) -> str:
        """The address of the document; the base itself if that is not one of ours."""
        return self.document.iri if self.document else self.reading.base.partition("#")[0] if self.reading else ""

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def has_capital_tags(self) -> bool:
        return _CAPITAL_TAG.search(self.text) is not None

    def place(self, offset: int) -> Place:
        line, column = self.lines(offset)
        return self.place_at(line, column)

    def place_at(self, line: int, column: int) -> Place:
        return Place(self.file, line, column, self._source(line))

    def _source(self, line: int) -> str:
        try:
            return self.lines.text_of(line)[: 10 * _SHOWN]
        except IndexError:
            return ""

    def refuse(self, place: Place, detail: str, advice: str = "", detail_fr: str = "", advice_fr: str = "") -> None:
        """Adds a finding G01; without French the English is said."""
        values = {"detail": Words(detail, detail_fr)}
        if advice:
            values["advice"] = Words(advice, advice_fr)
        self.findings.append(finding("G01", place, values))


def parse_file(file: str | os.PathLike[str], settings: Settings | None = None) -> Parsed:
    """Reads and parses a file that holds one document; of several it is the first. See ``parse_documents``."""
    return parse_documents(file, settings)[0]


def parse_documents(
    file: str | os.PathLike[str], settings: Settings | None = None, *, few: bool = False
) -> list[Parsed]:
    """The documents of a file, at least one; several only in TriG, N-Quads and JSON-LD, one a graph.

    Of a ``few`` files each may be read sooner than the engine is there, and is then read without it. What is wrong with
    the file becomes a finding G14 (cannot be opened or decoded) or G01 (grammar).
    """
    settings = settings or Settings()
    try:
        raw = read_bytes(file, settings)
        text = decode(raw, str(file), int(settings.document_bytes))
    except Unreadable as error:
        return [_unreadable(str(file), error)]
    stem, ending = os.path.splitext(str(file))
    by_name = from_file(f"{stem}.ttl" if ending in SYNTAXES else str(file))
    return _without_mark(raw, _parsed(text, str(file), by_name, ending, few))


def parse_body(raw: bytes, name: str, settings: Settings | None = None) -> list[Parsed]:
    """The documents of what came another way, at least one."""
    try:
        text = decode(raw, name, int((settings or Settings()).document_bytes))
    except Unreadable as error:
        return [_unreadable(name, error)]
    stem, ending = os.path.splitext(name)
    by_name = from_file(f"{stem}.ttl") if ending in SYNTAXES or ending == ".ttl" else None
    return _without_mark(raw, _parsed(text, name, by_name, ending))


def parse_text(text: str, name: str, by_name: Document | None = None, *, few: bool = False) -> Parsed:
    """A Turtle text to its document; for ``few`` see ``parse_documents``."""
    parsed = Parsed(name, text, by_name=by_name)
    base = by_name.iri if by_name else ""
    if few:
        parsed.reading = plain(text, base)
        if parsed.reading is not None:
            return parsed
    if not parsed.has_capital_tags:  # their spelling is looked up at their places
        parsed.reading = skim(text, base)
        if parsed.reading is not None:
            parsed.skimmed = True
            return parsed
    from ..turtle import reader

    try:
        reading = reader.read(text, base)
        reader.check(text, base)
    except SyntaxProblem as problem:
        parsed.salvaged = complain(parsed, problem, base)
        return parsed
    parsed.reading = reading
    return parsed


def complain(parsed: Parsed, problem: SyntaxProblem, base: str, *, graphs: bool = False) -> list[Statement]:
    """Adds a finding for each mistake of a text that was refused; returns what it says for certain."""
    from ..turtle.recovery import recover  # only for texts that are broken

    recovered = recover(parsed.text, base, graphs=graphs)
    for complaint in recovered.complaints:
        _complaint(parsed, complaint)
    if not recovered.complaints:
        _strict(parsed, problem)
    return [*recovered.reading.statements, *(one for graph in recovered.graphs.values() for one in graph)]


def _complaint(parsed: Parsed, complaint: Complaint) -> None:
    detail, advice, detail_fr, advice_fr = complaint.words()
    parsed.refuse(parsed.place(complaint.at), detail, advice, detail_fr, advice_fr)
    if complaint.also:
        last = parsed.findings[-1]
        places = (*last.places, *(parsed.place(at) for at in complaint.also))
        parsed.findings[-1] = last._replace(places=places)


def _strict(parsed: Parsed, problem: SyntaxProblem) -> None:
    """What the strict parser alone has found."""
    from ..turtle.complaints import TurtleProblem

    if isinstance(problem, TurtleProblem):
        _complaint(parsed, problem.complaint)
        return
    detail_fr = problem.detail.replace("This is not valid", "Ce n’est pas valide en")
    parsed.refuse(parsed.place_at(problem.line, problem.column), problem.detail, problem.advice, detail_fr)


def _parsed(text: str, name: str, by_name: Document | None, ending: str, few: bool = False) -> list[Parsed]:
    syntax = SYNTAXES.get(ending)
    if syntax is None:
        return [parse_text(text, name, by_name, few=few)]
    from .syntaxes import parse_syntax  # Turtle is the rule

    return parse_syntax(text, name, by_name, syntax)


def _without_mark(raw: bytes, documents: Iterable[Parsed]) -> list[Parsed]:
    documents = list(documents)
    if raw.startswith(BOM):
        first = documents[0]
        mark = Unreadable(
            f"{shorten(first.file)} starts with a byte-order mark.",
            "Save it as UTF-8 without byte-order mark.",
            f"{shorten(first.file)} commence par une marque d’ordre des octets.",
            "L’enregistrer en UTF-8 sans cette marque.",
        )
        first.findings.insert(0, _g14(first, mark))
    return documents


def _unreadable(name: str, error: Unreadable) -> Parsed:
    parsed = Parsed(shorten(name))
    parsed.findings.append(_g14(parsed, error))
    return parsed


def _g14(parsed: Parsed, error: Unreadable) -> Finding:
    values = {"detail": Words(error.detail, error.detail_fr), "advice": Words(error.advice, error.advice_fr)}
    return finding("G14", Place(parsed.file, error.line, error.column), values)
