"""The papers of a release: how to cite it, what is in it, and the checksums.

Sources: Citation File Format 1.2.0; Data Package (Frictionless) 2.0; ``sha256sum --check``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from ...documents import BASE
from ...vocabulary.namespaces import compact
from ...vocabulary.terms import Vocabulary
from .tables import SEPARATOR, Table

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TITLE = "psin: the open knowledge graph of public sector innovation networks"
_MEDIA = {
    "nq": "application/n-quads",
    "nt": "application/n-triples",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "csv": "text/csv",
    "graphml": "application/graphml+xml",
}


def citation(version: str, day: str) -> str:
    """CITATION.cff."""
    return f"""cff-version: 1.2.0
message: If you use these data, please cite them as below.
title: "{TITLE}"
type: dataset
authors:
  - name: The editors and contributors of psin
version: "{version}"
date-released: "{day}"
license: CC-BY-4.0
url: "{BASE}"
identifiers:
  - type: url
    value: "{BASE}releases/{version}"
    description: This release
"""


def data_package(
    version: str, day: str, files: Mapping[str, bytes], tables: Mapping[str, Table], vocabulary: Vocabulary
) -> bytes:
    """datapackage.json for the files by name; ``tables`` are those of the files that are tables."""
    resources = []
    for name, content in sorted(files.items()):
        extension = name.rpartition(".")[2]
        if extension not in _MEDIA:
            continue
        resource: dict[str, object] = {
            "name": name.lower().replace("/", "-").replace(".", "-"),
            "path": name,
            "format": extension,
            "mediatype": _MEDIA[extension],
            "encoding": "utf-8",
            "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        }
        if name in tables:
            resource["schema"] = _schema(tables[name], vocabulary)
        resources.append(resource)
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "psin",
        "title": TITLE,
        "id": f"{BASE}releases/{version}",
        "version": version,
        "created": f"{day}T00:00:00Z",
        "homepage": BASE,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _schema(table: Table, vocabulary: Vocabulary) -> dict[str, object]:
    fields: list[dict[str, object]] = [
        {"name": "iri", "type": "string", "format": "uri", "description": "The thing."},
        {"name": "document", "type": "string", "format": "uri", "description": "The document that describes it first."},
    ]
    for heading, iri in table.columns.items():
        field: dict[str, object] = {"name": heading, "type": "string", "rdfType": iri}
        if term := vocabulary.terms.get(iri):
            field["title"] = term.label()
        fields.append(field)
    return {"fields": fields, "primaryKey": ["iri"]}


def readme(version: str, day: str, files: Mapping[str, bytes], tables: Mapping[str, Table]) -> str:
    """README.txt: what each file is."""
    listed = "\n".join(
        f"  {name:<40} {len(table.rows):>6} rows   {compact(table.class_)}" for name, table in sorted(tables.items())
    )
    return f"""{TITLE}
Release {version} of {day}

catalogue.nq       all documents, vocabulary, shapes and queries, one graph a document
catalogue.nt       the same as one graph, each statement once; also .ttl and .jsonld
ties.graphml       networks, organisations and convenings with their ties, for Gephi, networkx and others
void.ttl           what there is, counted
catalog.ttl        this release as a dataset in DCAT, for data portals
datapackage.json   all files with their sizes, checksums and columns
CITATION.cff       how to cite this release
SHA256SUMS         check with: sha256sum --check SHA256SUMS
LICENSE            CC BY 4.0

Tables, in UTF-8, with "{SEPARATOR.strip()}" between several values; a cell that a spreadsheet would compute begins with an apostrophe:

{listed}

The same documents give the same bytes: psin release --date {day}
"""


def checksums(files: Mapping[str, bytes]) -> str:
    """SHA256SUMS, as sha256sum writes it."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
