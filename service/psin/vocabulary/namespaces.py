"""The namespaces in use, under the prefixes that every file and query of this project uses for them."""

from __future__ import annotations

PSIN = "https://w3id.org/psin/ns#"
PSINC = "https://w3id.org/psin/concept/"
SHAPES = "https://w3id.org/psin/shapes#"
COUNTRY = "http://publications.europa.eu/resource/authority/country/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
BIBO = "http://purl.org/ontology/bibo/"
CV = "http://data.europa.eu/m8g/"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VANN = "http://purl.org/vocab/vann/"
XSD = "http://www.w3.org/2001/XMLSchema#"

#: In the order in which canonical files declare them.
PREFIXES: dict[str, str] = {
    "psin": PSIN,
    "psinc": PSINC,
    "psinsh": SHAPES,
    "bibo": BIBO,
    "country": COUNTRY,
    "cv": CV,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "language": LANGUAGE,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "vann": VANN,
    "xsd": XSD,
}


def compact(iri: str) -> str:
    """``psin:Network`` for a term in a known namespace, ``<iri>`` otherwise."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            if local.replace("-", "").replace("_", "").isalnum():
                return f"{prefix}:{local}"
    return f"<{iri}>"
