"""One evaluation of shapes over a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

from .graph import TYPE, Graph
from .model import Pairs, Result, Shape, Target
from .sparql import Queries


class Run:
    """Evaluates shapes over ``graph``; ``queries`` answers the SPARQL constraints over the same triples."""

    def __init__(self, graph: Graph, queries: Queries) -> None:
        self.graph = graph
        self.queries = queries
        self._conforming: dict[str, dict[str, bool]] = {}

    def validate(
        self,
        shapes: Sequence[Shape],
        keep: Callable[[str], bool] | None = None,
        among: Subjects | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Result]:
        """Results of shapes that have targets, for the focus nodes that ``keep`` accepts.

        With ``among`` no others are looked for than these subjects, so that the work does not grow with the graph.
        """
        results: list[Result] = []
        kept: dict[tuple[Target, ...], list[str]] = {}
        for number, shape in enumerate(shapes):
            if progress:
                progress(number, len(shapes))
            if shape.targets not in kept:
                nodes = self.focus_nodes(shape.targets) if among is None else among.matching(shape.targets)
                kept[shape.targets] = nodes if keep is None else list(filter(keep, nodes))
            self.evaluate(shape, kept[shape.targets], results)
        return results

    def focus_nodes(self, targets: Sequence[Target]) -> list[str]:
        """SHACL, section 2.1.3."""
        graph, found = self.graph, dict[str, None]()
        for kind, term in targets:
            if kind == "class":
                found.update(dict.fromkeys(graph.instances(term)))
            elif kind == "node":
                found[term] = None
            elif kind == "objects-of":
                found.update(dict.fromkeys(graph.inverse(term)))
            else:
                found.update(dict.fromkeys(node for nodes in graph.inverse(term).values() for node in nodes))
        return list(found)

    def evaluate(self, shape: Shape, focus_nodes: Sequence[str], results: list[Result] | None) -> set[str]:
        """The focus nodes that do not conform; what is wrong with them is added to ``results``."""
        failing: set[str] = set()
        if shape.deactivated or not focus_nodes:
            return failing
        pairs = self._pairs(shape, focus_nodes)
        if shape.needs_values and not any(values for _, values in pairs):
            return failing
        path = shape.path.text if shape.path else None
        for constraint in shape.constraints:
            for focus, value, own_path, messages in constraint.check(self, shape, pairs):
                failing.add(focus)
                if results is not None:
                    words = shape.messages if messages is None else messages
                    found = Result(focus, own_path or path, value, shape, constraint.component, shape.severity, words)
                    results.append(found)
        rounds = list(_rounds(pairs)) if shape.properties else ()
        for part in shape.properties:
            bad: set[str] = set()
            for values in rounds:
                bad |= self.evaluate(part, values, results)
            if bad:
                failing.update(focus for focus, own in pairs if not bad.isdisjoint(own))
        return failing

    def _pairs(self, shape: Shape, focus_nodes: Sequence[str]) -> Pairs:
        if shape.path is None:
            return [(node, (node,)) for node in focus_nodes]
        graph, predicate = self.graph, shape.path.predicate
        if predicate:
            of = graph.nodes.get
            return [(node, own.get(predicate, ()) if (own := of(node)) else ()) for node in focus_nodes]
        walk = shape.path.walk
        return [(node, walk(graph, node)) for node in focus_nodes]

    def failing(self, shape: Shape, nodes: Iterable[str]) -> set[str]:
        """Those of the nodes that do not conform to a shape; evaluated together and remembered."""
        known = self._conforming.setdefault(shape.id, {})
        wanted = list(dict.fromkeys(nodes))
        new = [node for node in wanted if node not in known]
        if new:
            bad = self.evaluate(shape, new, None)
            known.update((node, node not in bad) for node in new)
        return {node for node in wanted if not known[node]}


class Subjects:
    """Some subjects of a graph, by what makes them focus nodes."""

    def __init__(self, graph: Graph, nodes: Iterable[str]) -> None:
        self.graph = graph
        self.nodes = dict.fromkeys(nodes)
        self._matching: dict[tuple[Target, ...], list[str]] = {}
        self.by_type: dict[str, list[str]] = {}
        self.by_property: dict[str, list[str]] = {}
        for node in self.nodes:
            for predicate, values in graph.nodes.get(node, {}).items():
                self.by_property.setdefault(predicate, []).append(node)
                for one in values if predicate == TYPE else ():
                    self.by_type.setdefault(one, []).append(node)

    def matching(self, targets: tuple[Target, ...]) -> list[str]:
        """Those that are focus nodes of the targets (SHACL, section 2.1.3)."""
        known = self._matching.get(targets)
        if known is None:
            known = self._matching[targets] = self._found(targets)
        return known

    def _found(self, targets: Sequence[Target]) -> list[str]:
        found = dict[str, None]()
        for kind, term in targets:
            if kind == "class":
                below = self.graph.subclasses(term)
                for one, nodes in self.by_type.items():
                    if one in below:
                        found.update(dict.fromkeys(nodes))
            elif kind == "node":
                found.update(dict.fromkeys({term} & self.nodes.keys()))
            elif kind == "objects-of":
                found.update(dict.fromkeys(self.nodes.keys() & self.graph.inverse(term).keys()))
            else:
                found.update(dict.fromkeys(self.by_property.get(term, ())))
        return list(found)


def distinct_values(pairs: Pairs) -> list[str]:
    return list(dict.fromkeys(value for _, values in pairs for value in values))


def _rounds(pairs: Pairs) -> Iterator[list[str]]:
    """The values, each as often as it was reached: one of two focus nodes is reported twice (SHACL, section 4.7.2)."""
    values = [value for _, own in pairs for value in own]
    left = list(dict.fromkeys(values))
    if len(left) == len(values):
        if left:
            yield left
        return
    counts = Counter(values)
    for number in count(1):
        if not left:
            return
        yield left
        left = [value for value in left if counts[value] > number]
