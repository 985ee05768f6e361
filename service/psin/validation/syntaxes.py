"""Documents in other syntaxes than Turtle.

N-Triples, N-Quads and TriG are read by the reader of Turtle, so that every term has its exact place; JSON-LD and
RDF/XML are read by the engine, and places are searched for. In TriG, N-Quads and JSON-LD one graph is one document.
Sources: RDF 1.1 N-Triples, N-Quads and TriG.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from ..documents import Document, from_iri
from ..errors import SyntaxProblem
from ..lazily import lazy
from ..turtle import reader
from ..turtle.complaints import END, END_OF_LINE, Complaint
from ..turtle.reader import Parser, Reading, Statement
from .parse import Parsed, complain
from .rules import finding

_LINES = {"N-Triples": ox.RdfFormat.N_TRIPLES, "N-Quads": ox.RdfFormat.N_QUADS}
#: A declaration, or a short name, behind terms that are written in full.
_SHORT = lazy(r"\s*(?:(?:<[^>]*>|_:\w+)\s+){0,3}(@?(?:prefix|base)\b|(?!_:)[\w-]*:)", "i")
#: Mistakes in lines that are told; a file that is something else altogether would have as many as it has lines.
_MOST = 50


def parse_syntax(text: str, name: str, by_name: Document | None, syntax: str) -> list[Parsed]:
    """The documents of a text in a syntax of ``parse.SYNTAXES``, at least one."""
    parsed = Parsed(name, text, by_name=by_name, syntax=syntax)
    if syntax == "TriG":
        return _trig(parsed)
    if syntax in _LINES:
        return _lines(parsed)
    from .markup import parse_markup  # needs json and expat

    return parse_markup(parsed)


def _trig(parsed: Parsed) -> list[Parsed]:
    base = parsed.by_name.iri if parsed.by_name else ""
    parser = Parser(parsed.text, base, graphs=True)
    try:
        reading = parser.run()
        reader.check(parsed.text, base, ox.RdfFormat.TRIG)
    except SyntaxProblem as problem:
        parsed.salvaged = complain(parsed, problem, base, graphs=True)
        return [parsed]
    return split(parsed, reading, parser.graphs or {})


def split(parsed: Parsed, reading: Reading, graphs: Mapping[str, list[Statement]]) -> list[Parsed]:
    """One document for each graph of a file; ``reading`` holds the statements outside of them."""
    named = {name: statements for name, statements in graphs.items() if name}
    outside = [*reading.statements, *graphs.get("", ())]
    if not named:
        parsed.reading = reading._replace(statements=outside)
        return [parsed]
    parts = [
        Parsed(
            parsed.file,
            parsed.text,
            reading._replace(statements=statements, base=name.strip("<>")),
            by_name=parsed.by_name if len(named) == 1 else None,
            syntax=parsed.syntax,
            exact=parsed.exact,
        )
        for name, statements in named.items()
    ]
    parts[0].findings.extend(parsed.findings)
    if outside:
        parts[0].findings.append(finding("G43", parsed.place(min(one.subject_at for one in outside)), {}))
    return parts


class _LineParser(Parser):
    """A line is a statement, with the name of its graph in N-Quads; there are no declarations."""

    def directive(self) -> bool:
        return False

    def triples(self) -> None:
        places = [self.tokens[self.index].at]
        subject = self.node(as_subject=True)
        places.append(self.tokens[self.index].at)
        predicate = self.predicate()
        places.append(self.tokens[self.index].at)
        value = self.node()
        graph = self.node(as_subject=True) if self.tokens[self.index].kind in ("iri", "blank") else ""
        self.end_of_sentence()
        statements = self.graphs.setdefault(graph, []) if graph and self.graphs is not None else self.statements
        statements.append(Statement(subject, predicate, value, *places))


def _lines(parsed: Parsed) -> list[Parsed]:
    syntax = _LINES[parsed.syntax]
    parser = _LineParser(parsed.text, "", graphs=True)
    try:
        reader.check(parsed.text, "", syntax)
        reading = parser.run()
    except SyntaxProblem as problem:
        _complain_of_lines(parsed, syntax)
        if not parsed.findings:
            parsed.refuse(parsed.place_at(problem.line, problem.column), problem.detail, problem.advice)
        return [parsed]
    base = parsed.by_name.iri if parsed.by_name else described(reading.statements)
    return split(parsed, reading._replace(base=base), parser.graphs or {})


def described(statements: list[Statement]) -> str:
    """The document that statements without a base are about: the first of ours that one of them describes."""
    found = (from_iri(one.subject[1:-1]) for one in statements if one.subject[0] == "<")
    first = next((one for one in found if one is not None), None)
    return first.iri if first else ""


def _complain_of_lines(parsed: Parsed, syntax: ox.RdfFormat) -> None:
    """Every line is a statement of its own, so each is put to the engine."""
    for number, line in enumerate(parsed.lines.texts(), 1):
        if len(parsed.findings) >= _MOST:
            detail, advice, detail_fr, advice_fr = Complaint("unread", 0, {}).words()
            parsed.refuse(parsed.place_at(number, 1), detail, advice, detail_fr, advice_fr)
            break
        try:
            reader.check(line, "", syntax)
        except SyntaxProblem as problem:
            _complain_of_line(parsed, number, line, problem)


def _complain_of_line(parsed: Parsed, number: int, line: str, problem: SyntaxProblem) -> None:
    """In the words of the reader of Turtle where it sees a mistake too, otherwise in those of the engine."""
    short = _SHORT.match(line)
    if short:
        column = short.start(1) + 1
        parsed.refuse(
            parsed.place_at(number, column),
            f"{parsed.syntax} has no prefixes, declarations or short names.",
            "Write every address in full between < and >, or save the file as .ttl.",
            f"{parsed.syntax} n’a ni préfixes, ni déclarations, ni noms courts.",
            "Écrire chaque adresse en entier entre < et >, ou enregistrer le fichier comme .ttl.",
        )
        return
    try:
        _LineParser(line, "", graphs=True).run()
    except SyntaxProblem as known:
        complaint = getattr(known, "complaint", None)
        if complaint is not None and not complaint.cause.endswith("prefix"):
            place = parsed.place_at(number, known.column)
            detail, advice, detail_fr, advice_fr = _of_a_line(complaint).words()
            parsed.refuse(place, detail, advice, detail_fr, advice_fr)
            return
    detail_fr = problem.detail.replace("This is not valid", "Ce n’est pas valide en")
    parsed.refuse(parsed.place_at(number, problem.column), problem.detail, problem.advice, detail_fr)


def _of_a_line(complaint: Complaint) -> Complaint:
    """What is wrong with a line that is a statement of its own, and in a syntax without declarations."""
    cause = "no-base-possible" if complaint.cause == "no-base" else complaint.cause
    values = {name: END_OF_LINE if value == END else value for name, value in complaint.values.items()}
    return Complaint(cause, complaint.at, values)
