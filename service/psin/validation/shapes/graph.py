"""A graph as an index {subject: {predicate: [object]}} of N-Triples strings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from ...turtle import terms
from ...vocabulary.namespaces import RDF, RDFS

Node = dict[str, list[str]]
Triple = tuple[str, str, str]

TYPE, SUBCLASS = f"<{RDF}type>", f"<{RDFS}subClassOf>"
FIRST, REST, NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
#: A list of values as long as this gets a set beside it, so that adding to it stays cheap.
_MANY = 64


class Graph:
    """Holds each triple once, in the order of arrival."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self.nodes: dict[str, Node] = {}
        self._many: dict[tuple[str, str], set[str]] = {}
        self._inverse: dict[str, dict[str, list[str]]] = {}
        self._subclasses: dict[str, frozenset[str]] = {}
        self.extend(triples)

    @classmethod
    def of(cls, quads: Iterable[ox.Quad | ox.Triple]) -> Graph:
        return cls(as_strings(quads))

    def extend(self, triples: Iterable[Triple]) -> None:
        nodes = self.nodes
        self._inverse.clear()
        self._subclasses.clear()
        for subject, predicate, value in triples:
            node = nodes.get(subject)
            if node is None:
                nodes[subject] = {predicate: [value]}
                continue
            values = node.get(predicate)
            if values is None:
                node[predicate] = [value]
            elif len(values) < _MANY:
                if value not in values:
                    values.append(value)
            else:
                self._add_to_many(subject, predicate, values, value)

    def _add_to_many(self, subject: str, predicate: str, values: list[str], value: str) -> None:
        known = self._many.get((subject, predicate))
        if known is None:
            known = self._many[subject, predicate] = set(values)
        if value not in known:
            known.add(value)
            values.append(value)

    def with_changes(self, added: Sequence[Triple], removed: Iterable[str]) -> Graph:
        """A copy without the subjects ``removed`` and with the triples ``added``; this graph stays as it is.

        Shares what did not change, so that one document of a large catalogue can be exchanged in about a millisecond.
        """
        copy = Graph()
        copy.nodes = dict(self.nodes)
        for subject in removed:
            copy.nodes.pop(subject, None)
        for subject in {triple[0] for triple in added}:
            if subject in copy.nodes:
                copy.nodes[subject] = {predicate: list(values) for predicate, values in copy.nodes[subject].items()}
        copy.extend(added)
        return copy

    def triples(self) -> Iterator[Triple]:
        for subject, node in self.nodes.items():
            for predicate, values in node.items():
                for value in values:
                    yield subject, predicate, value

    def objects(self, subject: str, predicate: str) -> Sequence[str]:
        node = self.nodes.get(subject)
        return node.get(predicate, ()) if node else ()

    def one(self, subject: str, predicate: str) -> str | None:
        values = self.objects(subject, predicate)
        return values[0] if values else None

    def inverse(self, predicate: str) -> dict[str, list[str]]:
        """{object: [subject]} of one predicate, made at its first use."""
        found = self._inverse.get(predicate)
        if found is None:
            found = self._inverse[predicate] = {}
            for subject, node in self.nodes.items():
                for value in node.get(predicate, ()):
                    found.setdefault(value, []).append(subject)
        return found

    def subclasses(self, iri: str) -> frozenset[str]:
        """A class and all classes below it."""
        found = self._subclasses.get(iri)
        if found is None:
            below, reached, todo = self.inverse(SUBCLASS), {iri}, [iri]
            while todo:
                for child in below.get(todo.pop(), ()):
                    if child not in reached:
                        reached.add(child)
                        todo.append(child)
            found = self._subclasses[iri] = frozenset(reached)
        return found

    def instances(self, iri: str) -> list[str]:
        """SHACL instances of a class (section 1.1), each once."""
        by_class = self.inverse(TYPE)
        return list(dict.fromkeys(node for one in self.subclasses(iri) for node in by_class.get(one, ())))

    def items(self, head: str) -> list[str]:
        """The members of an RDF list; what comes after a loop or a gap is left out."""
        found: list[str] = []
        seen: set[str] = set()
        while head != NIL and head not in seen:
            seen.add(head)
            first, rest = self.one(head, FIRST), self.one(head, REST)
            if first is None or rest is None:
                break
            found.append(first)
            head = rest
        return found

    def all_nodes(self) -> Iterator[str]:
        """Every subject and object, each once."""
        seen: set[str] = set()
        for subject, _, value in self.triples():
            for node in (subject, value):
                if node not in seen:
                    seen.add(node)
                    yield node


def as_strings(quads: Iterable[ox.Quad | ox.Triple]) -> Iterator[Triple]:
    names: dict[str, str] = {}
    for quad in quads:
        iri = quad.predicate.value
        yield as_string(quad.subject), names.setdefault(iri, f"<{iri}>"), as_string(quad.object)


def as_string(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    """A term in the spelling that the reader of Turtle uses, whatever characters it contains."""
    if isinstance(term, ox.NamedNode):
        return f"<{term.value}>"
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    return terms.literal(term.value, term.language, term.datatype.value)


def as_term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The reverse of ``as_string``."""
    if text[0] == "<":
        return ox.NamedNode(text[1:-1])
    if text[0] == "_":
        return ox.BlankNode(text[2:])
    lexical, language, datatype = terms.parts(text)
    return ox.Literal(lexical, language=language) if language else ox.Literal(lexical, datatype=ox.NamedNode(datatype))
