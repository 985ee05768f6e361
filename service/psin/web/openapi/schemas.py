"""Schemas of what goes in and comes out. Sources: JSON Schema 2020-12; SPARQL 1.1 Results JSON; RFC 9457."""

from __future__ import annotations

from ...queries.parameters import Parameter
from ...vocabulary.namespaces import PSINC
from ...vocabulary.terms import Vocabulary

Schema = dict[str, object]

_TERM: Schema = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "value": {},
        "xml:lang": {"type": "string"},
        "datatype": {"type": "string"},
    },
}
_PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and where; in French under /fr."},
        "advice": {"type": "string", "description": "What to do about it."},
        "code": {"type": "string", "description": "The kind of error; never translated."},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "budget": {"type": "string"},
        "limit": {"type": "string"},
    },
}
_RESULTS: Schema = {
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {
            "type": "object",
            "properties": {
                "vars": {"type": "array", "items": {"type": "string"}},
                "link": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "The question and the version of the catalogue it was asked of.",
                },
            },
        },
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {"bindings": {"type": "array", "items": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Term"}}}},
        },
        "boolean": {"type": "boolean"},
    },
}  # fmt: skip
COMPONENTS: dict[str, Schema] = {"Term": _TERM, "Problem": _PROBLEM, "Results": _RESULTS}

_PATTERNS: dict[str, Schema] = {
    "xsd:date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "xsd:gYear": {"type": "string", "pattern": "^[0-9]{4}$"},
    "xsd:integer": {"type": "integer", "minimum": -999_999_999, "maximum": 999_999_999},
    "lang": {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$"},
    "string": {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": "\\S"},
}
SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 100}


def of_parameter(parameter: Parameter, vocabulary: Vocabulary) -> Schema:
    """The schema of one parameter: a list where it takes several values."""
    one = _one(parameter, vocabulary)
    if parameter.several:
        return {
            "type": "array",
            "items": one,
            "maxItems": 50,
            **({"default": list(parameter.defaults)} if parameter.defaults else {}),
        }
    return {**one, **({"default": _default(parameter)} if parameter.default is not None else {})}


def _default(parameter: Parameter) -> str | int:
    assert parameter.default is not None
    return int(parameter.default) if parameter.base == "xsd:integer" else parameter.default


def _one(parameter: Parameter, vocabulary: Vocabulary) -> Schema:
    if parameter.allowed:
        return {"type": "string", "enum": list(parameter.allowed)}
    if not parameter.kinds:
        return dict(_PATTERNS[parameter.base])
    offers = [_kind(kind, vocabulary) for kind in parameter.kinds]
    return offers[0] if len(offers) == 1 else {"anyOf": offers}


def _kind(kind: str, vocabulary: Vocabulary) -> Schema:
    if kind == "country":
        return {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 3166-1, three letters."}
    scheme = vocabulary.schemes.get(f"{PSINC}{kind}")
    if scheme:
        return {"type": "string", "enum": [iri.removeprefix(PSINC) for iri in scheme.concepts]}
    return {**SLUG, "description": f"The short name of a {kind}, as at the end of its address."}
