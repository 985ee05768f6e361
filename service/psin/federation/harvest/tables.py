"""A table of a partner to statements, by the mapping in the registry.

Source: Generating RDF from Tabular Data on the Web (CSV2RDF, W3C 2015), minimal mode. Beyond it, a value of a property
whose values come from a list of ours may be the label of a concept, and a place the name or the code of a country.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TextIO
from urllib.parse import quote

import pyoxigraph as ox

from ...validation.names import fold
from ...vocabulary.codes import AUTHORITY
from ...vocabulary.countries import COUNTRIES
from ...vocabulary.namespaces import DCTERMS, FOAF, PREFIXES, PSIN, RDF, XSD
from ...vocabulary.terms import Vocabulary
from ..partners import Column, TableMapping

_FIELD = re.compile(r"\{([^{}]+)\}")
_MOST_COLUMNS, _LONGEST_FIELD = 500, 100_000
_SOURCE = f"{DCTERMS}source"
Fault = Callable[[str, str], None]


class TableFault(ValueError):
    """The table as a whole cannot be read."""


class Table:
    """Statements of the table at ``url``, which each record cites as its source unless a column gives another one.

    ``fault`` is told record and reason for rows that cannot be mapped.
    """

    def __init__(self, mapping: TableMapping, url: str, vocabulary: Vocabulary, fault: Fault) -> None:
        self.mapping, self.vocabulary, self.fault = mapping, vocabulary, fault
        self._page = ox.NamedNode(url)
        self._cites = not any(full(column.property) == _SOURCE for column in mapping.columns)

    def statements(self, text: TextIO) -> Iterator[ox.Triple]:
        """Raises TableFault for a table without its columns, or with broken quotes."""
        csv.field_size_limit(_LONGEST_FIELD)
        try:
            rows = csv.DictReader(text, delimiter=self.mapping.delimiter, strict=True)
            names = [(name or "").strip() for name in rows.fieldnames or ()]
            self._check_head(names)
            rows.fieldnames = names
            for number, row in enumerate(rows, 2):
                yield from self._record(number, row)
        except csv.Error as error:
            raise TableFault(f"the table cannot be read: {error}") from None

    def _check_head(self, names: list[str]) -> None:
        wanted = {column.title for column in self.mapping.columns if column.title}
        wanted |= {
            field
            for text in (self.mapping.about, *(c.value for c in self.mapping.columns))
            for field in _FIELD.findall(text)
        }
        missing = sorted(wanted - set(names) - {"value"})
        if missing:
            known = ", ".join(names[:20]) or "none"
            raise TableFault(f"the table has no column '{missing[0][:60]}'; its columns are {known[:300]}")
        if len(names) > _MOST_COLUMNS:
            raise TableFault(f"the table has {len(names)} columns")

    def _record(self, number: int, row: Mapping[str | None, object]) -> Iterator[ox.Triple]:
        cells = {str(name): str(value or "").strip() for name, value in row.items() if name is not None}
        if None in row:
            return self.fault(f"row {number}", f"row {number} has more cells than the head of the table")
        if not any(cells.values()):
            return None
        about = _filled(self.mapping.about, cells)
        if about is None:
            return self.fault(f"row {number}", f"row {number} lacks what its address is made of")
        subject = ox.NamedNode(about)
        yield ox.Triple(subject, ox.NamedNode(f"{RDF}type"), ox.NamedNode(full(self.mapping.kind)))
        if self._cites:
            cited = ox.NamedNode(f"{about.partition('#')[0]}#table")
            yield ox.Triple(subject, ox.NamedNode(_SOURCE), cited)
            yield ox.Triple(cited, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{PSIN}Source"))
            yield ox.Triple(cited, ox.NamedNode(f"{FOAF}page"), self._page)
        for column in self.mapping.columns:
            for text in _values(column, cells):
                value = self._value(column, text, cells)
                if value is None:
                    self.fault(
                        about.partition("#")[0],
                        f"row {number}: '{text[:60]}' in the column '{column.title}' has no meaning there",
                    )
                else:
                    yield ox.Triple(subject, ox.NamedNode(full(column.property)), value)
        return None

    def _value(self, column: Column, text: str, cells: Mapping[str, str]) -> ox.Literal | ox.NamedNode | None:
        prop = full(column.property)
        if column.value:
            filled = _filled(column.value, {**cells, "value": text})
            return ox.NamedNode(full(filled)) if filled else None
        if prop == f"{DCTERMS}spatial" and not text.startswith(("http://", "https://")):
            code = self._countries.get(text.upper()) or self._countries.get(_folded(text))
            return ox.NamedNode(f"{AUTHORITY}country/{code}") if code else None
        term = self.vocabulary.terms.get(prop)
        if term is not None and term.schemes:
            concept = self._concepts.get((term.schemes[0], _folded(text)))
            return ox.NamedNode(concept) if concept else None
        if column.language:
            return ox.Literal(text, language=column.language)
        if column.datatype in ("anyURI", f"{XSD}anyURI"):
            return ox.NamedNode(text)
        datatype = full(column.datatype) if ":" in column.datatype else f"{XSD}{column.datatype or 'string'}"
        return ox.Literal(text, datatype=ox.NamedNode(datatype))

    @cached_property
    def _countries(self) -> dict[str, str]:
        return {code: code for code in COUNTRIES} | {_folded(name): code for code, name in COUNTRIES.items()}

    @cached_property
    def _concepts(self) -> dict[tuple[str, str], str]:
        """Scheme and folded label, in any language, to concept; the name of a concept without its kind counts too."""
        found: dict[tuple[str, str], str] = {}
        for concept in self.vocabulary.concepts.values():
            names = [*concept.labels.values(), *(one for more in concept.other_labels.values() for one in more)]
            names += [concept.name, concept.name.partition("-")[2]]
            for scheme in concept.schemes:
                for name in names:
                    found.setdefault((scheme, _folded(name)), concept.iri)
        return found


def full(name: str) -> str:
    """An IRI from a prefixed name of ours, anything else as it is."""
    prefix, colon, rest = name.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES and not rest.startswith("//") else name


def _folded(text: str) -> str:
    return " ".join(fold(text.replace("-", " ")).words)


def _values(column: Column, cells: Mapping[str, str]) -> list[str]:
    if not column.title:
        return [""]
    cell = cells.get(column.title, "")
    parts = cell.split(column.separator) if column.separator else [cell]
    return [part.strip() for part in parts if part.strip()]


def _filled(template: str, cells: Mapping[str, str]) -> str | None:
    """The template with cells in the places of its fields, percent-encoded; None if one of them is empty."""
    empty = False

    def cell(found: re.Match[str]) -> str:
        nonlocal empty
        value = cells.get(found[1], "")
        empty = empty or not value
        return quote(value, safe="-._~")

    filled = _FIELD.sub(cell, template)
    return None if empty else filled
