"""The server for assistants, asked by the client of the same SDK over HTTP and stdio, and by somebody who means no good."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
import urllib3
from flask.testing import FlaskClient
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

NETWORKS = "SELECT (COUNT(?n) AS ?many) WHERE { ?n a <https://w3id.org/psin/ns#Network> }"
TOOLS = {"search", "fetch", "questions", "ask", "sparql", "terms"}


def talk(where: Any, act: Callable[[Client], Awaitable[Any]]) -> Any:
    """What ``act`` gives, done with a client that is connected to an address or a transport."""

    async def run() -> Any:
        async with Client(where) as client:
            return await act(client)

    return anyio.run(run)


def told(address: str, tool: str, **arguments: object) -> dict[str, Any]:
    async def act(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    result = talk(f"{address}/mcp", act)
    assert not result.is_error, result.content
    return json.loads(result.content[0].text)


def refused(address: str, tool: str, **arguments: object) -> str:
    async def act(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    result = talk(f"{address}/mcp", act)
    assert result.is_error
    return str(result.content[0].text)


def test_the_tools_are_told_and_only_read(address: str) -> None:
    async def act(client: Client) -> Any:
        return (await client.list_tools()).tools

    tools = talk(f"{address}/mcp", act)
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.description and tool.annotations.read_only_hint and not tool.annotations.destructive_hint


def test_from_a_word_to_a_record_with_its_sources(address: str) -> None:
    found = told(address, "search", query="ambtenar", kind="network")
    first = found["results"][0]
    assert first["title"] == "Ambtenaar 2.0" and first["url"] == f"{address}/network/ambtenaar-2-0"
    for name in (first["id"], first["url"], "https://w3id.org/psin/network/ambtenaar-2-0#this"):
        record = told(address, "fetch", id=name)
        assert record["complete"] and "dcterms:source" in record["text"] and record["version"] == found["version"]


def test_a_question_with_other_values_answers_as_over_http(address: str) -> None:
    listed = {one["name"]: one for one in told(address, "questions")["questions"]}
    assert [one["name"] for one in listed["networks-to-join"]["parameters"]] == ["admission", "place"]
    found = told(address, "ask", name="networks-by-country", values={"kind": ["kind-movement", "kind-network"]})
    table = urllib3.request("GET", f"{address}/queries/networks-by-country.json?kind=kind-movement&kind=kind-network").json()
    assert [[row[name] for name in found["columns"]] for row in found["rows"]] == [
        [row[name]["value"] for name in found["columns"]] for row in table["results"]["bindings"]
    ]
    assert found["complete"] and found["total"] == len(found["rows"])


def test_sparql_of_each_kind(address: str) -> None:
    assert int(told(address, "sparql", query=NETWORKS)["rows"][0]["many"]) > 150
    assert told(address, "sparql", query="ASK {}")["boolean"] is True
    assert "psin" in told(address, "sparql", query="DESCRIBE <https://w3id.org/psin/network/one-team-gov#this>")["turtle"]


def test_a_long_answer_says_that_it_is_cut(address: str) -> None:
    found = told(address, "sparql", query="SELECT * WHERE { ?s a ?o } LIMIT 900")
    assert found["total"] == 900 and len(found["rows"]) == 200 and found["complete"] is False


def test_terms_are_those_in_use(address: str) -> None:
    found = told(address, "terms")
    assert found["prefixes"]["psin"] == "https://w3id.org/psin/ns#"
    assert any(one["name"] == "psin:Network" and one["used"] > 100 for one in found["terms"])


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("sparql", {"query": "SELECT ?s WHERE { ?s a foaf:Organization }"}, "PREFIX foaf:"),
        ("sparql", {"query": "SELECT * WHERE { ?s ?p }"}, "line 1, column"),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, ""),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}, "10 s"),
        ("sparql", {"query": "x" * 70_000}, ""),
        ("sparql", {}, "query"),
        ("ask", {"name": "single-sponsors"}, "Did you mean single-sponsor?"),
        ("ask", {"name": "networks-by-country", "values": {"kind": 'x" } ; DROP ALL'}}, "not a value for the parameter kind"),
        ("ask", {"name": "networks-by-country", "values": {"kinds": "x"}}, "Did you mean kind?"),
        ("fetch", {"id": "../../etc/passwd"}, "no record"),
        ("fetch", {"id": "http://169.254.169.254/"}, "no record"),
        ("search", {"query": "x", "limit": 10_000}, "limit"),
        ("drop_all", {}, "drop_all"),
    ],
)
def test_a_mistake_gets_one_sentence_and_no_traceback(address: str, tool: str, arguments: dict[str, object], words: str) -> None:
    try:
        said = refused(address, tool, **arguments)
    except Exception as error:  # an unknown tool may be an error of the protocol
        said = str(error)
    assert words in said and "Traceback" not in said and 'File "' not in said


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "no/such/method"}', None),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "tools/list"}', 400),
        (b"[" * 100_000, 400),
        (b"x" * 300_000, 413),
    ],
)
def test_what_is_no_call_is_refused(client: FlaskClient, body: bytes, status: int | None) -> None:
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    answer = client.post("/mcp", data=body, headers=headers)
    assert answer.status_code < 500
    assert status is None or answer.status_code == status
    assert "Traceback" not in answer.get_data(as_text=True)


def test_there_is_no_stream_to_listen_to(client: FlaskClient) -> None:
    for method in ("get", "delete"):
        answer = getattr(client, method)("/mcp", headers={"Accept": "text/event-stream"})
        assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_a_client_of_before_sessions_were_dropped_is_answered(client: FlaskClient) -> None:
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}
    first = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}, headers=headers)
    assert first.get_json()["result"]["serverInfo"]["name"] == "psin"
    listed = client.post("/mcp", json={"jsonrpc": "2.0", "id": 2, "method": "tools/list"}, headers=headers | {"Mcp-Protocol-Version": "2025-06-18"})
    assert {tool["name"] for tool in listed.get_json()["result"]["tools"]} == TOOLS


def test_a_query_of_an_assistant_is_charged_like_any_other(address: str) -> None:
    def evaluated() -> float:
        text = urllib3.request("GET", f"{address}/-/metrics").data.decode()
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith("psin_queries_total"))

    before = evaluated()
    told(address, "sparql", query=NETWORKS + " # once more")
    assert evaluated() == before + 1


def test_over_standard_input_and_output() -> None:
    async def act(client: Client) -> Any:
        return await client.call_tool("ask", {"name": "networks-by-country"}), await client.call_tool("search", {"query": "nesta"})

    parameters = StdioServerParameters(command=sys.executable, args=["-m", "psin", "mcp"], env=dict(os.environ))
    rows, hits = talk(stdio_client(parameters), act)
    assert json.loads(rows.content[0].text)["complete"] and json.loads(hits.content[0].text)["results"]


def test_a_start_does_not_load_the_sdk() -> None:
    code = "import sys, psin.web; sys.exit('mcp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
