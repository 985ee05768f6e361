"""Constraint components defined in the shapes graph with SPARQL. Source: SHACL, section 6."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from ...errors import ShapesError
from ...light import TYPE_CHECKING
from ...turtle import terms
from ...vocabulary.namespaces import SH, XSD
from .graph import Graph
from .model import Shape
from .prebinding import bind
from .recipes import query

if TYPE_CHECKING:
    from .recipes import Recipe

_TRUE = f'"true"^^<{XSD}boolean>'


@dataclass(frozen=True)
class Parameter:
    """``name`` is that of the variable: the end of the path's IRI."""

    path: str
    name: str
    optional: bool


@dataclass(frozen=True)
class Component:
    iri: str
    parameters: tuple[Parameter, ...]

    def recipes(
        self, graph: Graph, shape: Shape, fixed: Mapping[str, str], prologue: Callable[[str], str]
    ) -> Iterator[Recipe]:
        """One constraint, as its recipe, for each combination of parameter values that a shape gives."""
        given = {one.name: list(graph.objects(shape.id, one.path)) for one in self.parameters}
        if any(not given[one.name] for one in self.parameters if not one.optional):
            return
        names = [name for name, values in given.items() if values]
        validator = self._validator(graph, shape)
        for values in product(*(given[name] for name in names)):
            constants = dict(zip(names, values, strict=True))
            yield self._recipe(graph, validator, shape, constants, fixed, prologue(validator))

    def _validator(self, graph: Graph, shape: Shape) -> str:
        """Section 6.2.3: the one for the kind of shape, otherwise the general one."""
        for name in ("propertyValidator" if shape.path else "nodeValidator", "validator"):
            found = graph.one(self.iri, f"<{SH}{name}>")
            if found:
                return found
        raise ShapesError(f"The component {self.iri} has no validator for {shape.id}.", "Add sh:validator.")

    def _recipe(
        self,
        graph: Graph,
        validator: str,
        shape: Shape,
        constants: dict[str, str],
        fixed: Mapping[str, str],
        prologue: str,
    ) -> Recipe:
        messages = shape.messages or tuple(graph.objects(validator, f"<{SH}message>"))
        ask, select = graph.one(validator, f"<{SH}ask>"), graph.one(validator, f"<{SH}select>")
        text = ask or select
        if text is None:
            raise ShapesError(f"The validator of {self.iri} has neither sh:ask nor sh:select.", "Add a query.")
        variables = ("this", "value") if ask else ("this",)
        bound = bind(prologue + terms.value(text), variables, {**fixed, **constants}, self.iri)
        return query("ask" if ask else "select", self.iri, bound, messages, constants)


def read_components(graph: Graph) -> list[Component]:
    return [
        Component(iri, parameters)
        for iri in graph.instances(f"<{SH}ConstraintComponent>")
        if (parameters := tuple(_parameters(graph, iri)))
    ]


def _parameters(graph: Graph, component: str) -> Iterator[Parameter]:
    for node in graph.objects(component, f"<{SH}parameter>"):
        path = graph.one(node, f"<{SH}path>")
        if path is None or path[0] != "<":
            raise ShapesError(f"A parameter of {component} has no property as its sh:path.", "Name one.")
        name = path[1:-1].rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        yield Parameter(path, name, _TRUE in graph.objects(node, f"<{SH}optional>"))
