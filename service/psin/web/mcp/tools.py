"""The tools: search, fetch, the questions of the library, and SPARQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from ... import __version__, documents
from ...errors import PsinError, UnknownName
from ...vocabulary.namespaces import PREFIXES
from .arguments import Server
from .asking import ASKER, format_for
from .records import record

_INSTRUCTIONS = """The open knowledge graph of public sector innovation networks: who convenes and sponsors them, how they change,
what people get from them, and how each statement is known. Read-only. Begin with `search` for names and topics, or with `questions`
for a question that is already answered by a query; `ask` runs one with other values. `fetch` gives a record in Turtle with the source
of every statement. `sparql` is for everything else; `terms` lists classes and properties with how often they are used. Cite the
version that comes with every answer. What is not on record is not thereby untrue."""
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
#: Rows and characters of one answer; the rest is told, not dropped in silence.
_ROWS, _CHARACTERS = 200, 60_000

Given = ParamSpec("Given")
Value = TypeVar("Value")
Query = Annotated[str, Field(max_length=64_000)]


def server() -> Server:
    """A server with all tools; calls are answered by what ASKER holds."""
    made = Server(
        "psin",
        title="Public sector innovation networks",
        instructions=_INSTRUCTIONS,
        version=__version__,
        log_level="CRITICAL",
        subscriptions=False,
    )
    for tool in (search, fetch, questions, ask, sparql, terms):
        made.add_tool(_told(tool), annotations=_READS)
    return made


def search(
    query: Annotated[
        str, Field(max_length=200, description="Words to search for, in any language; typing mistakes are forgiven")
    ],
    kind: Annotated[
        str,
        Field(
            max_length=20,
            description="network, organisation, convening, concept, lesson, guidance, catalogue or query; empty for all",
        ),
    ] = "",
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> dict[str, Any]:
    """Finds networks, organisations, convenings, lessons, guidance, concepts and questions by words."""
    asker = ASKER.get()
    found = asker.site.model.search.find(query, kind=kind, limit=limit)
    results = [
        {
            "id": hit.address,
            "title": hit.names[0][0] if hit.names else hit.address,
            "kind": hit.kind,
            "url": f"{asker.base}{hit.address}",
            "text": hit.body[0][0][:300] if hit.body else "",
        }
        for hit in found.hits
    ]
    return {"results": results, "total": sum(found.counts.values()), "searched_for": found.asked, **_version()}


def fetch(
    id: Annotated[
        str,
        Field(
            max_length=300,
            description="Id or url of a search result, such as /network/one-team-gov, or the IRI of a record",
        ),
    ],
) -> dict[str, Any]:
    """Gives one record with all its statements and their sources, in Turtle; of a question the query."""
    asker = ASKER.get()
    address = id.removeprefix(asker.base).removeprefix(documents.BASE).strip("/").partition("#")[0]
    found = record(asker.site, address)
    if found is None:
        raise UnknownName(
            f"There is no record '{id[:100]}'.", "Use the id of a search result, such as /network/one-team-gov."
        )
    return {
        "id": f"/{address}",
        "title": found.title,
        "text": found.text[:_CHARACTERS],
        "complete": len(found.text) <= _CHARACTERS,
        "url": f"{asker.base}/{address}",
        "iri": found.iri,
        **_version(),
    }


def questions() -> dict[str, Any]:
    """Lists the questions of the library with their parameters; `ask` runs one."""
    listed = [
        {
            "name": query.name,
            "question": query.question,
            "parameters": [
                {
                    "name": one.name,
                    "takes": one.example,
                    "several": one.several,
                    "default": one.default,
                    "about": one.help,
                }
                for one in query.parameters
            ],
        }
        for query in ASKER.get().site.library.queries.values()
    ]
    return {"questions": listed, **_version()}


def ask(
    name: Annotated[str, Field(max_length=100, description="Name of a question, as `questions` lists them")],
    values: Annotated[
        dict[str, str | list[str]] | None,
        Field(description="Values of parameters by name; the others keep their defaults"),
    ] = None,
) -> dict[str, Any]:
    """Asks a question of the library and gives the rows of its answer."""
    asker = ASKER.get()
    query = asker.site.library.query(name)
    text = query.bind(values or {})
    found = _answer(text, "json")
    return {
        "question": query.question,
        "notes": list(query.notes),
        "url": f"{asker.base}/queries/{query.name}",
        **found,
    }


def sparql(query: Query) -> dict[str, Any]:
    """Answers a SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE. The default graph holds everything; each record is a named graph too.

    Prefixes have to be declared; `terms` lists them. Use LIMIT: an answer shows 200 rows at most.
    """
    return _answer(query, format_for(query))


def terms() -> dict[str, Any]:
    """Lists the prefixes, and the classes, properties and concepts that the data use, the most used first."""
    from ..pages import terms as vocabulary

    found = json.loads(vocabulary.completion(ASKER.get().site))
    listed = [
        {"name": one["name"], "kind": one["kind"], "about": one["about"] or one["label"], "used": one["times"]}
        for one in found["terms"]
    ]
    return {"prefixes": PREFIXES, "terms": listed, **_version()}


def _answer(query: str, name: str) -> dict[str, Any]:
    body = ASKER.get().evaluate(query, name)
    if name == "turtle":
        text = body.decode()
        whole = len(text) <= _CHARACTERS
        return {"turtle": text if whole else text[:_CHARACTERS], "complete": whole, **_version()}
    found = json.loads(body)
    if "boolean" in found:
        return {"boolean": found["boolean"], **_version()}
    rows = [{column: term["value"] for column, term in row.items()} for row in found["results"]["bindings"]]
    shown, size = [], 0
    for row in rows[:_ROWS]:
        size += sum(map(len, row.values()))
        if size > _CHARACTERS:
            break
        shown.append(row)
    return {
        "columns": found["head"]["vars"],
        "rows": shown,
        "total": len(rows),
        "complete": len(shown) == len(rows),
        **_version(),
    }


def _version() -> dict[str, str]:
    return {"version": ASKER.get().site.catalogue.version}


def _told(tool: Callable[Given, Value]) -> Callable[Given, Value]:
    """The tool, with errors meant for a reader as such: one sentence on what is wrong, one on what to do."""

    @wraps(tool)
    def told(*arguments: Given.args, **named: Given.kwargs) -> Value:
        try:
            return tool(*arguments, **named)
        except PsinError as error:
            place = (
                f" (line {line}, column {getattr(error, 'column', None)})"
                if (line := getattr(error, "line", None))
                else ""
            )
            raise ToolError(f"{error.title}{place}: {error}") from None

    return told


__all__ = ["server"]
