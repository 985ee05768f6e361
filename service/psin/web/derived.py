"""Documents that are computed when the service starts: the VoID description and the queries in RDF.

Source: VoID, section 7.2 (the well-known address).
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from ..catalogue.void import VOID_GRAPH
from ..errors import UnknownName
from ..queries.executables import QUERIES_GRAPH
from . import pages
from .documents import answer, graph_of
from .negotiation import DOCUMENT, RDF, Representation, choose
from .site import site
from .versions import HEADER

blueprint = Blueprint("derived", __name__)


@blueprint.route("/.well-known/void")
@blueprint.route("/.well-known/void.<extension>")
def void(extension: str = "") -> Response:
    """What there is, counted; there is no page of it, so browsers get Turtle."""
    chosen = _named(extension, RDF) if extension else choose(request.accept_mimetypes, RDF)
    if chosen is None:
        abort(406, f"This can be had as {', '.join(offer.media_type for offer in RDF)}.")
    response = Response(graph_of(site(), VOID_GRAPH, chosen), content_type=chosen.content_type)
    response.headers["Content-Location"] = f"/.well-known/void.{chosen.extension}"
    response.headers["Cache-Control"] = "no-cache"
    response.headers[HEADER] = site().catalogue.version
    if not extension:
        response.vary.add("Accept")
    response.add_etag()
    return response.make_conditional(request)


@blueprint.route("/queries")
@blueprint.route("/queries.<extension>")
def queries(extension: str = "") -> Response:
    """The query library: the page with all questions, or the queries as sh:SPARQLExecutable."""
    current = site()
    chosen = _named(extension, DOCUMENT) if extension else None
    return answer("/queries", chosen, lambda: pages.library_page(current), QUERIES_GRAPH)


def _named(extension: str, offers: tuple[Representation, ...]) -> Representation:
    for offer in offers:
        if offer.extension == extension:
            return offer
    names = ", ".join(offer.extension for offer in offers)
    raise UnknownName(f"'.{extension[:20]}' is not a format.", f"Formats are: {names}.")
