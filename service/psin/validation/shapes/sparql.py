"""Constraints written in SPARQL. Source: SHACL, sections 5 (constraints) and 6 (components)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ...errors import ShapesError
from ...lazily import Later, lazy
from ...light import TYPE_CHECKING
from ...turtle import terms
from .bound import FOCUS, GRAPH_MARK, BoundQuery
from .graph import Graph, as_string, as_term
from .model import Hit, Pairs, Shape
from .native import Native
from .values import value_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from .run import Run
else:
    ox = Later("pyoxigraph")

#: The graph in which constraints find the shapes, as ``$shapesGraph``.
SHAPES_GRAPH = "urn:psin:shapes-graph"
#: Focus nodes for which a store of their own is made.
_FEW = 20
_TEMPLATE = lazy(r"\{[?$](\w+)\}")


class Queries:
    """Asks prepared queries over a store, which is opened at the first question.

    Focus nodes go into named graphs of their own; ``close`` takes them out again. ``part`` gives the part of the graph in
    which a shape has the same results for some focus nodes, or None: for a few of them no store of everything is opened.
    """

    def __init__(
        self,
        open_store: Callable[[], ox.Store],
        shapes: Callable[[], Graph] | None = None,
        part: Callable[[str, list[str]], Graph | None] | None = None,
    ) -> None:
        self._open_store = open_store
        self._shapes = shapes
        self._part = part
        self._small: list[Queries] = []
        self._graphs: dict[tuple[str, ...], ox.NamedNode] = {}

    @cached_property
    def store(self) -> ox.Store:
        return self._open_store()

    def select(self, query: BoundQuery, rows: Sequence[Mapping[str, str]], where: str) -> ox.QuerySolutions:
        """Solutions for the focus nodes in ``rows``, terms by variable name. Raises ShapesError."""
        if SHAPES_GRAPH in query.text:
            self._add_shapes()
        elif self._part and len(rows) <= _FEW and "store" not in self.__dict__:
            enough = self._part(where, [row["this"] for row in rows])
            if enough is not None:
                self._small.append(Queries(lambda: store_of(enough)))
                return self._small[-1].select(query, rows, where)
        graph = self._graph_of(rows)
        try:
            return self.store.query(query.text.replace(GRAPH_MARK, str(graph)))
        except SyntaxError as error:
            raise ShapesError(f"The query of {where} is not valid SPARQL: {error.msg}.") from None

    def close(self) -> None:
        for graph in self._graphs.values():
            self.store.remove_graph(graph)
        self._graphs.clear()
        self._small.clear()

    def _graph_of(self, rows: Sequence[Mapping[str, str]]) -> ox.NamedNode:
        key = tuple(f"{name} {term}" for row in rows for name, term in row.items())
        graph = self._graphs.get(key)
        if graph is None:
            graph = self._graphs[key] = ox.NamedNode(f"urn:psin:focus-graph:{len(self._graphs)}")
            self.store.extend(_focus_quads(rows, graph))
        return graph

    def _add_shapes(self) -> None:
        graph = ox.NamedNode(SHAPES_GRAPH)
        if self._shapes is not None and not self.store.contains_named_graph(graph):
            quads = (ox.Quad(*(as_term(term) for term in triple), graph) for triple in self._shapes().triples())
            self.store.extend(quads)


def _focus_quads(rows: Sequence[Mapping[str, str]], graph: ox.NamedNode) -> Iterator[ox.Quad]:
    predicates = {name: ox.NamedNode(f"{FOCUS}-{name}") for row in rows[:1] for name in row}
    pairs = len(predicates) > 1
    for number, row in enumerate(rows):
        subject = ox.NamedNode(f"{FOCUS}:{number}" if pairs else FOCUS)
        for name, term in row.items():
            yield ox.Quad(subject, predicates[name], as_term(term), graph)


def store_of(graph: Graph) -> ox.Store:
    """A store with the triples of a graph; blank nodes keep their names."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(as_term(s), as_term(p), as_term(o)) for s, p, o in graph.triples())
    return store


class _Asked:
    def __init__(
        self,
        component: str,
        query: BoundQuery,
        messages: tuple[str, ...] | None = None,
        constants: Mapping[str, str] | None = None,
    ) -> None:
        self.component = component
        self.query = query
        self.messages = messages
        self.constants = constants or {}


class SparqlSelect(_Asked):
    """Every solution of a SELECT query is a result. ``messages`` may contain ``{?variable}``; None: the shape's own."""

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        left = [focus for focus, _ in pairs]
        if self.query.plain is not None:
            left, hits = self._without_engine(run.graph, shape, left)
            yield from hits
        for batch in self._batches(left):
            solutions = run.queries.select(self.query, [{"this": node} for node in batch], shape.id)
            names = [variable.value for variable in solutions.variables]
            for solution in solutions:
                row = {name: as_string(solution[name]) for name in names if solution[name] is not None}
                yield self._hit(run.graph, shape, row, batch)

    def _without_engine(self, graph: Graph, shape: Shape, nodes: list[str]) -> tuple[list[str], list[Hit]]:
        """The focus nodes that the engine has to judge, and what is wrong with the others."""
        native, left, hits = Native(graph, self.query.plain, len(nodes)), list[str](), list[Hit]()
        for node in nodes:
            rows = native.rows(node) if node[0] != '"' else None
            if rows is None:
                left.append(node)
            else:
                hits += [self._hit(graph, shape, row, [node]) for row in rows]
        return left, hits

    def _batches(self, nodes: list[str]) -> Iterator[list[str]]:
        """Literals go alone: the store may spell them in another way, so that they could not be told apart."""
        alone = nodes if self.query.one_by_one else [node for node in nodes if node[0] == '"']
        yield from ([node] for node in alone)
        together = [] if self.query.one_by_one else [node for node in nodes if node[0] != '"']
        if together:
            yield together

    def _hit(self, graph: Graph, shape: Shape, row: dict[str, str], batch: list[str]) -> Hit:
        focus = batch[0] if len(batch) == 1 else row["this"]
        value = row.get("value")
        if value is None and shape.path is None:
            value = focus
        elif value is not None:
            value = as_written(graph, focus, value)
        messages = self.messages if self.messages is not None else shape.messages
        return Hit(focus, value, row.get("path"), fill(messages, {**self.constants, **row, "this": focus}))


class SparqlAsk(_Asked):
    """A value is reported unless the ASK query, here as a SELECT of the rows it is true for, is true for it."""

    def check(self, run: Run, shape: Shape, pairs: Pairs) -> Iterable[Hit]:
        rows = [{"this": focus, "value": value} for focus, values in pairs for value in values]
        batches = [[row] for row in rows] if self.query.one_by_one else [rows]
        for batch in filter(None, batches):
            solutions = run.queries.select(self.query, batch, shape.id)
            true_for = {int(solution["psinRow"].value.rsplit(":", 1)[1]) for solution in solutions}
            for number, row in enumerate(batch):
                if number not in true_for:
                    messages = self.messages if self.messages is not None else shape.messages
                    yield Hit(row["this"], row["value"], None, fill(messages, {**self.constants, **row}))


def as_written(graph: Graph, focus: str, value: str) -> str:
    """The spelling in the graph of a literal that came out of the store, which writes 1.50 as 1.5."""
    if value[0] != '"':
        return value
    own = [term for terms_ in graph.nodes.get(focus, {}).values() for term in terms_ if term[0] == '"']
    if value in own:
        return value
    meant = value_of(value)
    return next((term for term in own if meant is not None and value_of(term) == meant), value)


def fill(messages: tuple[str, ...], row: Mapping[str, str]) -> tuple[str, ...]:
    """Messages with the values of the row in place of ``{?name}``; what has no value stays."""
    return tuple(_fill(message, row) if "{" in message else message for message in messages)


def _fill(message: str, row: Mapping[str, str]) -> str:
    text, language, datatype = terms.parts(message)
    filled = _TEMPLATE.sub(lambda match: terms.value(row[match[1]]) if match[1] in row else match[0], text)
    return terms.literal(filled, language, datatype)
