"""A release as a dataset for data portals. Source: DCAT 3, sections 6.6 and 11; DCAT-AP 3.0.1."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import date

import pyoxigraph as ox

from ...documents import BASE
from ..dcat import lists
from ..dcat.statements import PREFIXES, Statements, Typed, Words
from ..dcat.texts import TEXTS


def describe(version: str, day: date, files: Mapping[str, bytes]) -> bytes:
    """Turtle that names the statements among ``files`` with their sizes and checksums."""
    out = Statements()
    said, iri = day.isoformat(), f"{BASE}releases/{version}"
    title, description = (Words(*(words.format(day=said, name=version) for words in text)) for text in TEXTS["version"])
    out.say(
        iri,
        "dcat:Dataset",
        dct_identifier=Typed(iri, "xsd:anyURI"),
        dct_title=title,
        dct_description=description,
        dct_issued=Typed(said, "xsd:date"),
        dcat_version=version,
        dct_license=lists.LICENCE,
        dct_publisher=f"{BASE}organisation/psin#this",
        dct_accessRights=lists.PUBLIC,
        dct_accrualPeriodicity=lists.NEVER,
        dct_language=(lists.ENGLISH, lists.FRENCH),
        dcat_theme=lists.THEME,
        dcat_landingPage=iri,
        dcat_distribution=tuple(
            _file(out, f"{iri}/{name}", content)
            for name, content in sorted(files.items())
            if name.startswith("catalogue.")
        ),
    )
    lists.explain(out)
    written = io.BytesIO()
    ox.serialize(dict.fromkeys(out), written, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return written.getvalue()


def _file(out: Statements, iri: str, content: bytes) -> str:
    media_type, file_type, name = lists.FORMATS[iri.rpartition(".")[2]]
    title, description = (Words(*(words.format(format=name) for words in text)) for text in TEXTS["file"])
    checksum = Typed(hashlib.sha256(content).hexdigest(), "xsd:hexBinary")
    return out.say(
        iri,
        "dcat:Distribution",
        dct_title=title,
        dct_description=description,
        dct_license=lists.LICENCE,
        dcat_accessURL=iri,
        dcat_downloadURL=iri,
        dcat_mediaType=media_type,
        dct_format=file_type,
        dcat_byteSize=Typed(str(len(content)), "xsd:nonNegativeInteger"),
        spdx_checksum=out.say(
            f"{iri}#sha256", "spdx:Checksum", spdx_algorithm=lists.SHA256, spdx_checksumValue=checksum
        ),
    )
