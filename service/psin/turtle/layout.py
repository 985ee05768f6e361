"""The order of things in a canonical file: subjects as read, predicates in one fixed order, objects sorted."""

from __future__ import annotations

from ..lazily import lazy
from ..vocabulary.namespaces import DCAT, DCTERMS, FOAF, ORG, OWL, PROV, PSIN, RDF, RDFS, SCHEMA, SH, SKOS, VANN
from . import terms

#: Fragments of a document in reading order; ``event`` stands for ``#event`` and ``#event-2016``.
FRAGMENTS = (
    "this founding event end objective formality phase convenership sponsorship membership expectation offering "
    "count participation link edition status position practice value evidence listing claim contact source"
).split()

#: Predicates in the order in which a record is read: what it is and of whom, when, what it says, where, who says so.
PREDICATES: tuple[str, ...] = tuple(
    f"<{namespace}{name}>"
    for namespace, names in (
        (RDF, "type subject predicate object"),
        (OWL, "deprecated versionIRI versionInfo priorVersion imports members disjointWith"),
        (RDFS, "label"),
        (SKOS, "prefLabel altLabel hiddenLabel"),
        (DCTERMS, "title"),
        (PSIN, "ofNetwork eventKind formality stage linkType linksTo"),
        (SCHEMA, "superEvent organizer"),
        (PSIN, "agent nameAsGiven role supportKind sponsorshipBasis"),
        (SCHEMA, "attendee"),
        (PSIN, "counted count countMaximum countUnit unit memberCount status value beneficiary practice activityType"),
        (PSIN, "evidenceFor evidenceAgainst evidenceKind contributionKind indicator measuredValue"),
        (PSIN, "inCatalogue listingStatus submittedBy claimStatus axis position"),
        (SCHEMA, "startDate endDate"),
        (DCTERMS, "date"),
        (PSIN, "ended earliest latest dateCertainty dateNote lastSeen lastConfirmed"),
        (DCTERMS, "description abstract bibliographicCitation"),
        (PSIN, "reason basis explicitness"),
        (SKOS, "definition scopeNote example note changeNote"),
        (RDFS, "subClassOf subPropertyOf comment"),
        (SH, "targetClass targetNode targetSubjectsOf targetObjectsOf name order severity path code message"),
        (SH, "deactivated"),
        (PSIN, "networkKind organisationKind fieldRole origin governmentLevel eligibility admission membershipUnit"),
        (PSIN, "audience"),
        (DCTERMS, "spatial language type subject"),
        (FOAF, "homepage page"),
        (SCHEMA, "url email sameAs contactPoint foundingDate dissolutionDate"),
        (DCTERMS, "created issued modified"),
        (PSIN, "seenOn ledTo completeFor"),
        (PSIN, "applicability dependsOn recommends raisedAt drawsOn guidanceStatus"),
        (PSIN, "networkRepresented invited attendance"),
        (ORG, "unitOf subOrganizationOf"),
        (SKOS, "notation inScheme topConceptOf hasTopConcept broader narrower related exactMatch closeMatch"),
        (PSIN, "firstPole secondPole advantage limitation"),
        (SCHEMA, "domainIncludes rangeIncludes containedInPlace"),
        (RDFS, "isDefinedBy seeAlso"),
        (VANN, "preferredNamespacePrefix preferredNamespaceUri"),
        (DCTERMS, "license publisher creator isReplacedBy replaces"),
        (PROV, "wasAttributedTo generatedAtTime wasRevisionOf"),
        (FOAF, "primaryTopic name"),
        (DCAT, "dataset"),
        (SKOS, "editorialNote"),
        (DCTERMS, "source"),
        (SH, "declare prefix namespace prefixes select nodeKind class datatype pattern flags minCount maxCount"),
    )
    for name in names.split()
)
_PREDICATE_RANK = {predicate: rank for rank, predicate in enumerate(PREDICATES)}
_DIGITS = lazy(r"\d+")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts ``source-2`` before ``source-10``."""
    key: list[tuple[int, int, str]] = []
    position = 0
    for match in _DIGITS.finditer(text):
        key.append((1, 0, text[position : match.start()]))
        key.append((0, int(match[0]), match[0]))
        position = match.end()
    key.append((1, 0, text[position:]))
    return tuple(key)


def subject_key(subject: str, document: str) -> tuple[int, int, tuple[tuple[int, int, str], ...]]:
    """Sort key of a subject in the file of ``document`` (an IRI without fragment)."""
    iri = subject[1:-1]
    if iri == document:
        return (0, 0, ())
    if iri.startswith(f"{document}#"):
        fragment = iri[len(document) + 1 :]
        word = fragment.split("-", 1)[0]
        rank = FRAGMENTS.index(word) if word in FRAGMENTS else len(FRAGMENTS)
        return (1, rank, natural(fragment))
    return (2, 0, natural(iri))


def predicate_key(predicate: str) -> tuple[int, str]:
    return (_PREDICATE_RANK.get(predicate, len(_PREDICATE_RANK)), predicate)


def object_key(term: str) -> tuple[int, str, tuple[tuple[int, int, str], ...]]:
    """Our own classes and foaf:Organization first, other IRIs by name, texts (English first), blank nodes last."""
    if terms.is_literal(term):
        found = terms.parts(term)
        language = "" if found.language == "en" else found.language or ""
        return (1, language, natural(found.text))
    if terms.is_iri(term):
        first = term.startswith(f"<{PSIN}") or term == f"<{FOAF}Organization>"
        return (0, "" if first else "x", natural(term))
    return (2, "", ())  # labels of blank nodes change from writing to writing
