"""Where a network stands on the trade-offs, and where accounts of it differ."""

from __future__ import annotations

from dataclasses import dataclass

from ..language import _
from .graph import iri, key
from .record import property_words
from .subject import Mark, Subject
from .words import Link, Text, When, when


@dataclass(frozen=True)
class Reading:
    anchor: str | None
    position: int
    words: str
    when: When
    basis: Link | None
    texts: list[Text]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Axis:
    """A trade-off with the places that the network has been judged to take on it, by date."""

    link: Link
    first: Link
    second: Link
    readings: list[Reading]


def trade_offs(subject: Subject) -> list[Axis]:
    """The axes on which somebody has judged the network."""
    by_axis: dict[str, list[str]] = {}
    for node in subject.records("psin:TradeOffPosition"):
        by_axis.setdefault(subject.graph.value(node, "psin:axis") or "", []).append(node)
    return [_axis(subject, axis, nodes) for axis, nodes in by_axis.items()]


def _axis(subject: Subject, axis: str, nodes: list[str]) -> Axis:
    terms = subject.names.vocabulary
    first, second = (subject.link(terms.value(axis, f"psin:{end}Pole") or axis) for end in ("first", "second"))
    readings = [_reading(subject, node, first, second) for node in nodes]
    return Axis(subject.link(axis), first, second, sorted(readings, key=lambda item: item.when.sort))


def _reading(subject: Subject, node: str, first: Link, second: Link) -> Reading:
    value = subject.graph.value(node, "psin:position") or "0"
    place = max(-2, min(2, int(value))) if value.lstrip("+-").isdigit() else 0
    texts = subject.texts(node, "psin:reason") + subject.texts(node, "skos:note")
    basis = subject.concept(node, "psin:basis")
    words = position_words(place, str(first), str(second))
    return Reading(subject.anchor(node), place, words, when(subject.graph, node), basis, texts, subject.marks(node))


def position_words(place: int, first: str, second: str) -> str:
    """-2..2 in words."""
    if place == 0:
        return _("in balance")
    pole = first if place < 0 else second
    return _("clearly towards {pole}", pole=pole) if abs(place) == 2 else _("rather towards {pole}", pole=pole)


@dataclass(frozen=True)
class Claim:
    anchor: str | None
    about: str
    says: Link | None
    record_says: list[Link]
    status: Link | None
    texts: list[Text]
    marks: tuple[Mark, ...]
    accepted: bool


def claims(subject: Subject) -> list[Claim]:
    """What some source states about the network, beside what the record itself states."""
    found = []
    for node in subject.records("psin:Claim"):
        graph = subject.graph
        of, predicate, object_ = (
            graph.value(node, "rdf:subject"),
            graph.value(node, "rdf:predicate"),
            graph.one(node, "rdf:object"),
        )
        own = [
            term
            for term in graph.predicates(of or "").get(predicate or "", [])
            if object_ is None or key(term) != key(object_)
        ]
        status = graph.value(node, "psin:claimStatus")
        found.append(
            Claim(
                subject.anchor(node),
                property_words(subject.names, predicate) if predicate else _("something"),
                subject.link(object_) if object_ is not None else None,
                [subject.link(term) for term in own],
                subject.concept(node, "psin:claimStatus"),
                [text for name in ("dcterms:description", "skos:note") for text in subject.texts(node, name)],
                subject.marks(node),
                status == iri("psinc:claim-accepted"),
            )
        )
    return found
