"""Where the comments of a Turtle text belong, so that they survive a change of layout."""

from __future__ import annotations

import bisect

from ..lazily import lazy
from ..vocabulary.namespaces import RDF
from . import terms
from .reader import Reading, Statement
from .tokens import TOKEN, Lines

_LEADING = lazy(r"(?:\s*#[^\r\n]*)*\s*")
_REST = f"<{RDF}rest>"


class Comments:
    """The comments of a reading: ``header`` and ``trailer`` of the file, others before or behind a statement.

    A comment on its own line goes before the subject, predicate or object that follows; one behind a value stays there.
    """

    def __init__(self, reading: Reading, text: str) -> None:
        self.header: list[str] = []
        self.trailer: list[str] = []
        self._before: dict[tuple[str, ...], list[str]] = {}
        self._behind: dict[tuple[str, ...], list[str]] = {}
        if not reading.comments:
            return
        lines = Lines(text)
        beginning = _LEADING.match(text)
        start = beginning.end() if beginning else 0
        statements = sorted((s for s in reading.statements if s.predicate != _REST), key=lambda s: s.object_at)
        places = [s.object_at for s in statements]
        for comment in reading.comments:
            if comment.at < start:
                self.header.append(comment.text)
                continue
            number = bisect.bisect_right(places, comment.at)
            line, column = lines(comment.at)
            own_line = not lines.text_of(line)[: column - 1].strip()
            if not own_line and number and lines(_last(statements[number - 1], text))[0] == line:
                key = statements[number - 1][:3]
                # Behind an opening bracket a comment would move to the closing one, so it goes before the whole value;
                # so does a second one, which would become part of the first.
                crowded = terms.is_blank(statements[number - 1].object) or key in self._behind
                place = self._before if crowded else self._behind
                place.setdefault(key, []).append(comment.text)
            elif number == len(statements):
                self.trailer.append(comment.text)
            else:
                self._before.setdefault(_key(statements[number], comment.at), []).append(comment.text)

    def before(self, *key: str) -> list[str]:
        """Comments that stand before a subject, a predicate of it, or a value of that."""
        return self._before.get(key, [])

    def behind(self, *statement: str) -> list[str]:
        """Comments that stand on the line of a value, behind it."""
        return self._behind.get(statement, [])


def _last(statement: Statement, text: str) -> int:
    """Where the last character of a value stands, if it is a text of several lines, else the first."""
    found = terms.is_literal(statement.object) and TOKEN.match(text, statement.object_at)
    return found.end() - 1 if found else statement.object_at


def _key(statement: Statement, at: int) -> tuple[str, ...]:
    if statement.subject_at > at and terms.is_iri(statement.subject):
        return (statement.subject,)
    if statement.predicate_at > at:
        return (statement.subject, statement.predicate)
    return tuple(statement[:3])
