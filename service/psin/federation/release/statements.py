"""Every statement of a catalogue in one order, with blank nodes named by what is said about them.

Source: RDF Dataset Canonicalization (RDFC-1.0), applied graph by graph; N-Quads, section 4.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import pyoxigraph as ox

from ...catalogue import Catalogue
from ...vocabulary.namespaces import PREFIXES
from ..dumps import quads


@dataclass(frozen=True)
class Statements:
    """``quads`` are lines of N-Quads in order, ``triples`` lines of N-Triples in order, each once."""

    quads: tuple[str, ...]
    triples: tuple[str, ...]

    @property
    def nquads(self) -> bytes:
        return _text(self.quads)

    @property
    def ntriples(self) -> bytes:
        return _text(self.triples)

    def turtle(self) -> bytes:
        """All triples as one graph in Turtle."""
        return self._serialised(ox.RdfFormat.TURTLE, PREFIXES)

    def json_ld(self) -> bytes:
        """All triples as one graph in JSON-LD, expanded."""
        return self._serialised(ox.RdfFormat.JSON_LD, None)

    def _serialised(self, form: ox.RdfFormat, prefixes: dict[str, str] | None) -> bytes:
        out = io.BytesIO()
        parsed = ox.parse(self.ntriples, ox.RdfFormat.N_TRIPLES)
        ox.serialize((quad.triple for quad in parsed), out, format=form, prefixes=prefixes)
        return out.getvalue()


def of(catalogue: Catalogue) -> Statements:
    """The statements of all graphs. Raises BudgetExceeded if the blank nodes of one cannot be told apart in time."""
    lines = sorted(line.rstrip("\n") for line in quads(catalogue))
    return Statements(tuple(lines), tuple(sorted({f"{line[: line.rindex(' <')]} ." for line in lines})))


def _text(lines: tuple[str, ...]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
