"""Names of the vocabularies that psin reuses, and namespaces that are easily mistaken for another.

Names only, from the published vocabularies: FOAF 0.99, DCMI Metadata Terms (2020-01-20), ORG (2014), PROV-O (2013),
SKOS (2009), DCAT 3 (2024), CPOV 2.1, and of schema.org those about organisations, people and events.
"""

from __future__ import annotations

from functools import cache

from ..light import Record
from .namespaces import CV, DCAT, DCTERMS, FOAF, ORG, OWL, PROV, PSIN, RDF, RDFS, SCHEMA, SKOS
from .suggest import Suggester

#: What a document may use, by namespace.
ALLOWED: dict[str, frozenset[str]] = {
    namespace: frozenset(names.split())
    for namespace, names in {
        CV: "PublicOrganisation",
        DCAT: "Catalog accessURL contactPoint keyword landingPage theme",
        DCTERMS: """
            abstract accrualPeriodicity alternative bibliographicCitation conformsTo contributor created creator date description hasPart identifier
            isPartOf isReplacedBy issued language license modified publisher references relation replaces source spatial
            subject title
        """,
        FOAF: "Agent Document Group Organization Person homepage name page primaryTopic",
        ORG: """
            FormalOrganization Membership Organization OrganizationalCollaboration OrganizationalUnit classification
            hasSubOrganization hasUnit identifier linkedTo subOrganizationOf unitOf
        """,
        PROV: "Agent Entity generatedAtTime wasAttributedTo wasDerivedFrom wasRevisionOf",
        SCHEMA: """
            ContactPoint Event EventSeries MixedEventAttendanceMode OfflineEventAttendanceMode OnlineEventAttendanceMode
            alternateName attendee contactPoint contactType containedInPlace dissolutionDate email endDate
            eventAttendanceMode foundingDate identifier inLanguage location organizer sameAs sponsor startDate subEvent
            superEvent url
        """,
        SKOS: "altLabel changeNote example hiddenLabel historyNote notation note prefLabel scopeNote",
        RDF: "List Statement first nil object predicate rest subject type",
        RDFS: "",
        OWL: "deprecated",
    }.items()
}

#: What the vocabularies define, by namespace.
_EXISTING = {
    CV: """
        ContactPoint CriterionRequirement Evidence Location PublicEvent PublicOrganisation PublicService Rule
        contactPage contactPoint email openingHours telephone
    """,
    DCAT: """
        Catalog CatalogRecord DataService Dataset DatasetSeries Distribution Relationship Resource Role
        accessService accessURL bbox byteSize catalog centroid compressFormat contactPoint dataset distribution
        downloadURL endDate endpointDescription endpointURL first hadRole hasCurrentVersion hasVersion inSeries
        isVersionOf keyword landingPage last mediaType next packageFormat prev previousVersion qualifiedRelation
        record resource seriesMember servesDataset service spatialResolutionInMeters startDate
        temporalResolution theme themeTaxonomy version
    """,
    DCTERMS: """
        Agent AgentClass BibliographicResource Box DCMIType DDC FileFormat Frequency IMT ISO3166 Jurisdiction
        LCC LCSH LicenseDocument LinguisticSystem Location LocationPeriodOrJurisdiction MediaType
        MediaTypeOrExtent MESH MethodOfAccrual MethodOfInstruction NLM Period PeriodOfTime PhysicalMedium
        PhysicalResource Point Policy ProvenanceStatement RFC1766 RFC3066 RFC4646 RFC5646 RightsStatement
        SizeOrDuration Standard TGN UDC URI W3CDTF abstract accessRights accrualMethod accrualPeriodicity
        accrualPolicy alternative audience available bibliographicCitation conformsTo contributor coverage
        created creator date dateAccepted dateCopyrighted dateSubmitted description educationLevel extent format
        hasFormat hasPart hasVersion identifier instructionalMethod isFormatOf isPartOf isReferencedBy
        isReplacedBy isRequiredBy issued isVersionOf language license mediator medium modified provenance
        publisher references relation replaces requires rights rightsHolder source spatial subject
        tableOfContents temporal title type valid
    """,
    FOAF: """
        Agent Document Group Image LabelProperty OnlineAccount OnlineChatAccount OnlineEcommerceAccount
        OnlineGamingAccount Organization Person PersonalProfileDocument Project account accountName
        accountServiceHomepage age aimChatID based_near birthday currentProject depiction depicts dnaChecksum
        family_name familyName firstName focus fundedBy geekcode gender givenName givenname holdsAccount
        homepage icqChatID img interest isPrimaryTopicOf jabberID knows lastName logo made maker mbox
        mbox_sha1sum member membershipClass msnChatID myersBriggs name nick openid page pastProject phone plan
        primaryTopic publications schoolHomepage sha1 skypeID status surname theme thumbnail tipjar title topic
        topic_interest weblog workInfoHomepage workplaceHomepage yahooChatID
    """,
    ORG: """
        ChangeEvent FormalOrganization Head Membership Organization OrganizationalCollaboration
        OrganizationalUnit Post Role Site basedAt changedBy classification hasMember hasMembership hasPost
        hasPrimarySite hasRegisteredSite hasSite hasSubOrganization hasUnit headOf heldBy holds identifier
        linkedTo location member memberDuring memberOf organization originalOrganization post postIn purpose
        remuneration reportsTo resultedFrom resultingOrganization role roleProperty siteAddress siteOf
        subOrganizationOf transitiveSubOrganizationOf unitOf
    """,
    PROV: """
        Accept Activity ActivityInfluence Agent AgentInfluence Association Attribution Bundle Collection
        Communication Contribute Contributor Copyright Create Creator Delegation Derivation Dictionary
        DirectQueryService EmptyCollection EmptyDictionary End Entity EntityInfluence Generation Influence
        Insertion InstantaneousEvent Invalidation KeyEntityPair Location Modify Organization Person Plan
        PrimarySource Publish Publisher Quotation Removal Replace Revision RightsAssignment RightsHolder Role
        ServiceDescription SoftwareAgent Start Submit Usage actedOnBehalfOf activity activityOfInfluence agent
        agentOfInfluence alternateOf aq asInBundle atLocation atTime category component constraints contributed
        definition derivedByInsertionFrom derivedByRemovalFrom describesService dictionary dm editorialNote
        editorsDefinition ended endedAtTime entity entityOfInfluence generalizationOf generated
        generatedAsDerivation generatedAtTime hadActivity hadDelegate hadDerivation hadDictionaryMember
        hadGeneration hadInfluence hadMember hadPlan hadPrimarySource hadRevision hadRole hadUsage has_anchor
        has_provenance has_query_service influenced influencer informed insertedKeyEntityPair invalidated
        invalidatedAtTime inverse locationOf mentionOf n order pairEntity pairKey pingback provenanceUriTemplate
        qualifiedAssociation qualifiedAssociationOf qualifiedAttribution qualifiedAttributionOf
        qualifiedCommunication qualifiedCommunicationOf qualifiedDelegation qualifiedDelegationOf
        qualifiedDerivation qualifiedDerivationOf qualifiedEnd qualifiedEndOf qualifiedForm qualifiedGeneration
        qualifiedGenerationOf qualifiedInfluence qualifiedInfluenceOf qualifiedInsertion qualifiedInvalidation
        qualifiedInvalidationOf qualifiedPrimarySource qualifiedQuotation qualifiedQuotationOf qualifiedRemoval
        qualifiedRevision qualifiedSourceOf qualifiedStart qualifiedStartOf qualifiedUsage
        qualifiedUsingActivity quotedAs removedKey revisedEntity sharesDefinitionWith specializationOf started
        startedAtTime todo unqualifiedForm used value wasActivityOfInfluence wasAssociatedWith wasAssociateFor
        wasAttributedTo wasDerivedFrom wasEndedBy wasGeneratedBy wasInfluencedBy wasInformedBy wasInvalidatedBy
        wasMemberOf wasPlanOf wasPrimarySourceOf wasQuotedFrom wasRevisionOf wasRoleIn wasStartedBy wasUsedBy
        wasUsedInDerivation
    """,
    SCHEMA: """
        Consortium ContactPoint CreativeWork Event EventCancelled EventPostponed EventRescheduled EventScheduled
        EventSeries MixedEventAttendanceMode Offer OfflineEventAttendanceMode OnlineEventAttendanceMode
        Organization Person Place PostalAddress Project VirtualLocation about address addressCountry
        addressLocality affiliation alternateName areaServed articleBody attendee author birthDate contactPoint
        contactType containedInPlace contributor creator dateCreated dateModified datePublished department
        description dissolutionDate domainIncludes doorTime duration email employee endDate event
        eventAttendanceMode eventSchedule eventStatus familyName faxNumber founder foundingDate foundingLocation
        funder gender givenName hasPart headline homeLocation identifier image inLanguage isPartOf jobTitle
        keywords knowsAbout license location logo maximumAttendeeCapacity member memberOf mentions name
        nationality numberOfEmployees organizer parentOrganization participant performer publisher rangeIncludes
        sameAs sponsor startDate subEvent subOrganization superEvent telephone text url worksFor
    """,
    SKOS: """
        Collection Concept ConceptScheme OrderedCollection altLabel broader broaderTransitive broadMatch
        changeNote closeMatch definition editorialNote exactMatch example hasTopConcept hiddenLabel historyNote
        inScheme mappingRelation member memberList narrower narrowerTransitive narrowMatch notation note
        prefLabel related relatedMatch scopeNote semanticRelation topConceptOf
    """,
}

#: Beginnings of IRIs that look right and are not, and what they should be.
WRONG_TWINS: dict[str, str] = {
    "http://schema.org/": SCHEMA,
    "https://www.schema.org/": SCHEMA,
    "http://www.schema.org/": SCHEMA,
    "https://publications.europa.eu/resource/": "http://publications.europa.eu/resource/",
    "https://www.wikidata.org/entity/": "http://www.wikidata.org/entity/",
    "http://www.wikidata.org/wiki/Q": "http://www.wikidata.org/entity/Q",
    "https://www.wikidata.org/wiki/Q": "http://www.wikidata.org/entity/Q",
    "https://wikidata.org/entity/": "http://www.wikidata.org/entity/",
    "http://wikidata.org/entity/": "http://www.wikidata.org/entity/",
    "http://w3.org/": "http://www.w3.org/",
    "https://www.w3.org/ns/": "http://www.w3.org/ns/",
    "https://www.w3.org/2004/02/skos/core#": SKOS,
    "https://www.w3.org/2001/XMLSchema#": "http://www.w3.org/2001/XMLSchema#",
    "https://www.w3.org/1999/02/22-rdf-syntax-ns#": RDF,
    "https://www.w3.org/2000/01/rdf-schema#": RDFS,
    "https://www.w3.org/2002/07/owl#": OWL,
    "https://xmlns.com/foaf/": "http://xmlns.com/foaf/",
    "https://purl.org/dc/": "http://purl.org/dc/",
    "http://purl.org/dc/elements/1.1/": DCTERMS,
    "https://data.europa.eu/m8g/": CV,
    "http://w3id.org/psin/": "https://w3id.org/psin/",
    "https://www.w3id.org/psin/": "https://w3id.org/psin/",
    "http://www.w3id.org/psin/": "https://w3id.org/psin/",
    "https://w3id.org/psin/ns/": PSIN,
    "http://ror.org/": "https://ror.org/",
    "https://www.ror.org/": "https://ror.org/",
    "http://orcid.org/": "https://orcid.org/",
    "https://www.orcid.org/": "https://orcid.org/",
    "http://creativecommons.org/": "https://creativecommons.org/",
}
_WRONG = tuple(WRONG_TWINS)
#: IRIs below a wrong beginning that are right all the same.
_RIGHT = ("https://w3id.org/psin/ns/1.",)


class Verdict(Record):
    """``exists`` is False for a name that the vocabulary does not define; ``suggestion`` is an IRI."""

    exists: bool
    suggestion: str | None


def corrected(iri: str) -> str | None:
    """The IRI that was meant, if this one starts like a wrong twin; None if nothing is wrong with its beginning."""
    if not iri.startswith(_WRONG):
        return None
    for wrong, right in WRONG_TWINS.items():
        if iri.startswith(wrong) and not iri.startswith(_RIGHT):
            return right + iri[len(wrong) :]
    return None


@cache
def existing(namespace: str) -> frozenset[str]:
    """What a vocabulary defines, as far as it is listed here."""
    return frozenset(_EXISTING.get(namespace, "").split())


def judge(iri: str) -> Verdict | None:
    """What is wrong with a term of a reused vocabulary; None if it may be used or belongs to none of them."""
    namespace, name = _split(iri)
    allowed = ALLOWED.get(namespace)
    if allowed is None or name in allowed:
        return None
    known = existing(namespace)
    # schema.org has 2,700 names, of which a fraction is listed: there only a near miss counts as misspelt
    suggestion = _suggester(namespace).nearest(name, 0.8 if namespace == SCHEMA else 0.7)
    exists = name in known or (namespace in (SCHEMA, CV, RDF, RDFS, OWL) and suggestion is None)
    return Verdict(exists, None if name in known or suggestion is None else namespace + suggestion)


def _split(iri: str) -> tuple[str, str]:
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


@cache
def _suggester(namespace: str) -> Suggester:
    return Suggester(sorted(ALLOWED[namespace]) or sorted(existing(namespace)))
