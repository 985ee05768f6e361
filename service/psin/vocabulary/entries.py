"""Terms, concepts and schemes, made from the triples about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from .namespaces import DCTERMS, OWL, PSINC, RDFS, SCHEMA, SKOS

#: Texts by language tag; where a language has several, the first in the file.
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """What terms, concepts and schemes share. ``replaced_by`` is set for deprecated ones that have a successor."""

    iri: str
    labels: Texts
    definitions: Texts
    scope_notes: Texts
    sources: tuple[str, ...]
    deprecated: bool
    replaced_by: str | None

    @property
    def name(self) -> str:
        """The part of the IRI behind the namespace."""
        return self.iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]

    def label(self, language: str = "en") -> str:
        return self.labels.get(language) or self.labels.get("en") or self.name

    def definition(self, language: str = "en") -> str:
        return self.definitions.get(language) or self.definitions.get("en", "")


@dataclass(frozen=True)
class Term(Entry):
    """A class or property in ``psin:``. ``kind`` is "class", "object property" or "datatype property".

    ``broader`` are superclasses or superproperties, ``schemes`` the concept schemes its values come from,
    ``domain`` and ``range`` the classes or datatypes it is meant for.
    """

    kind: str
    broader: tuple[str, ...]
    schemes: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]

    @property
    def is_class(self) -> bool:
        return self.kind == "class"


@dataclass(frozen=True)
class Concept(Entry):
    """A concept in ``psinc:``; ``broader`` and ``narrower`` are concepts, ``schemes`` what it belongs to."""

    other_labels: Mapping[str, tuple[str, ...]]
    notes: Texts
    schemes: tuple[str, ...]
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    is_top: bool


@dataclass(frozen=True)
class Scheme(Entry):
    """A concept scheme; ``concepts`` in the order of the file."""

    titles: Texts
    concepts: tuple[str, ...]
    top_concepts: tuple[str, ...]


def term_of(iri: str, node: dict[str, list[ox.Term]], kind: str) -> Term:
    above = f"{RDFS}subClassOf" if kind == "class" else f"{RDFS}subPropertyOf"
    return Term(
        **_common(iri, node, f"{RDFS}label"),
        kind=kind,
        broader=iris(node, above),
        schemes=tuple(one for one in iris(node, f"{RDFS}seeAlso") if one.startswith(PSINC)),
        domain=iris(node, f"{SCHEMA}domainIncludes"),
        range=iris(node, f"{SCHEMA}rangeIncludes"),
    )


def concept_of(iri: str, node: dict[str, list[ox.Term]], children: list[str]) -> Concept:
    others: dict[str, list[str]] = {}
    for label in node.get(f"{SKOS}altLabel", ()):
        others.setdefault(label.language or "", []).append(label.value)
    return Concept(
        **_common(iri, node, f"{SKOS}prefLabel"),
        other_labels={language: tuple(labels) for language, labels in others.items()},
        notes=_texts(node, f"{SKOS}editorialNote") or _texts(node, f"{SKOS}note"),
        schemes=iris(node, f"{SKOS}inScheme"),
        broader=iris(node, f"{SKOS}broader"),
        narrower=tuple(dict.fromkeys((*iris(node, f"{SKOS}narrower"), *children))),
        is_top=f"{SKOS}topConceptOf" in node,
    )


def scheme_of(iri: str, node: dict[str, list[ox.Term]], members: list[str]) -> Scheme:
    return Scheme(
        **_common(iri, node, f"{SKOS}prefLabel"),
        titles=_texts(node, f"{DCTERMS}title"),
        concepts=tuple(members),
        top_concepts=iris(node, f"{SKOS}hasTopConcept"),
    )


def _common(iri: str, node: dict[str, list[ox.Term]], label: str) -> dict[str, object]:
    return {
        "iri": iri,
        "labels": _texts(node, label),
        "definitions": _texts(node, f"{SKOS}definition"),
        "scope_notes": _texts(node, f"{SKOS}scopeNote"),
        "sources": iris(node, f"{DCTERMS}source"),
        "deprecated": is_deprecated(node),
        "replaced_by": successor(node),
    }


def _texts(node: dict[str, list[ox.Term]], predicate: str) -> Texts:
    found: dict[str, str] = {}
    for term in node.get(predicate, ()):
        if isinstance(term, ox.Literal):
            found.setdefault(term.language or "en", term.value)
    return found


def iris(node: dict[str, list[ox.Term]], predicate: str) -> tuple[str, ...]:
    return tuple(term.value for term in node.get(predicate, ()) if isinstance(term, ox.NamedNode))


def is_deprecated(node: dict[str, list[ox.Term]]) -> bool:
    return any(term.value == "true" for term in node.get(f"{OWL}deprecated", ()))


def successor(node: dict[str, list[ox.Term]]) -> str | None:
    return next(iter(iris(node, f"{DCTERMS}isReplacedBy")), None)
