"""Catalogue, datasets, versions, distributions and services. Source: DCAT 3; DCAT-AP 3.0.1.

IRIs are the permanent ones, whatever machine serves them; addresses of files and services are those of the service asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pyoxigraph as ox

from ...documents import BASE
from ..dumps import File
from ..history import Version
from . import lists
from .statements import Statements, Typed, Words
from .texts import TEXTS

CATALOGUE = f"{BASE}catalogue/psin#this"
DATA = f"{BASE}catalog#data"
VOCABULARY = f"{BASE}catalog#vocabulary"
_PUBLISHER = f"{BASE}organisation/psin#this"
_CONTACT = f"{BASE}catalog#contact"
_VOID = f"{BASE}.well-known/void#this"


@dataclass(frozen=True)
class Facts:
    """What the catalogue says beside its constants.

    ``base`` is the address of the service without a slash at the end, ``files`` are those of the version served,
    ``versions`` all versions kept with their one file, the oldest first; ``since`` is the year of the earliest founding.
    """

    base: str
    first: Version
    files: Sequence[File]
    versions: Sequence[File]
    since: int


def describe(facts: Facts) -> list[ox.Triple]:
    """The catalogue as triples, always in the same order. Raises ValueError if ``base`` is no http address."""
    if urlsplit(facts.base).scheme not in ("http", "https"):
        raise ValueError(facts.base)
    out = Statements()
    datasets = [DATA, VOCABULARY, *(version_iri(file.version) for file in facts.versions)]
    services = [f"{BASE}catalog#{name}" for name in _SERVICES]
    current = facts.files[0].version
    out.say(
        CATALOGUE,
        "dcat:Catalog",
        dct_identifier=CATALOGUE_ID,
        dct_issued=_time(facts.first),
        dct_modified=_time(current),
        dct_spatial=lists.WORLD,
        dcat_themeTaxonomy=lists.THEMES,
        dcat_dataset=tuple(datasets),
        dcat_service=tuple(services),
        foaf_homepage=BASE,
        dcat_contactPoint=_CONTACT,
        **_common("catalogue"),
    )
    _data(out, facts, current)
    _vocabulary(out, facts)
    _versions(out, facts)
    for name in _SERVICES:
        _service(out, facts, name)
    _people(out)
    bounds = {"dcat_bbox": Typed(_BOUNDS, "geo:wktLiteral"), "dcat_centroid": Typed("POINT(0 0)", "geo:wktLiteral")}
    out.say(lists.WORLD, "dct:Location", **bounds)
    lists.explain(out)
    return list(dict.fromkeys(out))


CATALOGUE_ID = Typed(CATALOGUE, "xsd:anyURI")
_BOUNDS = "POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))"


def version_iri(version: Version) -> str:
    """The IRI of a version as a dataset."""
    return f"{BASE}dump/{version.name}"


def _time(version: Version) -> Typed:
    return Typed(f"{version.when:%Y-%m-%dT%H:%M:%SZ}", "xsd:dateTime")


def _common(text: str, **values: str) -> dict[str, object]:
    title, description = TEXTS[text]
    return {
        "dct_title": Words(*(words.format(**values) for words in title)),
        "dct_description": Words(*(words.format(**values) for words in description)),
        "dct_publisher": _PUBLISHER,
        "dct_license": lists.LICENCE,
        "dct_language": (lists.ENGLISH, lists.FRENCH),
    }


def _dataset(iri: str, text: str, **values: str) -> dict[str, object]:
    return {
        "dct_identifier": Typed(iri, "xsd:anyURI"),
        "dct_creator": _PUBLISHER,
        "dct_accessRights": lists.PUBLIC,
        "dcat_theme": lists.THEME,
        "dcat_keyword": _KEYWORDS,
        "dcat_contactPoint": _CONTACT,
        "dcat_landingPage": BASE,
        **_common(text, **values),
    }


_KEYWORDS = (
    Words("public sector innovation", "innovation publique"),
    Words("innovation networks", "réseaux d'innovation"),
    Words("communities of practice", "communautés de pratique"),
)


def _data(out: Statements, facts: Facts, current: Version) -> None:
    out.say(
        DATA,
        "dcat:Dataset",
        dct_issued=_time(facts.first),
        dct_modified=_time(current),
        dcat_version=current.name,
        dcat_hasVersion=tuple(version_iri(file.version) for file in facts.versions),
        dct_accrualPeriodicity=lists.IRREGULAR,
        dct_conformsTo=(f"{BASE}ns", f"{BASE}shapes"),
        dct_spatial=lists.WORLD,
        dct_temporal=_period(out, facts, current),
        rdfs_seeAlso=_VOID,
        dcat_distribution=tuple(
            _file(
                out,
                f"{BASE}catalog#data-{file.path.name.removeprefix('psin.').replace('.', '-')}",
                file,
                _latest(facts, file),
            )
            for file in facts.files
        ),
        **_dataset(DATA, "data"),
    )


def _latest(facts: Facts, file: File) -> str:
    return f"{facts.base}/dump/latest.{file.path.name.removeprefix('psin.')}"


def _versions(out: Statements, facts: Facts) -> None:
    before = ""
    for file in facts.versions:
        version, iri = file.version, version_iri(file.version)
        address = f"{facts.base}/dump/{version.name}/{file.path.name}"
        out.say(
            iri,
            "dcat:Dataset",
            dct_issued=_time(version),
            dct_modified=_time(version),
            dcat_version=version.name,
            dct_accrualPeriodicity=lists.NEVER,
            dct_conformsTo=(f"{BASE}ns", f"{BASE}shapes"),
            dct_spatial=lists.WORLD,
            dct_temporal=_period(out, facts, version),
            dcat_distribution=_file(out, f"{BASE}dump/{version.name}/{file.path.name}", file, address),
            **({"dcat_previousVersion": before} if before else {}),
            **_dataset(iri, "version", day=f"{version.when:%Y-%m-%d}", name=version.name),
        )
        before = iri


def _file(out: Statements, iri: str, file: File, address: str) -> str:
    extension = file.path.name.removeprefix("psin.").removesuffix(".gz")
    media_type, file_type, name = lists.FORMATS[extension]
    checksum = out.say(
        f"{iri}-sha256" if "#" in iri else f"{iri}#sha256",
        "spdx:Checksum",
        spdx_algorithm=lists.SHA256,
        spdx_checksumValue=Typed(file.sha256, "xsd:hexBinary"),
    )
    packed = {"dcat_compressFormat": lists.GZIP} if file.path.suffix == ".gz" else {}
    return out.say(
        iri,
        "dcat:Distribution",
        dct_identifier=Typed(iri, "xsd:anyURI"),
        dcat_accessURL=address,
        dcat_downloadURL=address,
        dcat_mediaType=media_type,
        dct_format=file_type,
        dcat_byteSize=Typed(str(file.bytes), "xsd:nonNegativeInteger"),
        spdx_checksum=checksum,
        dct_issued=_time(file.version),
        dct_modified=_time(file.version),
        **packed,
        **_distribution("file", format=name + (" (gzip)" if packed else "")),
    )


def _distribution(text: str, **values: str) -> dict[str, object]:
    common = _common(text, **values)
    del common["dct_publisher"]
    return {**common, "dcatap_availability": lists.STABLE}


def _vocabulary(out: Statements, facts: Facts) -> None:
    distributions = []
    for name in ("ns", "shapes"):
        for extension in ("ttl", "jsonld", "rdf"):
            media_type, file_type, title = lists.FORMATS[extension]
            iri, address = f"{BASE}catalog#{name}-{extension}", f"{facts.base}/{name}.{extension}"
            distributions.append(iri)
            out.say(
                iri,
                "dcat:Distribution",
                dct_identifier=Typed(iri, "xsd:anyURI"),
                dcat_accessURL=address,
                dcat_downloadURL=address,
                dcat_mediaType=media_type,
                dct_format=file_type,
                **_distribution(name, format=title),
            )
    out.say(
        VOCABULARY,
        "dcat:Dataset",
        dct_accrualPeriodicity=lists.IRREGULAR,
        dct_spatial=lists.WORLD,
        dct_temporal=_period(out, facts, facts.files[0].version),
        dcat_distribution=tuple(distributions),
        **_dataset(VOCABULARY, "vocabulary"),
    )


def _period(out: Statements, facts: Facts, end: Version) -> str:
    """From the first founding of a network to the day of a version."""
    day = f"{end.when:%Y-%m-%d}"
    return out.say(
        f"{BASE}catalog#until-{day}",
        "dct:PeriodOfTime",
        dcat_startDate=Typed(f"{facts.since:04d}-01-01", "xsd:date"),
        dcat_endDate=Typed(day, "xsd:date"),
    )


#: Name to path, path of the description, and the standard that it follows.
_SERVICES = {
    "sparql": ("/sparql", "/sparql", lists.SPARQL),
    "feed": ("/feed", "/feed", lists.LDES),
    "reconciliation": ("/reconcile", "/reconcile", lists.RECONCILIATION),
}


def _service(out: Statements, facts: Facts, name: str) -> None:
    path, description, standard = _SERVICES[name]
    iri = f"{BASE}catalog#{name}"
    out.say(
        iri,
        "dcat:DataService",
        dct_identifier=Typed(iri, "xsd:anyURI"),
        dcat_endpointURL=f"{facts.base}{path}",
        dcat_endpointDescription=f"{facts.base}{description}",
        dcat_servesDataset=DATA,
        dct_conformsTo=standard,
        dcat_theme=lists.THEME,
        dcat_keyword=_KEYWORDS,
        dcat_contactPoint=_CONTACT,
        dct_accessRights=lists.PUBLIC,
        dcat_landingPage=BASE,
        **{key: value for key, value in _common(name).items() if key != "dct_language"},
    )


def _people(out: Statements) -> None:
    name = Words("Editors of psin", "Équipe éditoriale de psin")
    out.say(
        _PUBLISHER, "foaf:Agent", "foaf:Organization", foaf_name=name, foaf_homepage=BASE, dct_type=lists.NON_PROFIT
    )
    out.say(_CONTACT, "vcard:Kind", "vcard:Organization", vcard_fn="Editors of psin", vcard_hasURL=BASE)
    out.say(BASE, "foaf:Document", dct_title=Words("psin", "psin"))
