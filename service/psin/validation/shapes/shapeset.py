"""Shapes ready to run: read from files, from a graph, or from what was kept of an earlier time."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from ...errors import ShapesError
from ...light import TYPE_CHECKING
from .graph import Graph
from .keeping import Shapes, rows_of
from .model import Result, Shape, Target
from .run import Run, Subjects
from .sparql import Queries, store_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import pyoxigraph as ox

    from .dependence import Dependence


class ShapeSet:
    """Compiled shapes. Raises ShapesError for shapes that would not, or not fully, be checked.

    ``all`` are the shapes by id, ``roots`` the targets of those that have some.
    """

    def __init__(self, graph: Graph) -> None:
        from .compiler import Compiler

        compiler = Compiler(graph)
        self.graph = graph
        self.all: Mapping[str, Shape] = compiler.all
        self.roots: dict[str, tuple[Target, ...]] = {shape.id: shape.targets for shape in compiler.shapes}
        self._recipes = compiler.recipes
        self._read = {}

    @classmethod
    def load(cls, folder: Path | str) -> ShapeSet:
        """The ``*.ttl`` directly in a folder, as one shapes graph. Raises ShapesError."""
        from pathlib import Path

        import pyoxigraph as ox

        files = sorted(Path(folder).glob("*.ttl"))
        if not files:
            raise ShapesError(f"There are no shapes in {folder}.", "Expected files that end in .ttl.")
        graph = Graph()
        for file in files:
            try:
                quads = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
                graph.extend(Graph.of(quads).triples())
            except (OSError, SyntaxError) as error:
                raise ShapesError(f"The shapes file {file} cannot be read: {error}.") from None
        return cls(graph)

    @classmethod
    def restored(cls, plain: dict[str, Any], rest: Callable[[], dict[str, Any]]) -> ShapeSet:
        """The shapes that ``plain`` was made from; ``rest`` gives what its method ``rest`` did."""
        self = cls.__new__(cls)
        self.all = Shapes(plain["rows"])
        # plain pairs serve as well, and there are hundreds of them
        self.roots = plain["roots"]
        self._rest = rest
        return self

    def plain(self) -> dict[str, Any]:
        """What checking needs, in dictionaries, lists and texts, from which ``restored`` makes the same again."""
        path = f"<{_SH_PATH}>"
        return {
            "rows": rows_of(self.graph, self.all, lambda node: self.graph.one(node, path), self._recipes),
            "roots": {id: tuple(map(tuple, targets)) for id, targets in self.roots.items()},
        }

    def rest(self) -> dict[str, Any]:
        """What only queries need that the engine has to answer, in the same form."""
        from .dependence import plain_reach, reach

        return {
            "read": {id: marshal.dumps(plain_reach(reach(self.all[id], only_queries=True))) for id in self.roots},
            "graph": marshal.dumps(self.graph.nodes),
        }

    @cached_property
    def graph(self) -> Graph:
        """The graph of restored shapes is needed by queries that ask for it, and by nobody else."""
        graph = Graph()
        graph.nodes = marshal.loads(self._rest()["graph"])
        return graph

    @cached_property
    def _read(self) -> dict[str, bytes]:
        """What the queries of the shapes read, marshalled: most runs need a few of them."""
        read: dict[str, bytes] = self._rest()["read"]
        return read

    def complete(self) -> None:
        """Reads what is otherwise read when it is needed first, for a process that can open nothing later."""
        self.graph, self._read  # noqa: B018

    @cached_property
    def shapes(self) -> list[Shape]:
        """The shapes that have targets."""
        return [self.all[id] for id in self.roots]

    @cached_property
    def targets(self) -> frozenset[Target]:
        return frozenset(one for targets in self.roots.values() for one in targets)

    @cached_property
    def dependence(self) -> Dependence:
        from .dependence import Dependence

        return Dependence(self.shapes)

    def asked(self, graph: Graph, focus_nodes: Iterable[str], by: str | None = None) -> Graph | None:
        """The part of a graph that queries need to judge these focus nodes; None if that may be all of it.

        The queries are those of all shapes that have such targets, or of the shape ``by`` alone.
        """
        from .dependence import part_of, plain_reach, reach, restored_reach

        nodes = list(focus_nodes)
        reaches = []
        for id in self._matching(Subjects(graph, nodes)) if by is None else [by]:
            if id not in self._read:
                self._read[id] = marshal.dumps(plain_reach(reach(self.all[id], only_queries=True)))
            reaches.append(restored_reach(marshal.loads(self._read[id])))
        return part_of(graph, nodes, reaches)

    def part(self, shapes: Iterable[Shape]) -> ShapeSet:
        """Some of the shapes, without compiling them again."""
        part = ShapeSet.__new__(ShapeSet)
        part.__dict__.update((name, self.__dict__[name]) for name in _SHARED if name in self.__dict__)
        part.all, part.roots = self.all, {one.id: one.targets for one in shapes}
        return part

    def validate(
        self,
        data: Graph,
        *,
        keep: Callable[[str], bool] | None = None,
        only: Iterable[str] | None = None,
        open_store: Callable[[], ox.Store] | None = None,
        progress: Callable[[int, int], None] | None = None,
        among_many: bool = False,
    ) -> list[Result]:
        """Results for a data graph (SHACL, section 3); only for the focus nodes that ``keep`` accepts, if given,
        and among the subjects in ``only``, if given.

        ``open_store`` gives a store with the same triples; without it one is made if a shape asks SPARQL. ``progress`` is
        told how many of how many shapes are evaluated. ``among_many`` says that the graph is large beside what a query
        about a few focus nodes needs.
        """
        part = (lambda by, nodes: self.asked(data, nodes, by)) if among_many else None
        queries = Queries(open_store or (lambda: store_of(data)), lambda: self.graph, part)
        among = None if only is None else Subjects(data, only)
        shapes = self.shapes if among is None else [self.all[id] for id in self._matching(among)]
        try:
            return Run(data, queries).validate(shapes, keep, among, progress)
        finally:
            queries.close()

    def _matching(self, among: Subjects) -> list[str]:
        return [id for id, targets in self.roots.items() if among.matching(targets)]


_SHARED = ("graph", "_read", "_rest")
_SH_PATH = "http://www.w3.org/ns/shacl#path"
