"""Statements of one page, held so that a view can walk them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ...vocabulary.namespaces import PREFIXES, RDF

Term = NamedNode | BlankNode | Literal
TYPE = f"{RDF}type"


def iri(name: str) -> str:
    """The full IRI of a prefixed name such as ``skos:prefLabel``; a name without a known prefix stays as it is."""
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else name


def key(term: object) -> str:
    """The string by which a subject is found: its IRI, or ``_:`` and its label."""
    return f"_:{term.value}" if isinstance(term, BlankNode) else getattr(term, "value", str(term))


class Graph:
    """Subject, predicate → objects. Predicates and types are given as prefixed names."""

    def __init__(self, statements: Iterable[tuple[object, object, object]] = ()) -> None:
        self._index: dict[str, dict[str, list[Term]]] = {}
        self._seen: set[tuple[str, str, object]] = set()
        self._by_type: dict[str, list[str]] = {}
        #: Predicate to value to subjects, for the predicates that were asked for so.
        self._having: dict[str, dict[str, list[str]]] = {}
        self.add(statements)

    @classmethod
    def of_rows(cls, rows: Iterable[Mapping[str, object]], subject: str = "s") -> Graph:
        """The graph of a SELECT with the columns ``subject``, ``p`` and ``o``; rows with gaps are left out.

        In the order of their terms, since every engine has an order of its own.
        """
        whole = [(row[subject], row["p"], row["o"]) for row in rows if {subject, "p", "o"} <= row.keys()]
        return cls(sorted(whole, key=lambda row: tuple(map(str, row))))

    @classmethod
    def of_quads(cls, quads: Iterable[Quad | Triple]) -> Graph:
        return cls((quad.subject, quad.predicate, quad.object) for quad in quads)

    def add(self, statements: Iterable[tuple[object, object, object]]) -> None:
        self._having = {}
        for subject, predicate, object_ in statements:
            entry = (key(subject), key(predicate), object_)
            if entry not in self._seen:
                self._seen.add(entry)
                self._index.setdefault(entry[0], {}).setdefault(entry[1], []).append(object_)  # type: ignore[arg-type]
                if entry[1] == TYPE:
                    self._by_type.setdefault(key(object_), []).append(entry[0])

    def __contains__(self, subject: object) -> bool:
        return subject in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def predicates(self, subject: str) -> dict[str, list[Term]]:
        """Everything said about a subject, predicates as full IRIs."""
        return self._index.get(subject, {})

    def all(self, subject: str, *names: str) -> list[Term]:
        """All objects of the first predicate named that has any."""
        known = self._index.get(subject, {})
        return next((known[iri(name)] for name in names if iri(name) in known), [])

    def one(self, subject: str, *names: str) -> Term | None:
        return next(iter(self.all(subject, *names)), None)

    def value(self, subject: str, *names: str) -> str | None:
        """The IRI or the text of the first object, without its language or datatype."""
        found = self.one(subject, *names)
        return None if found is None else key(found)

    def values(self, subject: str, *names: str) -> list[str]:
        return [key(term) for term in self.all(subject, *names)]

    def types(self, subject: str) -> set[str]:
        return set(self.values(subject, TYPE))

    def typed(self, *names: str) -> list[str]:
        """All subjects of one of the types."""
        return list(dict.fromkeys(subject for name in names for subject in self._by_type.get(iri(name), ())))

    def having(self, name: str, value: str) -> list[str]:
        """All subjects with this value of a predicate."""
        predicate = iri(name)
        found = self._having.get(predicate)
        if found is None:
            found = {}
            for subject, known in self._index.items():
                for one in dict.fromkeys(key(term) for term in known.get(predicate, ())):
                    found.setdefault(one, []).append(subject)
            self._having[predicate] = found
        return list(found.get(value, ()))
