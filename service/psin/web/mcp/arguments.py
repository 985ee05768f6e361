"""Calls that cannot be answered, each told in one sentence: which tool, which argument, and what it takes.

Source: Model Context Protocol, Tools, error handling: mistakes in a call are results that the assistant reads and mends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from pydantic import ValidationError

from ...vocabulary.suggest import Suggester

#: Longest part of a call that is shown again, in characters.
_SHOWN = 60
_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "names with their values",
    "array": "a list",
}
_MISTAKE = "The service made a mistake while answering. Ask again; if it stays, tell those who run the service."


class Server(MCPServer[Any]):
    """A server whose errors are sentences of ours, over HTTP as over stdio."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        tools = {tool.name: tool.input_schema for tool in await self.list_tools()}
        if name not in tools:
            raise ToolError(_unknown(f"There is no tool {_show(name)}.", name, tools, "Tools are"))
        takes: dict[str, Any] = tools[name].get("properties", {})
        for given in arguments:
            if given not in takes:
                what = f"The tool {name} has no argument {_show(given)}."
                raise ToolError(_unknown(what, given, takes, "It takes") if takes else f"{what} It takes none.")
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            raise UnexpectedToolError(_MISTAKE) from error.__cause__
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                raise ToolError(_wrong(name, takes, cause)) from None
            raise ToolError(str(cause or error)) from None


def _wrong(tool: str, takes: Mapping[str, Any], error: ValidationError) -> str:
    """The first thing that is wrong with the arguments of a call."""
    first = error.errors(include_url=False, include_context=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    schema = takes.get(name, {})
    if first["type"] == "missing":
        return f"The tool {tool} needs the argument '{name}'. It takes {_takes(schema)}."
    most = schema.get("maxLength")
    if first["type"] == "string_too_long":
        return f"The argument '{name}' of the tool {tool} is longer than {most:,} characters. Shorten it."
    return f"The argument '{name}' of the tool {tool} cannot be {_show(first['input'])}. It takes {_takes(schema)}."


def _takes(schema: Mapping[str, Any]) -> str:
    """What an argument takes, in words, from its JSON schema."""
    if "anyOf" in schema:
        return " or ".join(_takes(one) for one in schema["anyOf"] if one.get("type") != "null")
    words = _TYPES.get(str(schema.get("type")), "something else")
    if "minimum" in schema and "maximum" in schema:
        words += f" from {schema['minimum']} to {schema['maximum']}"
    if "maxLength" in schema:
        words += f" of {schema['maxLength']:,} characters at most"
    return words


def _unknown(what: str, name: str, known: Mapping[str, object], lead: str) -> str:
    suggestion = Suggester(known).nearest(name[:_SHOWN])
    return f"{what} Did you mean {suggestion}?" if suggestion else f"{what} {lead}: {', '.join(known)}."


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
