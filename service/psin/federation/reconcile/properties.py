"""What can be asked of a thing that was found, and compared with what somebody knows of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ...vocabulary.countries import COUNTRIES
from ...vocabulary.namespaces import COUNTRY, DCTERMS, FOAF, PSIN, SCHEMA
from .records import Node, Record, Records

#: As the API has them: an entity ({"id", "name"}), a text ({"str"}), a whole number ({"int"}) or a moment ({"date"}).
Value = dict[str, object]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ALL = ("network", "organisation", "convening")


@dataclass(frozen=True)
class Property:
    """``kinds`` are the types of things that have it; ``entity`` is the type of its values where they can be found here."""

    id: str
    en: str
    fr: str
    kinds: tuple[str, ...]
    read: Callable[[Record, Records, str], Iterator[Value]]
    entity: str = ""

    def values(self, record: Record, records: Records, language: str) -> list[Value]:
        """What a thing has of it, each once."""
        found = list(self.read(record, records, language))
        return [value for number, value in enumerate(found) if value not in found[:number]]

    def name(self, language: str) -> str:
        return self.fr if language == "fr" else self.en


def _texts(predicate: str) -> Callable[[Record, Records, str], Iterator[Value]]:
    def read(record: Record, records: Records, language: str) -> Iterator[Value]:
        found = record.text(predicate, language)
        if found:
            yield {"str": found}

    return read


def _concepts(predicate: str) -> Callable[[Record, Records, str], Iterator[Value]]:
    def read(record: Record, records: Records, language: str) -> Iterator[Value]:
        for value in record.values(predicate):
            yield {"str": _label(value, records, language)}

    return read


def _dates(predicate: str) -> Callable[[Record, Records, str], Iterator[Value]]:
    def read(record: Record, records: Records, language: str) -> Iterator[Value]:
        for value in record.values(predicate):
            # A year alone is no moment: it stays a text.
            yield {"date": f"{value.value[:10]}T00:00:00Z"} if _DAY.fullmatch(value.value) else {"str": value.value}

    return read


def _addresses(predicate: str) -> Callable[[Record, Records, str], Iterator[Value]]:
    def read(record: Record, records: Records, language: str) -> Iterator[Value]:
        for value in record.values(predicate):
            yield {"str": value.value}

    return read


def _parties(kind: str) -> Callable[[Record, Records, str], Iterator[Value]]:
    def read(record: Record, records: Records, language: str) -> Iterator[Value]:
        for node in record.parts(f"{PSIN}{kind}"):
            known = [records.of_iri(value.value) for value in node.get(f"{PSIN}agent", ())]
            for other in known:
                if other is not None:
                    yield {"id": other.id, "name": other.name(language).text}
            if not any(known):
                yield from ({"str": value.value} for value in node.get(f"{PSIN}nameAsGiven", ()))

    return read


def _names(record: Record, records: Records, language: str) -> Iterator[Value]:
    yield from ({"str": name.text} for name in record.names if not name.preferred)


def _status(record: Record, records: Records, language: str) -> Iterator[Value]:
    def day(node: Node) -> str:
        return max((value.value for value in node.get(f"{DCTERMS}date", ())), default="")

    latest = max(record.parts(f"{PSIN}StatusReading"), key=day, default=None)
    for value in latest.get(f"{PSIN}status", ()) if latest else ():
        yield {"str": _label(value, records, language)}


def _objective(record: Record, records: Records, language: str) -> Iterator[Value]:
    for node in record.parts(f"{PSIN}Objective"):
        yield from (
            {"str": value.value} for value in node.get(f"{DCTERMS}description", ()) if isinstance(value, ox.Literal)
        )


def _label(value: object, records: Records, language: str) -> str:
    iri = getattr(value, "value", "")
    if iri.startswith(COUNTRY):
        return COUNTRIES.get(iri.removeprefix(COUNTRY), iri)
    concept = records.vocabulary.concepts.get(iri)
    return concept.label(language) if concept else iri


PROPERTIES: dict[str, Property] = {
    one.id: one
    for one in (
        Property("other-name", "other name", "autre nom", _ALL, _names),
        Property("description", "description", "description", _ALL, _texts(f"{DCTERMS}description")),
        Property("place", "country or area", "pays ou territoire", _ALL, _concepts(f"{DCTERMS}spatial")),
        Property("homepage", "web site", "site web", _ALL, _addresses(f"{FOAF}homepage")),
        Property("same-as", "identifier elsewhere", "identifiant ailleurs", _ALL, _addresses(f"{SCHEMA}sameAs")),
        Property("network-kind", "kind of network", "genre de réseau", ("network",), _concepts(f"{PSIN}networkKind")),
        Property("level", "level of government", "échelon", ("network",), _concepts(f"{PSIN}governmentLevel")),
        Property("founded", "founded", "création", ("network", "organisation"), _dates(f"{SCHEMA}foundingDate")),
        Property("ended", "ended", "fin", ("network", "organisation"), _dates(f"{SCHEMA}dissolutionDate")),
        Property("status", "status", "état", ("network",), _status),
        Property("objective", "objective", "objectif", ("network",), _objective),
        Property("convener", "convener", "animateur", ("network",), _parties("Convenership"), "organisation"),
        Property("sponsor", "sponsor", "soutien", ("network",), _parties("Sponsorship"), "organisation"),
        Property(
            "organisation-kind",
            "kind of organisation",
            "genre d'organisation",
            ("organisation",),
            _concepts(f"{PSIN}organisationKind"),
        ),
        Property("start", "start", "début", ("convening",), _dates(f"{SCHEMA}startDate")),
        Property("end", "end", "fin", ("convening",), _dates(f"{SCHEMA}endDate")),
    )
}
