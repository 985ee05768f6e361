"""What clients may send to ``/sparql`` and what they get for it, the malformed and the unusual included."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from werkzeug.test import Client, TestResponse

ASK = "ASK {}"
NETWORKS = "SELECT ?network ?name { ?network a <https://w3id.org/psin/ns#Network> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/psin/ns#Network> ; ?p ?o } LIMIT 3"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def ask(client: Client, query: str = ASK, accept: str | None = None, **parameters: str) -> TestResponse:
    headers = {"Accept": accept} if accept is not None else {}
    return client.get("/sparql", query_string={"query": query, **parameters}, headers=headers)


def problem(answer: TestResponse, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body = json.loads(answer.data)
    assert body["status"] == status
    assert body["detail"] and body["title"] and body["type"].startswith("https://w3id.org/psin/problem/")
    return body


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (NETWORKS, None, JSON),
        (NETWORKS, "*/*", JSON),
        (NETWORKS, "application/json", JSON),
        (NETWORKS, "application/sparql-results+json,application/json,text/javascript,application/javascript", JSON),
        (NETWORKS, "application/sparql-results+xml;q=0.8, text/csv;q=0.9, application/sparql-results+json;q=0.1", "text/csv"),
        (NETWORKS, "text/*", "text/csv"),
        (NETWORKS, "text/*;q=0.2, application/*;q=0.4", JSON),
        (NETWORKS, "application/sparql-results+json;q=0, */*;q=0.1", XML),
        (NETWORKS, "text/tab-separated-values; charset=utf-8", "text/tab-separated-values"),
        (NETWORKS, "TEXT/CSV", "text/csv"),
        (NETWORKS, "application/xml", XML),
        (ASK, "text/csv", "text/csv"),
        (ASK, JSON, JSON),
        (CONSTRUCT, None, "text/turtle"),
        (CONSTRUCT, "application/turtle,text/turtle,text/rdf+n3,application/n-triples,application/n3,text/n3", "text/turtle"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"", "application/ld+json"),
        (CONSTRUCT, "application/n-triples, */*;q=0.1", "application/n-triples"),
        ("DESCRIBE <https://w3id.org/psin/network/one-team-gov#this>", "text/turtle;q=0.2,application/rdf+xml;q=0.7", "application/rdf+xml"),
    ],
)  # fmt: skip
def test_the_format_is_the_one_the_client_likes_best(
    client: Client, query: str, accept: str | None, media_type: str
) -> None:
    answer = ask(client, query, accept)
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]
    assert len(answer.data) == answer.content_length >= 4


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (NETWORKS, "text/turtle"),
        (NETWORKS, "image/png"),
        (CONSTRUCT, "text/csv"),
        (ASK, "application/sparql-results+json;q=0"),
        (NETWORKS, "rubbish"),
    ],
)
def test_a_format_that_an_answer_does_not_have_is_406_and_names_the_others(
    client: Client, query: str, accept: str
) -> None:
    answer = ask(client, query, accept)
    assert answer.status_code == 406
    assert ("text/turtle" if query is CONSTRUCT else "text/csv") in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "accept", "words"),
    [
        ("SELECT ('\\b' AS ?o) {}", XML, "control characters"),
        ("CONSTRUCT { <a:> <http://e/1> 1 } {}", "application/rdf+xml", "<http://e/1>"),
    ],
)
def test_an_answer_that_the_format_cannot_hold_is_406_and_is_not_called_switched_off(
    client: Client, query: str, accept: str, words: str
) -> None:
    body = problem(ask(client, query, f"{accept}, application/problem+json;q=0.5"), 406)
    assert (body["code"], body["title"]) == ("format-unfit", "The format cannot hold the answer")
    assert words in str(body["detail"]) and body["advice"] == "Ask for another format."
    assert client.get("/problem/format-unfit").status_code == 200
    french = client.get(
        "/fr/sparql", query_string={"query": query}, headers={"Accept": f"{accept}, application/json;q=0.5"}
    )
    assert problem(french, 406)["title"] == "Ce format ne peut pas contenir la réponse"


def test_a_mistake_is_told_before_a_format_that_does_not_fit(client: Client) -> None:
    assert ask(client, "SELECT * {", "text/turtle").status_code == 400
    assert ask(client, "SELEKT * {}", "text/turtle").status_code == 400
    assert ask(client, "SELECT * { ?s ?p }", "text/turtle").status_code == 400


@pytest.mark.parametrize(
    ("query", "name", "media_type"),
    [
        (NETWORKS, "csv", "text/csv"), (NETWORKS, "text/csv", "text/csv"), (NETWORKS, "srx", XML), (NETWORKS, "JSON", JSON),
        (CONSTRUCT, "ttl", "text/turtle"), (CONSTRUCT, "xml", "application/rdf+xml"), (CONSTRUCT, "json-ld", "application/ld+json"),
    ],
)  # fmt: skip
def test_the_parameter_format_wins_over_the_header(client: Client, query: str, name: str, media_type: str) -> None:
    assert ask(client, query, BROWSER, format=name).mimetype == media_type
    assert ask(client, query, "image/png", format=name).mimetype == media_type


def test_formats_that_contradict_or_do_not_exist_are_400(client: Client) -> None:
    assert "csv" in str(problem(ask(client, NETWORKS, format="pdf"), 400)["advice"])
    assert "contradict" in str(
        problem(client.get(f"/sparql?query={quote(NETWORKS)}&format=csv&format=tsv"), 400)["detail"]
    )
    assert client.get(f"/sparql?query={quote(NETWORKS)}&format=tsv&format=text/tab-separated-values").status_code == 200


def test_the_three_ways_to_ask_give_the_same(client: Client) -> None:
    get = ask(client, NETWORKS)
    form = client.post("/sparql", data={"query": NETWORKS})
    direct = client.post("/sparql", data=NETWORKS.encode(), content_type=DIRECT)
    charset = client.post("/sparql", data=NETWORKS.encode(), content_type=f"{DIRECT}; charset=UTF-8")
    slash = client.get("/sparql/", query_string={"query": NETWORKS})
    assert get.data == form.data == direct.data == charset.data == slash.data
    assert len(get.get_json(force=True)["results"]["bindings"]) == 3


def test_text_is_decoded_once_and_as_utf_8(client: Client) -> None:
    query = 'SELECT ("100%25 done + ünïcode 联盟 \U0001f30d" AS ?x) {}'
    for answer in (
        ask(client, query),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data=query.encode(), content_type=DIRECT),
    ):
        assert (
            answer.get_json(force=True)["results"]["bindings"][0]["x"]["value"]
            == "100%25 done + ünïcode 联盟 \U0001f30d"
        )
    plus = client.get("/sparql?query=SELECT+(%22a%2Bb%22+AS+?x)+%7B%7D")
    assert plus.get_json(force=True)["results"]["bindings"][0]["x"]["value"] == "a+b"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("query=ASK%20%7B%FF%7D", "not UTF-8: byte 6"),
        ("query=ASK%20%7B%C3%28%7D", "not UTF-8"),
        ("query=ASK%20%7B%ED%A0%80%7D", "not UTF-8"),
        ("query=ASK%20%7B%7D%2", "'%' without two hexadecimal digits"),
        ("query=ASK%20%7B%7D&default-graph-uri=%zz", "'default-graph-uri' has a '%'"),
        ("query=ASK%20%7B%7D&query=ASK%20%7B%7D", "'query' is given 2 times"),
        ("query=ASK%20%7B%7D&timeout=1&timeout=2", "'timeout' is given 2 times"),
        ("query=ASK%20%7B%7D&timeout=soon", "'soon' is not a number"),
        ("query=ASK%20%7B%7D&timeout=-1", "'-1' is not a number"),
        ("query=ASK%20%7B%7D&timeout=nan", "'nan' is not a number"),
        ("query=", "a query has to start with"),
    ],
)
def test_a_malformed_address_is_400_with_a_clear_sentence(client: Client, address: str, words: str) -> None:
    assert words in str(problem(client.get(f"/sparql?{address}"), 400)["detail"])
    if address != "query=":
        assert words in str(problem(client.post("/sparql", data=address.encode(), content_type=FORM), 400)["detail"])


@pytest.mark.parametrize(
    ("body", "content_type", "status", "words"),
    [
        (b"ASK {\xff}", DIRECT, 400, "not UTF-8: byte 6"),
        ("ASK {}".encode("utf-16"), DIRECT, 400, "not UTF-8"),
        (b"ASK {}", f"{DIRECT}; charset=latin-1", 415, "'latin-1'"),
        (b"query=ASK%20%7B%7D", f"{FORM}; charset=utf-16", 415, "'utf-16'"),
        (b"ASK {}", "text/plain", 415, "'text/plain'"),
        (b'{"query": "ASK {}"}', "application/json", 415, "'application/json'"),
        (b"ASK {}", None, 415, "'none'"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 415, "'multipart/form-data'"),
        (b"", FORM, 400, "no query"),
        (b"x=1", FORM, 400, "no query"),
        (b"", DIRECT, 400, "a query has to start with"),
    ],
)
def test_a_malformed_body_is_refused_with_a_clear_sentence(
    client: Client, body: bytes, content_type: str | None, status: int, words: str
) -> None:
    assert words in str(problem(client.post("/sparql", data=body, content_type=content_type), status)["detail"])


def test_a_query_in_address_and_body_is_400(client: Client) -> None:
    assert problem(client.post("/sparql?query=ASK%20%7B%7D", data=b"ASK {}", content_type=DIRECT), 400)
    assert problem(client.post("/sparql?query=ASK%20%7B%7D", data={"query": ASK}), 400)


def test_a_packed_body_is_415(client: Client) -> None:
    assert problem(
        client.post("/sparql", data=b"ASK {}", content_type=DIRECT, headers={"Content-Encoding": "gzip"}), 415
    )


def test_parameters_that_mean_nothing_here_are_left_alone(client: Client) -> None:
    answer = client.get("/sparql?query=ASK%20%7B%7D&results=json&output=%ff%2&debug=on&debug=off&%ff=1&soft-limit")
    assert answer.get_json(force=True) == {"head": {}, "boolean": True}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"DELETE WHERE { ?s ?p ?o }", "application/sparql-update"),
        (b"update=CLEAR+ALL", FORM),
        (b"query=ASK%20%7B%7D&update=CLEAR+ALL", FORM),
        (b"CLEAR ALL", DIRECT),
        (b"PREFIX a: <http://a/> # c\nINSERT DATA { a:a a:b a:c }", DIRECT),
        (b"\n# c\nPREFIX a: <http://a/>\nINSERT DATA { a:a a:b a:c }", "text/plain"),
    ],
)
def test_updates_are_403_however_they_are_sent(client: Client, body: bytes, content_type: str) -> None:
    assert problem(client.post("/sparql", data=body, content_type=content_type), 403)
    assert problem(client.get("/sparql?update=CLEAR%20ALL"), 403)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/sparql", "/graph-store?default", "/.well-known/void", "/network/one-team-gov"])
def test_other_methods_are_405_and_told_which_ones_are(client: Client, method: str, path: str) -> None:
    answer = client.open(path, method=method, data=b"x")
    assert problem(answer, 405)
    expected = {"GET", "HEAD", "OPTIONS"} | ({"POST"} if path == "/sparql" else set())
    assert set(answer.headers["Allow"].split(", ")) == expected


def test_a_body_that_is_too_large_is_413(client: Client, site) -> None:  # type: ignore[no-untyped-def]
    body = b"query=" + b"a" * site.settings.request_bytes
    assert f"{site.settings.request_bytes:,} bytes" in str(
        problem(client.post("/sparql", data=body, content_type=FORM), 413)["detail"]
    )


def test_a_query_that_is_too_long_is_413_and_told_the_limit(client: Client, site) -> None:  # type: ignore[no-untyped-def]
    limit = site.settings.query_text_bytes
    query = f"ASK {{}} #{'x' * limit}"
    for answer in (client.post("/sparql", data={"query": query}), ask(client, query)):
        body = problem(answer, 413)
        assert (body["budget"], body["limit"]) == ("text", f"{limit} bytes")
    assert ask(client, f"ASK {{}} #{'x' * (limit - 100)}").status_code == 200


def test_a_syntax_error_has_line_and_column_in_every_form(client: Client) -> None:
    query = "SELECT *\nWHERE { ?s skos:prefLabel ?o }"
    body = problem(ask(client, query, JSON), 400)
    assert (body["code"], body["line"], body["column"]) == ("query-syntax", 2, 12)
    assert "PREFIX skos:" in str(body["advice"])
    for accept in ("text/csv", XML, "text/turtle", "text/plain"):
        text = ask(client, query, accept)
        assert (text.status_code, text.content_type) == (400, "text/plain; charset=utf-8")
        assert "ine 2, column 12" in text.get_data(as_text=True)
        assert "PREFIX skos:" in text.get_data(as_text=True)
        assert text.headers["Access-Control-Allow-Origin"] == "*"
    page = ask(client, query, BROWSER)
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert page.get_data(as_text=True).count("ine 2, column 12") == 1


def test_the_budget_that_was_exceeded_is_named_with_what_to_do(client: Client) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    body = problem(ask(client, slow, JSON, timeout="0.2"), 503)
    assert (body["code"], body["budget"], body["limit"]) == ("budget-exceeded", "seconds", "0.2 s")
    assert "LIMIT" in str(body["advice"])
    body = problem(ask(client, "SELECT ?a { ?a ?b ?c . ?d ?e ?f }", JSON), 503)
    assert (body["budget"], body["limit"]) == ("rows", "100000 rows")


def test_service_and_unknown_graphs_are_refused_with_reasons(client: Client) -> None:
    assert "SERVICE is switched off" in str(
        problem(ask(client, "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), 403)["detail"]
    )
    for parameters in (
        {"default-graph-uri": "http://127.0.0.1:9/"},
        {"named-graph-uri": "file:///etc/passwd"},
        {"default-graph-uri": "not an IRI"},
    ):
        answer = client.get("/sparql", query_string={"query": "ASK { ?s ?p ?o }", **parameters})
        assert next(iter(parameters.values())) in str(problem(answer, 403)["detail"])
    for clause in ("FROM <http://127.0.0.1:9/>", "FROM NAMED <file:///etc/passwd>"):
        assert problem(ask(client, f"SELECT * {clause} {{ ?s ?p ?o }}"), 403)


def test_preflight_from_another_site_is_allowed(client: Client) -> None:
    answer = client.options(
        "/sparql", headers={"Origin": "https://partner.example", "Access-Control-Request-Headers": "content-type"}
    )
    assert answer.status_code in (200, 204)
    assert {"GET", "POST", "HEAD"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_browser_gets_the_form_or_a_table(client: Client) -> None:
    assert "<textarea" in client.get("/sparql", headers={"Accept": BROWSER}).get_data(as_text=True)
    assert "<textarea" in client.get("/sparql?query=+&format=", headers={"Accept": BROWSER}).get_data(as_text=True)
    table = ask(client, NETWORKS, BROWSER)
    assert (table.status_code, table.mimetype) == (200, "text/html")
    assert '<th scope="col">network</th><th scope="col">name</th>' in table.get_data(as_text=True)
    assert "3 rows" in table.get_data(as_text=True)
    assert "format=csv" in table.get_data(as_text=True)
    assert "No." in ask(client, "ASK { <x:x> <x:x> <x:x> }", BROWSER).get_data(as_text=True)
    assert "3 statements" in ask(client, CONSTRUCT, BROWSER).get_data(as_text=True)
    hostile = ask(
        client, 'SELECT ("<script>alert(1)</script>" AS ?x) (<javascript:alert(1)> AS ?y) {}', BROWSER
    ).get_data(as_text=True)
    assert "<script>alert" not in hostile
    assert 'href="javascript' not in hostile


def test_a_table_says_how_many_rows_there_are_beyond_those_shown(client: Client) -> None:
    page = ask(client, "SELECT * { ?s ?p ?o } LIMIT 5000", BROWSER).get_data(as_text=True)
    assert "5,000 rows" in page
    assert "Only the first 200 of 5,000" in page
    assert page.count("<tr>") == 201


def test_columns_come_in_order_of_appearance(client: Client) -> None:
    for star in ("SELECT *", "SELECT DISTINCT *", "SELECT  REDUCED *"):
        query = f"{star} {{ ?zebra a ?kind . OPTIONAL {{ ?zebra <http://purl.org/dc/terms/title> ?alpha }} }} LIMIT 1"
        assert ask(client, query).get_json(force=True)["head"]["vars"] == ["zebra", "kind", "alpha"]
        assert ask(client, query, "text/csv").get_data(as_text=True).startswith("zebra,kind,alpha\r\n")


def test_relative_iris_are_relative_to_the_catalogue(client: Client) -> None:
    assert ask(client, "ASK { GRAPH <network/one-team-gov> { <network/one-team-gov#this> ?p ?o } }").get_json(
        force=True
    )["boolean"]
    assert ask(client, "ASK FROM <network/one-team-gov> { <network/one-team-gov#this> ?p ?o }").get_json(force=True)[
        "boolean"
    ]


def test_slashes_too_many_are_not_the_endpoint(client: Client) -> None:
    for method in ("GET", "HEAD", "POST"):
        answer = client.open("/sparql//", method=method, query_string={"query": ASK}, headers={"Accept": JSON})
        assert answer.status_code == 404
