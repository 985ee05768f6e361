"""The Reconciliation Service API: 0.2 at ``/reconcile``, the draft of 1.0 at ``/reconcile/1.0``."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from ...errors import InputError, UnknownName
from ...federation.reconcile import Records, Search
from ...federation.reconcile.api import Api, Json, TooMany
from .. import problems
from ..address import root
from ..language import language
from ..pages.cache import per_version
from ..site import Site, site
from .cards import card

blueprint = Blueprint("reconcile", __name__)


def search_of(current: Site) -> Search:
    """The index of a state, made when it is first asked for."""
    return per_version(
        current, "reconciliation", lambda: Search(Records(current.catalogue, current.vocabulary)), words=False
    )


def _api() -> Api:
    current = site()
    settings = current.settings
    asked = request.accept_languages.best_match(("en", "fr"), "en") if request.accept_languages else "en"
    chosen = language() if language() != "en" else asked
    return Api(
        search_of(current), root(current), int(settings.reconcile_batch), float(settings.reconcile_seconds), chosen
    )


@blueprint.route("/reconcile", methods=["GET", "POST"])
def old() -> Response:
    """The manifest, or the answers to ``queries`` or ``extend``, which come in the address or as a form."""
    for name, answer in (("queries", _api().queries_0_2), ("extend", _api().extend_0_2)):
        if name in request.values:
            return _json(answer(_read(request.values[name], name)))
    if request.method == "POST":
        raise InputError("The form has neither queries nor extend.", "Send one of them, URL-encoded.")
    return _json(_api().manifest_0_2(), cache=True)


@blueprint.route("/reconcile/suggest/<what>")
@blueprint.route("/reconcile/1.0/suggest/<what>")
def suggest(what: str) -> Response:
    """Names that begin with ``prefix``."""
    api = _api()
    makers = {"entity": api.suggest_entity, "type": api.suggest_type, "property": api.suggest_property}
    if what not in makers:
        raise UnknownName(f"'{what[:40]}' is not suggested.", "Suggested are entity, type and property.")
    return _json(makers[what](request.args.get("prefix", "")), cache=True)


@blueprint.route("/reconcile/properties")
@blueprint.route("/reconcile/1.0/extend/propose")
def propose() -> Response:
    return _json(_api().propose(request.args.get("type", ""), request.args.get("limit", "")), cache=True)


@blueprint.route("/reconcile/preview")
@blueprint.route("/reconcile/1.0/preview")
def preview() -> Response:
    """A card of what was found, to be shown in a frame anywhere."""
    asked = request.args.get("id", "")
    records = search_of(site()).records
    record = records.by_id.get(asked) or records.of_iri(asked)
    if record is None:
        raise UnknownName(f"There is nothing with the id '{asked[:100]}'.", "An id is like network/one-team-gov.")
    return card(record, records)


@blueprint.route("/reconcile/1.0")
def manifest() -> Response:
    return _json(_api().manifest_1_0(), cache=True)


@blueprint.route("/reconcile/1.0/match", methods=["POST"])
def match() -> Response:
    return _json(_api().match_1_0(_read(request.get_data(as_text=True), "the body")))


@blueprint.route("/reconcile/1.0/extend", methods=["POST"])
def extend() -> Response:
    return _json(_api().extend_1_0(_read(request.get_data(as_text=True), "the body")))


@blueprint.errorhandler(TooMany)
def too_many(error: TooMany) -> Response:
    return problems.respond(error, 413)


def _read(text: str, what: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(
            f"{what[:1].upper()}{what[1:]} cannot be read as JSON.", "See the Reconciliation Service API."
        ) from None


def _json(body: Json, *, cache: bool = False) -> Response:
    response = Response(json.dumps(body, ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = "no-cache" if cache else "no-store"
    response.vary.add("Accept-Language")
    if cache:
        response.add_etag()
    return response.make_conditional(request) if cache else response
