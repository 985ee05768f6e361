"""The pages that are not documents: start, lists, questions, about."""

from __future__ import annotations

import json

from flask import Blueprint, Response, redirect, request

from ...errors import UnknownName
from ..address import root
from ..language import _, here
from ..site import site
from . import concept, downloads, drawings, ecosystem, find, lists, rule, start, views
from . import trade_offs as tensions

blueprint = Blueprint("pages", __name__)


def _html(text: str, status: int = 200) -> Response:
    response = Response(text, status, mimetype="text/html")
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


@blueprint.get("/")
def start_page() -> Response:
    return _html(start.page(site()))


@blueprint.get("/about")
def about() -> Response:
    return _html(start.about_page(site()))


@blueprint.get("/networks")
def networks() -> Response:
    return _html(lists.networks_page(site(), request.args))


@blueprint.get("/organisations")
def organisations() -> Response:
    return _html(lists.organisations_page(site(), request.args))


@blueprint.get("/convenings")
def convenings() -> Response:
    return _html(lists.convenings_page(site(), request.args))


@blueprint.get("/networks.<extension>", defaults={"kind": "network"})
@blueprint.get("/organisations.<extension>", defaults={"kind": "organisation"})
@blueprint.get("/convenings.<extension>", defaults={"kind": "convening"})
def download(kind: str, extension: str) -> Response:
    """A whole list as data."""
    return downloads.download(site(), kind, request.args, extension)


@blueprint.get("/search")
def search() -> Response:
    return _html(find.page(site(), *(request.args.get(name, "") for name in ("q", "kind", "page"))))


@blueprint.get("/search/suggest")
def suggest() -> Response:
    """Names that go on as what was typed; for search boxes, here and in browsers."""
    found = find.suggestions(site(), request.args.get("q", ""), root(site()).rstrip("/"))
    text = json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")
    response = Response(text, content_type="application/x-suggestions+json; charset=utf-8")
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    text = find.description(root(site()).rstrip("/"))
    return Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")


@blueprint.get("/ecosystem")
def ecosystem_page() -> Response:
    return _html(ecosystem.page(site(), request.args))


@blueprint.get("/ecosystem/<name>")
def ecosystem_view(name: str) -> Response:
    """A view of the ecosystem as a page, its drawing as ``<name>.svg``, or the graph in ``nodes.csv`` and ``edges.csv``."""
    stem, _dot, extension = name.partition(".")
    if name in ("nodes.csv", "edges.csv"):
        text = ecosystem.nodes_csv(site()) if stem == "nodes" else ecosystem.edges_csv(site())
        return _file(text, "text/csv; charset=utf-8", f"psin-{name}")
    if extension == "svg" and (stem == "ties" or stem in views.VIEWS):
        response = Response(_drawing(stem), content_type="image/svg+xml; charset=utf-8")
        response.headers["Content-Security-Policy"] = drawings.policy()
        response.add_etag()
        return response.make_conditional(request)
    if name not in views.VIEWS:
        known = ", ".join(views.VIEWS)
        raise UnknownName(f"There is no view '{name[:40]}' of the ecosystem.", f"Views are: {known}.")
    return _html(views.page(site(), name))


def _drawing(stem: str) -> str:
    current, address = site(), root(site())
    if stem == "ties":
        shown = ecosystem.View(current, request.args).drawing()
        return drawings.standalone("graph", current, address, shown.title, drawing=shown)
    view = views.VIEWS[stem](current)
    if view.drawing is None:
        raise UnknownName("There is nothing to draw yet.", " ".join(view.notes))
    return drawings.standalone(view.macro, current, address, view.drawing["title"], drawing=view.drawing)


@blueprint.get("/ecosystem.graphml")
def graphml() -> Response:
    return _file(site().model.ecosystem.graphml(), "application/graphml+xml", "psin.graphml")


@blueprint.get("/ecosystem.gexf")
def gexf() -> Response:
    return _file(site().model.ecosystem.gexf(), "application/gexf+xml", "psin.gexf")


def _file(content: str | bytes, content_type: str, name: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/lessons")
def lessons() -> Response:
    return _html(lists.cards_page(site(), "lesson"))


@blueprint.get("/guidance")
def guidance() -> Response:
    return _html(lists.cards_page(site(), "guidance"))


@blueprint.get("/catalogues")
def catalogues() -> Response:
    return _html(lists.cards_page(site(), "catalogue"))


@blueprint.get("/values")
def values() -> Response:
    words = _("What people say they get out of a network, as participants and as conveners.")
    return _html(concept.scheme_story(site(), "values", _("Values"), words))


@blueprint.get("/practices")
def practices() -> Response:
    words = _("What those who convene a network do so that it helps its members and lasts.")
    return _html(concept.scheme_story(site(), "practices", _("Practices"), words))


@blueprint.get("/trade-offs")
def trade_offs() -> Response:
    return _html(tensions.page(site()))


@blueprint.get("/concepts")
def concepts() -> Response:
    return _html(concept.schemes_page(site()))


@blueprint.get("/rules")
def rules() -> Response:
    """The list of rules is the page of the shapes."""
    return redirect(here("/shapes"), 303)


@blueprint.get("/rules/<code>")
def rule_of(code: str) -> Response:
    return _html(rule.rule_page(site(), code))
