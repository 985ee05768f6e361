"""Where a Turtle text declares its prefixes and its base."""

from __future__ import annotations

from collections.abc import Iterator

from ..lazily import lazy
from ..light import Record

_DIRECTIVE = lazy(
    r"^[ \t]*@?(?:prefix[ \t]+(?P<prefix>[\w.-]*):|base)[ \t]*<(?P<iri>[^>\n]*)>[ \t]*\.?"
    r"[ \t]*(?:\#[^\n]*)?(?:\r?\n|\Z)",
    "im",
)


class Directive(Record):
    """A declaration: ``prefix`` is None for the base; ``at`` and ``iri_at`` are offsets of the line and the address."""

    prefix: str | None
    iri: str
    at: int
    end: int
    iri_at: int


def directives(text: str) -> Iterator[Directive]:
    """Declarations that stand on a line of their own, in their order."""
    for found in _DIRECTIVE.finditer(text):
        yield Directive(found["prefix"], found["iri"], found.start(), found.end(), found.start("iri"))
