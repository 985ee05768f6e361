"""Validation over HTTP: ``/validate`` takes a document and says what is wrong with it.

The document is judged in a process of its own with the limits of a query; nothing of it is kept.
"""

from __future__ import annotations

import time

from flask import Blueprint, Response, request
from werkzeug.exceptions import TooManyRequests

from ..catalogue.judge import Judgement
from ..errors import EngineUnavailable, InputError, PsinError
from . import pages, problems, submission
from .language import speak
from .negotiation import HTML, Representation, choose, wants_html
from .requests import KEY, Record
from .site import site
from .submission import Submission

blueprint = Blueprint("validation", __name__)

JSON = Representation("json", "application/json", "JSON")
TEXT = Representation("txt", "text/plain", "text")
SARIF = Representation("sarif", "application/sarif+json", "SARIF")
SHACL = Representation("ttl", "text/turtle", "SHACL report", ("application/x-turtle", "application/turtle"))
JUNIT = Representation("xml", "application/xml", "JUnit", ("text/xml",))
#: What a report can be had as, by its name in ``format``; the first is for those who accept anything.
FORMATS = {"json": JSON, "html": HTML, "text": TEXT, "sarif": SARIF, "shacl": SHACL, "junit": JUNIT}
_ALIASES = {"turtle": "shacl", "ttl": "shacl", "txt": "text"}


@blueprint.get("/validate")
def form() -> Response:
    """The form to send a document with."""
    language = submission.language_of(request)
    speak(language)
    return _finished(Response(pages.validation_page(site()), mimetype="text/html"), language)


@blueprint.post("/validate")
def validate() -> Response:
    """The report about the document of the request; 200 whenever it could be judged, conforming or not."""
    language = "en"
    try:
        given = submission.read(request, site().settings)
        language = submission.language_of(request)
        speak(language)
        name = _format()
        if name is None:
            return _not_acceptable()
        judgement = _judged(request.environ[KEY], given, name, language)
    except PsinError as error:
        if not wants_html(request):
            raise
        page = pages.validation_page(site(), problem=error)
        response = Response(page, problems.status_of(error), mimetype="text/html")
        if isinstance(error, EngineUnavailable):
            response.headers["Retry-After"] = str(error.retry_after)
        return _finished(response, language)
    if name == "html":
        body = pages.validation_page(site(), report=judgement.body.decode(), given=given, conforms=judgement.conforms)
        return _finished(Response(body, mimetype="text/html"), language)
    return _finished(Response(judgement.body, content_type=FORMATS[name].content_type), language)


def _finished(response: Response, language: str) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _format() -> str | None:
    """The name of the format that is wished for, None if there is no such. Raises InputError for an unknown name."""
    wish = submission.parameter(request, "format").lower()
    if wish:
        name = _ALIASES.get(wish, wish)
        name = next((one for one, form in FORMATS.items() if wish == form.media_type), name)
        if name not in FORMATS:
            raise InputError(f"'{wish[:60]}' is not a format of the report.", f"Formats are: {', '.join(FORMATS)}.")
        return name
    chosen = choose(request.accept_mimetypes, tuple(FORMATS.values()))
    return next((name for name, form in FORMATS.items() if form is chosen), None)


def _not_acceptable() -> Response:
    names = ", ".join(form.media_type for form in FORMATS.values())
    return problems.problem(
        406,
        "Not acceptable",
        f"The report can be had as {names}.",
        "Name one of them in the Accept header.",
        {"code": "http-406"},
    )


def _judged(record: Record, given: Submission, name: str, language: str) -> Judgement:
    """When its turn has come; the time is charged to the client like that of queries."""
    service, current = record.service, record.site
    wait = service.rates.wait(record.client)
    if wait:
        raise TooManyRequests(f"Your address has used up its time. Ask again in {wait} s.", retry_after=wait)
    seconds = float(current.settings.queue_seconds)
    try:
        ticket = service.judging.enter(record.client, heavy=True, seconds=seconds, gone=record.gone)
    except EngineUnavailable as error:
        detail = f"Places for validating documents: {service.judging.heavy}, and none is free."
        raise EngineUnavailable(detail, "Try again in a few seconds.", retry_after=error.retry_after) from None
    began = time.monotonic()
    try:
        return service.judge.judge(
            given.raw, given.name, name, language, folder=current.catalogue.folder, version=current.catalogue.version
        )
    finally:
        ticket.leave()
        service.rates.charge(record.client, time.monotonic() - began)
