"""The reconciliation service: valid by the schemas of both versions, ranks what people write, and never says "no match" when it has not looked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

KINDS = ("network", "organisation", "convening")


@pytest.fixture(scope="session")
def valid(shared: Path) -> Any:
    """A function that checks an answer against the schema of a version."""
    folder = shared / "suites" / "reconciliation"

    def resources(version: str) -> Registry:
        found: list[tuple[str, Resource[Any]]] = [
            (
                "http://swagger.io/v2/schema.json",
                Resource(json.loads((folder / version / "openapi.json").read_text()), DRAFT7),
            )
        ]
        for path in (folder / version).glob("*.json"):
            schema = json.loads(path.read_text())
            schema["$schema"] = "http://json-schema.org/draft-07/schema#"
            if "$id" in schema:
                found.append((schema["$id"], Resource(schema, DRAFT7)))
        return Registry().with_resources(found)

    registries = {version: resources(version) for version in ("0.2", "1.0-draft")}

    def check(answer: object, version: str, name: str) -> None:
        schema = json.loads((folder / version / f"{name}.json").read_text())
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"
        jsonschema.Draft7Validator(schema, registry=registries[version]).validate(answer)

    return check


def ask(client: Any, text: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q": {"query": text, **more}})})
    assert answer.status_code == 200, answer.text
    return answer.get_json()["q"]["result"]  # type: ignore[no-any-return]


def test_the_manifest_of_the_final_version(client: Any, valid: Any) -> None:
    answer = client.get("/reconcile")
    assert answer.mimetype == "application/json" and answer.headers["Access-Control-Allow-Origin"] == "*"
    found = answer.get_json()
    valid(found, "0.2", "manifest")
    record = found["view"]["url"].replace("{{id}}", "network/one-team-gov").removeprefix("http://localhost")
    assert client.get(record, headers={"Accept": "text/html"}).status_code == 200
    preview = found["preview"]["url"].replace("{{id}}", "network%2Fone-team-gov").removeprefix("http://localhost")
    assert client.get(preview).status_code == 200


def test_the_manifest_of_the_draft(client: Any, valid: Any) -> None:
    valid(client.get("/reconcile/1.0").get_json(), "1.0-draft", "manifest")


def test_batches_by_form_and_by_address(client: Any, valid: Any) -> None:
    queries = {
        "q0": {"query": "One Team Gov", "limit": 3},
        "q1": {"query": "Nesta", "type": "organisation", "type_strict": "any"},
        "q2": {"query": "qqqq"},
    }
    valid(queries, "0.2", "reconciliation-query-batch")
    answers = [
        client.post("/reconcile", data={"queries": json.dumps(queries)}),
        client.get("/reconcile", query_string={"queries": json.dumps(queries)}),
    ]
    for answer in answers:
        found = answer.get_json()
        valid(found, "0.2", "reconciliation-result-batch")
        assert found.keys() == queries.keys()
        assert found["q0"]["result"][0]["id"] == "network/one-team-gov" and found["q0"]["result"][0]["match"]
        assert len(found["q0"]["result"]) <= 3 and found["q2"]["result"] == []
        assert {kind["id"] for one in found["q1"]["result"] for kind in one["type"]} == {"organisation"}


def test_batches_of_the_draft(client: Any, valid: Any) -> None:
    body = {
        "queries": [
            {
                "type": "network",
                "limit": 2,
                "conditions": [
                    {"matchType": "name", "propertyValue": "One Team Gov"},
                    {"matchType": "property", "propertyId": "place", "propertyValue": "United Kingdom"},
                ],
            },
            {"conditions": [{"matchType": "id", "propertyValue": "network/ambtenaar-2-0"}]},
        ]
    }
    valid(body, "1.0-draft", "reconciliation-query-batch")
    found = client.post("/reconcile/1.0/match", json=body).get_json()
    valid(found, "1.0-draft", "reconciliation-result-batch")
    first, second = found["results"]
    assert (
        first["candidates"][0]["id"] == "network/one-team-gov"
        and second["candidates"][0]["id"] == "network/ambtenaar-2-0"
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("one team government", "network/one-team-gov"),
        ("TEAM ONE GOV", "network/one-team-gov"),
        ("Ambtenaar 2.0", "network/ambtenaar-2-0"),
        ("Creative Burocracy Festival", "network/creative-bureaucracy-festival"),
        ("https://oneteamgov.com/", "network/one-team-gov"),
        ("https://w3id.org/psin/network/one-team-gov#this", "network/one-team-gov"),
    ],
)
def test_what_people_write_finds_what_they_mean(client: Any, text: str, wanted: str) -> None:
    assert ask(client, text)[0]["id"] == wanted


def test_names_in_any_script_find_their_records(client: Any, site: Any) -> None:
    """Every name that has a letter beyond ASCII finds its own record first, or one that is called exactly so too."""
    from psin.federation.reconcile import Records

    records = Records(site.catalogue, site.vocabulary).by_id.values()
    names = [(name.text, record.id) for record in records for name in record.names if not name.text.isascii()]
    scripts = [text for text, _ in names if any(ord(sign) > 0x250 for sign in text)]
    assert len(names) > 50 and len(scripts) > 3
    for text, wanted in [*names[:40], *((t, w) for t, w in names if t in scripts)]:
        found = ask(client, text)
        assert wanted in [one["id"] for one in found if one["score"] == found[0]["score"]], text


def test_the_score_explains_itself(client: Any) -> None:
    (first, *_) = ask(
        client,
        "OneTeamGov",
        properties=[{"pid": "place", "v": [{"id": "x", "name": "United Kingdom"}]}, {"pid": "founded", "v": "2017"}],
    )
    features = {feature["id"]: feature["value"] for feature in first["features"]}
    assert features == {
        "name-similarity": 100.0,
        "other-name": True,
        "property-place": 100.0,
        "property-founded": 100.0,
    }
    (wrong, *_) = ask(client, "OneTeamGov", properties=[{"pid": "place", "v": "Japan"}])
    assert wrong["score"] < first["score"]


def test_two_that_are_called_the_same_are_no_match(opened_pair: Any) -> None:
    found = ask(opened_pair, "Harbour Circle")
    assert [one["score"] for one in found[:2]] == [100.0, 100.0]
    assert not any(one["match"] for one in found)
    named = ask(opened_pair, "Harbour Circle", properties=[{"pid": "place", "v": "Japan"}])
    assert named[0]["id"] == "network/harbour-circle-2" and named[0]["match"]


@pytest.fixture(scope="module")
def opened_pair(site: Any) -> Any:
    """A client of a service with two networks of one name in two countries."""
    from psin.catalogue import Catalogue, LoadedDocument
    from psin.documents import document
    from psin.web import create_app
    from psin.web.site import Site

    from .conftest import NETWORK

    loaded = []
    for slug, country in (("harbour-circle-1", "NZL"), ("harbour-circle-2", "JPN")):
        text = NETWORK.format(slug=slug, name="Harbour Circle", words="People.", country=country)
        found = document("network", slug)
        loaded.append(LoadedDocument(found.iri, Path(f"{slug}.ttl"), text, found))
    catalogue = Catalogue(Path("."), loaded)

    class Quiet:
        """An engine that is not asked."""

    return create_app(Site(site.settings, Quiet(), catalogue, site.vocabulary, site.library)).test_client()  # type: ignore[arg-type]


def test_suggestions(client: Any, valid: Any) -> None:
    for start, version in (("/reconcile", "0.2"), ("/reconcile/1.0", "1.0-draft")):
        entities = client.get(f"{start}/suggest/entity", query_string={"prefix": "one t"}).get_json()
        valid(entities, version, "suggest-entities-response")
        assert "network/one-team-gov" in [one["id"] for one in entities["result"]]
        types = client.get(f"{start}/suggest/type", query_string={"prefix": "net"}).get_json()
        valid(types, version, "suggest-types-response")
        assert [one["id"] for one in types["result"]] == ["network"]
        properties = client.get(f"{start}/suggest/property", query_string={"prefix": "web"}).get_json()
        valid(properties, version, "suggest-properties-response")
        assert [one["id"] for one in properties["result"]] == ["homepage"]
    assert client.get("/reconcile/suggest/anything").status_code == 404
    french = client.get("/fr/reconcile/suggest/property", query_string={"prefix": "site"}).get_json()
    assert french["result"] == [{"id": "homepage", "name": "site web"}]


def test_extension(client: Any, valid: Any) -> None:
    body = {
        "ids": ["network/one-team-gov", "network/not-here"],
        "properties": [{"id": name} for name in ("place", "convener", "founded", "status")],
    }
    valid(body, "0.2", "data-extension-query")
    old = client.post("/reconcile", data={"extend": json.dumps(body)}).get_json()
    valid(old, "0.2", "data-extension-response")
    assert {"str": "United Kingdom"} in old["rows"]["network/one-team-gov"]["place"] and old["rows"][
        "network/not-here"
    ]["place"] == []
    new = client.post("/reconcile/1.0/extend", json=body).get_json()
    valid(new, "1.0-draft", "data-extension-response")
    assert [row["id"] for row in new["rows"]] == body["ids"]


def test_every_property_of_every_record_is_valid(client: Any, site: Any, valid: Any) -> None:
    from psin.federation.reconcile import Records

    ids = list(Records(site.catalogue, site.vocabulary).by_id)
    for kind in KINDS:
        proposed = client.get("/reconcile/properties", query_string={"type": kind}).get_json()
        valid(proposed, "0.2", "data-extension-property-proposal")
        mine = [one for one in ids if one.startswith(f"{kind}/")]
        body = {"ids": mine[:900], "properties": [{"id": one["id"]} for one in proposed["properties"]]}
        found = client.post("/reconcile", data={"extend": json.dumps(body)}).get_json()
        valid(found, "0.2", "data-extension-response")
        assert any(values for row in found["rows"].values() for values in row.values())
    new = client.get("/reconcile/1.0/extend/propose", query_string={"type": "network", "limit": "3"}).get_json()
    valid(new, "1.0-draft", "data-extension-property-proposal")
    assert len(new["properties"]) == 3


@pytest.mark.parametrize(
    "data",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": 1}'},
        {"queries": '{"q": {"query": "x", "type": "bogus"}}'},
        {"queries": '{"q": {"query": "x", "properties": [{"pid": "bogus", "v": 1}]}}'},
        {"queries": '{"q": {"query": "x", "properties": 7}}'},
        {"extend": '{"ids": 1, "properties": []}'},
        {"queries": "[" * 100_000},
        {},
    ],
)
def test_bad_requests_are_told_in_a_sentence(client: Any, data: dict[str, str]) -> None:
    answer = client.post("/reconcile", data=data)
    assert answer.status_code == 400, answer.text
    told = answer.get_json(force=True)
    assert told["detail"].endswith(".") and "Traceback" not in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_batch_that_is_too_large_or_too_slow_is_no_lack_of_matches(client: Any, site: Any) -> None:
    from psin.settings import Settings
    from psin.web import create_app
    from psin.web.site import Site

    queries = json.dumps({f"q{n}": {"query": "x"} for n in range(101)})
    assert client.post("/reconcile", data={"queries": queries}).status_code == 413
    hurried = Site(Settings({}, reconcile_seconds=0.0), site.engine, site.catalogue, site.vocabulary, site.library)
    answer = (
        create_app(hurried)
        .test_client()
        .post("/reconcile", data={"queries": json.dumps({"q": {"query": "One Team Gov"}})})
    )
    assert answer.status_code == 503 and "result" not in answer.text


def test_hostile_names_cost_little(client: Any) -> None:
    import time

    before = time.monotonic()
    for text in ("a" * 100_000, "x " * 5000, "\u202e\u0000\ud7ff", "é" * 5000, "🏛" * 500, "(" * 5000, "%s%n{}"):
        ask(client, text)
    assert time.monotonic() - before < 20


def test_a_preview_may_be_framed_and_runs_nothing(client: Any) -> None:
    for path in (
        "/reconcile/preview?id=network/one-team-gov",
        "/reconcile/1.0/preview?id=network%2Fone-team-gov",
        "/embed/network/one-team-gov",
        "/fr/embed/network/one-team-gov",
    ):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy and "script-src" not in policy and "default-src 'none'" in policy
        assert "One Team Gov" in answer.text and "<script" not in answer.text
        assert "Set-Cookie" not in answer.headers
    assert client.get("/reconcile/preview?id=../../x").status_code == 404
    assert (
        "frame-ancestors 'none'"
        in client.get("/network/one-team-gov", headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
    )
