"""The catalogue for other catalogues at ``/catalog`` and, with the format in the address, at ``/catalog.ttl`` and so on."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox
from flask import Blueprint, Response, abort, request

from ..documents import BASE
from ..errors import UnknownName
from ..federation.dcat import Facts, describe
from ..federation.dcat.build import Place
from ..federation.dcat.lists import EU
from ..federation.dcat.statements import PREFIXES, Words
from ..vocabulary.countries import COUNTRIES
from . import addresses, data
from .negotiation import JSON_LD, N_TRIPLES, RDF, RDF_XML, TURTLE, Representation, choose
from .past import dumps
from .site import Site, site

blueprint = Blueprint("catalog", __name__)
_FORMATS = {offer.extension: offer for offer in (TURTLE, RDF_XML, JSON_LD, N_TRIPLES)}
_PLACES = """PREFIX psin: <https://w3id.org/psin/ns#> PREFIX dct: <http://purl.org/dc/terms/>
SELECT DISTINCT ?place WHERE { ?network a psin:Network ; dct:spatial ?place . FILTER(isIRI(?place)) } ORDER BY ?place"""
_SINCE = """PREFIX psin: <https://w3id.org/psin/ns#> PREFIX schema: <https://schema.org/>
SELECT (MIN(SUBSTR(STR(?date), 1, 4)) AS ?year) WHERE { ?network a psin:Network ; schema:foundingDate ?date }"""
#: Files of the latest version that the catalogue names.
_NAMES = ("psin.nq.gz", "psin.nq", "psin.ttl", "psin.nt", "psin.jsonld")


@blueprint.route("/catalog")
@blueprint.route("/catalog.<extension>")
@blueprint.route("/dump/<version>")
def catalog(extension: str = "", version: str = "") -> Response:
    """The whole catalogue; a version's own address gives the catalogue that describes it."""
    if extension and extension not in _FORMATS:
        raise UnknownName(f"There is no catalogue in the format '{extension[:20]}'.", f"Formats are: {', '.join(_FORMATS)}.")
    if version and dumps().find(version) is None:
        raise UnknownName(f"There is no version '{version[:60]}'.", "The versions that are kept stand in /catalog.")
    chosen = _FORMATS[extension] if extension else choose(request.accept_mimetypes, RDF)
    if chosen is None:
        abort(406, f"The catalogue can be had as {', '.join(offer.media_type for offer in RDF)}.")
    current = site()
    latest = dumps().current(current.catalogue)
    body = _written(_Key(current, latest.name), addresses.base(current.settings), chosen)
    response = Response(body, content_type=chosen.content_type)
    response.headers["Content-Location"] = f"/catalog.{chosen.extension}"
    response.headers["Cache-Control"] = "no-cache"
    if not extension:
        response.vary.add("Accept")
    response.last_modified = latest.when
    response.add_etag()
    return response.make_conditional(request)


class _Key:
    """A site with its version as a key of the cache."""

    def __init__(self, site: Site, version: str) -> None:
        self.site, self._name = site, (site.state, version)

    def __hash__(self) -> int:
        return hash(self._name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other._name == self._name


@lru_cache(maxsize=16)
def _written(key: _Key, base: str, chosen: Representation) -> bytes:
    return data.serialise(describe(_facts(key.site, base)), chosen, compact=False, prefixes=PREFIXES)


def _facts(site: Site, base: str) -> Facts:
    found = dumps()
    current = found.current(site.catalogue)
    versions = found.kept()
    years = site.engine.select(_SINCE)
    year = years[0].get("year") if years else None
    places = [_place(site, row["place"].value) for row in site.engine.select(_PLACES)]
    return Facts(
        base=base,
        first=versions[0],
        files=[found.file(current, name) for name in _NAMES],
        versions=[found.file(version, "psin.nq.gz") for version in versions],
        places=[place for place in places if place is not None],
        since=int(year.value) if isinstance(year, ox.Literal) and year.value.isdigit() else current.when.year,
    )


def _place(site: Site, iri: str) -> Place | None:
    countries = f"{EU}country"
    if iri.startswith(f"{countries}/"):
        name = COUNTRIES.get(iri.rpartition("/")[2])
        return Place(iri, Words(name, _french(iri, name)), countries) if name else None
    concept = site.vocabulary.concepts.get(iri)
    if concept is None:
        return None
    labels = concept.labels
    return Place(iri, Words(labels.get("en", iri), labels.get("fr", labels.get("en", iri))), f"{BASE}concept/areas")


def _french(iri: str, name: str) -> str:
    from .pages.countries import french_name

    return french_name(iri) or name
