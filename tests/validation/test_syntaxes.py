"""Documents in other syntaxes than Turtle: the same findings, nothing fetched, nothing that swells."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from psin.validation.findings import Report, Severity
from psin.validation.parse import parse_body
from psin.validation.render import html
from psin.validation.validate import validate_bytes

BASE = "https://w3id.org/psin/network/harbour-circle"


@pytest.fixture
def check(vocabulary, shapes, background):
    def run(text: str, name: str) -> Report:
        return validate_bytes(text.encode(), name, vocabulary=vocabulary, shapes=shapes, known_documents=background)

    return run


def codes(report: Report) -> list[str]:
    return sorted(one.code for one in report.findings if one.severity is not Severity.INFO)


def written(text: str, syntax: ox.RdfFormat) -> str:
    quads = ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=BASE)
    return ox.serialize(quads, format=syntax).decode()


SAME = [
    ("x.nt", ox.RdfFormat.N_TRIPLES),
    ("x.nq", ox.RdfFormat.N_QUADS),
    ("x.trig", ox.RdfFormat.TRIG),
    ("x.rdf", ox.RdfFormat.RDF_XML),
]


@pytest.mark.parametrize(("name", "syntax"), SAME)
def test_every_syntax_gives_the_same_findings(check, good: str, name: str, syntax: ox.RdfFormat) -> None:
    bad = (
        good.replace("psinc:kind-network", "psinc:kind-netwrok")
        .replace('port"@fr', 'port"@fra')
        .replace("120", '"120"')
    )
    wanted = set(codes(check(bad, "x.ttl")))
    assert {"G03", "G08", "R13"} <= wanted
    # without a base there is nothing to say about it
    assert set(codes(check(written(bad, syntax), name))) - {"G21"} == wanted


def test_each_graph_of_a_file_is_a_document(good: str) -> None:
    other = "https://w3id.org/psin/network/other"
    text = f"<{BASE}> {{ <{BASE}#this> a <urn:x> }} <{other}> {{ <{other}#this> a <urn:y> . }}"
    documents = parse_body(text.encode(), "x.trig")
    assert [one.iri for one in documents] == [BASE, other]
    assert [len(one.statements) for one in documents] == [1, 1]
    assert documents[1].statements[0].subject_at == text.index(f"<{other}#this>")


def test_places_in_line_syntaxes_are_exact_and_in_others_said_to_be_near(check, good: str) -> None:
    for name, syntax in SAME:
        report = check(written(good.replace("kind-network", "kind-netwrok"), syntax), name)
        assert ("G44" in {one.code for one in report.findings}) == (name == "x.rdf")


CONTEXTS = [
    "https://schema.org/",
    "https://w3id.org/psin/context.jsonld?x",
    "file:///etc/passwd",
    {"@vocab": "https://w3id.org/psin/ns#"},
    {"@import": "https://w3id.org/psin/context.jsonld"},
    ["https://w3id.org/psin/context.jsonld", {"name": "https://schema.org/name"}],
    None,
    1,
]


@pytest.mark.parametrize("context", CONTEXTS, ids=str)
def test_no_context_but_ours_is_used(check, context: object, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("nothing is fetched"))
    report = check(json.dumps({"@context": context, "id": f"{BASE}#this", "type": "Network"}), "x.jsonld")
    assert "G42" in codes(report)
    assert report.triples == 0


def test_a_misspelt_key_stays_visible(check) -> None:
    content = {"@context": "https://w3id.org/psin/context.jsonld", "id": f"{BASE}#this", "type": "Netwrok", "nmae": "x"}
    report = check(json.dumps(content, indent=1), "x.jsonld")
    found = {(one.value or one.path, one.line) for one in report.findings if one.code == "G02"}
    assert {line for _, line in found} == {4, 5}


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x0c", "\x0b"])
def test_only_the_end_of_a_line_ends_a_line(check, separator: str) -> None:
    text = f'<urn:a> <urn:b> "{separator}" .\n<urn:a> <urn:b> wrong .\n'
    report = check(text, "x.nt")
    assert [(one.line, one.column) for one in report.findings if one.code == "G01"] == [(2, 17)]
    (line,) = [line for line in html.body(report, {"x.nt": text}).split("\n") if "<mark" in line and "G01" in line]
    assert 'line-2"' in line


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
        '<?xml version="1.0"?><!doctype x SYSTEM "file:///etc/passwd"><x/>',
        "<x/><!ENTITY a>",
    ],
)
def test_a_document_type_is_refused_before_anything_is_read(check, text: str) -> None:
    assert codes(check(text, "x.rdf")) == ["G45"]


STRANGE = {
    "deep json": ("[" * 50_000 + "]" * 50_000, "x.jsonld"),
    "deep objects": ('{"a":' * 5000 + "1" + "}" * 5000, "x.jsonld"),
    "number without end": (
        '{"@context": "https://w3id.org/psin/context.jsonld", "count": ' + "9" * 10_000 + "}",
        "x.jsonld",
    ),
    "words for numbers": ('{"a": NaN, "b":\n [-Infinity, "NaN"]}', "x.jsonld"),
    "a line of ampersands": ("<x>" + "&" * 20_000 + "</x>", "x.rdf"),
    "a thousand bad keys": ("{" + "a b\n" * 1000, "x.jsonld"),
    "a thousand bad tags": ("<x>" + "<a:b></c>\n" * 1000, "x.rdf"),
    "only a text": ('"x"', "x.jsonld"),
    "empty json": ("", "x.json"),
    "empty xml": ("", "x.xml"),
    "deep xml": ("<a>" * 50_000, "x.rdf"),
    "xml that says utf-7": ('<?xml version="1.0" encoding="UTF-7"?><x/>', "x.rdf"),
    "graph in graph": ("<urn:a> { <urn:b> { <urn:c> <urn:d> <urn:e> } }", "x.trig"),
    "ten thousand bad lines": ("x\n" * 10_000, "x.nt"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_files_become_findings(check, name: str) -> None:
    text, file = STRANGE[name]
    report = check(text, file)
    assert not report.conforms
    assert len(report.findings) < 200


@pytest.mark.parametrize("name", ["x.nt", "x.nq"])
def test_advice_for_lines_is_what_lines_can_follow(check, name: str) -> None:
    report = check('<a> <urn:b> "x" .\n<urn:a> <urn:b> "x"\n<urn:a> <urn:b> <urn:c> .\n', name)
    found = [(one.line, one.message, one.fix) for one in report.findings if one.code == "G01"]
    assert [line for line, *_ in found] == [1, 2]
    assert "relative" in found[0][1].en and "@base" not in f"{found[0][2].en} {found[0][2].fr}"
    assert found[1][1].en.endswith("before the end of the line.") and "ligne" in found[1][1].fr
