"""The application factory: routes, headers and errors in one place."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from ..errors import PsinError
from . import (
    cite,
    compression,
    derived,
    discovery,
    documents,
    exports,
    fair,
    graph_store,
    harvested,
    headers,
    library,
    mcp,
    openapi,
    pages,
    partners,
    problem_pages,
    problems,
    release_pages,
    sparql,
    status,
    validation,
)
from .endpoint import Endpoint
from .language import Languages, language
from .pages import network_routes
from .pages.rendering import asset
from .requests import Requests
from .service import Service
from .site import Site

#: The parts of the site.
PARTS = (
    pages,
    partners,
    network_routes,
    cite,
    discovery,
    documents,
    derived,
    exports,
    library,
    mcp,
    openapi,
    release_pages,
    problem_pages,
    sparql,
    graph_store,
    validation,
    status,
)


def create_app(site: Site | Service) -> Flask:
    """The WSGI application that serves one loaded state, or one after the other."""
    service = site if isinstance(site, Service) else Service(site)
    app = Flask("psin.web", static_folder="static", static_url_path="/static")
    app.extensions["psin"] = service
    app.config["MAX_CONTENT_LENGTH"] = service.settings.request_bytes
    app.json.sort_keys = False
    app.url_map.strict_slashes = False
    for blueprint in (*(part.blueprint for part in PARTS), *harvested.BLUEPRINTS):
        app.register_blueprint(blueprint)
    app.register_error_handler(PsinError, problems.respond)
    app.register_error_handler(HTTPException, problems.respond_http)
    app.before_request(_one_part)
    # Functions run from the last to the first: compression sees what all others made.
    app.after_request(compression.compress)
    app.after_request(fair.finish)
    app.after_request(_headers)
    endpoint = app.extensions["psin.endpoint"] = Endpoint(app.wsgi_app, service)
    app.wsgi_app = Requests(Languages(endpoint), service)  # type: ignore[method-assign]
    return app


def _one_part() -> None:
    """A Range for anything else than one part of a GET in bytes is as if it were not there (RFC 9110, section 14.2)."""
    asked = request.range
    if request.method != "GET" or asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        request.environ.pop("HTTP_RANGE", None)


def _headers(response: Response) -> Response:
    for name, value in headers.COMMON:
        response.headers.setdefault(name, value)
    if (
        request.endpoint == "static"
        and response.status_code in (200, 304)
        and request.full_path == asset(request.path[len("/static/") :])
    ):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", language())
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = headers.ASKED
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
