"""Who is tied to whom, as a graph for programs that draw and measure such graphs.

Source: GraphML Primer (http://graphml.graphdrawing.org/), written by networkx.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ...catalogue import Catalogue
from ...documents import from_iri
from ...vocabulary.namespaces import FOAF, PREFIXES, PSIN, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    import networkx

_NAMES = (f"{SKOS}prefLabel", f"{FOAF}name", f"{PREFIXES['dcterms']}title")
_FOUNDED, _ENDED = f"{SCHEMA}foundingDate", f"{SCHEMA}dissolutionDate"
#: Properties that tie the thing of a document to another, in the direction in which they read.
_DIRECT = {
    f"{SCHEMA}organizer": "organised by",
    f"{PSIN}ofNetwork": "of network",
    f"{PSIN}networkRepresented": "represented",
}
_TO = (f"{PSIN}agent", f"{PSIN}linksTo")


def graph_of(catalogue: Catalogue) -> networkx.MultiDiGraph:
    """Networks, organisations and convenings with their ties; an engagement or a link is an edge that names its class."""
    import networkx

    found = networkx.MultiDiGraph()
    said: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for item in catalogue.documents:
        for quad in item.quads():
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode):
                said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)  # type: ignore[arg-type]
    for subject in sorted(said):
        document = from_iri(subject)
        if (
            document is not None
            and subject == document.thing
            and document.kind_name in ("network", "organisation", "convening")
        ):
            facts = said[subject]
            dates = {
                key: facts[name][0].value for key, name in (("founded", _FOUNDED), ("ended", _ENDED)) if name in facts
            }
            found.add_node(subject, label=_name(facts, subject), kind=document.kind_name, **dates)
    for subject in sorted(said):
        facts = said[subject]
        if subject in found:
            for name, words in _DIRECT.items():
                for other in sorted(term.value for term in facts.get(name, ())):
                    if other in found:
                        found.add_edge(subject, other, kind=words)
            continue
        networks = [term.value for term in facts.get(f"{PSIN}ofNetwork", ()) if term.value in found]
        kinds = sorted(
            term.value.rpartition("#")[2] for term in facts.get(f"{RDF}type", ()) if term.value.startswith(PSIN)
        )
        for other in sorted({term.value for name in _TO for term in facts.get(name, ()) if term.value in found}):
            for network in sorted(networks):
                found.add_edge(network, other, kind=" ".join(kinds), statement=subject)
    return found


def graphml(catalogue: Catalogue) -> bytes:
    """The graph as GraphML in UTF-8."""
    import networkx

    out = io.BytesIO()
    networkx.write_graphml(graph_of(catalogue), out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def _name(facts: dict[str, list[ox.NamedNode | ox.Literal]], subject: str) -> str:
    texts = [term for name in _NAMES for term in facts.get(name, ()) if isinstance(term, ox.Literal)]
    ordered = sorted(texts, key=lambda term: ((term.language or "") not in ("en", ""), term.language or "", term.value))
    return ordered[0].value if ordered else subject
