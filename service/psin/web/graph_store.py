"""Graphs by name, read-only: ``/graph-store?graph=<IRI>`` and ``/graph-store?default``.

Graphs of ours are also had at their own address, which is their name. Source: SPARQL 1.1 Graph Store HTTP Protocol,
sections 4.2, 5.2 and 5.7.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, request

from ..documents import page_of
from ..errors import InputError, UnknownName
from . import protocol
from .documents import graph_of
from .exports import sent
from .negotiation import JSON_LD, N_TRIPLES, RDF, TURTLE, Representation, choose
from .past import dumps
from .site import site

blueprint = Blueprint("graph_store", __name__)
#: As for a dump; RDF/XML is not made of all documents together.
_WHOLE = (TURTLE, JSON_LD, N_TRIPLES)


@blueprint.route("/graph-store")
def graph() -> Response:
    """One graph. GET and HEAD only; whoever writes is told so by the framework's 405."""
    current = site()
    found = protocol.parameters(request.query_string, "address")
    names = found.get("graph", [])
    if len(names) + len(found.get("default", [])) != 1:
        raise InputError(
            "Name one graph.", "Write ?graph= with the IRI of a document, or ?default for all of them together."
        )
    if not names:
        chosen = _chosen(_WHOLE)
        response = sent(dumps().file(dumps().current(current.catalogue), f"psin.{chosen.extension}"))
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept")
        return response
    name = names[0]
    if name not in current.catalogue.by_graph:
        raise UnknownName(
            f"There is no graph <{name[:200]}> here.", "Its name is the address of a document, without a fragment."
        )
    response = _conditional(lambda chosen: graph_of(current, name, chosen), RDF)
    if page := page_of(name):
        response.headers["Link"] = f'<{page}>; rel="alternate"; type="text/html"'
    return response


def _chosen(offers: tuple[Representation, ...]) -> Representation:
    chosen = choose(request.accept_mimetypes, offers)
    if chosen is None:
        abort(406, f"This graph can be had as {', '.join(offer.media_type for offer in offers)}.")
    return chosen


def _conditional(make: Callable[[Representation], bytes], offers: tuple[Representation, ...]) -> Response:
    chosen = _chosen(offers)
    response = Response(make(chosen), content_type=chosen.content_type)
    response.vary.add("Accept")
    response.add_etag()
    return response.make_conditional(request)
