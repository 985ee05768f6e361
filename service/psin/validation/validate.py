"""Files in, report out: the one function behind the command, the tests and the service."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from ..settings import Settings
from ..turtle import terms
from ..vocabulary.terms import Vocabulary
from .background import Triples
from .context import Background, ContextChecker, blank
from .findings import Finding, Place, Report, Severity, Words
from .lint import Linter
from .parse import Parsed, parse_body, parse_documents
from .positions import Positions
from .reach import Reach, unreached
from .rules import finding
from .shapes.graph import Graph
from .shapes.messages import default_message
from .shapes.model import Result, Shape
from .shapes.shapeset import ShapeSet

#: Subjects up to which the part of the graph that they depend on is looked up, instead of asking all of it.
_FEW = 300
#: Documents from which it pays to share them out among processes.
MANY = 60
#: Told how many of how many documents are checked.
Progress = Callable[[int, int], None]


def validate_files(
    paths: Iterable[str | os.PathLike[str]],
    *,
    vocabulary: Vocabulary,
    shapes: ShapeSet,
    known_documents: Background | None = None,
    settings: Settings | None = None,
) -> Report:
    """Checks files, together, against vocabulary, shapes and the documents already known.

    A file takes the place of the known document it holds. Without ``known_documents`` references to other documents are
    taken on trust. Never raises for the content of a file: what cannot be read is a finding.
    """
    started = time.perf_counter()
    parsed = [one for path in paths for one in parse_documents(path, settings)]
    return validate_parsed(parsed, vocabulary, shapes, known_documents, started)


def validate_bytes(
    raw: bytes,
    name: str,
    *,
    vocabulary: Vocabulary,
    shapes: ShapeSet,
    known_documents: Background | None = None,
    settings: Settings | None = None,
) -> Report:
    """The same for one document that came another way, for example in the body of a request."""
    started = time.perf_counter()
    return validate_parsed(parse_body(raw, name, settings), vocabulary, shapes, known_documents, started)


def validate_parsed(
    documents: Sequence[Parsed],
    vocabulary: Vocabulary,
    shapes: ShapeSet,
    known_documents: Background | None,
    started: float,
    progress: Progress | None = None,
    processes: int = 1,
) -> Report:
    """The same for documents that are parsed already; ``started`` is a reading of ``time.perf_counter()``.

    Many documents are shared out among so many ``processes``; the report is the same.
    """
    background = known_documents or Background(vocabulary)
    whole = _Whole(documents, vocabulary, shapes, background)
    if processes > 1 and len(documents) >= MANY:
        from .sharing import shared_out

        findings = shared_out(documents, whole.check, processes, progress)
    else:
        findings = whole.check(documents, progress)
    return Report(
        findings=tuple(sorted(findings, key=lambda one: one.order)),
        documents=len(documents),
        triples=sum(len(parsed.statements) for parsed in documents),
        seconds=time.perf_counter() - started,
        files=tuple(dict.fromkeys(parsed.file for parsed in documents)),
    )


class _Whole:
    """All documents of a validation, ready for some of them to be checked."""

    def __init__(
        self, documents: Sequence[Parsed], vocabulary: Vocabulary, shapes: ShapeSet, background: Background
    ) -> None:
        self._documents, self._background = documents, background
        self._linter, self._context = Linter(vocabulary), ContextChecker(documents, background)
        self._shaped = _Shaped(documents, shapes, background)

    def check(self, part: Sequence[Parsed], progress: Progress | None = None) -> list[Finding]:
        """The findings of some documents, all of a file; the first half of the work is theirs alone, then come shapes."""
        findings = [one for parsed in part for one in parsed.findings]
        for number, parsed in enumerate(part, 1):
            findings.extend(_placed(parsed, lambda one: [*self._linter.check(one), *self._context.check(one)]))
            if progress:
                progress(number // 2, len(part))

        def shapes_done(done: int, of: int) -> None:
            if progress:
                progress((len(part) + len(part) * done // of) // 2, len(part))

        findings.extend(self._shaped.check(part, None, shapes_done))
        findings.extend(_nearness(findings, part))
        return _with_edits(_without_echoes(findings), self._documents, self._background)


def _placed(parsed: Parsed, check: Callable[[Parsed], list[Finding]]) -> list[Finding]:
    """The findings of a check, which is made again where there are some and the places are not known yet."""
    found = check(parsed)
    return check(parsed) if found and parsed.settle() else found


def _nearness(findings: Sequence[Finding], documents: Sequence[Parsed]) -> list[Finding]:
    """Says once for each file that its places are near and not exact, if there are any."""
    named = {one.file for one in findings}
    vague = {
        parsed.file: parsed for parsed in documents if not parsed.exact and parsed.reading and parsed.file in named
    }
    return [finding("G44", parsed.place_at(1, 1), {"value": parsed.syntax}) for parsed in vague.values()]


def judged_again(
    findings: Mapping[str, Sequence[Finding]],
    documents: Sequence[Parsed],
    shapes: ShapeSet,
    background: Background,
    focus_nodes: Collection[str],
) -> dict[str, list[Finding]]:
    """Findings by file, with those that some shapes have about some focus nodes put in place of their earlier ones.

    The documents are part of the background; other shapes and focus nodes keep the findings they have.
    """
    ids = {one[1:-1] for shape in shapes.shapes for one in shape_ids(shape)}
    found = _Shaped(documents, shapes, background).check(documents, focus_nodes)
    renewed: dict[str, list[Finding]] = {}
    for parsed in documents:
        mark = f"_:{background.mark_of(parsed)}x"
        again = {f"_:{one.removeprefix(mark)}" if one.startswith(mark) else one for one in focus_nodes}
        kept = [one for one in findings[parsed.file] if one.shape not in ids or one.focus not in again]
        kept += [one for one in found if one.file == parsed.file]
        renewed[parsed.file] = sorted(
            _with_edits(_without_echoes(kept), [parsed], background), key=lambda one: one.order
        )
    return renewed


def shape_ids(shape: Shape) -> Iterator[str]:
    """The shapes that results may name as their source when this one is evaluated."""
    yield shape.id
    for part in shape.properties:
        yield from shape_ids(part)


class _Shaped:
    """Documents, and the graph of them and all that is known, for shapes to be evaluated over."""

    def __init__(self, documents: Sequence[Parsed], shapes: ShapeSet, background: Background) -> None:
        self._shapes, self._background = shapes, background
        read = [parsed for parsed in documents if parsed.reading]
        self._marked = [(parsed, background.mark_of(parsed) or f"d{number}") for number, parsed in enumerate(read)]
        self._owner: dict[str, int] = {}
        #: of each document the subjects that no other before it has
        self._subjects: list[list[str]] = []
        for number, (parsed, mark) in enumerate(self._marked):
            subjects = dict.fromkeys(blank(statement.subject, mark) for statement in parsed.statements)
            self._subjects.append([one for one in subjects if self._owner.setdefault(one, number) == number])
        self._own = [(parsed, Triples(parsed, mark)) for parsed, mark in self._marked]
        self._graph = background.graph_with(self._own)

    def check(
        self, part: Sequence[Parsed], focus_nodes: Collection[str] | None = None, progress: Progress | None = None
    ) -> list[Finding]:
        """Results for the subjects of some documents, or for some of these subjects, evaluated once for all of them."""
        wanted = set(map(id, part))
        numbers = {number for number, (parsed, _) in enumerate(self._marked) if id(parsed) in wanted}
        chosen = [
            one
            for number in sorted(numbers)
            for one in self._subjects[number]
            if focus_nodes is None or one in focus_nodes
        ]
        found: list[Finding] = []
        results = self._results(chosen, progress)
        if focus_nodes is None:
            reach = Reach(self._shapes, self._graph)
            for number in sorted(numbers):
                found.extend(_placed(self._marked[number][0], lambda one: list(unreached(one, reach))))
        positions: dict[int, Positions] = {}
        for result in results:
            number = self._owner.get(result.focus, -1)
            if number in numbers:
                if number not in positions:
                    self._marked[number][0].settle()
                    positions[number] = Positions(*self._marked[number])
                found.append(_finding(result, positions[number]))
        return found

    def _results(self, chosen: list[str], progress: Progress | None) -> list[Result]:
        def enough() -> Graph | None:
            return self._shapes.asked(self._graph, chosen) if len(chosen) < _FEW else None

        with self._background.store_with(self._own, self._graph, enough) as open_store:
            many = len(chosen) >= _FEW
            return self._shapes.validate(
                self._graph, only=chosen, open_store=open_store, progress=progress, among_many=many
            )


def _finding(result: Result, positions: Positions) -> Finding:
    shape = result.shape
    en, fr = _in_language(result.messages, "en"), _in_language(result.messages, "fr")
    if not en or not fr:
        en, fr = (own or given for own, given in zip((en, fr), default_message(result), strict=True))
    return Finding(
        code=shape.code or result.component.rsplit("#", 1)[-1][:-1].removesuffix("ConstraintComponent"),
        severity=Severity.of(result.severity),
        message=Words(en, fr),
        places=(positions.parsed.place(positions.offset(result)),),
        focus=positions.own(result.focus),
        path=result.path,
        value=positions.own(result.value) if result.value else None,
        shape=shape.id[1:-1] if shape.id[0] == "<" else None,
        fix=_words(shape.comments),
        lesson=shape.lesson,
        title=_words(shape.labels),
        component=result.component[1:-1],
    )


@lru_cache(1000)
def _in_language(messages: tuple[str, ...], language: str) -> str | None:
    """The message in a language; one without language stands for English."""
    read = [terms.parts(one) for one in messages]
    exact = next((one.text for one in read if (one.language or "").partition("-")[0] == language), None)
    plain = next((one.text for one in read if one.language is None), None)
    return exact or (plain if language == "en" else None)


def _words(texts: tuple[str, ...]) -> Words | None:
    en = _in_language(texts, "en")
    return Words(en, _in_language(texts, "fr") or "") if en else None


def _with_edits(findings: list[Finding], documents: Sequence[Parsed], background: Background) -> list[Finding]:
    """Findings that a change of a Turtle text mends get that change; tips never do."""
    if all(one.severity is Severity.INFO for one in findings):
        return findings
    from .edits import Editor
    from .known import Known

    known, editors = Known(documents, background), dict[str, Editor]()
    by_file = {parsed.file: parsed for parsed in documents if parsed.syntax == "Turtle" and parsed.exact}
    for number, one in enumerate(findings):
        parsed = by_file.get(one.file)
        if parsed and parsed.text and one.severity is not Severity.INFO:
            if one.file not in editors:
                editors[one.file] = Editor(parsed, known.beside)
            findings[number] = editors[one.file].mended(one)
    return findings


def _without_echoes(findings: list[Finding]) -> list[Finding]:
    """Leaves out what a shape says of a value that the closed world has already refused, and exact repetitions."""
    refused = {(one.places[0][:3], one.value) for one in findings if one.code in _NAMES and one.value}
    baseless = {one.file for one in findings if one.code == "G21"}
    findings = [one for one in findings if one.file not in baseless or one.code not in _ADDRESSES]
    kept: dict[tuple[object, ...], Finding] = {}
    for one in findings:
        echo = one.code not in _NAMES and one.value and (one.places[0][:3], one.value) in refused
        if not echo:
            kept.setdefault((one.code, one.places[0][:3], one.message.en, one.focus, one.value), one)
    return list(kept.values())


#: Rules about names that do not exist: whatever else is wrong with such a value follows from it.
_NAMES = frozenset({"G02", "G03", "G18", "G19"})
#: Rules about addresses: in a file whose base is no address of ours each of them is broken everywhere.
_ADDRESSES = frozenset({"C01", "D01", "D10", "D16", "G12", "G18", "K01", "K20", "N01", "O01", "X23"})
__all__ = ["Place", "validate_bytes", "validate_files", "validate_parsed"]
