"""The SPARQL endpoint. Source: SPARQL 1.1 Protocol, section 2; Service Description, section 2."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from ..engine import Budget, Format, kind_of
from ..engine.formats import BINDINGS, of_kind
from ..errors import InputError, PsinError
from . import description, fair, freshness, pages, problems, protocol, transfer
from .negotiation import Representation, choose, wants_html
from .pages import answers
from .protocol import Operation
from .site import Site, site

blueprint = Blueprint("sparql", __name__)

_ALIASES = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    "ntriples": ("text/plain",),
    "jsonld": ("application/json",),
    "rdfxml": ("application/xml", "text/xml"),
}
#: Other names in the parameter ``format``, as clients in use send them.
_NAMES = {
    "json": ("sparql-results+json",),
    "xml": ("sparql-results+xml",),
    "turtle": ("n3", "x-turtle"),
    "ntriples": ("n-triples",),
    "jsonld": ("json-ld", "json"),
    "rdfxml": ("rdf+xml", "rdf-xml", "rdf/xml", "rdf", "xml"),
}


def representations(kind: str) -> dict[Representation, Format]:
    """What a result of this kind can be had as, the usual form first."""
    return {Representation(f.extension, f.media_type, f.title, _ALIASES.get(f.name, ())): f for f in of_kind(kind)}


@blueprint.route("/sparql", methods=["GET", "POST"])
@blueprint.route("/sparql/", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answers a query; without one, describes the service to programs and shows the query form to browsers."""
    operation = protocol.read(request)
    current = site()
    page = wants_html(request) and not operation.formats
    if operation.query is None or (page and not operation.query.strip()):
        return _vary(_html(pages.query_page(current, "", None)) if page else description.respond(current))
    if not page:
        return _vary(_answer(current, operation, operation.query))
    try:
        return _vary(_html(_page(current, operation, operation.query)))
    except PsinError as error:
        return _vary(_html(pages.query_page(current, operation.query, error), problems.status_of(error)))


def _html(text: str, status: int = 200) -> Response:
    response = Response(text, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _page(current: Site, operation: Operation, query: str) -> str:
    form = answers.form_for(_kind(current, query))
    answer = fair.stream(query, accept=form, budget=budget_of(current, operation), **_graphs(operation))
    try:
        return answers.answer_page(current, operation, answer)
    finally:
        answer.close()


def _kind(current: Site, query: str) -> str:
    """The kind of result; texts that are too long are not even looked at."""
    return kind_of(query) if len(query) <= current.settings.query_text_bytes else BINDINGS


def _graphs(operation: Operation) -> dict[str, tuple[str, ...]]:
    return {"default_graphs": operation.default_graphs, "named_graphs": operation.named_graphs}


def _answer(current: Site, operation: Operation, query: str) -> Response:
    kind = _kind(current, query)
    offers = representations(kind)
    budget = budget_of(current, operation)
    chosen = _chosen(offers, operation.formats)
    graphs = _graphs(operation)
    if chosen is None:
        # A query with a mistake in it has no form at all: that is told first.
        fair.stream(query, accept=next(iter(offers.values())), budget=budget, **graphs).close()
        names = ", ".join(offer.media_type for offer in offers)
        return problems.problem(
            406, "Not acceptable", f"The answer to this query can be had as {names}.", "Name one of them in the Accept header.",
            {"code": "http-406"},
        )  # fmt: skip
    tag = freshness.entity_tag(current, operation, kind, chosen.media_type) if request.method != "POST" else None
    if tag is not None and request.if_none_match.contains_weak(tag):
        return _cacheable(Response(status=304), tag)
    answer = fair.stream(query, accept=offers[chosen], budget=budget, **graphs)
    return _cacheable(transfer.send(answer, request, chosen.content_type, current.settings.held_bytes), tag)


def _cacheable(response: Response, tag: str | None) -> Response:
    """Kept by caches, but only used after asking again, which costs no query; not kept at all without a tag."""
    response.headers["Cache-Control"] = "no-cache" if tag else "no-store"
    if tag:
        response.set_etag(tag)
    return response


def _chosen(offers: dict[Representation, Format], names: tuple[str, ...]) -> Representation | None:
    if not names:
        return choose(request.accept_mimetypes, tuple(offers))
    wishes = {name.strip().lower() for name in names}
    found = [
        offer
        for offer, form in offers.items()
        if wishes & {form.name, offer.extension, offer.media_type, *_NAMES.get(form.name, ())}
    ]
    if len(found) == 1:
        return found[0]
    said = " and ".join(f"'{name[:60]}'" for name in names[:3])
    reason = f"The formats {said} contradict each other." if found else f"{said} is not a format for this answer."
    raise InputError(reason, f"Formats are: {', '.join(form.name for form in offers.values())}.")


def budget_of(current: Site, operation: Operation) -> Budget:
    """The budget of the service, or less time if the client asks for less; never more. Raises InputError."""
    full = current.engine.budget
    if not operation.timeout:
        return full
    try:
        seconds = float(operation.timeout)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise InputError(f"The timeout '{operation.timeout[:60]}' is not a number of seconds.", "Give it like timeout=2.5.")
    return replace(full, seconds=min(seconds, full.seconds))


def _vary(response: Response) -> Response:
    response.vary.add("Accept")
    return response
