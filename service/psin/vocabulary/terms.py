"""The vocabulary as read from ``ontology/``: classes and properties, concepts and their schemes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import UnreadableFile
from .namespaces import DCTERMS, OWL, PSIN, PSINC, RDF, RDFS, SCHEMA, SKOS

#: Texts by language tag; where a language has several, the first in the file.
Texts = Mapping[str, str]
_KINDS = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "object property",
    f"{OWL}DatatypeProperty": "datatype property",
}
_SCHEME, _CONCEPT = f"{SKOS}ConceptScheme", f"{SKOS}Concept"


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


class Vocabulary:
    """Terms, concepts and schemes by IRI. ``triples`` are those of the files, for whoever needs them in a graph."""

    #: where it was read from, if from a folder
    folder: Path | None = None
    #: the triples as an index {subject: {predicate: [object]}} of N-Triples strings, if restored from such
    nodes: dict[str, dict[str, list[str]]] | None = None

    def __init__(self, triples: Iterable[ox.Quad | ox.Triple]) -> None:
        self.triples = tuple(triples)

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Reads ``psin.ttl`` and ``concepts/*.ttl`` below a folder. Raises UnreadableFile."""
        files = [folder / "psin.ttl", *sorted((folder / "concepts").glob("*.ttl"))]
        loaded = cls(triple for file in files for triple in _parse(file))
        loaded.folder = folder
        return loaded

    @classmethod
    def restored(cls, folder: Path, plain: dict[str, Any]) -> Vocabulary:
        """What was read from a folder before; the files are read again only for what ``plain`` does not hold."""
        self = cls.__new__(cls)
        self.folder, self.nodes = folder, plain["nodes"]
        self.__dict__["declared"], self.__dict__["deprecations"] = frozenset(plain["declared"]), plain["deprecations"]
        return self

    def plain(self, nodes: dict[str, dict[str, list[str]]]) -> dict[str, Any]:
        """Texts, from which ``restored`` makes the same again; ``nodes`` is the index of the triples."""
        return {"nodes": nodes, "declared": list(self.declared), "deprecations": self.deprecations}

    @cached_property
    def triples(self) -> tuple[ox.Quad | ox.Triple, ...]:
        assert self.folder is not None
        return Vocabulary.load(self.folder).triples

    @cached_property
    def _index(self) -> dict[str, dict[str, list[ox.Term]]]:
        index: dict[str, dict[str, list[ox.Term]]] = {}
        for triple in self.triples:
            if isinstance(triple.subject, ox.NamedNode):
                index.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
        return index

    @cached_property
    def terms(self) -> dict[str, Term]:
        return {iri: _term(iri, node, kind) for iri, node, kind in self._of_types(PSIN, _KINDS)}

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        children: dict[str, list[str]] = {}
        for iri, node, _ in self._of_types(PSINC, {_CONCEPT: ""}):
            for parent in _iris(node, f"{SKOS}broader"):
                children.setdefault(parent, []).append(iri)
        return {iri: _concept(iri, node, children.get(iri, [])) for iri, node, _ in self._concept_nodes()}

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        members: dict[str, list[str]] = {}
        for iri, node, _ in self._concept_nodes():
            for scheme in _iris(node, f"{SKOS}inScheme"):
                members.setdefault(scheme, []).append(iri)
        return {iri: _scheme(iri, node, members.get(iri, [])) for iri, node, _ in self._of_types(PSINC, {_SCHEME: ""})}

    @property
    def classes(self) -> dict[str, Term]:
        return {iri: term for iri, term in self.terms.items() if term.is_class}

    @property
    def properties(self) -> dict[str, Term]:
        return {iri: term for iri, term in self.terms.items() if not term.is_class}

    @cached_property
    def declared(self) -> frozenset[str]:
        """Every IRI of ours that the files describe."""
        return frozenset(iri for iri in self._index if iri.startswith((PSIN, PSINC)))

    @cached_property
    def deprecations(self) -> dict[str, str | None]:
        """Deprecated IRIs and what replaces them."""
        found = {iri: node for iri, node in self._index.items() if f"{OWL}deprecated" in node}
        return {iri: _successor(node) for iri, node in found.items() if _is_deprecated(node)}

    @cached_property
    def version(self) -> str:
        """The version of the ontology, as its header says."""
        return str(self._index[PSIN.removesuffix("#")][f"{OWL}versionInfo"][0].value)

    def entry(self, iri: str) -> Entry | None:
        """The term, concept or scheme with an IRI."""
        return self.terms.get(iri) or self.concepts.get(iri) or self.schemes.get(iri)

    def label(self, iri: str, language: str = "en") -> str | None:
        found = self.entry(iri)
        return found.label(language) if found else None

    def superclasses(self, iri: str) -> tuple[str, ...]:
        """All superclasses of a class of ours, nearest first, without itself."""
        found: dict[str, None] = {}
        todo = [iri]
        while todo:
            term = self.terms.get(todo.pop(0))
            for parent in term.broader if term else ():
                if parent not in found:
                    found[parent] = None
                    todo.append(parent)
        return tuple(found)

    def _concept_nodes(self) -> Iterator[tuple[str, dict[str, list[ox.Term]], str]]:
        """Trade-off axes are concepts by their class."""
        return self._of_types(PSINC, {_CONCEPT: "", f"{PSIN}TradeOffAxis": ""})

    def _of_types(
        self, namespace: str, kinds: Mapping[str, str]
    ) -> Iterator[tuple[str, dict[str, list[ox.Term]], str]]:
        for iri, node in self._index.items():
            if iri.startswith(namespace):
                kind = next((kinds[one] for one in _iris(node, f"{RDF}type") if one in kinds), None)
                if kind is not None:
                    yield iri, node, kind


def _parse(file: Path) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableFile(f"The vocabulary file {file} cannot be read: {error}.") from None


def _term(iri: str, node: dict[str, list[ox.Term]], kind: str) -> Term:
    above = f"{RDFS}subClassOf" if kind == "class" else f"{RDFS}subPropertyOf"
    return Term(
        **_common(iri, node, f"{RDFS}label"),
        kind=kind,
        broader=_iris(node, above),
        schemes=tuple(one for one in _iris(node, f"{RDFS}seeAlso") if one.startswith(PSINC)),
        domain=_iris(node, f"{SCHEMA}domainIncludes"),
        range=_iris(node, f"{SCHEMA}rangeIncludes"),
    )


def _concept(iri: str, node: dict[str, list[ox.Term]], children: list[str]) -> Concept:
    others: dict[str, list[str]] = {}
    for label in node.get(f"{SKOS}altLabel", ()):
        others.setdefault(label.language or "", []).append(label.value)
    return Concept(
        **_common(iri, node, f"{SKOS}prefLabel"),
        other_labels={language: tuple(labels) for language, labels in others.items()},
        notes=_texts(node, f"{SKOS}editorialNote") or _texts(node, f"{SKOS}note"),
        schemes=_iris(node, f"{SKOS}inScheme"),
        broader=_iris(node, f"{SKOS}broader"),
        narrower=tuple(dict.fromkeys((*_iris(node, f"{SKOS}narrower"), *children))),
        is_top=f"{SKOS}topConceptOf" in node,
    )


def _scheme(iri: str, node: dict[str, list[ox.Term]], members: list[str]) -> Scheme:
    return Scheme(
        **_common(iri, node, f"{SKOS}prefLabel"),
        titles=_texts(node, f"{DCTERMS}title"),
        concepts=tuple(members),
        top_concepts=_iris(node, f"{SKOS}hasTopConcept"),
    )


def _common(iri: str, node: dict[str, list[ox.Term]], label: str) -> dict[str, object]:
    return {
        "iri": iri,
        "labels": _texts(node, label),
        "definitions": _texts(node, f"{SKOS}definition"),
        "scope_notes": _texts(node, f"{SKOS}scopeNote"),
        "sources": _iris(node, f"{DCTERMS}source"),
        "deprecated": _is_deprecated(node),
        "replaced_by": _successor(node),
    }


def _texts(node: dict[str, list[ox.Term]], predicate: str) -> Texts:
    found: dict[str, str] = {}
    for term in node.get(predicate, ()):
        if isinstance(term, ox.Literal):
            found.setdefault(term.language or "en", term.value)
    return found


def _iris(node: dict[str, list[ox.Term]], predicate: str) -> tuple[str, ...]:
    return tuple(term.value for term in node.get(predicate, ()) if isinstance(term, ox.NamedNode))


def _is_deprecated(node: dict[str, list[ox.Term]]) -> bool:
    return any(term.value == "true" for term in node.get(f"{OWL}deprecated", ()))


def _successor(node: dict[str, list[ox.Term]]) -> str | None:
    return next(iter(_iris(node, f"{DCTERMS}isReplacedBy")), None)
