"""``/openapi.json``."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from ... import __version__
from ..address import root
from ..pages.cache import per_version
from ..site import Site, site
from . import harvested, paths
from .schemas import COMPONENTS

blueprint = Blueprint("openapi", __name__)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description, with the address under which it was asked for as that of the server."""
    current, base = site(), root(site())
    described = {**per_version(current, "openapi", lambda: describe(current)), "servers": [{"url": base}]}
    response = Response(json.dumps(described, ensure_ascii=False), mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


def describe(current: Site) -> dict[str, object]:
    """The description as a JSON object, without servers."""
    described = {
        **dict(paths.library(query) for query in current.library.queries.values()),
        "/sparql": paths.endpoint(),
        "/validate": paths.validate(),
        **dict(paths.documents()),
        **dict(paths.lists()),
        **dict(paths.rest()),
        **dict(harvested.operations()),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "psin",
            "summary": "The open knowledge graph of public sector innovation networks",
            "description": "Questions of the field with their answers, a SPARQL endpoint, the documents, and validation. "
            "Everything is read-only and needs no key.",
            "version": __version__,
            "license": {"name": "CC BY 4.0 (data)", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "paths": described,
        "components": {"schemas": COMPONENTS},
    }
