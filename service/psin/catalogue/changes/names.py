"""Names for what stands in statements: labels of terms and concepts, names of documents, countries, plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ... import documents
from ...documents import Document
from ...turtle import terms
from ...turtle.matching import Triple
from ...vocabulary.countries import COUNTRIES
from ...vocabulary.namespaces import (
    COUNTRY,
    DCAT,
    DCTERMS,
    FOAF,
    ORG,
    PROV,
    PSIN,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    compact,
)
from ...vocabulary.terms import Vocabulary

_LABELS = tuple(f"<{iri}>" for iri in (f"{SKOS}prefLabel", f"{DCTERMS}title", f"{FOAF}name", f"{RDFS}label"))

#: Properties in English and French where a label would be clumsy or there is none.
_PROPERTIES: dict[str, tuple[str, str]] = {
    f"{namespace}{name}": (en, fr)
    for namespace, rows in (
        (
            RDF,
            {
                "type": ("kind of thing", "nature"),
                "subject": ("about", "sujet"),
                "predicate": ("property", "propriété"),
                "object": ("claimed value", "valeur affirmée"),
            },
        ),
        (
            RDFS,
            {
                "label": ("label", "libellé"),
                "comment": ("comment", "commentaire"),
                "seeAlso": ("see also", "voir aussi"),
            },
        ),
        (
            SKOS,
            {
                "prefLabel": ("name", "nom"),
                "altLabel": ("other name", "autre nom"),
                "note": ("note", "note"),
                "scopeNote": ("scope", "portée"),
                "definition": ("definition", "définition"),
                "notation": ("notation", "notation"),
                "broader": ("broader concept", "concept plus large"),
                "inScheme": ("list", "liste"),
            },
        ),
        (
            DCTERMS,
            {
                "title": ("title", "titre"),
                "description": ("description", "description"),
                "spatial": ("place", "lieu"),
                "language": ("language", "langue"),
                "date": ("date", "date"),
                "source": ("source", "source"),
                "license": ("licence", "licence"),
                "publisher": ("publisher", "éditeur"),
                "creator": ("author", "auteur"),
                "issued": ("published", "publication"),
                "created": ("created", "création"),
                "modified": ("modified", "modification"),
                "subject": ("subject", "sujet"),
                "replaces": ("replaces", "remplace"),
                "isReplacedBy": ("replaced by", "remplacé par"),
            },
        ),
        (
            FOAF,
            {
                "homepage": ("web site", "site web"),
                "page": ("web page", "page web"),
                "name": ("name", "nom"),
                "primaryTopic": ("main subject", "sujet principal"),
            },
        ),
        (
            SCHEMA,
            {
                "foundingDate": ("founded", "fondation"),
                "dissolutionDate": ("ended", "fin"),
                "startDate": ("start", "début"),
                "endDate": ("end", "fin"),
                "organizer": ("organiser", "organisateur"),
                "attendee": ("participant", "participant"),
                "superEvent": ("series", "série"),
                "sameAs": ("also described at", "aussi décrit à"),
                "url": ("web page", "page web"),
                "contactPoint": ("contact", "contact"),
                "email": ("mailbox", "adresse électronique"),
            },
        ),
        (ORG, {"subOrganizationOf": ("part of", "fait partie de"), "unitOf": ("unit of", "service de")}),
        (
            PROV,
            {
                "wasAttributedTo": ("handed in by", "apporté par"),
                "generatedAtTime": ("time of writing", "date de rédaction"),
                "wasRevisionOf": ("earlier version", "version antérieure"),
            },
        ),
        (DCAT, {"dataset": ("data set", "jeu de données")}),
        (
            PSIN,
            {
                "agent": ("body", "organisme"),
                "nameAsGiven": ("name as given", "nom donné"),
                "governmentLevel": ("level", "niveau"),
                "ofNetwork": ("network", "réseau"),
                "earliest": ("not before", "pas avant"),
                "latest": ("not after", "pas après"),
                "lastSeen": ("last seen alive", "dernier signe de vie"),
                "eligibility": ("open to", "ouvert à"),
                "linksTo": ("link to", "lien vers"),
                "activityType": ("activity", "activité"),
                "audience": ("audience", "public"),
                "membershipUnit": ("kind of member", "type de membre"),
                "ended": ("over", "terminé"),
                "admission": ("admission", "admission"),
                "lastConfirmed": ("last confirmed", "dernière vérification"),
                "eventKind": ("kind of event", "type d’événement"),
                "counted": ("what is counted", "objet compté"),
                "networkKind": ("kind", "type"),
                "organisationKind": ("kind", "type"),
                "count": ("number", "nombre"),
                "countMaximum": ("highest number", "nombre maximal"),
                "unit": ("unit", "unité"),
                "role": ("role", "rôle"),
                "status": ("status", "état"),
                "formality": ("formality", "formalité"),
                "linkType": ("kind of link", "type de lien"),
                "basis": ("judged by", "établi par"),
                "reason": ("reason", "raison"),
                "dateNote": ("date in words", "date en mots"),
                "dateCertainty": ("certainty of the date", "certitude de la date"),
                "supportKind": ("support", "soutien"),
                "sponsorshipBasis": ("basis", "fondement"),
                "origin": ("origin", "origine"),
                "attendance": ("attendance", "affluence"),
                "fieldRole": ("role in the field", "rôle dans le domaine"),
                "completeFor": ("complete for", "complet pour"),
            },
        ),
    )
    for name, (en, fr) in rows.items()
}
#: Records by what a reader calls them.
_RECORDS = {f"{PSIN}Convenership": ("convener", "animateur"), f"{PSIN}Sponsorship": ("sponsor", "parrain")}


class Names:
    """``statements_of`` gives the statements of a document in whatever version is at hand, or none."""

    def __init__(self, vocabulary: Vocabulary, statements_of: Callable[[Document], Iterable[Triple]]) -> None:
        self.vocabulary = vocabulary
        self._statements_of = statements_of
        self._known: dict[tuple[Document, str], str] = {}

    def document(self, document: Document, language: str) -> str:
        """The name of what a document describes; its short name if nothing says more."""
        key = (document, language)
        if key not in self._known:
            self._known[key] = name_in(self._statements_of(document), document.thing, language) or document.slug
        return self._known[key]

    def property(self, predicate: str, language: str) -> str:
        iri = predicate[1:-1]
        if iri in _PROPERTIES:
            return _PROPERTIES[iri][language == "fr"]
        label = self.vocabulary.label(iri, language)
        return label.removeprefix("has ").removeprefix("is ") if label else _plain(compact(iri))

    def record(self, types: Iterable[str], language: str) -> str:
        """What a record is called by its classes, the first that has a name; empty if none has."""
        for term in types:
            if term[1:-1] in _RECORDS:
                return _RECORDS[term[1:-1]][language == "fr"]
            label = self.vocabulary.label(term[1:-1], language)
            if label:
                return label
        return ""

    def value(self, term: str, language: str, own: str = "") -> str:
        """A term other than a blank node; ``own`` is the document it stands in."""
        if terms.is_literal(term):
            text, tag, _ = terms.parts(term)
            if tag is None:
                return text
            return f"“{text}”" if tag == language else f"“{text}” ({tag})"
        iri = term[1:-1]
        if own and iri.startswith(f"{own}#"):
            fragment = iri[len(own) + 1 :]
            return self._source(fragment) or (self._own(own, language) if fragment == "this" else f"[{fragment}]")
        if iri.startswith(COUNTRY) and language == "en":
            return COUNTRIES.get(iri.removeprefix(COUNTRY), iri)
        label = self.vocabulary.label(iri, language)
        if label:
            return label
        found = documents.from_iri(iri)
        if found:
            fragment = iri.partition("#")[2]
            name = self.document(found, language)
            return name if fragment in ("", "this") else f"{name} [{fragment}]"
        return _plain(compact(iri))

    def _own(self, iri: str, language: str) -> str:
        found = documents.from_iri(iri)
        return self.document(found, language) if found else iri

    @staticmethod
    def _source(fragment: str) -> str:
        word, _, number = fragment.partition("-")
        return f"source {number}" if word == "source" and number.isdigit() else ""


def name_in(statements: Iterable[Triple], thing: str, language: str) -> str:
    """The best name that statements give a thing: in the language, in English, without language, in any."""
    ranked = [
        ((_rank(found.language, language), _LABELS.index(predicate)), found.text)
        for subject, predicate, value, *_ in statements
        if subject == f"<{thing}>" and predicate in _LABELS and terms.is_literal(value)
        for found in (terms.parts(value),)
    ]
    return min(ranked, default=((0, 0), ""))[1]


def _rank(tag: str | None, wanted: str) -> int:
    return [wanted, "en", None].index(tag) if tag in (wanted, "en", None) else 3


def _plain(text: str) -> str:
    return text[1:-1] if text.startswith("<") else text
