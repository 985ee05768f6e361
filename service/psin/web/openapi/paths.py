"""The operations, each with its parameters, bodies and answers."""

from __future__ import annotations

from collections.abc import Iterable

from ...documents import KINDS, Kind
from ...engine.formats import FORMATS
from ...queries.library import LibraryQuery
from ..library import OTHERS, TABLES
from ..negotiation import DOCUMENT, JSON_LD, N_TRIPLES, TURTLE, Representation
from ..pages.downloads import EXTENSIONS
from ..submission import TYPES
from ..validation import FORMATS as REPORTS
from ..versions import HEADER, PARAMETER
from .schemas import SLUG, Schema, of_parameter

_LISTS = ("network", "organisation", "convening")
_DUMPS = (Representation("nq", "application/n-quads", "N-Quads"), N_TRIPLES, TURTLE, JSON_LD)
_TEXT: Schema = {"schema": {"type": "string"}}
_ANSWER_HEADERS = {HEADER: {"description": "Hash of the catalogue that was asked.", "schema": {"type": "string"}}}


def library(query: LibraryQuery) -> tuple[str, Schema]:
    """A question with its answer in the formats of a table."""
    types = {FORMATS[name].content_type: _RESULTS_JSON if name == "json" else _TEXT for name in TABLES}
    types |= {media_type: _TEXT for name, media_type in OTHERS.items() if name != "svg"}
    extensions = [*TABLES, *(name for name in OTHERS if name != "svg")]
    operation = {
        "operationId": query.name.replace("-", "_"),
        "summary": query.title,
        "description": " ".join((query.question, *query.notes)),
        "tags": ["questions", *query.asked_by],
        "parameters": [
            path_parameter("format", {"type": "string", "enum": extensions}, "Format of the answer."),
            *(
                {
                    "name": parameter.name,
                    "in": "query",
                    "description": parameter.help,
                    "required": False,
                    "schema": of_parameter(parameter, query.vocabulary),
                }
                for parameter in query.parameters
            ),
            _version(),
        ],
        "responses": {
            "200": {"description": "The answer.", "headers": _ANSWER_HEADERS, "content": types},
            **problems(400, 404, 429, 503),
        },
    }
    return f"/queries/{query.name}.{{format}}", {"get": operation}


def endpoint() -> Schema:
    """SPARQL 1.1 Protocol, query operation."""
    types = {form.content_type: _RESULTS_JSON if form.name == "json" else _TEXT for form in FORMATS.values()}
    answers = {
        "200": {"description": "The answer.", "headers": _ANSWER_HEADERS, "content": types},
        **problems(400, 403, 404, 406, 413, 415, 429, 503),
    }
    text: Schema = {
        "type": "string",
        "minLength": 1,
        "examples": ["ASK { ?network a <https://w3id.org/psin/ns#Network> }"],
    }
    optional = [
        query_parameter(
            "default-graph-uri",
            {"type": "array", "items": {"type": "string", "format": "uri"}},
            "Graphs that make up the default graph.",
        ),
        query_parameter(
            "named-graph-uri", {"type": "array", "items": {"type": "string", "format": "uri"}}, "Named graphs."
        ),
        query_parameter(
            "timeout", {"type": "number", "exclusiveMinimum": 0, "maximum": 60}, "Seconds after which to give up."
        ),
        _version(),
    ]
    form = {"type": "object", "required": ["query"], "properties": {"query": text}}
    return {
        "get": {
            "operationId": "sparql_get",
            "summary": "Answer a SPARQL query",
            "tags": ["sparql"],
            "parameters": [{**query_parameter("query", text, "The query."), "required": True}, *optional],
            "responses": answers,
        },
        "post": {
            "operationId": "sparql_post",
            "summary": "Answer a SPARQL query that is sent in the body",
            "tags": ["sparql"],
            "parameters": optional,
            "requestBody": {
                "required": True,
                "content": {
                    "application/sparql-query": {"schema": text},
                    "application/x-www-form-urlencoded": {"schema": form},
                },
            },
            "responses": answers,
        },
    }


def validate() -> Schema:
    """A document in, a report out."""
    media = sorted({*TYPES} - {"application/json"})
    reports = {form.content_type: {"schema": {}} if "json" in form.media_type else _TEXT for form in REPORTS.values()}
    return {
        "post": {
            "operationId": "validate",
            "summary": "Check a document against the shapes; 200 whether it conforms or not",
            "tags": ["validation"],
            "parameters": [
                query_parameter("format", {"type": "string", "enum": list(REPORTS)}, "Format of the report."),
                query_parameter("lang", {"type": "string", "enum": ["en", "fr"]}, "Language of the report."),
                query_parameter(
                    "name", {"type": "string", "maxLength": 200}, "Name of the file, whose ending tells its syntax."
                ),
            ],
            "requestBody": {"required": True, "content": {name: {"schema": {"type": "string"}} for name in media}},
            "responses": {
                "200": {"description": "The report.", "content": reports},
                **problems(400, 406, 413, 415, 429, 503),
            },
        }
    }


def documents() -> Iterable[tuple[str, Schema]]:
    """A document of each kind, negotiated and in a named format."""
    offers = {offer.content_type: {"schema": {}} if "json" in offer.media_type else _TEXT for offer in DOCUMENT}
    for kind in KINDS:
        named = {**SLUG, "examples": [f"a-{kind.name}"]}
        answers = {"200": {"description": f"The {kind.name}.", "content": offers}, **problems(404, 406)}
        about = {"tags": ["documents"], "responses": answers}
        slug = path_parameter("slug", named, f"Short name of the {kind.name}.")
        extension = path_parameter(
            "format", {"type": "string", "enum": extensions(DOCUMENT)}, "Format of the document."
        )
        yield (
            f"/{kind.name}/{{slug}}",
            {
                "get": {
                    "operationId": kind.name,
                    "summary": f"One {kind.name}, as Accept says",
                    **about,
                    "parameters": [slug],
                }
            },
        )
        yield (
            f"/{kind.name}/{{slug}}.{{format}}",
            {
                "get": {
                    "operationId": f"{kind.name}_as",
                    "summary": f"One {kind.name} in a format",
                    **about,
                    "parameters": [slug, extension],
                }
            },
        )


def lists() -> Iterable[tuple[str, Schema]]:
    """The lists as data; their facets are parameters as well, see the page."""
    types = {
        "text/csv; charset=utf-8": _TEXT,
        "application/json": {"schema": {}},
        "text/turtle; charset=utf-8": _TEXT,
        "application/sparql-query; charset=utf-8": _TEXT,
    }
    for kind in _of(_LISTS):
        words = [query_parameter("q", {"type": "string", "maxLength": 100}, "Words to search for.")]
        answers = {
            "200": {"description": "The list.", "content": types},
            "422": _problem("More than can be had at once, or than a query may name."),
            **problems(400, 404),
        }
        extension = path_parameter("format", {"type": "string", "enum": list(EXTENSIONS)}, "Format of the list.")
        about = {"operationId": f"list_{kind.folder}", "summary": f"All {kind.folder}", "tags": ["lists"]}
        yield f"/{kind.folder}.{{format}}", {"get": {**about, "parameters": [extension, *words], "responses": answers}}


def rest() -> Iterable[tuple[str, Schema]]:
    """Dumps, the description of the data, and the state of the service."""
    types = {form.content_type: {"schema": {}} if "json" in form.media_type else _TEXT for form in _DUMPS}
    extension = path_parameter("format", {"type": "string", "enum": extensions(_DUMPS)}, "Format of the dump.")
    yield "/dump/latest.{format}", get("dump", "Everything, as it is now", "data", [extension], types, 404, 503)
    yield "/.well-known/void", get("void", "What there is, counted (VoID)", "data", [], _rdf(), 406)
    yield (
        "/sparql/terms.json",
        get(
            "terms", "Terms and concepts with how often they are used", "data", [], {"application/json": {"schema": {}}}
        ),
    )
    yield (
        "/-/versions",
        get(
            "versions",
            "Versions of program, vocabulary and catalogue",
            "service",
            [],
            {"application/json": {"schema": {}}},
        ),
    )
    yield (
        "/-/health",
        get("health", "Whether queries are answered", "service", [], {"text/plain; charset=utf-8": _TEXT}, 503),
    )


def get(name: str, summary: str, tag: str, parameters: list[Schema], types: dict[str, Schema], *errors: int) -> Schema:
    answers = {"200": {"description": summary, "content": types}, **problems(*errors)}
    return {
        "get": {"operationId": name, "summary": summary, "tags": [tag], "parameters": parameters, "responses": answers}
    }


def _rdf() -> dict[str, Schema]:
    return {
        offer.content_type: {"schema": {}} if "json" in offer.media_type else _TEXT
        for offer in DOCUMENT
        if offer.extension != "html"
    }


def _of(names: tuple[str, ...]) -> list[Kind]:
    return [kind for kind in KINDS if kind.name in names]


def extensions(offers: Iterable[Representation]) -> list[str]:
    return [offer.extension for offer in offers]


def path_parameter(name: str, schema: Schema, words: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": words, "schema": schema}


def query_parameter(name: str, schema: Schema, words: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


def _version() -> Schema:
    return query_parameter(PARAMETER, {"type": "string"}, "Version of the catalogue to ask; 404 if it is not present.")


_RESULTS_JSON: Schema = {"schema": {"$ref": "#/components/schemas/Results"}}
_WORDS = {
    400: "The request cannot be right.",
    403: "The query asks for something that is switched off.",
    404: "Nothing answers to this name.",
    406: "It cannot be had in any accepted type.",
    413: "Too large.",
    415: "The body is of a type that is not known here.",
    429: "The client has used up its time; Retry-After says how long to wait.",
    503: "Over budget, or all places are taken; Retry-After says how long to wait.",
}


def _problem(words: str) -> Schema:
    return {
        "description": words,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
            "text/plain; charset=utf-8": _TEXT,
            "text/html; charset=utf-8": _TEXT,
        },
    }


def problems(*statuses: int) -> dict[str, Schema]:
    return {str(status): _problem(_WORDS[status]) for status in statuses}
