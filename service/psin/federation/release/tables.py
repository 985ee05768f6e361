"""A table for each class: one row for each thing, one column for each property and language.

Source: RFC 4180; cells that a spreadsheet would take for a formula begin with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from ...catalogue import Catalogue
from ...queries.cells import safe
from ...vocabulary.namespaces import PREFIXES, RDF, compact

#: Between several values in a cell.
SEPARATOR = " | "
_TYPE = f"{RDF}type"


@dataclass(frozen=True)
class Table:
    """``name`` is that of the file without its ending, ``class_`` an IRI, ``columns`` maps headings to property IRIs."""

    name: str
    class_: str
    columns: dict[str, str]
    rows: tuple[tuple[str, ...], ...]

    def csv(self) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(["iri", "document", *self.columns])
        writer.writerows([[safe(cell) for cell in row] for row in self.rows])
        return out.getvalue().encode()


def of(catalogue: Catalogue) -> list[Table]:
    """The tables of everything that the documents describe and that has an IRI, in the order of their names."""
    cells: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    properties: dict[str, str] = {}
    classes: dict[str, set[str]] = defaultdict(set)
    where: dict[str, str] = {}
    for item in catalogue.documents:
        for quad in item.quads():
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            subject, predicate = quad.subject.value, quad.predicate.value
            where.setdefault(subject, item.graph)
            if predicate == _TYPE:
                classes[quad.object.value].add(subject)  # type: ignore[union-attr]
                continue
            heading = compact(predicate)
            if isinstance(quad.object, ox.Literal) and quad.object.language:
                heading += f"@{quad.object.language}"
            properties[heading] = predicate
            if not isinstance(quad.object, ox.BlankNode):
                cells[subject][heading].add(quad.object.value)  # type: ignore[union-attr]
    tables = []
    for class_, subjects in classes.items():
        name = compact(class_)
        if name.partition(":")[0] not in PREFIXES:
            continue
        headings = sorted({heading for subject in subjects for heading in cells[subject]})
        rows = tuple(
            (subject, where[subject], *(SEPARATOR.join(sorted(cells[subject][heading])) for heading in headings))
            for subject in sorted(subjects)
        )
        tables.append(
            Table(name.replace(":", "-"), class_, {heading: properties[heading] for heading in headings}, rows)
        )
    return sorted(tables, key=lambda table: table.name)
