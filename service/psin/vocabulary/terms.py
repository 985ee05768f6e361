"""The vocabulary as read from ``ontology/``: classes and properties, concepts and their schemes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ..errors import UnreadableFile
from ..lazily import Later
from ..light import TYPE_CHECKING
from .namespaces import OWL, PSIN, PSINC, RDF, SKOS

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import pyoxigraph as ox

    from .entries import Concept, Entry, Scheme, Term
else:
    ox = Later("pyoxigraph")

_KINDS = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "object property",
    f"{OWL}DatatypeProperty": "datatype property",
}
_SCHEME, _CONCEPT = f"{SKOS}ConceptScheme", f"{SKOS}Concept"


class Vocabulary:
    """Terms, concepts and schemes by IRI. ``triples`` are those of the files, for whoever needs them in a graph."""

    #: where it was read from, if from a folder
    folder: Path | str | None = None
    #: the triples as an index {subject: {predicate: [object]}} of N-Triples strings, if restored from such
    nodes: dict[str, dict[str, list[str]]] | None = None

    def __init__(self, triples: Iterable[ox.Quad | ox.Triple]) -> None:
        self.triples = tuple(triples)

    @classmethod
    def load(cls, folder: Path | str) -> Vocabulary:
        """Reads ``psin.ttl`` and ``concepts/*.ttl`` below a folder. Raises UnreadableFile."""
        from pathlib import Path

        place = Path(folder)
        files = [place / "psin.ttl", *sorted((place / "concepts").glob("*.ttl"))]
        loaded = cls(triple for file in files for triple in _parse(file))
        loaded.folder = folder
        return loaded

    @classmethod
    def restored(cls, folder: Path | str, plain: dict[str, Any]) -> Vocabulary:
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
        from .entries import term_of

        return {iri: term_of(iri, node, kind) for iri, node, kind in self._of_types(PSIN, _KINDS)}

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        from .entries import concept_of, iris

        children: dict[str, list[str]] = {}
        for iri, node, _ in self._of_types(PSINC, {_CONCEPT: ""}):
            for parent in iris(node, f"{SKOS}broader"):
                children.setdefault(parent, []).append(iri)
        return {iri: concept_of(iri, node, children.get(iri, [])) for iri, node, _ in self._concept_nodes()}

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        from .entries import iris, scheme_of

        members: dict[str, list[str]] = {}
        for iri, node, _ in self._concept_nodes():
            for scheme in iris(node, f"{SKOS}inScheme"):
                members.setdefault(scheme, []).append(iri)
        return {
            iri: scheme_of(iri, node, members.get(iri, [])) for iri, node, _ in self._of_types(PSINC, {_SCHEME: ""})
        }

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
        from .entries import is_deprecated, successor

        found = {iri: node for iri, node in self._index.items() if f"{OWL}deprecated" in node}
        return {iri: successor(node) for iri, node in found.items() if is_deprecated(node)}

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
        from .entries import iris

        for iri, node in self._index.items():
            if iri.startswith(namespace):
                kind = next((kinds[one] for one in iris(node, f"{RDF}type") if one in kinds), None)
                if kind is not None:
                    yield iri, node, kind


def _parse(file: Path) -> Iterator[ox.Quad]:
    try:
        yield from ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableFile(f"The vocabulary file {file} cannot be read: {error}.") from None
