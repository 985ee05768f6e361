"""By what the lists can be narrowed: every facet is a SPARQL pattern, which fills the read model and explains the list.

A pattern binds ``?thing`` and ``?value``. What a facet counts is what the query shown beside a list asks for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from ... import documents
from ...documents import BASE
from ...vocabulary.namespaces import COUNTRY, PREFIXES, PSINC

#: The value of things of which the graph does not say it.
UNKNOWN = "unknown"
_HOLDS = "FILTER NOT EXISTS { ?record schema:endDate ?end } FILTER NOT EXISTS { ?record psin:ended true }"


@dataclass(frozen=True)
class Facet:
    """``special`` are values that are no terms of the graph, each with its own pattern; ``derived`` facets come from
    elsewhere than the graph and have no pattern; ``years`` facets have numbers as values, shown by decade."""

    name: str
    pattern: str
    special: dict[str, str] = field(default_factory=dict)
    derived: bool = False
    years: bool = False

    @cached_property
    def patterns(self) -> list[str]:
        """The patterns of all values; without any of them the facet is unknown."""
        return [*([self.pattern] if self.pattern else []), *self.special.values()]


@dataclass(frozen=True)
class Listed:
    """A kind of documents with a list: ``base`` is the pattern of its members."""

    kind: str
    base: str
    facets: tuple[Facet, ...]

    def facet(self, name: str) -> Facet | None:
        return next((facet for facet in self.facets if facet.name == name), None)


def _concept(name: str, path: str) -> Facet:
    return Facet(name, f"?thing {path} ?value . FILTER(ISIRI(?value))")


def _record(name: str, kind: str, path: str) -> Facet:
    return Facet(name, f"?record a {kind} ; psin:ofNetwork ?thing ; {path} ?value . FILTER(ISIRI(?value)) {_HOLDS}")


def _agents(name: str, kind: str) -> Facet:
    of = f"?record a {kind} ; psin:ofNetwork ?thing"
    return Facet(
        name,
        f"{of} ; psin:agent ?value . FILTER(ISIRI(?value) && ?value != ?thing) {_HOLDS}",
        {
            "itself": f"{of} ; psin:agent ?thing . {_HOLDS}",
            "named": f"{of} ; psin:nameAsGiven ?name . FILTER NOT EXISTS {{ ?record psin:agent ?agent }} {_HOLDS}",
        },
    )


_COUNTRY = Facet("country", f'?thing dcterms:spatial ?value . FILTER(STRSTARTS(STR(?value), "{COUNTRY}"))')
_YEAR = 'BIND(SUBSTR(STR(?date), 1, 4) AS ?value) FILTER(REGEX(?value, "^[0-9]{4}$"))'

NETWORKS = Listed(
    "network",
    "?thing a psin:Network",
    (
        _COUNTRY,
        Facet("region", f'?thing dcterms:spatial ?value . FILTER(STRSTARTS(STR(?value), "{PSINC}area-"))'),
        _concept("level", "psin:governmentLevel"),
        _concept("kind", "psin:networkKind"),
        Facet(
            "status",
            "?record a psin:StatusReading ; psin:ofNetwork ?thing ; psin:status ?value ; dcterms:date ?date . "
            "FILTER(ISIRI(?value)) { SELECT ?thing (MAX(STR(?read)) AS ?newest) WHERE { ?reading a psin:StatusReading ; "
            "psin:ofNetwork ?thing ; dcterms:date ?read } GROUP BY ?thing } FILTER(STR(?date) = ?newest)",
        ),
        _record("formality", "psin:FormalityPhase", "psin:formality"),
        _record("stage", "psin:LifecyclePhase", "psin:stage"),
        _record("activity", "psin:Offering", "psin:activityType"),
        _concept("audience", "psin:audience"),
        Facet(
            "founded",
            "{ ?thing schema:foundingDate ?date } UNION { SELECT DISTINCT ?thing ?date WHERE { "
            "?record psin:eventKind psinc:event-founded ; psin:ofNetwork ?thing ; dcterms:date|psin:earliest|psin:latest ?date . "
            f"FILTER NOT EXISTS {{ ?thing schema:foundingDate ?plain }} }} }} {_YEAR}",
            years=True,
        ),
        _agents("convener", "psin:Convenership"),
        _agents("sponsor", "psin:Sponsorship"),
        _record("practice", "psin:PracticeAdoption", "psin:practice"),
        _record("value", "psin:ValueClaim", "psin:value"),
        Facet("advice", "", derived=True),
    ),
)

ORGANISATIONS = Listed(
    "organisation",
    "?thing a foaf:Organization",
    (
        _concept("kind", "psin:organisationKind"),
        _COUNTRY,
        Facet(
            "role",
            "{ ?thing psin:fieldRole ?value } UNION { ?record psin:agent ?thing ; psin:role ?value } FILTER(ISIRI(?value))",
        ),
        Facet(
            "does",
            "",
            {
                "convenes": "?record a psin:Convenership ; psin:agent ?thing",
                "sponsors": "?record a psin:Sponsorship ; psin:agent ?thing",
                "belongs": "?record a psin:Membership ; psin:agent ?thing",
                "organises": "?convening schema:organizer ?thing",
            },
        ),
    ),
)

CONVENINGS = Listed(
    "convening",
    # Editions of a series are convenings too, in the document of the series.
    "?document foaf:primaryTopic ?thing . ?thing a ?class . FILTER(?class IN (psin:Convening, psin:ConveningOfConveners))",
    (
        Facet("year", f"?thing schema:startDate|dcterms:date ?date . {_YEAR}", years=True),
        _concept("kind", "psin:activityType"),
        # Most convenings state no place of their own; then it is that of the networks that hold them.
        Facet(
            "country",
            "{ ?thing dcterms:spatial ?value } UNION { SELECT DISTINCT ?thing ?value WHERE { "
            "?thing psin:ofNetwork|schema:organizer ?holder . ?holder dcterms:spatial ?value . "
            "FILTER NOT EXISTS { ?thing dcterms:spatial ?own } } } "
            f'FILTER(STRSTARTS(STR(?value), "{COUNTRY}"))',
        ),
        Facet(
            "form",
            "",
            {
                "conveners": "?thing a psin:ConveningOfConveners",
                "series": "?thing a schema:EventSeries",
            },
        ),
    ),
)

LISTS: dict[str, Listed] = {item.kind: item for item in (NETWORKS, ORGANISATIONS, CONVENINGS)}


def code_of(iri: str) -> str:
    """How a value stands in an address: ``NLD``, ``kind-movement``, ``organisation/nesta``; any other IRI as it is."""
    if iri.startswith(COUNTRY):
        return iri.removeprefix(COUNTRY)
    if iri.startswith(PSINC):
        return iri.removeprefix(PSINC)
    own = documents.from_iri(iri)
    return f"{own.kind_name}/{own.slug}" if own and iri == own.thing else iri


_PLAIN_CODE = re.compile(r"[A-Za-z0-9][\w-]*(?:/[\w-]+)?")


def iri_of(facet: Facet, code: str) -> str | None:
    """The IRI that a code stands for; None if it cannot be one."""
    if not _PLAIN_CODE.fullmatch(code):
        return code if re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*", code) else None
    if "/" in code:
        return f"{BASE}{code}#this"
    return (COUNTRY if facet.name == "country" else PSINC) + code


def prologue(text: str) -> str:
    """The PREFIX lines that a query needs."""
    used = [name for name in PREFIXES if re.search(rf"(?<![\w:<#/]){name}:(?=[\w-])", text)]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used)
