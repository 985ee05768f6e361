"""The catalogue as a whole: dumps in every format, and the views for those who speak ORG or schema.org."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, abort, request

from .. import assets
from ..errors import UnknownName
from ..federation.dumps import NAMES, File
from . import data
from .negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Representation, choose
from .past import dumps
from .site import site
from .versions import HEADER

blueprint = Blueprint("exports", __name__)

N_QUADS = Representation("nq", "application/n-quads", "N-Quads")
_CHUNK = 1 << 16
_GZIP = Representation("gz", "application/gzip", "gzip")
_OFFERS = {f"psin.{offer.extension}": offer for offer in (N_QUADS, N_TRIPLES, TURTLE, JSON_LD)}
_OFFERS |= {f"{name}.gz": _GZIP for name in _OFFERS}
_VIEW_FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)


@blueprint.route("/dump/latest.<extension>")
@blueprint.route("/dump/<version>/<name>")
def dump(extension: str = "", version: str = "latest", name: str = "") -> Response:
    """All documents, vocabulary and shapes: N-Quads with one graph a document, the others as one graph.

    What ``latest`` is may change; the files of a version never do. Parts of a file can be had (RFC 9110, section 14).
    """
    name = name or f"psin.{extension}"
    if version == "latest":
        names = ", ".join(f"/dump/latest.{known.removeprefix('psin.')}" for known in NAMES)
        if name not in NAMES:
            raise UnknownName(f"There is no dump in the format '{extension[:20]}'.", f"There are {names}.")
        response = sent(dumps().file(dumps().current(site().catalogue), name))
        response.headers["Cache-Control"] = "no-cache"
        response.headers[HEADER] = site().catalogue.version
        return response
    found = dumps().find(version)
    if found is None:
        raise UnknownName(f"There is no version '{version[:60]}'.", "The versions that are kept stand in /catalog.")
    if found not in dumps().kept():
        abort(410, f"The version {found.name} is no longer kept; the latest is at /dump/latest.nq.gz.")
    response = sent(dumps().file(found, name))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def sent(file: File) -> Response:
    """A file of a version as the answer to the current request."""
    offer = _OFFERS[file.path.name]
    response = Response(_chunks(file.path), content_type=offer.content_type)
    response.headers["Content-Location"] = f"/dump/{file.version.name}/{file.path.name}"
    response.set_etag(file.sha256)
    response.last_modified = file.version.when
    response.content_length = file.bytes
    return response.make_conditional(request, accept_ranges=True, complete_length=file.bytes)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


@blueprint.route("/export/<name>")
def view(name: str) -> Response:
    """The present of the catalogue in another vocabulary, by a query of ``ontology/exports/``."""
    stem, _, extension = name.partition(".")
    path = assets.ontology() / "exports" / f"{stem}.rq"
    known = {p.stem for p in path.parent.glob("*.rq")}
    if stem not in known:
        raise UnknownName(f"There is no export '{stem}'.", f"Exports are: {', '.join(sorted(known))}.")
    chosen = next((r for r in _VIEW_FORMATS if r.extension == extension), None) if extension else None
    chosen = chosen or choose(request.accept_mimetypes, _VIEW_FORMATS)
    if chosen is None or (extension and chosen.extension != extension):
        abort(406, f"An export can be had as {', '.join(r.media_type for r in _VIEW_FORMATS)}.")
    triples = site().engine.construct(path.read_text(encoding="utf-8"))
    # Whoever knows another vocabulary need not fetch the context of ours to read it.
    response = Response(data.serialise(triples, chosen, compact=False), content_type=chosen.content_type)
    response.vary.add("Accept")
    response.add_etag()
    return response.make_conditional(request)
