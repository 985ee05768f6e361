"""Where in its file a result of the shapes belongs: at the very value that is wrong, or where one is missing."""

from __future__ import annotations

from collections.abc import Sequence

from ..lazily import lazy
from ..turtle.statements import Statement
from .parse import Parsed
from .shapes.graph import TYPE
from .shapes.model import Result
from .shapes.values import value_of

_IRI = lazy(r"<[^>]*>")


class Positions:
    """Offsets in one document. ``mark`` is the mark that its blank nodes got in the graph."""

    def __init__(self, parsed: Parsed, mark: str) -> None:
        self.parsed = parsed
        self._prefix = f"_:{mark}x"
        self._by_subject: dict[str, list[Statement]] = {}
        for statement in parsed.statements:
            self._by_subject.setdefault(statement.subject, []).append(statement)

    def offset(self, result: Result) -> int:
        """The offset of the value; else of what is too many; else of the property; else of the subject."""
        focus = self.own(result.focus)
        own = self._by_subject.get(focus, [])
        value = self.own(result.value) if result.value else None
        predicates = _IRI.findall(result.path or "")
        if value is not None and value != focus:
            found = self._of_value(own, predicates, value) or self._at_a_distance(focus, predicates, value)
            if found is not None:
                return found
        along = [one for one in own if one.predicate in predicates and not _is_inverse(result.path)]
        if along:
            return self._along(along, result)
        return self._of_subject(own)

    def own(self, term: str) -> str:
        """A term as the document spells it: its blank nodes without their mark."""
        return f"_:{term[len(self._prefix) :]}" if term.startswith(self._prefix) else term

    def _of_value(self, own: Sequence[Statement], predicates: list[str], value: str) -> int | None:
        """The value among the objects of the subject, first along the path."""
        meant = value_of(value) if value[0] == '"' else None
        for wanted in (predicates, None):
            for one in own:
                if (wanted is None or one.predicate in wanted) and one.object == value:
                    return one.object_at
            for one in own:
                same = meant is not None and one.object[0] == '"' and value_of(one.object) == meant
                if same and (wanted is None or one.predicate in wanted):
                    return one.object_at
        return None

    def _at_a_distance(self, focus: str, predicates: list[str], value: str) -> int | None:
        """The value at the end of a longer path, or at the other end of an inverse one."""
        for one in self._by_subject.get(value, ()):
            if one.object == focus and one.predicate in predicates:
                return one.object_at
        for statements in self._by_subject.values():
            for one in statements:
                if one.object == value and one.predicate in predicates:
                    return one.object_at
        return None

    def _along(self, along: list[Statement], result: Result) -> int:
        """Too many values: the second one. Something missing among them: the first. A missing type: the subject."""
        if along[0].predicate == TYPE:
            return along[0].subject_at
        if len(along) > 1 and "Max" in result.component or "UniqueLang" in result.component:
            return _surplus(along, "UniqueLang" in result.component).object_at
        return along[0].object_at

    def _of_subject(self, own: Sequence[Statement]) -> int:
        if not own:
            return 0
        # a subject may be described in several places: the one that names its type is the main one
        return next((one.subject_at for one in own if one.predicate == TYPE), own[0].subject_at)


def _is_inverse(path: str | None) -> bool:
    return bool(path) and path.startswith("(^")


def _surplus(along: list[Statement], by_language: bool) -> Statement:
    seen: set[str] = set()
    for one in along if by_language else along[1:]:
        tag = one.object.rpartition("@")[2] if by_language else ""
        if not by_language or tag in seen:
            return one
        seen.add(tag)
    return along[-1]
