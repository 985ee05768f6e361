"""Who follows a practice, claims a value or stands somewhere on a trade-off: with what evidence, and in which setting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ..language import _
from .graph import Graph, key
from .judgements import position_words
from .names import Names, names, texts
from .words import Link, Span, Text, When, span, when

if TYPE_CHECKING:
    from ..site import Site

#: The records that name the concept, what bears them out, and the network of each with its form.
RECORDS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX psin: <https://w3id.org/psin/ns#>
SELECT DISTINCT ?concept ?s ?p ?o WHERE {
  { VALUES ?concept { %s } ?s psin:practice|psin:value|psin:axis ?concept . ?s ?p ?o }
  UNION { VALUES ?concept { %s } ?record psin:practice|psin:value|psin:axis ?concept .
          ?s psin:evidenceFor|psin:evidenceAgainst ?record . ?s ?p ?o }
  UNION { VALUES ?concept { %s } ?record psin:practice|psin:value|psin:axis ?concept ; psin:ofNetwork ?network .
          ?s psin:ofNetwork ?network ; psin:formality ?form ; ?p ?o
          FILTER(?p IN (psin:ofNetwork, psin:formality, <https://schema.org/startDate>, <https://schema.org/endDate>, psin:ended)) }
  UNION { VALUES ?concept { %s } ?record psin:practice|psin:value|psin:axis ?concept ; psin:ofNetwork ?s .
          ?s ?p ?o FILTER(?p IN (psin:networkKind, dcterms:spatial)) }
}
"""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence; ``against`` if it speaks against the claim."""

    link: Link
    when: When
    against: bool


@dataclass(frozen=True)
class Adoption:
    """One record that names the concept: of a network, with what there is to know about it."""

    network: Link
    span: Span
    when: When
    agents: list[Link]
    texts: list[Text]
    evidence: list[Piece]
    setting: list[Link]
    position: str = ""
    basis: Link | None = None
    concept: Link | None = None


def adoptions(site: Site, *concepts: str) -> list[Adoption]:
    """Every record that names one of the concepts as its practice, value or trade-off, by the name of its network."""
    known = names(site)
    asked = [concept for concept in concepts if concept in known.vocabulary]
    if not asked:
        return []
    terms = " ".join(str(NamedNode(concept)) for concept in asked)
    graph = Graph.of_rows(site.engine.select(RECORDS.replace("%s", terms)))
    return [item for concept in asked for item in _of_concept(known, graph, concept)]


def _of_concept(known: Names, graph: Graph, concept: str) -> list[Adoption]:
    nodes = dict.fromkeys(
        node for name in ("psin:practice", "psin:value", "psin:axis") for node in graph.having(name, concept)
    )
    found = [_adoption(known, graph, node, concept) for node in nodes if graph.all(node, "psin:ofNetwork")]
    return sorted(found, key=lambda item: (item.span.over, str(item.network).casefold(), item.when.sort))


def _adoption(known: Names, graph: Graph, node: str, concept: str) -> Adoption:
    network = graph.value(node, "psin:ofNetwork") or ""
    basis = graph.one(node, "psin:basis")
    return Adoption(
        Link(known.text(network), known.place(node)[0]),
        span(graph, node),
        when(graph, node),
        [known.link(term) for term in graph.all(node, "psin:agent", "psin:beneficiary")],
        texts(graph, node, "dcterms:description", "psin:reason"),
        _evidence(known, graph, node),
        _setting(known, graph, network),
        _position(known, graph, node, concept),
        known.link(basis) if basis is not None else None,
        known.link(concept),
    )


def _evidence(known: Names, graph: Graph, claim: str) -> list[Piece]:
    found = []
    for name, against in (("psin:evidenceFor", False), ("psin:evidenceAgainst", True)):
        for node in graph.having(name, claim):
            kind = graph.one(node, "psin:evidenceKind")
            text = known.text(key(kind)) if kind is not None else Text(_("evidence"))
            found.append(
                Piece(Link(text, known.place(node)[0]), when(graph, node, "dcterms:created", "dcterms:date"), against)
            )
    return found


def _setting(known: Names, graph: Graph, network: str) -> list[Link]:
    """Where the network is, what kind it is, and how formal it was last."""
    phases = [node for node in graph.having("psin:ofNetwork", network) if graph.all(node, "psin:formality")]
    last = max(
        phases, key=lambda node: (not span(graph, node).over, graph.value(node, "schema:startDate") or ""), default=""
    )
    terms = [
        *graph.all(network, "dcterms:spatial"),
        *graph.all(network, "psin:networkKind"),
        *graph.all(last, "psin:formality"),
    ]
    return [known.link(term) for term in terms]


def _position(known: Names, graph: Graph, node: str, axis: str) -> str:
    value = graph.value(node, "psin:position") or ""
    if value not in {str(place) for place in range(-2, 3)}:
        return ""
    first, second = (
        str(known.text(known.vocabulary.value(axis, f"psin:{end}Pole") or axis)) for end in ("first", "second")
    )
    return position_words(int(value), first, second)
