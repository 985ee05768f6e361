"""What compiling makes and what checking finds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...light import TYPE_CHECKING, Record
from ...vocabulary.namespaces import SH
from .paths import Path

if TYPE_CHECKING:
    from typing import Protocol

    from .run import Run

#: Focus nodes, each with its value nodes.
Pairs = Sequence[tuple[str, Sequence[str]]]

VIOLATION = f"<{SH}Violation>"


class Hit(Record):
    """A focus node that breaks a constraint. ``path`` and ``messages`` are set where they differ from the shape's."""

    focus: str
    value: str | None = None
    path: str | None = None
    messages: tuple[str, ...] | None = None


class Constraint(Protocol if TYPE_CHECKING else object):  # type: ignore[misc]
    """``component`` is an IRI term such as ``<http://www.w3.org/ns/shacl#MinCountConstraintComponent>``."""

    component: str

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]: ...


class Result(Record):
    """A validation result (SHACL, section 3.6.2); terms as N-Triples strings, ``path`` as text in SPARQL syntax.

    ``shape`` is the source shape; ``messages`` are literal terms, empty if neither shape nor constraint has any.
    """

    focus: str
    path: str | None
    value: str | None
    shape: Shape
    component: str
    severity: str
    messages: tuple[str, ...]


class Target(Record):
    """``kind`` is class, node, subjects-of or objects-of."""

    kind: str
    term: str


class Shape:
    """A node shape, or a property shape if it has a ``path``.

    ``code`` (skos:notation), ``labels`` and ``lesson`` (dcterms:source) are those of the shape, or of the one it is
    part of; ``comments`` (rdfs:comment) are its own.
    """

    #: whether nothing is wrong with a focus node that has no values, whatever else there is
    needs_values = False

    def __init__(
        self,
        id: str,
        path: Path | None = None,
        targets: tuple[Target, ...] = (),
        severity: str = VIOLATION,
        messages: tuple[str, ...] = (),
        deactivated: bool = False,
    ) -> None:
        self.id = id
        self.path = path
        self.targets = targets
        self.severity = severity
        self.messages = messages
        self.deactivated = deactivated
        self.constraints: list[Constraint] = []
        self.properties: list[Shape] = []
        self.code: str | None = None
        self.labels: tuple[str, ...] = ()
        self.comments: tuple[str, ...] = ()
        self.lesson: str | None = None

    def __repr__(self) -> str:
        return f"Shape({self.id})"
