"""The operations for harvesters and partners: catalogue, changes, earlier states, matching of names, cards."""

from __future__ import annotations

from collections.abc import Iterable

from ..negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Representation
from .paths import extensions, get, path_parameter, problems, query_parameter
from .schemas import SLUG, Schema

_TEXT: Schema = {"schema": {"type": "string"}}
_CATALOGUE = (TURTLE, RDF_XML, JSON_LD, N_TRIPLES)
_FEED = (
    Representation("trig", "application/trig", "TriG"),
    Representation("nq", "application/n-quads", "N-Quads"),
    Representation("atom", "application/atom+xml", "Atom"),
    JSON_LD,
    TURTLE,
)
_JSON: dict[str, Schema] = {"application/json": {"schema": {"type": "object"}}}
_VALUE: Schema = {"type": "string", "maxLength": 2000}
_CONDITION: Schema = {
    "type": "object",
    "required": ["matchType", "propertyValue"],
    "properties": {"matchType": {"enum": ["name", "id"]}, "propertyValue": _VALUE},
}
_QUERY: Schema = {
    "type": "object",
    "required": ["conditions"],
    "properties": {
        "conditions": {"type": "array", "minItems": 1, "maxItems": 5, "items": _CONDITION},
        "type": {"enum": ["network", "organisation", "convening"]},
        "limit": {"type": "integer", "minimum": 1, "maximum": 50},
    },
}
_BATCH: Schema = {
    "type": "object",
    "required": ["queries"],
    "properties": {"queries": {"type": "array", "maxItems": 20, "items": _QUERY}},
}
_EXTENSION: Schema = {
    "type": "object",
    "required": ["ids", "properties"],
    "properties": {
        "ids": {"type": "array", "maxItems": 50, "items": _VALUE},
        "properties": {
            "type": "array",
            "maxItems": 5,
            "items": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"enum": ["place", "homepage", "description"]}},
            },
        },
    },
}


def operations() -> Iterable[tuple[str, Schema]]:
    form = path_parameter("format", {"type": "string", "enum": extensions(_CATALOGUE)}, "Format of the catalogue.")
    yield (
        "/catalog.{format}",
        get("catalog", "What there is to harvest (DCAT-AP 3.0.1)", "partners", [form], _types(_CATALOGUE), 404, 503),
    )
    form = path_parameter("format", {"type": "string", "enum": extensions(_FEED)}, "Format of the feed.")
    yield (
        "/feed.{format}",
        get(
            "feed", "What changed: the way into the stream (LDES), or Atom", "partners", [form], _types(_FEED), 404, 503
        ),
    )
    slug = path_parameter("slug", {**SLUG, "examples": ["one-team-gov"]}, "Short name of the network.")
    yield (
        "/timemap/network/{slug}",
        get(
            "timemap",
            "The earlier states of a network (Memento)",
            "partners",
            [slug],
            {"application/link-format": _TEXT},
            404,
        ),
    )
    yield (
        "/embed/network/{slug}",
        get(
            "card", "The card of a network, to be framed", "partners", [slug], {"text/html; charset=utf-8": _TEXT}, 404
        ),
    )
    url = {**query_parameter("url", {"type": "string", "maxLength": 500}, "Address of a page here."), "required": True}
    described = get("oembed", "How to show a page here elsewhere (oEmbed)", "partners", [url], _JSON, 400, 404)
    yield "/oembed", described
    start = query_parameter("prefix", {"type": "string", "maxLength": 100}, "What names begin with.")
    yield (
        "/reconcile/1.0/suggest/entity",
        get("suggest", "Names that begin so (reconciliation)", "reconciliation", [start], _JSON),
    )
    yield "/reconcile/1.0", get("reconciliation", "Manifest of the reconciliation service", "reconciliation", [], _JSON)
    yield "/reconcile/1.0/match", {"post": _posted("match", "Which things the names mean", _BATCH)}
    yield "/reconcile/1.0/extend", {"post": _posted("extend", "What is known of things that were matched", _EXTENSION)}


def _posted(name: str, summary: str, body: Schema) -> Schema:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["reconciliation"],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": summary, "content": _JSON}, **problems(400, 404, 413, 503)},
    }


def _types(offers: Iterable[Representation]) -> dict[str, Schema]:
    return {offer.content_type: {"schema": {}} if "json" in offer.media_type else _TEXT for offer in offers}
