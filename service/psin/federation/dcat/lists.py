"""The entries of other authorities' lists that our catalogue uses, with their labels, so that it explains itself.

Source: authority tables of the Publications Office of the EU, ADMS 1.00, IANA media types, SPDX 2.3.
"""

from __future__ import annotations

from ...documents import BASE
from .statements import Statements, Words

EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
SPDX = "http://spdx.org/rdf/terms#"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
THEME, THEMES = f"{EU}data-theme/GOVE", f"{EU}data-theme"
PUBLIC = f"{EU}access-right/PUBLIC"
STABLE = f"{EU}planned-availability/STABLE"
IRREGULAR, NEVER = f"{EU}frequency/IRREG", f"{EU}frequency/NEVER"
ENGLISH, FRENCH = f"{EU}language/ENG", f"{EU}language/FRA"
WORLD = "https://w3id.org/psin/concept/area-international"
_ATTRIBUTION = "http://purl.org/adms/licencetype/Attribution"
NON_PROFIT = "http://purl.org/adms/publishertype/NonProfitOrganisation"
SHA256 = f"{SPDX}checksumAlgorithm_sha256"
GZIP = f"{IANA}application/gzip"

#: Extension to media type and entry of the list of file types.
FORMATS = {
    "nq": (f"{IANA}application/n-quads", f"{EU}file-type/RDF_N_QUADS", "N-Quads"),
    "nt": (f"{IANA}application/n-triples", f"{EU}file-type/RDF_N_TRIPLES", "N-Triples"),
    "ttl": (f"{IANA}text/turtle", f"{EU}file-type/RDF_TURTLE", "Turtle"),
    "jsonld": (f"{IANA}application/ld+json", f"{EU}file-type/JSON_LD", "JSON-LD"),
    "rdf": (f"{IANA}application/rdf+xml", f"{EU}file-type/RDF_XML", "RDF/XML"),
}
_CONCEPTS: tuple[tuple[str, tuple[str, ...], Words], ...] = (
    (THEME, (), Words("Government and public sector", "Gouvernement et secteur public")),
    (PUBLIC, ("dct:RightsStatement",), Words("public", "public")),
    (STABLE, (), Words("stable", "stable")),
    (IRREGULAR, ("dct:Frequency",), Words("irregular", "irrégulier")),
    (NEVER, ("dct:Frequency",), Words("never", "jamais")),
    (ENGLISH, ("dct:LinguisticSystem",), Words("English", "anglais")),
    (FRENCH, ("dct:LinguisticSystem",), Words("French", "français")),
    (WORLD, ("dct:Location",), Words("international", "international")),
    (NON_PROFIT, (), Words("Non-profit organisation", "Organisation à but non lucratif")),
    (_ATTRIBUTION, (), Words("Attribution", "Attribution")),
)
_STANDARDS = {
    "https://w3id.org/psin/ns": Words("Vocabulary of psin", "Vocabulaire de psin"),
    "https://w3id.org/psin/shapes": Words("Rules of psin", "Règles de psin"),
    "http://www.w3.org/TR/sparql11-protocol/": Words("SPARQL 1.1 Protocol", "Protocole SPARQL 1.1"),
    "https://w3id.org/ldes/specification": Words("Linked Data Event Streams", "Linked Data Event Streams"),
    "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/": Words(
        "Reconciliation Service API 0.2", "Reconciliation Service API 0.2"
    ),
}
SPARQL, LDES, RECONCILIATION = list(_STANDARDS)[2:]


def explain(out: Statements) -> None:
    """Says of every entry in use what it is and what it is called."""
    used = {triple.object.value for triple in out} | {_ATTRIBUTION}
    for iri, types, label in _CONCEPTS:
        if iri in used:
            scheme = f"{BASE}concept/areas" if iri == WORLD else iri.rpartition("/")[0]
            out.say(iri, "skos:Concept", *types, skos_prefLabel=label, skos_inScheme=scheme)
    for iri, title in _STANDARDS.items():
        if iri in used:
            out.say(iri, "dct:Standard", dct_title=title)
    for media_type, file_type, name in FORMATS.values():
        if media_type in used:
            out.say(media_type, "dct:MediaType", rdfs_label=name)
        if file_type in used:
            label = Words(name, name)
            out.say(
                file_type, "dct:MediaTypeOrExtent", "skos:Concept", skos_prefLabel=label, skos_inScheme=f"{EU}file-type"
            )
    out.say(GZIP, "dct:MediaType", rdfs_label="gzip")
    title = Words("Creative Commons Attribution 4.0 International", "Creative Commons Attribution 4.0 International")
    out.say(LICENCE, "dct:LicenseDocument", dct_title=title, dct_type=_ATTRIBUTION)
    out.say(SHA256, "spdx:ChecksumAlgorithm")
    titles = {triple.object.value for triple in out if triple.predicate.value.endswith("inScheme")}
    for scheme in sorted(titles | {THEMES}):
        out.say(scheme, "skos:ConceptScheme", dct_title=_SCHEMES[scheme.rpartition("/")[2]])


_SCHEMES = {
    "data-theme": Words("Data themes", "Thèmes de données"),
    "access-right": Words("Access rights", "Droits d'accès"),
    "planned-availability": Words("Planned availability", "Disponibilité prévue"),
    "frequency": Words("Frequencies", "Fréquences"),
    "language": Words("Languages", "Langues"),
    "file-type": Words("File types", "Types de fichiers"),
    "publishertype": Words("Types of publishers", "Types d'éditeurs"),
    "licencetype": Words("Types of licences", "Types de licences"),
    "areas": Words("Areas", "Territoires"),
}
