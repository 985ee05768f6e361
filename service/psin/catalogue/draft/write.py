"""Answers to the Turtle of a new document, and what validation says against it."""

from __future__ import annotations

import datetime
import time

from ... import assets, documents
from ...documents import Document
from ...errors import UnknownName
from ...turtle import terms
from ...turtle.writer import write_statements
from ...validation.findings import Finding, Severity
from ...validation.parse import parse_text
from ...validation.shapes.shapeset import ShapeSet
from ...validation.validate import validate_parsed
from ...vocabulary.namespaces import CV, DCTERMS, FOAF, ORG, PROV, PSIN, PSINC, RDF, SCHEMA, SKOS, XSD
from .choices import Choices, Party
from .fields import Answers
from .values import slug_of

_LICENCE = "<https://creativecommons.org/licenses/by/4.0/>"
#: Kinds of organisation that are public bodies wherever they occur.
_PUBLIC = frozenset(
    f"<{PSINC}orgkind-{name}>"
    for name in """
    ministry department agency central-office government-unit government-lab government-programme government-school
    local-government regional-government government-group parliament-or-court audit-institution public-fund
    intergovernmental supranational development-bank
    """.split()
)


def compose(kind: str, answers: Answers, choices: Choices, now: datetime.datetime) -> tuple[Document, str]:
    """The document of a record and its text. Raises InputError or UnknownName for answers that do not go together."""
    name = str((answers.get("name") or answers["title"])[0])
    slug = str(_first(answers, "slug") or slug_of(terms.value(name)))
    sheet = _Sheet(documents.document(kind, slug), answers, now)
    by = documents.document("organisation", str(_first(answers, "by") or "psin"))
    if by != sheet.document and by.iri not in choices.known.parts:
        raise UnknownName(f"There is no organisation '{by.slug}' that could hand this in.", "Name one with --by.")
    sheet.contribution(terms.literal(terms.value(name), language=str(_first(answers, "language") or "en")), by)
    _WRITERS[kind](sheet)
    return sheet.document, write_statements(sheet.triples, sheet.document.iri)


def objections(document: Document, text: str, choices: Choices) -> list[Finding]:
    """The violations that validation finds in a new document, beside the documents known."""
    parsed = parse_text(text, str(document.file), document)
    shapes = ShapeSet.load(assets.shapes())
    report = validate_parsed([parsed], choices.vocabulary, shapes, choices.known, time.perf_counter())
    return [finding for finding in report.findings if finding.severity is Severity.VIOLATION]


def _first(answers: Answers, name: str) -> object | None:
    found = answers.get(name)
    return found[0] if found else None


class _Sheet:
    """Statements on their way into one document."""

    def __init__(self, document: Document, answers: Answers, now: datetime.datetime) -> None:
        self.document = document
        self.answers = answers
        self.now = now.astimezone(datetime.UTC)
        self.thing = f"<{document.thing}>"
        self.source = f"<{document.iri}#source-1>"
        self.triples: list[tuple[str, str, str]] = []
        self.name = ""

    def say(self, subject: str, predicate: str, *values: object) -> None:
        self.triples += [(subject, f"<{predicate}>", str(value)) for value in values if value]

    def answer(self, predicate: str, name: str) -> None:
        """Says of the thing what was answered, if anything was."""
        self.say(self.thing, predicate, *self.answers.get(name, ()))

    def contribution(self, name: str, by: Document) -> None:
        self.name = name
        document = f"<{self.document.iri}>"
        stamp = terms.literal(self.now.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=f"{XSD}dateTime")
        self.say(document, f"{RDF}type", f"<{PSIN}Contribution>")
        self.say(document, f"{DCTERMS}title", name)
        self.say(document, f"{DCTERMS}license", _LICENCE)
        self.say(document, f"{PROV}wasAttributedTo", f"<{by.thing}>")
        self.say(document, f"{PROV}generatedAtTime", stamp)
        self.say(document, f"{FOAF}primaryTopic", self.thing)
        self.say(self.thing, f"{DCTERMS}source", self.source)
        self.say(self.source, f"{RDF}type", f"<{PSIN}Source>")
        self.say(self.source, f"{FOAF}page", _first(self.answers, "source"))

    def record(self, fragment: str, kind: str, *pairs: tuple[str, object]) -> None:
        """A record about the network, with its source."""
        subject = f"<{self.document.iri}#{fragment}>"
        self.say(subject, f"{RDF}type", f"<{PSIN}{kind}>")
        self.say(subject, f"{PSIN}ofNetwork", self.thing)
        for predicate, value in pairs:
            self.say(subject, predicate, value)
        self.say(subject, f"{DCTERMS}source", self.source)

    def parties(self, name: str, fragment: str, kind: str) -> None:
        taken: set[str] = set()
        for party in self.answers.get(name, ()):
            assert isinstance(party, Party)
            itself = party.agent == "itself"
            place = f"{fragment}-{'itself' if itself else party.slug}"
            number = 2
            free = place
            while free in taken:
                free, number = f"{place}-{number}", number + 1
            taken.add(free)
            words = terms.literal(party.words) if party.words else ""
            agent = self.thing if itself else party.agent
            self.record(
                free, kind, (f"{PSIN}agent", agent), (f"{PSIN}nameAsGiven", words), (f"{SCHEMA}startDate", party.since)
            )


def _network(sheet: _Sheet) -> None:
    sheet.say(sheet.thing, f"{RDF}type", f"<{PSIN}Network>")
    sheet.say(sheet.thing, f"{SKOS}prefLabel", sheet.name)
    sheet.answer(f"{DCTERMS}description", "description")
    sheet.answer(f"{PSIN}networkKind", "kind")
    sheet.answer(f"{DCTERMS}spatial", "country")
    sheet.answer(f"{PSIN}governmentLevel", "level")
    sheet.answer(f"{PSIN}eligibility", "eligibility")
    sheet.answer(f"{FOAF}homepage", "homepage")
    sheet.answer(f"{SCHEMA}foundingDate", "founded")
    founded = _first(sheet.answers, "founded")
    if founded:
        sheet.record(
            "founding", "LifeEvent", (f"{PSIN}eventKind", f"<{PSINC}event-founded>"), (f"{DCTERMS}date", founded)
        )
    objective = _first(sheet.answers, "objective")
    if objective:
        sheet.record("objective", "Objective", (f"{DCTERMS}description", objective))
    sheet.parties("convener", "convenership", "Convenership")
    sheet.parties("sponsor", "sponsorship", "Sponsorship")
    _status(sheet)


def _status(sheet: _Sheet) -> None:
    """A sign of life without a judgement leaves the judgement open."""
    status, seen = _first(sheet.answers, "status"), _first(sheet.answers, "last-seen")
    if status or seen:
        sheet.record(
            "status",
            "StatusReading",
            (f"{PSIN}status", status or f"<{PSINC}status-unknown>"),
            (f"{DCTERMS}date", terms.literal(sheet.now.strftime("%Y-%m-%d"), datatype=f"{XSD}date")),
            (f"{PSIN}lastSeen", seen),
            (f"{PSIN}basis", f"<{PSINC}assessed-by-editors>"),
        )


def _organisation(sheet: _Sheet) -> None:
    kind = _first(sheet.answers, "kind")
    sheet.say(sheet.thing, f"{RDF}type", f"<{FOAF}Organization>")
    if kind in _PUBLIC:
        sheet.say(sheet.thing, f"{RDF}type", f"<{CV}PublicOrganisation>")
    sheet.say(sheet.thing, f"{SKOS}prefLabel", sheet.name)
    sheet.answer(f"{DCTERMS}description", "description")
    sheet.answer(f"{PSIN}organisationKind", "kind")
    sheet.answer(f"{DCTERMS}spatial", "country")
    sheet.answer(f"{FOAF}homepage", "homepage")
    sheet.answer(f"{ORG}subOrganizationOf", "part-of")


def _convening(sheet: _Sheet) -> None:
    sheet.say(sheet.thing, f"{RDF}type", f"<{PSIN}Convening>")
    sheet.say(sheet.thing, f"{DCTERMS}title", sheet.name)
    sheet.answer(f"{PSIN}ofNetwork", "network")
    sheet.answer(f"{SCHEMA}organizer", "organiser")
    sheet.answer(f"{PSIN}activityType", "activity")
    sheet.answer(f"{DCTERMS}spatial", "country")
    sheet.answer(f"{SCHEMA}startDate", "start")
    sheet.answer(f"{SCHEMA}endDate", "end")
    sheet.answer(f"{DCTERMS}description", "description")


_WRITERS = {"network": _network, "organisation": _organisation, "convening": _convening}
