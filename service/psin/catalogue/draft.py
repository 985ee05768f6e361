"""The first file of a network: what a convener tells, in the form that the catalogue keeps."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from .. import documents
from ..documents import Document
from ..errors import InputError
from ..turtle.terms import literal
from ..turtle.writer import write_statements
from ..vocabulary.namespaces import COUNTRY, DCTERMS, FOAF, PROV, PSIN, PSINC, RDF, SCHEMA, SKOS, XSD

_DATE = {4: ("gYear", "%Y"), 7: ("gYearMonth", "%Y-%m"), 10: ("date", "%Y-%m-%d")}
_LICENCE = "<https://creativecommons.org/licenses/by/4.0/>"
_EDITORS = f"<{documents.BASE}organisation/psin#this>"


@dataclass(frozen=True)
class NetworkDraft:
    """What is known of a network at first. Texts are English unless ``language`` says otherwise for the name.

    ``country`` is ISO 3166-1 alpha-3, ``founded`` a year, month or day, ``source`` the page where all this can be checked,
    ``convener`` the short name of an organisation's document.
    """

    name: str
    description: str
    source: str
    language: str = "en"
    country: str = ""
    homepage: str = ""
    convener: str = ""
    founded: str = ""
    slug: str = ""

    @property
    def document(self) -> Document:
        return documents.document("network", self.slug or slug_of(self.name))


def slug_of(name: str) -> str:
    """A short name for addresses: ``Réseau Atelier`` becomes ``reseau-atelier``. Raises InputError if nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
    if not slug:
        raise InputError(f"No short name can be made from '{name}'.", "Give one with --slug, in letters a-z, digits and hyphens.")
    return slug


def date_term(text: str) -> str:
    """``2012``, ``2012-06`` or ``2012-06-30`` as a literal of the precision given. Raises InputError."""
    kind, form = _DATE.get(len(text), ("", ""))
    try:
        if not kind or datetime.datetime.strptime(text, form).strftime(form) != text:
            raise ValueError
    except ValueError:
        raise InputError(f"'{text}' is not a date.", "Write a year, month or day like 2012, 2012-06 or 2012-06-30.") from None
    return literal(text, datatype=f"{XSD}{kind}")


def write_network(draft: NetworkDraft, now: datetime.datetime) -> str:
    """The document of a network in Turtle. Raises InputError for a value that cannot stand in it."""
    found = draft.document
    document, thing, source = f"<{found.iri}>", f"<{found.thing}>", f"<{found.iri}#source-1>"
    name = literal(_text(draft.name, "name"), language=_language(draft.language))
    stamp = now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    triples = [
        (document, f"<{RDF}type>", f"<{PSIN}Contribution>"),
        (document, f"<{DCTERMS}title>", name),
        (document, f"<{DCTERMS}license>", _LICENCE),
        (document, f"<{PROV}wasAttributedTo>", _EDITORS),
        (document, f"<{PROV}generatedAtTime>", literal(stamp, datatype=f"{XSD}dateTime")),
        (document, f"<{FOAF}primaryTopic>", thing),
        (thing, f"<{RDF}type>", f"<{PSIN}Network>"),
        (thing, f"<{SKOS}prefLabel>", name),
        (thing, f"<{DCTERMS}description>", literal(_text(draft.description, "description"), language="en")),
        (thing, f"<{DCTERMS}source>", source),
        (source, f"<{RDF}type>", f"<{PSIN}Source>"),
        (source, f"<{FOAF}page>", _page(draft.source, "source")),
    ]
    if draft.country:
        triples.append((thing, f"<{DCTERMS}spatial>", _country(draft.country)))
    if draft.homepage:
        triples.append((thing, f"<{FOAF}homepage>", _page(draft.homepage, "homepage")))
    if draft.founded:
        triples += _founding(found, date_term(draft.founded))
    if draft.convener:
        triples += _convenership(found, draft.convener)
    return write_statements(triples, found.iri)


def _founding(found: Document, date: str) -> list[tuple[str, str, str]]:
    event = f"<{found.iri}#founding>"
    return [
        (f"<{found.thing}>", f"<{SCHEMA}foundingDate>", date),
        (event, f"<{RDF}type>", f"<{PSIN}LifeEvent>"),
        (event, f"<{PSIN}ofNetwork>", f"<{found.thing}>"),
        (event, f"<{PSIN}eventKind>", f"<{PSINC}event-founded>"),
        (event, f"<{DCTERMS}date>", date),
        (event, f"<{DCTERMS}source>", f"<{found.iri}#source-1>"),
    ]


def _convenership(found: Document, slug: str) -> list[tuple[str, str, str]]:
    agent = documents.document("organisation", slug)
    record = f"<{found.iri}#convenership-{slug}>"
    return [
        (record, f"<{RDF}type>", f"<{PSIN}Convenership>"),
        (record, f"<{PSIN}ofNetwork>", f"<{found.thing}>"),
        (record, f"<{PSIN}agent>", f"<{agent.thing}>"),
        (record, f"<{DCTERMS}source>", f"<{found.iri}#source-1>"),
    ]


def _text(text: str, what: str) -> str:
    if not text.strip():
        raise InputError(f"The {what} is empty.", f"Give it with --{what}.")
    return text.strip()


def _language(tag: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        raise InputError(f"'{tag}' is not a language tag.", "Write it like en, fr or pt-br.")
    return tag.lower()


def _page(address: str, what: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"{}|^`\\]+", address):
        raise InputError(f"The {what} '{address}' is not the address of a page.", "It starts with https:// and contains no blanks.")
    return f"<{address}>"


def _country(code: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", code):
        raise InputError(f"'{code}' is not a country code.", "Write the three letters of ISO 3166-1, like NZL.")
    return f"<{COUNTRY}{code.upper()}>"
