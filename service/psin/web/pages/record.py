"""What is said about a document itself, and whatever no section of its page has shown."""

from __future__ import annotations

from dataclasses import dataclass

from ..citation import as_text
from ..language import _, each_language
from .citing import LICENCES, citation_of, edit_address, report_address
from .graph import iri, key
from .names import Names, web_name
from .subject import Subject, natural
from .words import Link, Text, date_words


@dataclass(frozen=True)
class Record:
    """Who is responsible for a document and under which terms it may be used."""

    title: Text | None
    licence: Link | None
    contributors: list[Link]
    date: str
    iri: str
    page: str
    file: str
    citation: str
    report: str
    edit: str


def record(subject: Subject) -> Record:
    graph, node = subject.graph, subject.iri
    licence = graph.value(node, "dcterms:license")
    file = f"data/{subject.document.file}"
    named = Link(Text(LICENCES.get(licence, web_name(licence))), *subject.names.place(licence)) if licence else None
    return Record(
        subject.text(node, "dcterms:title"),
        named,
        subject.links(node, "prov:wasAttributedTo"),
        date_words((graph.value(node, "prov:generatedAtTime") or "").partition("T")[0]),
        node,
        subject.document.page,
        file,
        as_text(citation_of(subject.site, subject.document)).strip(),
        report_address(subject.site, subject.name.value, node),
        edit_address(subject.site, file),
    )


@dataclass(frozen=True)
class Row:
    """A property in words and its values."""

    label: str
    values: list[Link]


@dataclass(frozen=True)
class OtherRecord:
    anchor: str | None
    title: str
    rows: list[Row]


#: What is shown elsewhere on every page, or says nothing to a reader.
_SILENT = frozenset(
    map(iri, ("rdf:type", "psin:ofNetwork", "dcterms:source", "skos:prefLabel", "skos:altLabel", "foaf:name"))
)


@each_language
def _words() -> dict[str, str]:
    """Properties of other vocabularies in the words of this site."""
    table = {
        "dcterms:title": _("title"),
        "dcterms:description": _("description"),
        "dcterms:spatial": _("place"),
        "dcterms:language": _("language"),
        "dcterms:date": _("date"),
        "dcterms:created": _("date"),
        "dcterms:issued": _("published"),
        "dcterms:publisher": _("publisher"),
        "dcterms:creator": _("author"),
        "dcterms:subject": _("about"),
        "dcterms:license": _("licence"),
        "dcterms:replaces": _("replaces"),
        "dcterms:isReplacedBy": _("replaced by"),
        "dcterms:identifier": _("identifier"),
        "schema:foundingDate": _("founded"),
        "schema:dissolutionDate": _("ended"),
        "schema:startDate": _("from"),
        "schema:endDate": _("until"),
        "schema:sameAs": _("also described at"),
        "schema:contactPoint": _("contact"),
        "schema:email": _("mailbox"),
        "schema:url": _("web page"),
        "schema:location": _("where"),
        "schema:organizer": _("organised by"),
        "schema:attendee": _("attended by"),
        "schema:superEvent": _("part of the series"),
        "schema:eventAttendanceMode": _("how people met"),
        "foaf:homepage": _("web site"),
        "foaf:page": _("web page"),
        "org:subOrganizationOf": _("part of"),
        "org:unitOf": _("unit of"),
        "skos:note": _("note"),
        "skos:scopeNote": _("scope"),
        "rdfs:seeAlso": _("see also"),
        "dcat:landingPage": _("web page"),
        "schema:maintainer": _("kept by"),
        "dcat:theme": _("theme"),
        "dcterms:conformsTo": _("keeps to"),
        "dcterms:isPartOf": _("part of"),
        "dcterms:accessRights": _("access"),
        "dcterms:modified": _("changed"),
    }
    return {iri(name): words for name, words in table.items()}


def property_words(names: Names, predicate: str) -> str:
    """A property in the words of this site, else by its label."""
    return _words().get(predicate) or names.text(predicate).value.removeprefix("has ")


def rows(subject: Subject, node: str, *shown: str) -> list[Row]:
    """What else a record states, beyond the prefixed names given in ``shown``; blank nodes are shown in place."""
    skip = _SILENT | {iri(name) for name in shown}
    found = []
    for predicate, terms in subject.graph.predicates(node).items():
        if predicate not in skip:
            values = [value for term in terms for value in _values(subject, term)]
            found.append(Row(property_words(subject.names, predicate), values))
    return found


def _values(subject: Subject, term: object, depth: int = 0) -> list[Link]:
    node = key(term)
    if not node.startswith("_:") or depth > 3:
        return [subject.link(term)]
    inner = subject.graph.predicates(node)
    return [
        value
        for name, terms in inner.items()
        if name != iri("rdf:type")
        for t in terms
        for value in _values(subject, t, depth + 1)
    ]


def other_records(subject: Subject) -> list[OtherRecord]:
    """Every record of the document that no section has shown, so that nothing on file stays hidden."""
    found = []
    for node in sorted(
        (node for node in subject.graph if node not in subject.used and not node.startswith("_:")), key=natural
    ):
        kinds = [subject.names.text(name).value for name in sorted(subject.graph.types(node))]
        found.append(OtherRecord(subject.anchor(node), ", ".join(kinds) or _("statement"), rows(subject, node)))
        subject.used.add(node)
    return found
