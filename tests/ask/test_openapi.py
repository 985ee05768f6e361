"""The description for programs: it is valid, complete, and the service keeps what it promises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from psin.documents import KINDS
from psin.queries import Library
from psin.web import create_app
from psin.web.site import Site
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
#: Few examples of each operation, the same in every run.
BOUNDED = settings(
    max_examples=2,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_every_question_kind_and_list_is_described(client: FlaskClient) -> None:
    found = client.get("/openapi.json").get_json()
    assert found["openapi"] == "3.1.0" and found["servers"] == [{"url": "http://localhost"}]
    paths = found["paths"]
    for query in Library.load().queries.values():
        operation = paths[f"/queries/{query.name}.{{format}}"]["get"]
        assert [one["name"] for one in operation["parameters"]] == [
            "format",
            *(one.name for one in query.parameters),
            "version",
        ]
    assert {f"/{kind.name}/{{slug}}" for kind in KINDS} <= paths.keys()
    assert {
        "/networks.{format}",
        "/organisations.{format}",
        "/convenings.{format}",
        "/sparql",
        "/validate",
    } <= paths.keys()
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(names) == len(set(names))


def test_every_schema_in_it_is_one(client: FlaskClient) -> None:
    found = client.get("/openapi.json").get_json()
    schemas = list(found["components"]["schemas"].values())
    schemas += [
        one["schema"]
        for path in found["paths"].values()
        for operation in path.values()
        for one in operation.get("parameters", ())
    ]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)


def test_defaults_keep_to_their_schemas(client: FlaskClient) -> None:
    for path in client.get("/openapi.json").get_json()["paths"].values():
        for operation in path.values():
            for one in operation.get("parameters", ()):
                if "default" in one["schema"]:
                    Draft202012Validator(one["schema"]).validate(one["schema"]["default"])


def test_every_path_is_routed(app: Flask, client: FlaskClient) -> None:
    routed = app.url_map.bind("localhost")
    for path, operations in client.get("/openapi.json").get_json()["paths"].items():
        for method in operations:
            assert routed.match(path.replace("{format}", "json").replace("{slug}", "x"), method=method.upper()), path


@pytest.fixture
def fresh(site: Site) -> Iterator[Flask]:
    """An application of its own, whose judges of documents end with it."""
    app = create_app(site)
    yield app
    app.extensions["psin"].judge.drop()


def test_the_service_keeps_what_the_description_promises(fresh: Flask) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", fresh)
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @BOUNDED
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case) -> None:  # type: ignore[no-untyped-def]
                nonlocal asked
                asked += 1
                case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

            # What takes nothing cannot be asked wrongly.
            if list(operation.iter_parameters()) or operation.body or mode is GenerationMode.POSITIVE:
                ask()
    assert asked > 100
