"""The SPARQL endpoint for browsers, its description, and its errors; programs' queries are answered by ``endpoint``.

Source: SPARQL 1.1 Protocol, section 2; Service Description, section 2.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from ..errors import PsinError
from . import description, fair, pages, problems, versions
from .endpoint import FAILED, OPERATION
from .forms import OFFERS, budget_of, graphs_of, kind_of_query
from .negotiation import wants_html
from .pages import answers
from .protocol import Operation
from .requests import KEY
from .site import Site, site

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
@blueprint.route("/sparql/", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answers a browser's query with a page; without a query, describes the service or shows the form for one."""
    if FAILED in request.environ:
        raise request.environ[FAILED]
    if OPERATION not in request.environ:  # an address with slashes too many, which the router takes for this one
        abort(404)
    operation: Operation = request.environ[OPERATION]
    current, page = versions.at(request.environ[KEY], operation.version), wants_html(request)
    if operation.query is None or (page and not operation.query.strip()):
        return _vary(_html(pages.query_page(current, "", None)) if page else description.respond(current))
    if not page:
        return _unacceptable(current, operation, operation.query)
    try:
        return _vary(_html(_page(current, operation, operation.query)))
    except PsinError as error:
        return _vary(_html(pages.query_page(current, operation.query, error), problems.status_of(error)))


def _html(text: str, status: int = 200) -> Response:
    response = Response(text, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    response.headers[versions.HEADER] = request.environ[KEY].version
    return response


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """What the query editor completes: prefixes, and the terms and concepts of the vocabulary with how often they are used."""
    response = Response(pages.completion(site()), mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _page(current: Site, operation: Operation, query: str) -> str:
    form = answers.form_for(kind_of_query(current, query))
    answer = fair.stream(
        request.environ[KEY], query, accept=form, budget=budget_of(current, operation), **graphs_of(operation)
    )
    try:
        return answers.answer_page(current, operation, answer, request.args.get("view", ""))
    finally:
        answer.close()


def _unacceptable(current: Site, operation: Operation, query: str) -> Response:
    """A query with a mistake in it has no form at all: that is told first."""
    offers = OFFERS[kind_of_query(current, query)]
    budget = budget_of(current, operation)
    fair.stream(
        request.environ[KEY], query, accept=next(iter(offers.values())), budget=budget, **graphs_of(operation)
    ).close()
    names = ", ".join(offer.media_type for offer in offers)
    return problems.problem(
        406, "Not acceptable", f"The answer to this query can be had as {names}.", "Name one of them in the Accept header.",
        {"code": "http-406"},
    )  # fmt: skip


def _vary(response: Response) -> Response:
    response.vary.add("Accept")
    return response
