"""The server for assistants, asked by the client of the same SDK over HTTP and stdio, and by somebody who means no good."""

from __future__ import annotations

import json
import os
import re
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
from psin.settings import Settings
from psin.web import create_app
from psin.web.service import Service
from psin.web.site import Site

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


def test_whatever_the_search_finds_can_be_fetched(address: str) -> None:
    kinds = {}
    for word in ("innovation", "movement", "sponsor", "energy", "guide", "australia"):
        for hit in told(address, "search", query=word, limit=50)["results"]:
            kinds.setdefault(hit["kind"], hit)
    assert {"network", "organisation", "convening", "concept", "lesson", "query"} <= kinds.keys()
    for hit in kinds.values():
        record = told(address, "fetch", id=hit["id"])
        assert record["complete"] and record["url"] == hit["url"]
        assert record["title"] and record["title"] != hit["id"].rpartition("/")[2] and len(record["text"]) > 100


def test_a_question_with_other_values_answers_as_over_http(address: str) -> None:
    listed = {one["name"]: one for one in told(address, "questions")["questions"]}
    assert [one["name"] for one in listed["networks-to-join"]["parameters"]] == ["admission", "place"]
    found = told(address, "ask", name="networks-by-country", values={"kind": ["kind-movement", "kind-network"]})
    table = urllib3.request(
        "GET", f"{address}/queries/networks-by-country.json?kind=kind-movement&kind=kind-network"
    ).json()
    assert [[row[name] for name in found["columns"]] for row in found["rows"]] == [
        [row[name]["value"] for name in found["columns"]] for row in table["results"]["bindings"]
    ]
    assert found["complete"] and found["total"] == len(found["rows"])


def test_sparql_of_each_kind(address: str) -> None:
    assert int(told(address, "sparql", query=NETWORKS)["rows"][0]["many"]) > 150
    assert told(address, "sparql", query="ASK {}")["boolean"] is True
    assert (
        "psin" in told(address, "sparql", query="DESCRIBE <https://w3id.org/psin/network/one-team-gov#this>")["turtle"]
    )


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
        (
            "sparql",
            {"query": "x" * 70_000},
            "The argument 'query' of the tool sparql is longer than 64,000 characters. Shorten it.",
        ),
        ("sparql", {}, "The tool sparql needs the argument 'query'. It takes a text of 64,000 characters at most."),
        (
            "sparql",
            {"query": ["ASK {}"]},
            "The argument 'query' of the tool sparql cannot be ['ASK {}']. It takes a text",
        ),
        ("sparql", {"query": "ASK {}", "limit": 1}, "The tool sparql has no argument 'limit'. It takes: query."),
        ("questions", {"name": "x"}, "The tool questions has no argument 'name'. It takes none."),
        (
            "ask",
            {"name": "networks-by-country", "values": 3},
            "The argument 'values' of the tool ask cannot be 3. It takes names with their values.",
        ),
        ("ask", {"name": "single-sponsors"}, "Did you mean single-sponsor?"),
        (
            "ask",
            {"name": "networks-by-country", "values": {"kind": 'x" } ; DROP ALL'}},
            "not a value for the parameter kind",
        ),
        ("ask", {"name": "networks-by-country", "values": {"kinds": "x"}}, "Did you mean kind?"),
        ("fetch", {"id": "../../etc/passwd"}, "no record"),
        ("fetch", {"id": "http://169.254.169.254/"}, "no record"),
        (
            "search",
            {"query": "x", "limit": 10_000},
            "The argument 'limit' of the tool search cannot be 10000. It takes a whole number from 1 to 50.",
        ),
        ("drop_all", {}, "There is no tool 'drop_all'. Tools are: search, fetch"),
        ("sparq", {}, "There is no tool 'sparq'. Did you mean sparql?"),
    ],
)
def test_a_mistake_gets_one_sentence_and_no_traceback(
    address: str, tool: str, arguments: dict[str, object], words: str
) -> None:
    assert_sentence(refused(address, tool, **arguments), words)


def assert_sentence(said: str, words: str) -> None:
    assert words in said and said.endswith((".", "?")) and "\n" not in said
    assert not re.search(r"Traceback|File \"|Error executing|pydantic|validation error|input_value", said)


def test_a_mistake_over_standard_input_gets_the_same_sentence() -> None:
    async def act(client: Client) -> Any:
        return await client.call_tool("search", {"query": "x", "limit": 0}), await client.call_tool(
            "sparql", {"query": "hello"}
        )

    parameters = StdioServerParameters(command=sys.executable, args=["-m", "psin", "mcp"], env=dict(os.environ))
    first, second = talk(stdio_client(parameters), act)
    assert first.is_error and second.is_error
    assert_sentence(
        first.content[0].text,
        "The argument 'limit' of the tool search cannot be 0. It takes a whole number from 1 to 50.",
    )
    assert_sentence(second.content[0].text, "a query has to start with SELECT")


def test_who_has_used_up_its_time_is_told_when_to_come_back(site: Site) -> None:
    service = Service(
        Site(
            Settings({}, rate_seconds=60.0, rate_burst_seconds=1.0),
            site.engine,
            site.catalogue,
            site.vocabulary,
            site.library,
            site.findings,
        )
    )
    service.rates.charge("127.0.0.1", 60.0)
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "sparql", "arguments": {"query": NETWORKS}},
    }
    headers = {
        "Accept": "application/json, text/event-stream",
        "Content-Type": "application/json",
        "Mcp-Protocol-Version": "2025-06-18",
    }
    answer = create_app(service).test_client().post("/mcp", json=call, headers=headers).get_json()["result"]
    assert answer["isError"]
    said = answer["content"][0]["text"]
    assert_sentence(
        said, "Too many requests: Your address has used up its 1 s of query time, and 60 s more every minute."
    )
    assert re.search(r"Ask again in \d+ s\.$", said)


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
    first = client.post(
        "/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}, headers=headers
    )
    assert first.get_json()["result"]["serverInfo"]["name"] == "psin"
    listed = client.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
        headers=headers | {"Mcp-Protocol-Version": "2025-06-18"},
    )
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
        return await client.call_tool("ask", {"name": "networks-by-country"}), await client.call_tool(
            "search", {"query": "nesta"}
        )

    parameters = StdioServerParameters(command=sys.executable, args=["-m", "psin", "mcp"], env=dict(os.environ))
    rows, hits = talk(stdio_client(parameters), act)
    assert json.loads(rows.content[0].text)["complete"] and json.loads(hits.content[0].text)["results"]


def test_a_start_does_not_load_the_sdk() -> None:
    code = "import sys, psin.web; sys.exit('mcp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
