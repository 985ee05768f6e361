"""A catalogue under validation while it is edited: after a change only what the change touches is checked again."""

from __future__ import annotations

import os.path
import time
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from .. import assets
from ..settings import Settings
from ..validation.background import Background
from ..validation.findings import Finding, Report
from ..validation.lookalikes import Record
from ..validation.parse import Parsed, parse_file
from ..validation.shapes.graph import Triple
from ..validation.shapes.shapeset import ShapeSet
from ..validation.validate import judged_again, shape_ids, validate_parsed
from ..vocabulary.terms import Vocabulary


class Checker:
    """Holds the documents below a folder, their graph, and the findings of each.

    ``report`` is what validation says of all of them together; ``update`` and ``exchange`` bring it up to date. The result
    is the same as that of a new Checker. ``rechecked`` counts the documents that the last call looked at. ``documents``
    are those of the folder, if they are parsed already.
    """

    def __init__(
        self,
        folder: Path,
        vocabulary: Vocabulary | None = None,
        shapes: ShapeSet | None = None,
        settings: Settings | None = None,
        documents: Iterable[Parsed] | None = None,
    ) -> None:
        self.folder = folder
        self.vocabulary = vocabulary or Vocabulary.load(assets.ontology())
        self.shapes = shapes or ShapeSet.load(assets.shapes())
        self.settings = settings
        self.rechecked = 0
        self.parsed: dict[str, Parsed] = {}
        if documents is None:
            documents = [parse_file(path, settings) for path in sorted(folder.glob("*/*.ttl"))]
        for parsed in documents:
            self._put(parsed.file, parsed)
        self.report = self._check_all(time.perf_counter())

    def update(self, paths: Iterable[Path]) -> Report:
        """Reads these files again, whether changed, new or gone, and returns the report on the whole catalogue."""
        names = dict.fromkeys(str(path) for path in paths)
        return self.exchange(
            {name: parse_file(name, self.settings) if os.path.exists(name) else None for name in names}
        )

    def exchange(self, files: Mapping[str, Parsed | None]) -> Report:
        """The same for documents that are parsed already, by the names of their files; None for one that is gone."""
        started = time.perf_counter()
        changes: list[tuple[Parsed | None, Parsed | None]] = []
        for name, new in files.items():
            old = self.parsed.get(name)
            if (old is not None or new is not None) and (
                old is None or new is None or old.text != new.text or not old.text
            ):
                changes.append((old, new))
        plain = self._day == _today() and not self._meddling and all(map(self._is_plain, changes))
        for old, new in changes:
            name = (new or old).file  # type: ignore[union-attr]
            self._put(name, new)
        self.report = self._check_some(changes, started) if plain else self._check_all(started)
        return self.report

    def _put(self, name: str, parsed: Parsed | None) -> None:
        if parsed is None:
            self.parsed.pop(name, None)
        else:
            self.parsed[name] = parsed

    def _check_all(self, started: float) -> Report:
        documents = [self.parsed[name] for name in sorted(self.parsed)]
        self._day = _today()
        self._background = Background(self.vocabulary, documents)
        self._names = [parsed.file for parsed in documents]
        self._file_of = {parsed.iri: parsed.file for parsed in documents if parsed.reading}
        read = Counter(parsed.iri for parsed in documents if parsed.reading)
        self._in_several = {iri for iri, files in read.items() if files > 1}
        self._meddling = any(map(_meddles, documents))
        self._triples = sum(len(parsed.statements) for parsed in documents)
        self._findings: dict[str, list[Finding]] = {name: [] for name in self._names}
        report = validate_parsed(documents, self.vocabulary, self.shapes, self._background, started)
        for one in report.findings:
            self._findings[one.file].append(one)
        self.rechecked = len(documents)
        return report

    def _is_plain(self, change: tuple[Parsed | None, Parsed | None]) -> bool:
        """Whether a change concerns one document that is in no other file and speaks of nothing else."""
        for parsed in change:
            if parsed is not None and parsed.reading:
                elsewhere = parsed.iri in self._in_several or self._file_of.get(parsed.iri, parsed.file) != parsed.file
                if parsed.document is None or elsewhere or _meddles(parsed):
                    return False
        known = [parsed.iri for parsed in change if parsed is not None and parsed.reading]
        return len(set(known)) < 2

    def _check_some(self, changes: list[tuple[Parsed | None, Parsed | None]], started: float) -> Report:
        background, again, moved = self._background, set[str](), set[Triple]()
        for old, new in changes:
            iri = next((one.iri for one in (new, old) if one is not None and one.reading), "")
            parts, record = background.parts.get(iri), background.records.get(iri)
            again |= self._partners(record)
            gone, come = background.exchange(old, new)
            moved |= gone | come
            self._account(old, new)
            if background.records.get(iri) == record:
                again -= self._partners(record)
            else:
                again |= self._partners(background.records.get(iri))
            if background.parts.get(iri) != parts:
                again |= background.referrers.get(iri, set())
        files = {new.file for _, new in changes if new is not None}
        files |= {self._file_of[iri] for iri in again if iri in self._file_of}
        files |= self._with_unknown_references(changes)
        self._judge_again(moved, files)
        documents = [self.parsed[name] for name in sorted(files)]
        part = validate_parsed(documents, self.vocabulary, self.shapes, background, started)
        for name in files:
            self._findings[name] = []
        for one in part.findings:
            self._findings[one.file].append(one)
        self.rechecked += len(files)
        return Report(
            findings=tuple(one for name in self._names for one in self._findings[name]),
            documents=len(self._names),
            triples=self._triples,
            seconds=time.perf_counter() - started,
            files=tuple(self._names),
        )

    def _partners(self, record: Record | None) -> set[str]:
        return self._background.lookalikes.partners(record) if record is not None else set()

    def _account(self, old: Parsed | None, new: Parsed | None) -> None:
        for parsed, sign in ((old, -1), (new, 1)):
            if parsed is not None:
                self._triples += sign * len(parsed.statements)
                if parsed.reading and sign < 0:
                    self._file_of.pop(parsed.iri, None)
                elif parsed.reading:
                    self._file_of[parsed.iri] = parsed.file
        if new is None and old is not None:
            self._names.remove(old.file)
            del self._findings[old.file]
        elif old is None and new is not None:
            insort(self._names, new.file)
            self._findings[new.file] = []

    def _with_unknown_references(self, changes: list[tuple[Parsed | None, Parsed | None]]) -> set[str]:
        """Files that refer to what does not exist: the nearest that does may be another now."""
        if all(old is not None and new is not None and bool(old.reading) == bool(new.reading) for old, new in changes):
            return set()
        return {name for name, findings in self._findings.items() if any(one.code == "G18" for one in findings)}

    def _judge_again(self, moved: set[Triple], files: set[str]) -> None:
        """Evaluates shapes for focus nodes in other files that the moved triples matter to; may add to ``files``."""
        graph, dependence = self._background.graph, self.shapes.dependence
        affected = dependence.affected(graph, moved)
        for number in dependence.apart(moved):
            for kind, term in dependence.shapes[number].targets:
                nodes = graph.instances(term) if kind == "class" else graph.nodes
                for node in nodes:
                    affected.setdefault(node, set()).add(number)
        numbers, nodes, others = set[int](), set[str](), set[str]()
        for node, shapes in affected.items():
            name = self._file_of.get(node[1:-1].partition("#")[0])
            if name is not None and name not in files:
                nodes.add(node)
                others.add(name)
                numbers |= shapes
        part = [dependence.shapes[number] for number in sorted(numbers)]
        self.rechecked = 0
        if any(one[0] != "<" for shape in part for one in shape_ids(shape)):
            files |= others
        elif others:
            documents = [self.parsed[name] for name in sorted(others)]
            self._findings |= judged_again(self._findings, documents, self.shapes.part(part), self._background, nodes)
            self.rechecked = len(others)


def _meddles(parsed: Parsed) -> bool:
    """Whether a document makes statements about the subjects of others."""
    own = f"<{parsed.iri}"
    return any(
        one[0][0] == "<" and one[0] != f"{own}>" and not one[0].startswith(f"{own}#") for one in parsed.statements
    )


def _today() -> str:
    """The day that shapes compare dates with."""
    return datetime.now(UTC).date().isoformat()
