"""A graph as an index {subject: {predicate: [object]}} of N-Triples strings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from ...lazily import Later
from ...light import TYPE_CHECKING
from ...turtle import terms
from ...vocabulary.namespaces import RDF, RDFS

if TYPE_CHECKING:
    import pyoxigraph as ox
else:
    ox = Later("pyoxigraph")

Node = dict[str, list[str]]
Triple = tuple[str, str, str]

TYPE, SUBCLASS = f"<{RDF}type>", f"<{RDFS}subClassOf>"
FIRST, REST, NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
#: Changed subjects up to which a copy adapts the indexes of the original instead of making its own.
_FEW = 1000
#: And the share of all subjects: of more it is cheaper to look at each once.
_SHARE = 4
#: A list of values as long as this gets a set beside it, so that adding to it stays cheap.
_MANY = 64


class Graph:
    """Holds each triple once, in the order of arrival."""

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self.nodes: dict[str, Node] = {}
        self._many: dict[tuple[str, str], set[str]] = {}
        self._inverse: dict[str, dict[str, list[str]]] = {}
        self._subclasses: dict[str, frozenset[str]] = {}
        self._instances: dict[str, list[str]] = {}
        self._base: Graph | None = None
        self._changed: frozenset[str] = frozenset()
        self.extend(triples)

    @classmethod
    def of(cls, quads: Iterable[ox.Quad | ox.Triple]) -> Graph:
        return cls(as_strings(quads))

    def extend(self, triples: Iterable[Triple]) -> None:
        nodes = self.nodes
        self._inverse.clear()
        self._subclasses.clear()
        self._instances.clear()
        self._base = None
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
        gone = set(removed)
        for subject in gone:
            copy.nodes.pop(subject, None)
        new = {triple[0] for triple in added}
        for subject in new:
            if subject in copy.nodes:
                copy.nodes[subject] = {predicate: list(values) for predicate, values in copy.nodes[subject].items()}
        copy.extend(added)
        if len(gone) + len(new) < min(_FEW, len(copy.nodes) / _SHARE):
            copy._base, copy._changed = self, frozenset(gone | new)
        return copy

    def change(self, gone: Iterable[Triple], come: Iterable[Triple]) -> None:
        """Takes triples out and puts others in, here and not in a copy, in time that depends on them alone."""
        for subject, predicate, value in gone:
            node = self.nodes[subject]
            node[predicate].remove(value)
            self._many.pop((subject, predicate), None)
            if not node[predicate]:
                del node[predicate]
            if not node:
                del self.nodes[subject]
            inverse = self._inverse.get(predicate)
            if inverse is not None:
                inverse[value].remove(subject)
                if not inverse[value]:
                    del inverse[value]
            self._outdate(predicate)
        for subject, predicate, value in come:
            self._many.pop((subject, predicate), None)
            self.nodes.setdefault(subject, {}).setdefault(predicate, []).append(value)
            inverse = self._inverse.get(predicate)
            if inverse is not None:
                inverse.setdefault(value, []).append(subject)
            self._outdate(predicate)

    def _outdate(self, predicate: str) -> None:
        if predicate in (TYPE, SUBCLASS):
            self._instances.clear()
        if predicate == TYPE:
            # lists of instances are long, and mending them would take longer than what needs them next
            self._inverse.pop(TYPE, None)
        if predicate == SUBCLASS:
            self._subclasses.clear()

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
            found = self._inverse[predicate] = self._adapted(predicate) if self._base else self._inverted(predicate)
        return found

    def predicates(self) -> set[str]:
        return {predicate for node in self.nodes.values() for predicate in node}

    def _inverted(self, predicate: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for subject, node in self.nodes.items():
            for value in node.get(predicate, ()):
                found.setdefault(value, []).append(subject)
        return found

    def _adapted(self, predicate: str) -> dict[str, list[str]]:
        """That of the graph this one was copied from, with the changes."""
        assert self._base is not None
        found = dict(self._base.inverse(predicate))
        for subject in self._changed:
            before, now = self._base.objects(subject, predicate), self.objects(subject, predicate)
            for value in before:
                if value not in now:
                    found[value] = [one for one in found[value] if one != subject]
            for value in now:
                if value not in before:
                    found[value] = [*found.get(value, ()), subject]
        return {value: subjects for value, subjects in found.items() if subjects}

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
        found = self._instances.get(iri)
        if found is None:
            by_class, classes = self.inverse(TYPE), sorted(self.subclasses(iri))
            found = list(dict.fromkeys(node for one in classes for node in by_class.get(one, ())))
            self._instances[iri] = found
        return found

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


@lru_cache(50_000)
def as_term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The reverse of ``as_string``."""
    if text[0] == "<":
        return ox.NamedNode(text[1:-1])
    if text[0] == "_":
        return ox.BlankNode(text[2:])
    lexical, language, datatype = terms.parts(text)
    return ox.Literal(lexical, language=language) if language else ox.Literal(lexical, datatype=ox.NamedNode(datatype))
