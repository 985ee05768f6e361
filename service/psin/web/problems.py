"""The one shape of an error over HTTP: problem details for programs, a page for browsers, plain text otherwise.

Source: RFC 9457.
"""

from __future__ import annotations

import json

from flask import Response, request
from werkzeug.exceptions import HTTPException

from ..errors import (
    BudgetExceeded,
    CatalogueError,
    EngineUnavailable,
    FormatUnfit,
    InputError,
    PsinError,
    QueryRefused,
    QuerySyntaxError,
    StoreError,
    UnknownName,
)
from .language import language
from .negotiation import Representation, choose, wants_html
from .said import said
from .titles import title_words

PROBLEM = Representation(
    "json",
    "application/problem+json",
    "problem details",
    ("application/json", "application/sparql-results+json", "application/ld+json"),
)
TEXT = Representation("txt", "text/plain", "plain text")

_STATUS: tuple[tuple[type[PsinError], int], ...] = (
    (UnknownName, 404),
    (QueryRefused, 403),
    (FormatUnfit, 406),
    (BudgetExceeded, 503),
    (EngineUnavailable, 503),
    (CatalogueError, 503),
    (StoreError, 503),
    (InputError, 400),
    (PsinError, 400),
)


_OWN = {416: "That part of the file is not there."}


def status_of(error: PsinError) -> int:
    """The HTTP status of an error: 400 for a request that cannot be right, 403 refused, 406 unfit format, 503 over budget or busy."""
    if isinstance(error, BudgetExceeded) and error.budget in ("text", "depth"):
        return 400 if error.budget == "depth" else 413
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def respond(error: PsinError, status: int | None = None) -> Response:
    """The answer for an error of ours."""
    extra: dict[str, object] = {"code": error.code}
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        extra |= {"line": error.line, "column": error.column}
    if isinstance(error, BudgetExceeded):
        extra |= {"budget": error.budget, "limit": error.limit}
    response = problem(status or status_of(error), error.title, error.detail, error.advice, extra)
    if isinstance(error, EngineUnavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def respond_http(error: HTTPException) -> Response:
    """The answer for an error of the framework: unknown address, method not allowed, body too large, mistakes of ours."""
    status = error.code or 500
    detail, advice = _told(error, status)
    response = problem(status, error.name, detail, advice, {"code": f"http-{status}"})
    for name, value in error.get_headers():
        if name in ("Allow", "Content-Range", "Retry-After", "Location"):
            response.headers[name] = value
    return response


def _told(error: HTTPException, status: int) -> tuple[str, str]:
    if status == 404:
        return f"There is nothing at {request.path}.", "Start at / or /networks, or use the search."
    if status == 405:
        return f"{request.method} is not a method for {request.path}.", "The Allow header says which methods are."
    if status == 413:
        limit = f"{request.max_content_length:,}"
        return (
            f"The body of the request is larger than the {limit} bytes it may have.",
            "Send less, or in several requests.",
        )
    if status == 500:
        return "The service made a mistake while answering.", "Ask again; if it stays, tell those who run the service."
    if error.description == type(error).description:  # words of the framework
        return _OWN.get(status, "The request is not what this address takes."), ""
    return error.description or "", ""


def problem(status: int, title: str, detail: str, advice: str, extra: dict[str, object]) -> Response:
    """One shape in three forms: a page for browsers, problem details for whoever reads JSON, plain text for others.

    ``title``, ``detail`` and ``advice`` are English and told in the language of the address, to programs too. ``extra`` are
    further members of the problem details; ``code`` names the kind of error and is the same in every language.
    """
    if wants_html(request):
        from . import pages, problem_pages
        from .site import site

        about = problem_pages.address(str(extra.get("code", "")))
        response = Response(
            pages.error_page(site(), status, title, detail, advice, about), status, mimetype="text/html"
        )
    else:
        words = title_words(title), said(detail), said(advice)
        if choose(request.accept_mimetypes, (PROBLEM, TEXT)) is PROBLEM:
            response = Response(as_json(status, *words, extra), status, content_type=PROBLEM.media_type)
        else:
            response = Response(as_text(*words), status, content_type=TEXT.content_type)
        response.headers["Content-Language"] = language()
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def as_json(status: int, title: str, detail: str, advice: str, extra: dict[str, object]) -> str:
    """RFC 9457, section 3."""
    kind = f"https://w3id.org/psin/problem/{extra.get('code', status)}"
    body = {"type": kind, "title": title, "status": status, "detail": detail}
    if advice:
        body["advice"] = advice
    return json.dumps(body | extra, ensure_ascii=False) + "\n"


def as_text(title: str, detail: str, advice: str) -> str:
    return f"{title}: {detail} {advice}".strip() + "\n"
