"""Every statement of a catalogue in one order, with blank nodes named by what is said about them.

Source: RDF Dataset Canonicalization (RDFC-1.0), applied graph by graph; N-Quads, section 4.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pyoxigraph as ox

from ...catalogue import Catalogue
from ...vocabulary.namespaces import PREFIXES
from .. import canonical

#: A blank node outside of a literal: canonical lines have one blank between terms.
_BLANK = re.compile(r"(?:^|(?<= ))_:c14n(\d+)(?= )")


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
    quads: list[str] = []
    triples: set[str] = set()
    for number, (graph, items) in enumerate(sorted(catalogue.by_graph.items())):
        for line in canonical.lines(quad for item in items for quad in item.quads()):
            # Names of blank nodes hold for a whole file, so those of two graphs must differ.
            named = _BLANK.sub(rf"_:g{number}n\1", line)
            triples.add(named)
            quads.append(f"{named[:-1]}<{graph}> .")
    return Statements(tuple(sorted(quads)), tuple(sorted(triples)))


def _text(lines: tuple[str, ...]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
