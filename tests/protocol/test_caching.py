"""Entity tags of answers: the same for the same question to the same state, and a 304 that costs no query."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

NETWORKS = "SELECT ?n { ?n a <https://w3id.org/psin/ns#Network> }"
JSON = "application/sparql-results+json"


def tag(client: Client, query: str, accept: str = JSON, **parameters: str) -> str:
    answer = client.get("/sparql", query_string={"query": query, **parameters}, headers={"Accept": accept})
    assert answer.status_code == 200
    return answer.headers.get("ETag", "")


def test_what_decides_the_answer_decides_the_tag(client: Client) -> None:
    graph = "https://w3id.org/psin/network/one-team-gov"
    tags = [
        tag(client, NETWORKS), tag(client, NETWORKS, "text/csv"), tag(client, f"{NETWORKS} LIMIT 1"),
        tag(client, NETWORKS, **{"default-graph-uri": graph}), tag(client, NETWORKS, **{"named-graph-uri": graph}),
    ]  # fmt: skip
    assert all(len(t) > 20 and t.startswith('"') for t in tags)
    assert len(set(tags)) == len(tags)
    assert tag(client, f"\n {NETWORKS} ") == tags[0]
    assert tag(client, NETWORKS, timeout="5") == tags[0]


def test_equal_tags_mean_equal_bytes(client: Client) -> None:
    grouped = "SELECT ?t (COUNT(*) AS ?n) (SAMPLE(?s) AS ?one) { ?s a ?t } GROUP BY ?t"
    turtle = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/psin/ns#Convenership> ; ?p ?o }"
    for query, accept in (
        (grouped, JSON),
        (turtle, "text/turtle"),
        (turtle, "application/rdf+xml"),
        ("SELECT * { ?s ?p ?o } LIMIT 500", "text/csv"),
    ):
        answers = [client.get("/sparql", query_string={"query": query}, headers={"Accept": accept}) for _ in range(8)]
        assert len({a.headers["ETag"] for a in answers}) == 1
        assert len({a.data for a in answers}) == 1, query


def test_an_unchanged_answer_is_304_and_asks_no_engine(client: Client, site, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    known = tag(client, NETWORKS)
    monkeypatch.setattr(site.engine, "stream", lambda *_, **__: pytest.fail("the engine was asked"))
    for method in ("GET", "HEAD"):
        for sent in (known, f"W/{known}", f'"other", {known}', "*"):
            answer = client.open(
                "/sparql",
                method=method,
                query_string={"query": NETWORKS},
                headers={"Accept": JSON, "If-None-Match": sent},
            )
            assert (answer.status_code, answer.data) == (304, b"")
            assert answer.headers["ETag"] == known
            assert "Accept" in answer.headers["Vary"]
            assert answer.headers["Cache-Control"] == "no-cache"


def test_another_tag_gets_the_answer(client: Client) -> None:
    other = tag(client, NETWORKS, "text/csv")
    answer = client.get("/sparql", query_string={"query": NETWORKS}, headers={"Accept": JSON, "If-None-Match": other})
    assert answer.status_code == 200
    assert (
        client.post(
            "/sparql", data={"query": NETWORKS}, headers={"Accept": JSON, "If-None-Match": tag(client, NETWORKS)}
        ).status_code
        == 200
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (RAND() AS ?x) {}",
        "SELECT (now#c\n () AS ?x) {}",
        "SELECT (STRUUID() AS ?x) {}",
        "SELECT (BNODE() AS ?x) {}",
        "SELECT ('\\u0041' AS ?x) {}",
        "CONSTRUCT { [] ?p ?o } WHERE { ?s a ?o ; ?p ?o } LIMIT 1",
        "CONSTRUCT { _:x ?p ?o } WHERE { ?s a ?o ; ?p ?o } LIMIT 1",
    ],
)
def test_answers_that_differ_each_time_have_no_tag_and_are_not_kept(client: Client, query: str) -> None:
    answer = client.get("/sparql", query_string={"query": query})
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_errors_are_not_kept(client: Client) -> None:
    assert client.get("/sparql?query=nonsense").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void", "/queries", "/graph-store?default"])
def test_descriptions_can_be_kept_until_they_change(client: Client, path: str) -> None:
    first = client.get(path, headers={"Accept": "text/turtle"})
    assert (
        client.get(path, headers={"Accept": "text/turtle", "If-None-Match": first.headers["ETag"]}).status_code == 304
    )
