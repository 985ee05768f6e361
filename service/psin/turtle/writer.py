"""Statements to canonical Turtle: one layout for one graph, so that a change of a record is a change of few lines.

``format_text`` keeps the comments of its input and the meaning of its statements; what it writes, it leaves as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from .. import documents
from ..lazily import lazy
from ..vocabulary.namespaces import PREFIXES, RDF, XSD
from . import layout, terms
from .comments import Comments
from .nesting import FIRST, Nesting
from .reader import Reading, Statement, check, read
from .references import resolved
from .spelling import Spelling

_TYPE = f"<{RDF}type>"
_LOCAL = lazy(r"[A-Za-z_0-9](?:[A-Za-z_0-9.-]*[A-Za-z_0-9-])?")
_SHORT = {
    f"{XSD}integer": lazy(r"[+-]?[0-9]+"),
    f"{XSD}decimal": lazy(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": lazy(r"true|false"),
}
_INDENT = "    "


def format_text(text: str, base: str = "") -> str:
    """The canonical layout of a Turtle text. Raises SyntaxProblem where the text is not well-formed Turtle."""
    reading = read(text, base)  # first, because it says better what is wrong
    check(text, base)
    return write(reading, text, base) if text.strip() else ""


def write(reading: Reading, text: str = "", base: str = "") -> str:
    """Canonical Turtle for a reading; its comments are placed by their position in ``text``."""
    return _Writer(reading, text, base).run()


def write_statements(triples: Iterable[tuple[str, str, str]], base: str) -> str:
    """Canonical Turtle for terms without a source text, as a document with the given base."""
    statements = [Statement(s, p, o, n, n, n) for n, (s, p, o) in enumerate(triples)]
    return write(Reading(statements, dict(PREFIXES), base, []))


class _Writer:
    def __init__(self, reading: Reading, text: str, base: str) -> None:
        self.base = reading.base or base
        spelling = Spelling(text, base)
        self.declares_base = bool(self.base) and (not text or spelling.declares_base)
        self.spelled = spelling.relative
        self.given = spelling.labels
        self.own = documents.from_iri(self.base) is not None
        self.namespaces = {**PREFIXES, **reading.prefixes}
        self.longest_first = sorted(self.namespaces.items(), key=lambda item: -len(item[1]))
        self.used: set[str] = set()
        self.graph: dict[str, dict[str, list[str]]] = {}
        seen: set[tuple[str, str, str]] = set()
        for statement in reading.statements:
            triple = statement[:3]
            if triple not in seen:
                seen.add(triple)
                self.graph.setdefault(statement.subject, {}).setdefault(statement.predicate, []).append(
                    statement.object
                )
        self.nesting = Nesting(self.graph)
        self.nested = self.nesting.nested
        self.names: dict[str, str] = {}
        self.free = map("_:b{}".format, count(1))
        self.comments = Comments(reading, text)

    def run(self) -> str:
        subjects = [s for s in self.graph if s not in self.nested]
        if self.own:
            document = self.base.partition("#")[0]
            last = (3, 0, ())
            subjects.sort(key=lambda s: layout.subject_key(s, document) if terms.is_iri(s) else last)
        blocks = [self.block(subject) for subject in subjects]
        head = [f"@base <{self.base}> ."] if self.declares_base and self.base else []
        order = [*PREFIXES, *(p for p in self.namespaces if p not in PREFIXES)]
        head += [f"@prefix {p}: <{self.namespaces[p]}> ." for p in order if p in self.used]
        header = list(self.comments.header)
        if not head and blocks:  # what stands before the first subject is then the header of the file
            lines = blocks[0].split("\n")
            size = next(number for number, line in enumerate(lines) if not line.startswith("#"))
            header += lines[:size]
            blocks[0] = "\n".join(lines[size:])
        sections = ["\n".join(part) for part in (header, head) if part]
        sections += blocks
        if self.comments.trailer:
            sections.append("\n".join(self.comments.trailer))
        return "\n\n".join(sections).replace("\0", "") + "\n" if sections else ""

    def block(self, subject: str) -> str:
        lines = [*self.comments.before(subject)]
        properties = self.graph[subject]
        name = self.term(subject) if terms.is_iri(subject) or subject in self.nesting.used else "[]"
        lines.append(name)
        lines += self.properties(subject, properties, _INDENT)
        lines[-1] = _end(lines[-1], " .")
        return "\n".join(lines)

    def properties(self, subject: str, properties: Mapping[str, list[str]], indent: str) -> list[str]:
        lines: list[str] = []
        ordered = sorted(properties, key=layout.predicate_key)
        for position, predicate in enumerate(ordered):
            lines += [indent + comment for comment in self.comments.before(subject, predicate)]
            values = sorted(properties[predicate], key=layout.object_key) if self.own else properties[predicate]
            verb = "a" if predicate == _TYPE else self.term(predicate)
            entries = [self.value_lines(subject, predicate, value, indent) for value in values]
            if len(entries) == 1 and not self.comments.before(subject, predicate, values[0]):
                entry = [line.removeprefix(_INDENT) for line in entries[0]]
                entry[0] = f"{indent}{verb} {entry[0].lstrip()}"
                lines += entry
            else:
                lines.append(f"{indent}{verb}")
                for number, entry in enumerate(entries):
                    lines += [indent + _INDENT + c for c in self.comments.before(subject, predicate, values[number])]
                    if number < len(entries) - 1:
                        entry[-1] = _end(entry[-1], " ,")
                    lines += entry
            if position < len(ordered) - 1:
                lines[-1] = _end(lines[-1], " ;")
        return lines

    def value_lines(self, subject: str, predicate: str, value: str, indent: str) -> list[str]:
        deeper = indent + _INDENT
        if value in self.nested:
            items = self.nesting.items(value)
            if items is not None:
                return self.collection(items, deeper)
            properties = self.graph.get(value, {})
            if not properties:
                return [f"{deeper}[]"]
            return [f"{deeper}[", *self.properties(value, properties, deeper + _INDENT), f"{deeper}]"]
        behind = "".join(f"\0  {c}" for c in self.comments.behind(subject, predicate, value))
        return [deeper + self.term(value) + behind]

    def collection(self, items: list[tuple[str, str]], indent: str) -> list[str]:
        lines: list[str] = []
        for cell, item in items:
            comments = [*self.comments.before(cell, FIRST), *self.comments.before(cell, FIRST, item)]
            lines += [f"{indent}{_INDENT}{comment}" for comment in comments]
            lines += self.value_lines(cell, FIRST, item, indent)
        short = "( " + " ".join(line.strip() for line in lines) + " )"
        if len(lines) == len(items) and len(indent) + len(short) <= 120 and "\0" not in short:
            return [f"{indent}{short}"]
        return [f"{indent}(", *lines, f"{indent})"]

    def term(self, term: str) -> str:
        if terms.is_iri(term):
            return self.iri(term[1:-1])
        if terms.is_blank(term):
            return term if term in self.given else self.label(term)
        found = terms.parts(term)
        short = _SHORT.get(found.datatype)
        if short and short.fullmatch(found.text):
            return found.text
        if "\n" in found.text:
            written = _long(found.text)
        else:
            written = terms.quote(found.text)
        if found.language:
            return f"{written}@{found.language}"
        if found.datatype != f"{XSD}string":
            return f"{written}^^{self.iri(found.datatype)}"
        return written

    def label(self, blank: str) -> str:
        """A label for a node that the text did not name, or that never had a text."""
        if blank not in self.names:
            self.names[blank] = next(label for label in self.free if label not in self.given)
        return self.names[blank]

    def iri(self, iri: str) -> str:
        relative = self.relative(iri)
        if relative is not None:
            return f"<{relative}>"
        for prefix, namespace in self.longest_first:
            if namespace and iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def relative(self, iri: str) -> str | None:
        """How a document of ours writes itself (``#this``) and its neighbours (``../organisation/x#this``)."""
        if not (self.own and self.declares_base):
            return self.spelled.get(iri)
        document = self.base.partition("#")[0]
        if iri == document:
            return ""
        if iri.startswith(f"{document}#"):
            return iri[len(document) :]
        if documents.from_iri(iri) is None:
            return None
        written = f"../{iri[len(documents.BASE) :]}"
        return written if resolved(self.base, written) == iri else None


def _long(text: str) -> str:
    """A string of several lines between three quotation marks; those at its end would be taken for the mark itself."""
    body = text.rstrip('"')
    escaped = body.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').replace("\r", "\\r").replace("\0", "\\u0000")
    return '"""' + escaped + '\\"' * (len(text) - len(body)) + '"""'


def _end(line: str, sign: str) -> str:
    """Puts a separator at the end of a line, before a comment that stands behind it."""
    code, mark, comment = line.partition("\0")
    return f"{code}{sign}{mark}{comment}"
