"""What is said directly about the things of one kind of document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from ...documents import BASE
from .cache import per_version
from .graph import Graph
from .words import Text, best

if TYPE_CHECKING:
    from ..site import Site

#: All statements about the things of one kind of document.
THINGS = """
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
SELECT ?prefix ?s ?p ?o WHERE {
  ?document foaf:primaryTopic ?s .
  FILTER(STRSTARTS(STR(?document), ?prefix))
  ?s ?p ?o .
}
"""


def things(site: Site, kind_name: str) -> Graph:
    """Everything that is said directly about the things of a kind."""
    bindings = {"prefix": Literal(f"{BASE}{kind_name}/")}
    return per_version(site, f"things-{kind_name}", lambda: Graph.of_rows(site.engine.select(THINGS, bindings)))


def description(graph: Graph, iri: str) -> Text | None:
    return best(graph.all(iri, "dcterms:description"))
