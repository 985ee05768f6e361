"""Shapes ready to run: read from files, or from a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from ...errors import ShapesError
from .compiler import Compiler
from .dependence import Dependence
from .graph import Graph
from .model import Result, Shape
from .run import Run
from .sparql import Queries, store_of


class ShapeSet:
    """Compiled shapes. Raises ShapesError for shapes that would not, or not fully, be checked."""

    def __init__(self, graph: Graph) -> None:
        compiler = Compiler(graph)
        self.graph = graph
        self.shapes: list[Shape] = compiler.shapes
        self.all: dict[str, Shape] = compiler.all

    @classmethod
    def load(cls, folder: Path) -> ShapeSet:
        """The ``*.ttl`` directly in a folder, as one shapes graph. Raises ShapesError."""
        files = sorted(folder.glob("*.ttl"))
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

    @cached_property
    def dependence(self) -> Dependence:
        return Dependence(self.shapes)

    def part(self, shapes: Iterable[Shape]) -> ShapeSet:
        """Some of the shapes, without compiling them again."""
        part = ShapeSet.__new__(ShapeSet)
        part.graph, part.shapes, part.all = self.graph, list(shapes), self.all
        return part

    def validate(
        self,
        data: Graph,
        *,
        keep: Callable[[str], bool] | None = None,
        only: Iterable[str] | None = None,
        open_store: Callable[[], ox.Store] | None = None,
    ) -> list[Result]:
        """Results for a data graph (SHACL, section 3); only for the focus nodes that ``keep`` accepts, if given,
        and among the subjects in ``only``, if given.

        ``open_store`` gives a store with the same triples; without it one is made if a shape asks SPARQL.
        """
        queries = Queries(open_store or (lambda: store_of(data)), self.graph)
        try:
            return Run(data, queries).validate(self.shapes, keep, only)
        finally:
            queries.close()
