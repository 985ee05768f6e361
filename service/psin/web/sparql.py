"""The SPARQL endpoint. Source: SPARQL 1.1 Protocol, section 2; Service Description, section 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, request

from ..engine import Answer, Budget, Format, kind_of
from ..engine.formats import of_kind
from ..errors import InputError, PsinError, QueryRefused
from . import description, pages, problems
from .negotiation import Representation, choose, wants_html
from .site import site

blueprint = Blueprint("sparql", __name__)

_ALIASES = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle",),
    "ntriples": ("text/plain",),
    "jsonld": ("application/json",),
    "rdfxml": ("application/xml", "text/xml"),
}


def _representations(kind: str) -> dict[Representation, Format]:
    return {Representation(f.extension, f.media_type, f.title, _ALIASES.get(f.name, ())): f for f in of_kind(kind)}


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answers a query; without one, describes the service to programs and shows the query page to browsers."""
    query, parameters = _request()
    if query is None:
        if wants_html(request):
            return _vary(Response(pages.query_page(site(), "", None), mimetype="text/html"))
        return _vary(description.respond(site()))
    try:
        return _vary(_answer(query, parameters))
    except PsinError as error:
        if wants_html(request) and "format" not in parameters:
            return _vary(Response(pages.query_page(site(), query, error), problems.status_of(error), mimetype="text/html"))
        raise


def _request() -> tuple[str | None, dict[str, list[str]]]:
    """The query text and the other parameters of the three forms of the protocol. Raises InputError, QueryRefused."""
    parameters = request.args.to_dict(flat=False)
    if request.method == "POST":
        kind = request.mimetype
        if kind == "application/x-www-form-urlencoded":
            for name, values in _form().items():
                parameters.setdefault(name, []).extend(values)
        elif kind == "application/sparql-query":
            if "query" in parameters:
                raise InputError("The query stands in the body and in the address.", "Send it once.")
            parameters["query"] = [_utf8(request.get_data())]
        elif kind == "application/sparql-update":
            raise QueryRefused("This endpoint only reads.", "Changes are made in the files of the catalogue.")
        else:
            forms = "application/x-www-form-urlencoded or application/sparql-query"
            abort(415, f"The body is of type '{kind or 'none'}'; send it as {forms}.")
    if "update" in parameters:
        raise QueryRefused("This endpoint only reads.", "Changes are made in the files of the catalogue.")
    for name in ("query", "format", "timeout"):
        if len(parameters.get(name, [])) > 1:
            raise InputError(f"The parameter '{name}' is given {len(parameters[name])} times.", "Give it once.")
    query = parameters.get("query", [None])[0]
    if query is None and request.method == "POST":
        raise InputError("There is no query in the request.", "Send it as the parameter 'query'.")
    if query is not None and "\ufffd" in query and b"%EF%BF%BD" not in request.query_string.upper():
        _utf8(request.get_data())
    return query, parameters


def _form() -> dict[str, list[str]]:
    return request.form.to_dict(flat=False)


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"The query is not UTF-8: byte {error.start} has no meaning.", "Send it as UTF-8.") from None


def _answer(query: str, parameters: dict[str, list[str]]) -> Response:
    current = site()
    kind = kind_of(query)
    offers = _representations(kind)
    chosen = _chosen(offers, parameters.get("format", [""])[0])
    if chosen is None:
        names = ", ".join(offer.media_type for offer in offers)
        return problems.problem(
            406, "Not acceptable", f"The answer to this query can be had as {names}.", "Name one of them in the Accept header.", {}
        )
    answer = current.engine.stream(
        query,
        accept=offers[chosen],
        budget=_budget(parameters.get("timeout", [""])[0]),
        default_graphs=parameters.get("default-graph-uri", []),
        named_graphs=parameters.get("named-graph-uri", []),
    )
    response = Response(_chunks(answer), content_type=offers[chosen].content_type)
    response.call_on_close(answer.close)
    return response


def _chosen(offers: dict[Representation, Format], name: str) -> Representation | None:
    if name:
        for offer, form in offers.items():
            if name in (form.name, offer.extension, offer.media_type):
                return offer
        names = ", ".join(form.name for form in offers.values())
        raise InputError(f"'{name[:60]}' is not a format for this answer.", f"Formats are: {names}.")
    if wants_html(request):
        return next(iter(offers))
    return choose(request.accept_mimetypes, tuple(offers))


def _budget(timeout: str) -> Budget:
    """The budget of the service, or less time if the client asks for less; never more."""
    full = site().engine.budget
    if not timeout:
        return full
    try:
        seconds = float(timeout)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise InputError(f"The timeout '{timeout[:60]}' is not a number of seconds.", "Give it like timeout=2.5.")
    return replace(full, seconds=min(seconds, full.seconds))


def _chunks(answer: Answer) -> Iterator[bytes]:
    # An error here must reach the server: it then cuts the connection, and no client takes a part for the whole.
    yield from answer


def _vary(response: Response) -> Response:
    response.vary.add("Accept")
    return response
