"""Writing statements briefly: prefixed names, texts in several languages, typed values."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Words(NamedTuple):
    """One text in the languages of the interface."""

    en: str
    fr: str


class Typed(NamedTuple):
    """A value with the prefixed name of its datatype."""

    value: str
    datatype: str


Value = str | Words | Typed | tuple[str, ...] | list[str]


class Statements(list[ox.Triple]):
    """Triples in the order in which they were said."""

    def say(self, subject: str, *types: str, **values: Value) -> str:
        """Says what a thing is and has, and gives its IRI back.

        A name ``dct_title`` is dct:title. Values are Words, Typed, IRIs (a str that starts with http), other texts, or
        several of these.
        """
        node = ox.NamedNode(subject)
        for kind in types:
            self.append(ox.Triple(node, named("rdf:type"), named(kind)))
        for name, value in values.items():
            predicate = named(name.replace("_", ":", 1))
            for one in value if type(value) in (tuple, list) else (value,):
                self.extend(ox.Triple(node, predicate, term) for term in _terms(one))  # type: ignore[arg-type]
        return subject


def named(name: str) -> ox.NamedNode:
    """The IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _terms(value: str | Words | Typed) -> list[ox.NamedNode | ox.Literal]:
    if isinstance(value, Words):
        return [ox.Literal(value.en, language="en"), ox.Literal(value.fr, language="fr")]
    if isinstance(value, Typed):
        return [ox.Literal(value.value, datatype=named(value.datatype))]
    return [ox.NamedNode(value) if value.startswith(("http://", "https://")) else ox.Literal(value)]
