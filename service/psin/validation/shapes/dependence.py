"""What the results for a focus node depend on: which triples of a graph its shapes can read.

From shapes to ways through the graph (SHACL, sections 2 to 6), so that a change of some triples leads back to the focus
nodes whose results may change, and a focus node leads to the part of a graph that is enough to judge it. Both err on
the side of too many.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ...light import TYPE_CHECKING, Record
from .basic import Closed, PerValue, component
from .graph import TYPE, Graph, Triple
from .model import Constraint, Shape
from .nested import ByShapes, Qualified
from .patterns import ANY, Step, Way, read_path, read_patterns, ways_from
from .sparql import SparqlAsk, SparqlSelect

if TYPE_CHECKING:
    from typing import Any

_READS_TYPE = component("Class")


class Reach(Record):
    """What one shape reads: ``ways`` from its focus node, and wherever they stand triples with a predicate of ``apart``
    (None: any triple at all), of types only those in ``classes``."""

    ways: frozenset[Way]
    apart: frozenset[str] | None
    classes: frozenset[str]


def reach(shape: Shape, *, only_queries: bool = False) -> Reach:
    """What the results of a shape with targets depend on beside the targets themselves, or what its queries read."""
    found = _Queries() if only_queries else _Found()
    found.of_shape(shape, ())
    return Reach(
        frozenset(way for way in found.ways if way),
        None if found.anything else frozenset(found.apart),
        frozenset(found.classes),
    )


def plain_reach(one: Reach) -> tuple[Any, ...]:
    """A reach in tuples and texts."""
    ways = tuple(tuple((_sorted(step.predicates), step.forward, step.many) for step in way) for way in one.ways)
    return ways, _sorted(one.apart), _sorted(one.classes)


def restored_reach(plain: tuple[Any, ...]) -> Reach:
    ways, apart, classes = plain
    return Reach(
        frozenset(tuple(Step(_set(predicates), *rest) for predicates, *rest in way) for way in ways),
        _set(apart),
        frozenset(classes),
    )


def _sorted(names: frozenset[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(names))


def _set(names: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


class _Found:
    def __init__(self) -> None:
        self.ways: set[Way] = set()
        self.apart: set[str] = set()
        self.classes: set[str] = set()
        self.anything = False

    def reads(self, way: Way) -> None:
        self.ways.add(way)

    def of_shape(self, shape: Shape, before: Way) -> None:
        ways: tuple[Way, ...] = ((),)
        if shape.path is not None:
            read = read_path(shape.path.text)
            if read is None:
                self.anything = True
                return
            ways = read
        for way in ways:
            at = before + way
            self.reads(at)
            for constraint in shape.constraints:
                self.of_constraint(constraint, before, at)
            for part in shape.properties:
                self.of_shape(part, at)

    def of_constraint(self, constraint: Constraint, focus: Way, value: Way) -> None:
        if isinstance(constraint, ByShapes):
            for shape in constraint.shapes:
                self.of_shape(shape, value)
        elif isinstance(constraint, Qualified):
            for shape in (constraint.qualified, *constraint.siblings):
                self.of_shape(shape, value)
        elif isinstance(constraint, Closed):
            self.reads((*value, ANY))
        elif isinstance(constraint, PerValue):
            self.reads((*focus, ANY))
        elif isinstance(constraint, SparqlSelect):
            self.of_query(constraint.query.text, {"?this": focus})
        elif isinstance(constraint, SparqlAsk):
            self.of_query(constraint.query.text, {"?this": focus, "?value": value})
        elif constraint.component == _READS_TYPE:
            self.reads((*value, Step(frozenset({TYPE}), True)))

    def of_query(self, text: str, starts: dict[str, Way]) -> None:
        patterns = read_patterns(text)
        if patterns is None:
            self.anything = True
            return
        left = patterns
        for start, way in starts.items():
            read = ways_from(patterns, start)
            if read is None:
                self.anything = True
                return
            self.ways.update(way + one for one in read[0])
            left = [one for one in left if one in read[1]]
        for pattern in left:
            steps = [step for way in pattern.ways for step in way]
            if any(step.predicates is None for step in steps):
                self.anything = True
                return
            predicates = {one for step in steps for one in step.predicates or ()}
            if predicates == {TYPE} and pattern.object[0] == "<":
                self.classes.add(pattern.object)
            else:
                self.apart |= predicates


class _Queries(_Found):
    """What has to be in a store; the other constraints read the graph itself."""

    def reads(self, way: Way) -> None:
        pass


class Dependence:
    """For a set of shapes: where results may change, and how much of a graph is needed."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self.shapes = list(shapes)
        self.reaches = [reach(shape) for shape in self.shapes]
        self.objects = frozenset(term for shape in self.shapes for kind, term in shape.targets if kind == "objects-of")
        #: {predicate (None: any): {(way before, direction): shapes}}
        self._hits: dict[str | None, dict[tuple[Way, bool], list[int]]] = {}
        for number, one in enumerate(self.reaches):
            for way, forward, predicates in {hit for known in one.ways for hit in _hits(known)}:
                for predicate in (None,) if predicates is None else predicates:
                    self._hits.setdefault(predicate, {}).setdefault((way, forward), []).append(number)

    def affected(self, graph: Graph, changed: Collection[Triple]) -> dict[str, set[int]]:
        """{focus node: numbers of shapes} whose results may differ after a change to ``graph`` as it is now.

        The way from a focus node to the changed triple that is nearest to it has not changed, so it is found in the
        graph after the change, whatever was there before.
        """
        found: dict[str, set[int]] = {}
        known: dict[tuple[str, Way], set[str]] = {}
        everywhere = range(len(self.shapes))
        for subject, predicate, value in changed:
            found.setdefault(subject, set()).update(everywhere)
            if predicate in self.objects:
                found.setdefault(value, set()).update(everywhere)
            for hits in (self._hits.get(predicate, {}), self._hits.get(None, {})):
                for (way, forward), numbers in hits.items():
                    near = subject if forward else value
                    if (near, way) not in known:
                        known[near, way] = _back(graph, near, way)
                    for focus in known[near, way]:
                        found.setdefault(focus, set()).update(numbers)
        return found

    def apart(self, changed: Collection[Triple]) -> list[int]:
        """Numbers of shapes whose results may differ anywhere, because they compare records that nothing joins."""
        predicates = {predicate for _, predicate, _ in changed}
        classes = {value for _, predicate, value in changed if predicate == TYPE}
        return [
            number
            for number, one in enumerate(self.reaches)
            if changed
            and (one.apart is None or not predicates.isdisjoint(one.apart) or not classes.isdisjoint(one.classes))
        ]

    def part(self, graph: Graph, focus_nodes: Iterable[str]) -> Graph | None:
        """The part of a graph in which these focus nodes have the same results; None if that may be all of it."""
        return part_of(graph, focus_nodes, self.reaches)


class _Tree:
    """Ways that begin alike, put together."""

    def __init__(self) -> None:
        self.below: dict[Step, _Tree] = {}

    @classmethod
    def of(cls, ways: Iterable[Way]) -> _Tree:
        tree = cls()
        for way in ways:
            at = tree
            for step in way:
                at = at.below.setdefault(step, cls())
        return tree


def _hits(way: Way) -> Iterator[tuple[Way, bool, frozenset[str] | None]]:
    """For each step the way to it, its direction and its predicates: what a changed triple can be a part of."""
    for number, step in enumerate(way):
        yield way[:number], step.forward, step.predicates
        if step.many:
            yield (*way[:number], step), step.forward, step.predicates


def _back(graph: Graph, node: str, way: Way) -> set[str]:
    """The nodes from which a way leads to a node."""
    reached = {node}
    for step in reversed(way):
        back = step.reversed()
        found = {end for one in reached for _, end in _along(graph, one, back)}
        if step.many:
            todo = list(found)
            while todo:
                for _, end in _along(graph, todo.pop(), back):
                    if end not in found:
                        found.add(end)
                        todo.append(end)
        reached = found
    return reached


def _along(graph: Graph, node: str, step: Step) -> Iterator[tuple[Triple, str]]:
    """The triples of one step from a node, each with its other end."""
    if step.forward:
        own = graph.nodes.get(node, {})
        for predicate in own if step.predicates is None else step.predicates:
            for value in own.get(predicate, ()):
                yield (node, predicate, value), value
        return
    for predicate in graph.predicates() if step.predicates is None else step.predicates:
        for subject in graph.inverse(predicate).get(node, ()):
            yield (subject, predicate, node), subject


def part_of(graph: Graph, focus_nodes: Iterable[str], reaches: Sequence[Reach]) -> Graph | None:
    """The part of a graph that is reached from these focus nodes; None if that may be all of it."""
    if any(one.apart is None for one in reaches):
        return None
    part, done = Graph(), set[tuple[str, int]]()
    tree = _Tree.of(way for one in reaches for way in one.ways)
    todo = [(node, tree) for node in focus_nodes]
    triples: dict[Triple, None] = {}
    while todo:
        node, at = todo.pop()
        if (node, id(at)) in done:
            continue
        done.add((node, id(at)))
        for step, below in at.below.items():
            for triple, end in _along(graph, node, step):
                triples[triple] = None
                todo.append((end, below))
                if step.many:
                    todo.append((end, at))
    for predicate in {one for reach_ in reaches for one in reach_.apart or ()}:
        triples.update(
            ((s, predicate, value), None) for value, subjects in graph.inverse(predicate).items() for s in subjects
        )
    instances = graph.inverse(TYPE)
    for one in {one for reach_ in reaches for one in reach_.classes}:
        triples.update(((subject, TYPE, one), None) for subject in instances.get(one, ()))
    part.extend(triples)
    return part
