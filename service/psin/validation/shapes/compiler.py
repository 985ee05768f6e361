"""A shapes graph to shapes that can be run. Source: SHACL, section 2 and the parameters of section 4."""

from __future__ import annotations

import re

from ...errors import ShapesError
from ...light import TYPE_CHECKING
from ...turtle import terms
from ...vocabulary.namespaces import DCTERMS, OWL, RDFS, SH, SKOS, XSD
from .basic import component, whole_number
from .components import Component, read_components
from .expression import translated
from .graph import FIRST, NIL, TYPE, Graph
from .model import VIOLATION, Shape, Target
from .paths import read_path
from .prebinding import bind
from .recipes import LISTS, SHAPE_LISTS, SHAPES, VALUES, make, query
from .sparql import SHAPES_GRAPH

if TYPE_CHECKING:
    from .recipes import Recipe

_TARGETS = {
    "targetClass": "class",
    "targetNode": "node",
    "targetSubjectsOf": "subjects-of",
    "targetObjectsOf": "objects-of",
}
TRUE = f'"true"^^<{XSD}boolean>'
#: Handled by name, or saying nothing about data.
_OTHERS = frozenset(
    """
    path property sparql severity message deactivated closed ignoredProperties uniqueLang pattern flags
    qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
    name description order group defaultValue declare prefixes select ask suggestedShapesGraph shapesGraph
    """.split()
)
_KNOWN = frozenset({*_TARGETS, *VALUES, *LISTS, *SHAPES, *SHAPE_LISTS, *_OTHERS})
_ONCE = ("path", "datatype", "nodeKind", "minCount", "maxCount", "severity", "in", "languageIn", "uniqueLang", "closed")


def sh(name: str) -> str:
    return f"<{SH}{name}>"


class Compiler:
    """``shapes`` are the shapes that have targets; ``all`` every shape by its node."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.all: dict[str, Shape] = {}
        #: what the constraints of each shape are made from
        self.recipes: dict[str, list[Recipe]] = {}
        self._unfinished: set[str] = set()
        self.components: list[Component] = read_components(graph)
        self.parents = graph.inverse(sh("property"))
        if any(sh("entailment") in node for node in graph.nodes.values()):
            raise ShapesError("The shapes ask for an entailment regime.", "None is built in; say it in the shapes.")
        self.shapes = [shape for shape in map(self.shape, self._roots()) if shape.targets]

    def _roots(self) -> list[str]:
        graph = self.graph
        kinds = (node for kind in ("NodeShape", "PropertyShape") for node in graph.instances(sh(kind)))
        marks = [sh(name) for name in (*_TARGETS, "property", "sparql", "node")]
        described = (node for node, said in graph.nodes.items() if any(mark in said for mark in marks))
        return list(dict.fromkeys((*kinds, *described)))

    def shape(self, node: str) -> Shape:
        """The shape of a node, made at its first use. Raises ShapesError, also for one that refers to itself."""
        found = self.all.get(node)
        if node in self._unfinished:
            advice = "SHACL 1.0 does not say what that means (section 3.4.3), so it is refused."
            raise ShapesError(f"The shape {node} refers to itself, directly or through others.", advice)
        if found is not None:
            return found
        self._unfinished.add(node)
        self._refuse_unknown(node)
        path = self.graph.one(node, sh("path"))
        shape = self.all[node] = Shape(
            node,
            path=read_path(self.graph, path) if path else None,
            targets=self._targets(node),
            severity=self.graph.one(node, sh("severity")) or VIOLATION,
            messages=tuple(self.graph.objects(node, sh("message"))),
            deactivated=TRUE in self.graph.objects(node, sh("deactivated")),
        )
        self._describe(shape)
        recipes = self.recipes[node] = []
        for reader in (self._by_tables, self._string, self._closed, self._qualified, self._sparql, self._by_components):
            recipes.extend(reader(shape))
        shape.constraints.extend(make(recipe, self.shape) for recipe in recipes)
        shape.properties.extend(self._properties(node))
        self._unfinished.discard(node)
        return shape

    def _refuse_unknown(self, node: str) -> None:
        said = self.graph.nodes.get(node, {})
        own = {parameter.path for component in self.components for parameter in component.parameters}
        for predicate, values in said.items():
            name = predicate[1:-1].removeprefix(SH)
            if predicate.startswith(f"<{SH}") and name not in _KNOWN and predicate not in own:
                raise ShapesError(
                    f"The shape {node} uses sh:{name}, which is not part of SHACL 1.0.",
                    "Nothing would be checked, so the shapes are refused; express it in Core or SPARQL.",
                )
            if name in _ONCE and len(values) > 1:
                raise ShapesError(f"The shape {node} has more than one sh:{name}.", "Keep one.")
        for name in ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape"):
            if sh(name) in said and sh("path") not in said:
                raise ShapesError(f"The shape {node} has sh:{name} but no sh:path.", "Put it into a property shape.")

    def _targets(self, node: str) -> tuple[Target, ...]:
        graph = self.graph
        found = [Target(kind, term) for name, kind in _TARGETS.items() for term in graph.objects(node, sh(name))]
        classes = graph.subclasses(f"<{RDFS}Class>")
        if node[0] == "<" and any(one in classes for one in graph.objects(node, TYPE)):
            found.append(Target("class", node))
        return tuple(found)

    def _describe(self, shape: Shape) -> None:
        """Code, label and lesson; a shape without any takes those of the shape it is part of."""
        graph, node = self.graph, shape.id
        parent = next(iter(self.parents.get(node, ())), None)
        above = self.all.get(parent) if parent else None
        code = graph.one(node, f"<{SKOS}notation>")
        lesson = next((one for one in graph.objects(node, f"<{DCTERMS}source>") if one[0] == "<"), None)
        shape.code = terms.value(code) if code else above.code if above else None
        shape.labels = tuple(graph.objects(node, f"<{RDFS}label>")) or (above.labels if above else ())
        shape.comments = tuple(graph.objects(node, f"<{RDFS}comment>"))
        shape.lesson = lesson[1:-1] if lesson else above.lesson if above else None

    def _by_tables(self, shape: Shape) -> list[Recipe]:
        found: list[Recipe] = []
        for predicate, values in self.graph.nodes.get(shape.id, {}).items():
            name = predicate[1:-1].removeprefix(SH)
            if not predicate.startswith(f"<{SH}"):
                continue
            for value in values:
                if name in VALUES or name in SHAPES:
                    found.append((name, value))
                elif name in LISTS or name in SHAPE_LISTS:
                    found.append((name, tuple(self._list(value))))
        return found

    def _list(self, head: str) -> list[str]:
        if head != NIL and not self.graph.objects(head, FIRST):
            raise ShapesError(f"{head} is not a list.", "Write the members between round brackets.")
        return self.graph.items(head)

    def _string(self, shape: Shape) -> list[Recipe]:
        flags = self.graph.one(shape.id, sh("flags"))
        text = terms.value(flags) if flags else ""
        found: list[Recipe] = [
            ("pattern", *translated(one, text)) for one in self.graph.objects(shape.id, sh("pattern"))
        ]
        if TRUE in self.graph.objects(shape.id, sh("uniqueLang")):
            found.append(("uniqueLang",))
        return found

    def _closed(self, shape: Shape) -> list[Recipe]:
        graph = self.graph
        if TRUE not in graph.objects(shape.id, sh("closed")):
            return []
        paths = (graph.one(part, sh("path")) for part in graph.objects(shape.id, sh("property")))
        ignored = (one for head in graph.objects(shape.id, sh("ignoredProperties")) for one in graph.items(head))
        return [("closed", (*(path for path in paths if path and path[0] == "<"), *ignored))]

    def _qualified(self, shape: Shape) -> list[Recipe]:
        graph = self.graph
        found: list[Recipe] = []
        for value in graph.objects(shape.id, sh("qualifiedValueShape")):
            siblings = self._siblings(shape.id, value)
            for name in ("qualifiedMinCount", "qualifiedMaxCount"):
                for number in graph.objects(shape.id, sh(name)):
                    found.append((name, value, siblings, whole_number(number)))
        return found

    def _siblings(self, node: str, value: str) -> tuple[str, ...]:
        if TRUE not in self.graph.objects(node, sh("qualifiedValueShapesDisjoint")):
            return ()
        parts = (part for parent in self.parents.get(node, ()) for part in self.graph.objects(parent, sh("property")))
        shapes = (one for part in parts for one in self.graph.objects(part, sh("qualifiedValueShape")))
        return tuple(one for one in dict.fromkeys(shapes) if one != value)

    def _properties(self, node: str) -> list[Shape]:
        parts = [self.shape(one) for one in self.graph.objects(node, sh("property"))]
        for part in parts:
            if part.path is None:
                raise ShapesError(f"{part.id} is used with sh:property but has no sh:path.", "Give it a path.")
        return parts

    def _sparql(self, shape: Shape) -> list[Recipe]:
        graph = self.graph
        found: list[Recipe] = []
        for node in graph.objects(shape.id, sh("sparql")):
            text = graph.one(node, sh("select"))
            if text is None:
                raise ShapesError(f"The SPARQL constraint of {shape.id} has no sh:select.", "Add the query.")
            if TRUE in graph.objects(node, sh("deactivated")):
                continue
            bound = bind(prefixes(graph, node) + terms.value(text), ("this",), fixed(shape), shape.id)
            messages = tuple(graph.objects(node, sh("message"))) or None
            found.append(query("select", component("SPARQL"), bound, messages, {}))
        return found

    def _by_components(self, shape: Shape) -> list[Recipe]:
        prologue = lambda node: prefixes(self.graph, node)
        return [made for one in self.components for made in one.recipes(self.graph, shape, fixed(shape), prologue)]


def fixed(shape: Shape) -> dict[str, str]:
    """What is written into the text of a shape's queries."""
    found = {"shapesGraph": f"<{SHAPES_GRAPH}>"}
    if shape.id[0] == "<":
        found["currentShape"] = shape.id
    if shape.path:
        found["PATH"] = shape.path.text
    return found


def prefixes(graph: Graph, node: str) -> str:
    """The declarations that ``sh:prefixes`` reaches, also through owl:imports (SHACL, section 5.2.1)."""
    todo, seen, lines = list(graph.objects(node, sh("prefixes"))), set[str](), list[str]()
    while todo:
        owner = todo.pop()
        if owner in seen:
            continue
        seen.add(owner)
        todo.extend(graph.objects(owner, f"<{OWL}imports>"))
        for one in graph.objects(owner, sh("declare")):
            prefix, namespace = graph.one(one, sh("prefix")), graph.one(one, sh("namespace"))
            if prefix and namespace:
                lines.append(f"PREFIX {terms.value(prefix)}: <{re.sub('[<>]', '', terms.value(namespace))}>\n")
    return "".join(dict.fromkeys(lines))
