"""The application factory: routes, headers and errors in one place."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from ..errors import PsinError
from . import documents, exports, pages, problems, sparql, status
from .site import Site

#: Nothing from elsewhere, nothing inline.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def create_app(site: Site) -> Flask:
    """The WSGI application that serves one loaded state."""
    app = Flask("psin.web", static_folder="static", static_url_path="/static")
    app.extensions["psin"] = site
    app.config["MAX_CONTENT_LENGTH"] = site.settings.request_bytes
    app.json.sort_keys = False
    app.url_map.strict_slashes = False
    for blueprint in (pages.blueprint, documents.blueprint, exports.blueprint, sparql.blueprint, status.blueprint):
        app.register_blueprint(blueprint)
    app.register_error_handler(PsinError, problems.respond)
    app.register_error_handler(HTTPException, problems.respond_http)
    app.after_request(_headers)
    return app


def _headers(response: Response) -> Response:
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    response.headers.setdefault("Access-Control-Expose-Headers", "Link, ETag, Content-Location, Retry-After, Allow")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response
