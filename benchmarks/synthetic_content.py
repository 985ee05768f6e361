"""What synthetic documents say: invented facts about networks, organisations and convenings, in the real model."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from psin.documents import BASE, document
from psin.vocabulary.namespaces import COUNTRY, CV, DCTERMS, FOAF, ORG, PROV, PSINC, RDF, SCHEMA, SKOS, XSD

from .synthetic_document import Statement, SyntheticDocument
from .words import LANGUAGES, phrase, sentence

if TYPE_CHECKING:
    from .synthetic import Catalogue

LAST_YEAR = 2025
LICENCE = "<https://creativecommons.org/licenses/by/4.0/>"
COUNTRIES = (
    "USA GBR FRA CAN AUS BRA COL CHL DEU NLD ESP PRT ITA IND ZAF NZL FIN SWE DNK NOR MEX KEN KOR JPN IRL".split()
)


class Writer:
    """Collects the statements of one document. Its random numbers depend on the seed and its name only."""

    def __init__(self, catalogue: Catalogue, kind: str, slug: str, number: int) -> None:
        self.catalogue = catalogue
        self.document = document(kind, slug)
        self.number = number
        self.random = Random(f"{catalogue.seed}/{kind}/{slug}")
        self.statements: list[Statement] = []
        self.this = f"<{self.document.thing}>"
        self.sources = self.random.randint(1, 4)

    # What the three kinds of document say

    def network(self) -> SyntheticDocument:
        random = self.random
        self._contribution(f"Synthetic network {self.number}")
        founded = random.randint(1995, 2025)
        ended = founded + random.randint(1, 12) if random.random() < 0.25 else None
        self._network(founded, ended)
        self._event("founding", "founded", _date(random, founded))
        for _ in range(random.randint(0, 4)):
            kind = random.choice(self.catalogue.scheme("life-event-kinds")).removeprefix(f"{PSINC}event-")
            kind = "seen-active" if kind in ("founded", "ended") else kind
            date = _date(random, founded + random.randint(0, 8))
            self._event(f"event-{len(self.statements)}", kind, date, sentence(random, 5, 14))
        if ended:
            self._event("end", "ended", _year(ended), sentence(random, 4, 10))
        self._objectives(founded)
        self._phases(founded)
        for number in range(random.randint(1, 3)):
            self._engagement("Convenership", f"convenership-{number}", founded, ended)
        for number in range(random.randint(0, 3)):
            self._engagement("Sponsorship", f"sponsorship-{number}", founded, ended)
        for number in range(random.randint(0, 2)):
            self._engagement("Membership", f"membership-{number}", founded, ended)
        self._offerings_and_counts(founded)
        self._links_and_readings(founded, ended)
        return self._finished()

    def organisation(self) -> SyntheticDocument:
        random, this = self.random, self.this
        self._contribution(f"Synthetic organisation {self.number}")
        self._add(this, RDF + "type", f"<{FOAF}Organization>")
        if random.random() < 0.6:
            self._add(this, RDF + "type", f"<{CV}PublicOrganisation>")
        self._labels(this, f"Synthetic organisation {self.number}", 0, 2)
        self._concept(this, "organisationKind", "organisation-kinds")
        self._country(this)
        if random.random() < 0.4:
            self._add(this, FOAF + "homepage", f"<https://organisation-{self.number}.example.org/>")
        if self.number > 1 and random.random() < 0.2:
            self._add(this, ORG + "subOrganizationOf", f"<{BASE}organisation/synthetic-{self.number // 2}#this>")
        self._cite(this)
        return self._finished()

    def convening(self) -> SyntheticDocument:
        random, this = self.random, self.this
        self._contribution(f"Synthetic convening {self.number}")
        self._record("this", "Convening")
        self._add(this, DCTERMS + "title", f'"Synthetic convening {self.number}"@en')
        self._concept(this, "activityType", "activity-types")
        self._add(this, SCHEMA + "startDate", _date(random, random.randint(2005, 2025), precise=True))
        self._add(this, SCHEMA + "organizer", self._organisation())
        for _ in range(random.randint(0, 6)):
            self._add(this, SCHEMA + "attendee", self._organisation())
        if random.random() < 0.3:
            self._add(this, SKOS + "note", f'"{sentence(random, 5, 20)}"@en')
        self._cite(this)
        return self._finished()

    # Parts of a network

    def _network(self, founded: int, ended: int | None) -> None:
        random, this = self.random, self.this
        self._add(this, RDF + "type", self.catalogue.term("Network"))
        self._labels(this, f"Synthetic network {self.number}", 1, 3)
        if random.random() < 0.6:
            self._add(this, SKOS + "altLabel", f'"SN{self.number}"@en')
        self._add(this, DCTERMS + "description", f'"{sentence(random, 12, 40)}"@en')
        if random.random() < 0.7:
            self._add(this, SKOS + "note", f'"{sentence(random, 8, 40)}"@en')
        for property_name, scheme, share in (
            ("networkKind", "network-kinds", 0.8),
            ("origin", "origins", 0.4),
            ("governmentLevel", "government-levels", 1.0),
            ("admission", "admission-rules", 0.5),
            ("membershipUnit", "membership-units", 0.9),
            ("audience", "audiences", 0.4),
        ):
            if random.random() < share:
                self._concept(this, property_name, scheme)
        self._add(this, self.catalogue.term("eligibility"), f'"{sentence(random, 4, 9)}"@en')
        self._country(this)
        self._add(this, FOAF + "homepage", f"<https://network-{self.number}.example.org/>")
        self._add(this, SCHEMA + "foundingDate", _year(founded))
        if ended:
            self._add(this, SCHEMA + "dissolutionDate", _year(ended))
        self._cite(this)

    def _event(self, name: str, kind: str, date: str, text: str = "") -> None:
        event = self._record(name, "LifeEvent")
        self._add(event, self.catalogue.term("eventKind"), f"<{PSINC}event-{kind}>")
        self._add(event, DCTERMS + "date", date)
        if text:
            self._add(event, DCTERMS + "description", f'"{text}"@en')
        self._cite(event)

    def _objectives(self, founded: int) -> None:
        objective = self._record("objective", "Objective")
        self._add(objective, DCTERMS + "description", f'"{sentence(self.random, 8, 25)}"@en')
        self._concept(objective, "explicitness", "explicitness")
        self._cite(objective)

    def _phases(self, founded: int) -> None:
        for kind, property_name, scheme in (
            ("FormalityPhase", "formality", "formality"),
            ("LifecyclePhase", "stage", "lifecycle-stages"),
        ):
            start = founded
            count = self.random.randint(1, 2)
            for number in range(count):
                phase = self._record(f"{property_name}-{number}", kind)
                self._concept(phase, property_name, scheme)
                self._add(phase, SCHEMA + "startDate", _year(start))
                start += self.random.randint(1, 5)
                if number < count - 1:
                    self._add(phase, SCHEMA + "endDate", _year(start))
                self._concept(phase, "basis", "assessment-bases")
                self._cite(phase)

    def _engagement(self, kind: str, name: str, founded: int, ended: int | None) -> None:
        random = self.random
        engagement = self._record(name, kind)
        self._add(engagement, self.catalogue.term("agent"), self._organisation())
        start = min(founded + random.randint(0, 4), ended or LAST_YEAR)
        self._add(engagement, SCHEMA + "startDate", _date(random, start))
        if ended or random.random() < 0.4:
            self._add(engagement, SCHEMA + "endDate", _year(ended or start + random.randint(0, 6)))
        if kind == "Convenership":
            self._concept(engagement, "role", "roles")
        if kind == "Sponsorship":
            self._concept(engagement, "supportKind", "support-kinds")
            if random.random() < 0.4:
                self._concept(engagement, "sponsorshipBasis", "sponsorship-bases")
        self._cite(engagement)

    def _offerings_and_counts(self, founded: int) -> None:
        random = self.random
        for number in range(random.randint(1, 6)):
            offering = self._record(f"offering-{number}", "Offering")
            self._add(offering, DCTERMS + "title", f'"{phrase(random, "en", 1, 2)}"@en')
            self._concept(offering, "activityType", "activity-types")
            self._cite(offering)
        for number in range(random.randint(0, 2)):
            count = self._record(f"count-{number}", "Count")
            self._concept(count, "counted", "counted-things")
            self._add(count, self.catalogue.term("count"), f'"{int(10 ** random.uniform(1, 4.5))}"^^<{XSD}integer>')
            self._concept(count, "countUnit", "membership-units")
            self._add(count, DCTERMS + "date", _date(random, founded + random.randint(0, 10)))
            self._cite(count)

    def _links_and_readings(self, founded: int, ended: int | None) -> None:
        random, term = self.random, self.catalogue.term
        for number in range(random.randint(1, 4)):
            link = self._record(f"link-{number}", "EcosystemLink")
            self._add(
                link, term("linksTo"), self._network_elsewhere() if random.random() < 0.6 else self._organisation()
            )
            self._concept(link, "linkType", "link-types")
            self._cite(link)
        if random.random() < 0.4:
            self._described("value-0", "ValueClaim", "value", "values")
        if random.random() < 0.4:
            self._described("practice-0", "PracticeAdoption", "practice", "practices")
        status = self._record("status", "StatusReading")
        alive = random.choice(["active", "active", "active", "dormant", "unknown"])
        self._add(status, term("status"), f"<{PSINC}status-{'ended' if ended else alive}>")
        self._concept(status, "basis", "assessment-bases")
        self._add(status, term("lastSeen"), _year(ended or founded + 12))
        self._add(status, DCTERMS + "date", f'"2026-11-23"^^<{XSD}date>')
        self._cite(status)

    def _described(self, name: str, kind: str, property_name: str, scheme: str) -> None:
        record = self._record(name, kind)
        self._concept(record, property_name, scheme)
        self._add(record, DCTERMS + "description", f'"{sentence(self.random, 6, 20)}"@en')
        self._cite(record)

    # What all documents share

    def _contribution(self, title: str) -> None:
        graph = f"<{self.document.iri}>"
        self._add(graph, RDF + "type", self.catalogue.term("Contribution"))
        self._add(graph, DCTERMS + "title", f'"{title}"@en')
        self._add(graph, DCTERMS + "license", LICENCE)
        self._add(graph, PROV + "wasAttributedTo", f"<{BASE}organisation/synthetic-editors#this>")
        self._add(graph, PROV + "generatedAtTime", f'"2026-11-24T08:00:00Z"^^<{XSD}dateTime>')
        self._add(graph, FOAF + "primaryTopic", self.this)

    def _finished(self) -> SyntheticDocument:
        for number in range(1, self.sources + 1):
            source = self._node(f"source-{number}")
            self._add(source, RDF + "type", self.catalogue.term("Source"))
            self._add(source, DCTERMS + "description", f'"{phrase(self.random, "en", 2, 6)}"@en')
            self._add(source, FOAF + "page", f"<https://example.org/{self.document.slug}/{number}>")
        return SyntheticDocument(self.document, list(dict.fromkeys(self.statements)))

    def _record(self, name: str, kind: str) -> str:
        """The node of a record about a network: this document's own, or any for a convening."""
        node = self._node(name)
        self._add(node, RDF + "type", self.catalogue.term(kind))
        own = self.document.kind_name == "network"
        self._add(node, self.catalogue.term("ofNetwork"), self.this if own else self._network_elsewhere())
        return node

    def _labels(self, subject: str, name: str, fewest: int, most: int) -> None:
        self._add(subject, SKOS + "prefLabel", f'"{name} {phrase(self.random, "en", 1, 4)}"@en')
        for language in self.random.sample(LANGUAGES[1:], self.random.randint(fewest, most)):
            self._add(subject, SKOS + "prefLabel", f'"{phrase(self.random, language, 2, 5)}"@{language}')

    def _country(self, subject: str) -> None:
        skewed = int(len(COUNTRIES) * self.random.random() ** 2)
        self._add(subject, DCTERMS + "spatial", f"<{COUNTRY}{COUNTRIES[skewed]}>")

    def _concept(self, subject: str, property_name: str, scheme: str) -> None:
        concept = self.random.choice(self.catalogue.scheme(scheme))
        self._add(subject, self.catalogue.term(property_name), f"<{concept}>")

    def _cite(self, subject: str) -> None:
        self._add(subject, DCTERMS + "source", self._node(f"source-{self.random.randint(1, self.sources)}"))

    def _organisation(self) -> str:
        return f"<{BASE}organisation/synthetic-{_skewed(self.random, self.catalogue.organisations)}#this>"

    def _network_elsewhere(self) -> str:
        number = _skewed(self.random, self.catalogue.networks)
        if number == self.number and self.document.kind_name == "network":
            number = (number + 1) % self.catalogue.networks
        return f"<{BASE}network/synthetic-{number}#this>"

    def _node(self, name: str) -> str:
        return f"<{self.document.iri}#{name}>"

    def _add(self, subject: str, predicate: str, value: str) -> None:
        if predicate[0] != "<":
            predicate = f"<{predicate}>"
        self.statements.append((subject, predicate, value))


def _skewed(random: Random, count: int) -> int:
    """A few are named very often, most of them rarely."""
    return int(count * random.random() ** 3)


def _year(year: int) -> str:
    return f'"{min(year, LAST_YEAR)}"^^<{XSD}gYear>'


def _date(random: Random, year: int, *, precise: bool = False) -> str:
    """A date of that year, but never in the future; as precise as sources are: a year, a month or a day."""
    year = min(year, LAST_YEAR)
    month = f"{year}-{random.randint(1, 12):02}"
    return random.choice(
        [f'"{month}-{random.randint(1, 28):02}"^^<{XSD}date>']
        if precise
        else [_year(year), f'"{month}"^^<{XSD}gYearMonth>', f'"{month}-{random.randint(1, 28):02}"^^<{XSD}date>']
    )
