"""The catalogue for other catalogues at ``/catalog`` and, with the format in the address, at ``/catalog.ttl`` and so on."""

from __future__ import annotations

from functools import lru_cache

import pyoxigraph as ox
from flask import Blueprint, Response, abort, request

from ...errors import UnknownName
from ...federation.dcat import Facts, describe
from ...federation.dcat.statements import PREFIXES
from ...federation.history import Version
from .. import data
from ..address import root
from ..language import _
from ..negotiation import JSON_LD, N_TRIPLES, RDF, RDF_XML, TURTLE, Representation, choose, prefers_html
from ..pages.rendering import render
from ..past import dumps
from ..site import Site, site
from ..versions import HEADER

blueprint = Blueprint("catalog", __name__)
_FORMATS = {offer.extension: offer for offer in (TURTLE, RDF_XML, JSON_LD, N_TRIPLES)}
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
        raise UnknownName(
            f"There is no catalogue in the format '{extension[:20]}'.", f"Formats are: {', '.join(_FORMATS)}."
        )
    if version:
        known = dumps().find(version)
        if known is None:
            raise UnknownName(f"There is no version '{version[:60]}'.", "The versions that are kept stand in /catalog.")
        if known not in dumps().kept():
            abort(410, f"The version {known.name} is no longer kept; the latest is at /dump/latest.nq.gz.")
    if not extension and prefers_html(request.accept_mimetypes):
        return _page(site())
    chosen = _FORMATS[extension] if extension else choose(request.accept_mimetypes, RDF)
    if chosen is None:
        abort(406, f"The catalogue can be had as {', '.join(offer.media_type for offer in RDF)}.")
    current = site()
    found = dumps()
    latest = found.current(current.catalogue)
    body = _written(_Key(current, tuple(found.kept())), root(current), chosen)
    response = Response(body, content_type=chosen.content_type)
    response.headers["Content-Location"] = f"/catalog.{chosen.extension}"
    response.headers["Cache-Control"] = "no-cache"
    if not extension:
        response.vary.add("Accept")
    response.headers[HEADER] = current.catalogue.version
    response.last_modified = latest.when
    response.add_etag()
    return response.make_conditional(request)


def _page(current: Site) -> Response:
    """The same for people."""
    found = dumps()
    latest = found.current(current.catalogue)
    files = [
        (file, f"/dump/latest.{name.removeprefix('psin.')}") for name in _NAMES for file in [found.file(latest, name)]
    ]
    versions = [(version, f"/dump/{version.name}/psin.nq.gz") for version in reversed(found.kept())]
    body = render(
        "catalog.html",
        current,
        title=_("For other catalogues"),
        latest=latest,
        files=files,
        versions=versions,
        base=root(current),
    )
    response = Response(body, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    response.add_etag()
    return response.make_conditional(request)


class _Key:
    """A site with the versions that are kept, each with its time, as a key of the cache."""

    def __init__(self, site: Site, kept: tuple[Version, ...]) -> None:
        self.site, self._name = site, (site.state, kept)

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
    return Facts(
        base=base,
        first=versions[0],
        files=[found.file(current, name) for name in _NAMES],
        versions=[found.file(version, "psin.nq.gz") for version in versions],
        since=int(year.value) if isinstance(year, ox.Literal) and year.value.isdigit() else current.when.year,
    )
