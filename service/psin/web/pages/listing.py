"""What the lists show of every network, organisation, convening, lesson, guidance and catalogue."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from ... import documents
from ...documents import BASE
from ...vocabulary.namespaces import COUNTRY
from .cache import per_version
from .graph import Graph, key
from .names import Names, names, texts
from .words import Link, Text, When, best, when

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

#: The readings, foundings, ends and engagements that a list of networks needs.
RECORDS = """
PREFIX psin: <https://w3id.org/psin/ns#>
PREFIX psinc: <https://w3id.org/psin/concept/>
SELECT ?s ?p ?o WHERE {
  { ?s a psin:StatusReading } UNION { ?s a psin:Convenership }
  UNION { ?s psin:eventKind psinc:event-founded } UNION { ?s psin:eventKind psinc:event-ended }
  ?s ?p ?o .
}
"""


@dataclass(frozen=True)
class Network:
    """A network as a row of a list."""

    link: Link
    native: Text | None
    places: list[Link]
    codes: tuple[str, ...]
    levels: list[Link]
    kinds: list[Link]
    kind_names: tuple[str, ...]
    since: When
    until: When
    status: str
    status_label: str
    last_seen: str
    conveners: list[Link]
    haystack: str
    iri: str


def fold(text: str) -> str:
    """For comparison: without accents and case."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def things(site: Site, kind_name: str) -> Graph:
    """Everything that is said directly about the things of a kind."""
    bindings = {"prefix": Literal(f"{BASE}{kind_name}/")}
    return per_version(site, f"things-{kind_name}", lambda: Graph.of_rows(site.engine.select(THINGS, bindings)))


def networks(site: Site) -> list[Network]:
    """Every network, by name."""

    def build() -> list[Network]:
        graph, records = things(site, "network"), Graph.of_rows(site.engine.select(RECORDS))
        by_network: dict[str, list[str]] = {}
        for node in records:
            for network in records.values(node, "psin:ofNetwork"):
                by_network.setdefault(network, []).append(node)
        known = names(site)
        found = [
            _network(known, graph, records, node, by_network.get(node, []))
            for node in graph
            if documents.from_iri(node)
        ]
        return sorted(found, key=lambda item: fold(str(item.link)))

    return per_version(site, "networks", build)


def _network(known: Names, graph: Graph, records: Graph, iri: str, own: list[str]) -> Network:
    name = known.text(iri)
    labels = texts(graph, iri, "skos:prefLabel")
    spoken = [text.value for text in [*labels, *texts(graph, iri, "skos:altLabel")]]
    places = graph.all(iri, "dcterms:spatial")
    readings = [node for node in own if records.all(node, "psin:status")]
    latest = max(readings, key=lambda node: records.value(node, "dcterms:date") or "", default="")
    status = (records.value(latest, "psin:status") or "").rpartition("/status-")[2]
    engaged = [node for node in own if records.all(node, "psin:agent", "psin:nameAsGiven")]
    current = [node for node in engaged if not _over(records, node)] or engaged
    conveners = list({str(link): link for link in (_agent(known, records, node) for node in current)}.values())
    kinds = graph.all(iri, "psin:networkKind")
    linked = [known.link(place) for place in places]
    return Network(
        known.link(iri),
        next((text for text in labels if text.value != name.value), None),
        linked,
        tuple(key(place).removeprefix(COUNTRY).rpartition("/")[2] for place in places),
        [known.link(level) for level in graph.all(iri, "psin:governmentLevel")],
        [known.link(kind) for kind in kinds],
        tuple(key(kind).rpartition("/")[2] for kind in kinds),
        _moment(graph, iri, "schema:foundingDate", records, own, "event-founded"),
        _moment(graph, iri, "schema:dissolutionDate", records, own, "event-ended"),
        status if status in ("active", "dormant", "ended") else "unknown",
        str(known.text(records.value(latest, "psin:status") or "")) if latest else "not recorded",
        records.value(latest, "psin:lastSeen") or "",
        conveners,
        fold(" ".join([*spoken, *map(str, linked), *(str(link) for link in conveners)])),
        iri,
    )


def _agent(known: Names, records: Graph, node: str) -> Link:
    agent = records.one(node, "psin:agent")
    return known.link(agent) if agent is not None else Link(Text(records.value(node, "psin:nameAsGiven") or ""))


def _over(records: Graph, node: str) -> bool:
    return bool(records.all(node, "schema:endDate")) or records.value(node, "psin:ended") == "true"


def _moment(graph: Graph, iri: str, name: str, records: Graph, own: Iterable[str], kind: str) -> When:
    for node in own:
        if (records.value(node, "psin:eventKind") or "").endswith(f"/{kind}"):
            moment = when(records, node)
            if moment:
                return moment
    return when(graph, iri, name) if graph.all(iri, name) else When("")


@dataclass(frozen=True)
class Option:
    """A choice of a filter with the number of networks it leaves."""

    value: str
    words: str
    count: int


@dataclass(frozen=True)
class Filter:
    """What a reader asked for; empty values leave everything."""

    q: str = ""
    country: str = ""
    status: str = ""
    kind: str = ""

    def admits(self, network: Network, but: str = "") -> bool:
        """Whether a network passes, with the filter named ``but`` left open."""
        return (
            all(word in network.haystack for word in fold(self.q).split())
            and (but == "country" or not self.country or self.country in network.codes)
            and (but == "status" or not self.status or self.status == network.status)
            and (but == "kind" or not self.kind or self.kind in network.kind_names)
        )


def options(found: list[Network], chosen: Filter) -> dict[str, list[Option]]:
    """The choices that each filter still has, given the others, with counts."""
    counted: dict[str, Counter[tuple[str, str]]] = {"country": Counter(), "status": Counter(), "kind": Counter()}
    for network in found:
        if chosen.admits(network, "country"):
            counted["country"].update(zip(network.codes, map(str, network.places), strict=False))
        if chosen.admits(network, "status"):
            counted["status"][(network.status, {"unknown": "not known"}.get(network.status, network.status))] += 1
        if chosen.admits(network, "kind"):
            counted["kind"].update(zip(network.kind_names, map(str, network.kinds), strict=False))
    return {
        name: [
            Option(value, words, count)
            for (value, words), count in sorted(counter.items(), key=lambda item: fold(item[0][1]))
        ]
        for name, counter in counted.items()
    }


def description(graph: Graph, iri: str) -> Text | None:
    return best(graph.all(iri, "dcterms:description"))
