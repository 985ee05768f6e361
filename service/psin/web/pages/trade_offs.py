"""The trade-offs: both poles of each with their effects, the lessons about them, and where networks stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...vocabulary.namespaces import PSINC
from ..language import _
from .graph import key
from .judgements import position_words
from .names import Names, names, texts
from .rendering import render
from .words import Link, Text, spoken

if TYPE_CHECKING:
    from ..site import Site


@dataclass(frozen=True)
class Pole:
    link: Link
    definition: Text | None
    advantages: list[tuple[Link, Text | None]]
    limitations: list[tuple[Link, Text | None]]
    notes: list[Text]


@dataclass(frozen=True)
class Tension:
    link: Link
    definition: Text | None
    first: Pole
    second: Pole
    lessons: list[Link]
    judged: list[tuple[int, list[Link]]]


#: Places judged on the trade-offs, and the lessons about them or their poles.
TENSIONS = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX psin: <https://w3id.org/psin/ns#>
SELECT DISTINCT ?axis ?network ?position ?lesson WHERE {
  ?axis a psin:TradeOffAxis .
  { ?reading psin:axis ?axis ; psin:position ?position ; psin:ofNetwork ?network }
  UNION { ?lesson a psin:Lesson ; dcterms:subject ?axis }
  UNION { ?lesson a psin:Lesson ; dcterms:subject ?pole . ?axis psin:firstPole|psin:secondPole ?pole }
}
"""


_PLACES = frozenset(map(str, range(-2, 3)))


def page(site: Site) -> str:
    known = names(site)
    rows = site.engine.select(TENSIONS)
    axes = [
        axis
        for axis in known.vocabulary.values(f"{PSINC}trade-offs", "skos:hasTopConcept")
        if known.vocabulary.all(axis, "psin:firstPole")
    ]
    return render(
        "trade_offs.html",
        site,
        title=_("Trade-offs"),
        section="trade-offs",
        position_words=lambda place, *poles: position_words(place, *map(str, poles)),
        tensions=[_tension(known, axis, rows) for axis in axes],
    )


def _tension(known: Names, axis: str, rows: list) -> Tension:  # type: ignore[type-arg]
    lessons = {
        key(row["lesson"]): known.link(row["lesson"]) for row in rows if key(row["axis"]) == axis and "lesson" in row
    }
    places: dict[int, list[Link]] = {place: [] for place in range(-2, 3)}
    for row in rows:
        if key(row["axis"]) == axis and "position" in row and key(row["position"]) in _PLACES:
            places[int(key(row["position"]))].append(known.link(row["network"]))
    first, second = (known.vocabulary.value(axis, f"psin:{end}Pole") or axis for end in ("first", "second"))
    judged = [(place, found) for place, found in sorted(places.items())]
    return Tension(
        known.link(axis),
        known.definition(axis),
        _pole(known, first),
        _pole(known, second),
        list(lessons.values()),
        judged,
    )


def _pole(known: Names, iri: str) -> Pole:
    effects = [
        [(known.link(effect), known.definition(key(effect))) for effect in known.vocabulary.all(iri, name)]
        for name in ("psin:advantage", "psin:limitation")
    ]
    return Pole(
        known.link(iri), known.definition(iri), *effects, spoken(texts(known.vocabulary, iri, "skos:scopeNote"))
    )
