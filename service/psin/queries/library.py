"""The questions of ``queries/*.rq``.

A file runs as it stands in any SPARQL 1.1 engine whose default graph holds all documents and the vocabulary, with the
documents as named graphs beside it. It starts with lines ``# key: value``: ``title``, ``question``, ``asked-by``,
``competency-question``, and any number of ``parameter``, ``note`` and ``chart``. A parameter is declared with its default::

    # parameter: day xsd:date 2018-06-01 "Day to look at"

and stands in the query once, on a line of its own, with the same value::

    VALUES ?day { "2018-06-01"^^xsd:date }

or ``UNDEF`` for the default ``-``. Binding puts other terms of the declared type into these braces, and nothing else.
``chart`` says how an answer can be drawn (see ``charts``). ``title``, ``question``, ``note`` and the words of a
``parameter`` may stand a second time in another language, as in ``# title@fr:`` and ``# parameter@fr: day "Jour"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyoxigraph as ox

from .. import assets
from ..errors import CatalogueError, InputError, UnknownName
from ..vocabulary.suggest import Suggester
from ..vocabulary.terms import Vocabulary
from .charts import Chart, drawn
from .parameters import Parameter, declared, serialise_all

AUDIENCES = ("researchers", "conveners", "partners")
_KEYS = ("title", "question", "asked-by", "competency-question", "parameter", "note", "chart")
_ONCE = _KEYS[:4]
_SPOKEN = ("title", "question", "note", "parameter")
_HEADER_LINE = re.compile(r"# ([a-z-]+)(?:@([a-z]{2}))?: (\S.*)")
_HELP = re.compile(r'(\w+) "([^"]+)"')
_VALUES_LINE = re.compile(r"^( *)VALUES \?(\w+) \{ (.+) \}$", re.MULTILINE)


@dataclass(frozen=True)
class Spoken:
    """The words of a question in another language; what is empty is only there in English."""

    title: str = ""
    question: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LibraryQuery:
    """One question. ``text`` is the file as it stands, ``columns`` are the variables of its SELECT in order.

    ``asked_by`` are some of AUDIENCES; ``number`` counts the competency questions.
    """

    name: str
    title: str
    question: str
    asked_by: tuple[str, ...]
    number: int
    parameters: tuple[Parameter, ...]
    notes: tuple[str, ...]
    charts: tuple[Chart, ...]
    text: str = field(repr=False)
    columns: tuple[str, ...]
    vocabulary: Vocabulary = field(repr=False, compare=False)
    spoken: Mapping[str, Spoken] = field(default_factory=dict, compare=False)

    def title_in(self, language: str) -> str:
        """The title in a language, else in English."""
        return self.spoken.get(language, Spoken()).title or self.title

    def question_in(self, language: str) -> str:
        """The question in a language, else in English."""
        return self.spoken.get(language, Spoken()).question or self.question

    def notes_in(self, language: str) -> tuple[str, ...]:
        """The notes in a language, else in English."""
        return self.spoken.get(language, Spoken()).notes or self.notes

    def bind(self, values: Mapping[str, str | Sequence[str]]) -> str:
        """The query with other values for some parameters; the rest keep their defaults.

        Raises UnknownName for a parameter that the query does not have, InputError for a value that is not of its type.
        """
        by_name = {parameter.name: parameter for parameter in self.parameters}
        terms: dict[str, str] = {}
        for name, value in values.items():
            if name not in by_name:
                raise self._unknown(name)
            terms[name] = serialise_all(by_name[name].terms(value, self.vocabulary))
        return _VALUES_LINE.sub(lambda m: f"{m[1]}VALUES ?{m[2]} {{ {terms.get(m[2], m[3])} }}", self.text)

    def _unknown(self, name: str) -> UnknownName:
        known = [parameter.name for parameter in self.parameters]
        suggestion = Suggester(known).nearest(name, cutoff=0.5)
        advice = f"Its parameters are: {', '.join(known)}." if known else "It has none."
        return UnknownName(
            f"The query {self.name} has no parameter {name[:60]!r}.",
            f"Did you mean {suggestion}? {advice}" if suggestion else advice,
            suggestion=suggestion,
        )


@dataclass(frozen=True)
class Library:
    """The queries by name, in the order of their numbers."""

    queries: dict[str, LibraryQuery]

    @classmethod
    def load(cls, folder: Path | None = None, vocabulary: Vocabulary | None = None) -> Library:
        """Reads ``*.rq`` in a folder, by default those of this installation.

        Raises CatalogueError, naming file and line.
        """
        folder = folder or assets.queries()
        if not folder.is_dir():
            raise CatalogueError(f"There is no folder {folder}.", "Name the folder that holds the queries.")
        vocabulary = vocabulary or Vocabulary.load(assets.ontology())
        found = [_read(path, vocabulary) for path in sorted(folder.glob("*.rq"))]
        return cls({query.name: query for query in sorted(found, key=lambda query: (query.number, query.name))})

    def query(self, name: str) -> LibraryQuery:
        """The query of a name. Raises UnknownName."""
        if name in self.queries:
            return self.queries[name]
        suggestion = Suggester(self.queries).nearest(name)
        advice = f"Did you mean {suggestion}?" if suggestion else "The list of queries has all names."
        raise UnknownName(f"There is no query {name[:60]!r} in the library.", advice, suggestion=suggestion)


class _Header:
    """The ``# key: value`` lines of a file, with their numbers."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.values: dict[str, list[tuple[int, str]]] = {key: [] for key in _KEYS}
        self.spoken: dict[str, dict[str, list[tuple[int, str]]]] = {}
        for number, line in enumerate(_comment_lines(text), 1):
            match = _HEADER_LINE.fullmatch(line)
            if match is None:
                raise self.error(number, f"{line[:60]!r} is not of the form '# key: value'.")
            if match[1] not in self.values:
                near = Suggester(_KEYS).nearest(match[1])
                raise self.error(
                    number, f"the key '{match[1]}' is not known.", f"Did you mean '{near}'?" if near else ""
                )
            if match[2] and match[1] not in _SPOKEN:
                raise self.error(
                    number, f"the key '{match[1]}' has no language.", f"Those with one are: {', '.join(_SPOKEN)}."
                )
            values = self.spoken.setdefault(match[2], {key: [] for key in _SPOKEN}) if match[2] else self.values
            if match[1] in _ONCE and values[match[1]]:
                raise self.error(number, f"the key '{match[1]}' stands here a second time.")
            values[match[1]].append((number, match[3].rstrip()))

    def error(self, line: int, detail: str, advice: str = "") -> CatalogueError:
        return CatalogueError(f"{self.path}, line {line}: {detail}", advice or f"Keys are: {', '.join(_KEYS)}.")

    def one(self, key: str) -> tuple[int, str]:
        if not self.values[key]:
            raise self.error(1, f"the key '{key}' is missing.")
        return self.values[key][0]


def _comment_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if not line.startswith("#"):
            return
        yield line


def _read(path: Path, vocabulary: Vocabulary) -> LibraryQuery:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} cannot be read: {error}.") from None
    header = _Header(path, text)
    parameters = _parameters(header, text, vocabulary)
    columns = _columns(path, text)
    return LibraryQuery(
        name=path.stem,
        title=header.one("title")[1],
        question=header.one("question")[1],
        asked_by=_asked_by(header),
        number=_number(header),
        parameters=parameters,
        notes=tuple(value for _, value in header.values["note"]),
        charts=_charts(header, columns),
        text=text,
        columns=columns,
        vocabulary=vocabulary,
        spoken={language: _spoken(header, language) for language in header.spoken},
    )


def _spoken(header: _Header, language: str) -> Spoken:
    values = header.spoken[language]
    if values["note"] and len(values["note"]) != len(header.values["note"]):
        line = values["note"][0][0]
        raise header.error(
            line, f"there are {len(values['note'])} notes in {language}, but {len(header.values['note'])} in English."
        )
    title, question, notes = ([value for _, value in values[key]] for key in ("title", "question", "note"))
    return Spoken("".join(title), "".join(question), tuple(notes))


def _helps(header: _Header, name: str) -> tuple[tuple[str, str], ...]:
    """The words for a parameter by language. Raises CatalogueError for a line that names no parameter."""
    known = {value.partition(" ")[0] for _, value in header.values["parameter"]}
    found = []
    for language, values in header.spoken.items():
        for line, value in values["parameter"]:
            match = _HELP.fullmatch(value)
            if match is None or match[1] not in known:
                raise header.error(line, f"{value[:60]!r} gives no words to a parameter.", 'Write: name "words".')
            if match[1] == name:
                found.append((language, match[2]))
    return tuple(found)


def _asked_by(header: _Header) -> tuple[str, ...]:
    line, value = header.one("asked-by")
    names = tuple(name.strip() for name in value.split(","))
    for name in names:
        if name not in AUDIENCES:
            raise header.error(
                line, f"'{name}' does not ask questions here.", f"Those who ask are: {', '.join(AUDIENCES)}."
            )
    return names


def _number(header: _Header) -> int:
    line, value = header.one("competency-question")
    if not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        raise header.error(line, f"'{value}' is not the number of a question.", "Write a number from 1.")
    return int(value)


def _parameters(header: _Header, text: str, vocabulary: Vocabulary) -> tuple[Parameter, ...]:
    found: dict[str, Parameter] = {}
    for line, value in header.values["parameter"]:
        try:
            parameter = declared(value, vocabulary)
        except InputError as error:
            raise header.error(line, error.detail, error.advice) from None
        if parameter.name in found:
            raise header.error(line, f"the parameter {parameter.name} is declared a second time.")
        terms = [] if parameter.default is None else parameter.terms(parameter.default, vocabulary)
        expected = f"VALUES ?{parameter.name} {{ {serialise_all(terms)} }}"
        blocks = [match for match in _VALUES_LINE.finditer(text) if match[2] == parameter.name]
        if len(blocks) != 1 or _values(text, blocks[0]) != terms:
            raise header.error(
                line,
                f"the parameter {parameter.name} needs its default once in the query, on a line of its own.",
                f"Write: {expected}",
            )
        found[parameter.name] = replace(parameter, helps=_helps(header, parameter.name))
    return tuple(found.values())


def _charts(header: _Header, columns: tuple[str, ...]) -> tuple[Chart, ...]:
    found = []
    for line, value in header.values["chart"]:
        try:
            found.append(drawn(value, columns))
        except InputError as error:
            raise header.error(line, error.detail, error.advice) from None
    return tuple(found)


def _values(text: str, block: re.Match[str]) -> list[object] | None:
    """The terms of a VALUES line, none for UNDEF alone; None where it cannot be read."""
    prefixes = "\n".join(re.findall(r"^PREFIX .*$", text, re.MULTILINE))
    try:
        found: list[object] = [
            row[block[2]] for row in ox.Store().query(f"{prefixes}\nSELECT ?{block[2]} {{ {block[0]} }}")
        ]  # type: ignore[union-attr]
    except SyntaxError:
        return None
    return [] if found == [None] else found


def _columns(path: Path, text: str) -> tuple[str, ...]:
    try:
        result = ox.Store().query(text)
    except SyntaxError as error:
        raise CatalogueError(f"{path} is not a SPARQL query: {error}", "Correct the query.") from None
    if not isinstance(result, ox.QuerySolutions):
        raise CatalogueError(f"{path} is not a SELECT query.", "The library holds SELECT queries only.")
    return tuple(variable.value for variable in result.variables)
