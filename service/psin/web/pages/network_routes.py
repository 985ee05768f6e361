"""What belongs to a network beside its page: pictures to take away, and what the lessons say about it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ...documents import Document, document
from ...errors import UnknownName
from ..site import Site, site
from . import health, invitations, network
from .rendering import draw
from .subject import Subject

blueprint = Blueprint("networks", __name__)
_PICTURES = {"timeline": network.life, "neighbourhood": network.neighbours}


def _known(current: Site, slug: str) -> Document:
    found = document("network", slug)
    if not current.catalogue.by_graph.get(found.iri):
        raise UnknownName(f"There is no network '{slug}' in this catalogue.", "The list is at /networks.")
    return found


def _sent(body: str, media_type: str) -> Response:
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/network/<slug>/health")
def health_page(slug: str) -> Response:
    current = site()
    return _sent(health.page(current, _known(current, slug)), "text/html")


@blueprint.get("/convenings/invitations")
def invitation_list() -> Response:
    return _sent(invitations.page(site(), request.args), "text/html")


@blueprint.get("/network/<slug>/<any(timeline, neighbourhood):name>.svg")
def picture(slug: str, name: str) -> Response:
    """A picture of the network's page by itself."""
    current = site()
    subject = Subject(current, _known(current, slug))
    found = _PICTURES[name](subject)
    if not found:
        raise UnknownName(
            f"The record of '{slug}' has too few dates or ties for a picture.", "Its page has all there is."
        )
    return _sent(draw(name, found, str(subject.name)), "image/svg+xml")
