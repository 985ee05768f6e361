"""Addresses under which the citation of a record can be had: ``/network/<slug>/cite.bib`` and the like."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from ..documents import KINDS, document
from ..errors import UnknownName
from . import citation, pages
from .site import site

blueprint = Blueprint("cite", __name__)


def _view(kind_name: str) -> Callable[[str, str], Response]:
    def view(slug: str, ending: str) -> Response:
        current, found = site(), document(kind_name, slug)
        if not current.catalogue.by_graph.get(found.iri):
            raise UnknownName(
                f"There is no {kind_name} '{slug}' in this catalogue.", f"The list is at /{found.kind.folder}."
            )
        if ending not in citation.FORMATS:
            raise UnknownName(f"'.{ending}' is not a format.", f"Formats are: {', '.join(citation.FORMATS)}.")
        text = citation.write(pages.citation_of(current, found), ending)
        response = Response(text, content_type=citation.FORMATS[ending][0])
        if ending in ("bib", "ris"):
            response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.{ending}"'
        response.add_etag()
        return response.make_conditional(request)

    return view


for _kind in KINDS:
    blueprint.add_url_rule(f"/{_kind.name}/<slug>/cite.<ending>", _kind.name, _view(_kind.name))
