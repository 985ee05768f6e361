"""Partners: their list, and the public log of each one's harvests, as page and as data."""

from __future__ import annotations

import time

import pyoxigraph as ox
from flask import Blueprint, Response, abort, request

from ..documents import BASE
from ..federation import registry
from ..federation.harvest import log
from ..federation.harvest.state import State
from ..federation.partners import Partner, of_slug
from . import data
from .language import here
from .negotiation import DOCUMENT, HTML, choose
from .pages import partners as pages
from .site import Site, site

blueprint = Blueprint("partners", __name__)
_EXTENSIONS = {offer.extension: offer for offer in DOCUMENT}


def known(current: Site) -> dict[str, Partner]:
    """The partners of the state that is served."""
    return registry.of_catalogue(current.catalogue)


@blueprint.get("/partners")
def partners() -> Response:
    current, now = site(), time.time()
    state = State.of(current.settings)
    return _page(pages.list_page(current, [log.read(partner, state, now) for partner in known(current).values()], now))


@blueprint.get("/partners/<name>")
def harvests(name: str) -> Response:
    """The log of a partner; it changes with each run, so it is read anew for every request."""
    slug, dot, extension = name.rpartition(".")
    chosen = _EXTENSIONS.get(extension) if dot else None
    if chosen is None:
        slug = name
    current, now = site(), time.time()
    found = log.read(of_slug(slug, known(current)), State.of(current.settings), now)
    named, chosen = chosen is not None, chosen or choose(request.accept_mimetypes, DOCUMENT)
    if chosen is None:
        abort(406, f"This can be had as {', '.join(offer.media_type for offer in DOCUMENT)}.")
    address = f"/partners/{slug}"
    if chosen is HTML:
        response = Response(pages.log_page(current, found, now), mimetype="text/html")
    else:
        iri = f"{BASE}{address[1:]}"
        triples = [quad.triple for quad in ox.parse(log.turtle(found, iri).encode(), ox.RdfFormat.TURTLE, base_iri=iri)]
        response = Response(data.serialise(triples, chosen), content_type=chosen.content_type)
    there = f"{address}.{chosen.extension}"
    response.headers["Content-Location"] = here(there) if chosen is HTML else there
    if not named:
        response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/identities")
def identities() -> Response:
    current = site()
    return _page(pages.identities_page(current))


def _page(text: str) -> Response:
    response = Response(text, mimetype="text/html")
    response.add_etag()
    return response.make_conditional(request)
