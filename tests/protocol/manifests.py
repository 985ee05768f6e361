"""Manifests of the W3C suites as requests and what is expected of their answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import rdflib
from rdflib.collection import Collection

SUITES = Path(__file__).resolve().parents[3] / "shared" / "suites" / "sparql11"
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_CLASSES = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}


@dataclass(frozen=True)
class Request:
    """``statuses`` are beginnings of the status codes that are right."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: tuple[str, ...]
    boolean: bool | None = None
    form: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Entry:
    iri: str
    name: str
    requests: list[Request] = field(default_factory=list)


def entries(path: str, *names: str) -> list[object]:
    """Parameters for pytest, one an entry; a skipped one where the suites are not."""
    file = SUITES / path
    if not file.is_file():
        return [pytest.param(None, id="absent", marks=pytest.mark.skip(reason=f"{file} is not here"))]
    graph = rdflib.Graph().parse(file, publicID=file.as_uri())
    listed = graph.value(predicate=rdflib.RDF.type, object=MF.Manifest)
    found = [_entry(graph, node) for node in Collection(graph, graph.value(listed, MF.entries))]
    return [pytest.param(entry, id=entry.name) for entry in found if not names or entry.name.startswith(names)]


def _entry(graph: rdflib.Graph, node: rdflib.term.Node) -> Entry:
    requests = graph.value(graph.value(node, MF.action), HT.requests)
    read = [_request(graph, request) for request in Collection(graph, requests)] if requests else []
    return Entry(str(node), str(node).rpartition("#")[2], read)


def _request(graph: rdflib.Graph, node: rdflib.term.Node) -> Request:
    answer = graph.value(node, HT.resp)
    body = graph.value(node, HT.body)
    statuses = [str(status).rpartition("#")[2] for status in graph.objects(answer, MF.expectedStatus)]
    boolean = graph.value(answer, MF.expectedBoolean)
    expected = graph.value(graph.value(answer, HT.body), CNT.chars)
    return Request(
        str(graph.value(node, HT.methodName)),
        str(graph.value(node, HT.absolutePath)),
        _headers(graph, node),
        None
        if body is None
        else str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding))),
        tuple(_CLASSES.get(status) or status.removeprefix("StatusCode")[:1] for status in statuses),
        None if boolean is None else boolean.toPython(),
        str(graph.value(answer, MF.expectedFormat) or ""),
        "" if expected is None else str(expected),
    )


def _headers(graph: rdflib.Graph, node: rdflib.term.Node) -> dict[str, str]:
    listed = graph.value(node, HT.headers)
    nodes = Collection(graph, listed) if listed else []
    return {str(graph.value(n, HT.fieldName)): str(graph.value(n, HT.fieldValue)) for n in nodes}
