"""What a check says about sites that do one thing wrong, and about ours."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from psin.cli import main
from psin.errors import InputError
from psin.federation.check.asking import Client
from psin.federation.check.report import BROKEN, NOTE, Report, html
from psin.federation.check.run import check
from psin.settings import Settings

from ..harvest.partner import PREFIXES, Page, Site, serving

RESULTS = "application/sparql-results+json"
OPEN = {"Access-Control-Allow-Origin": "*", "ETag": '"1"', "Access-Control-Expose-Headers": "ETag, Link, Retry-After"}
DATASET = """<https://p.example/d> a dcat:Dataset ; dcterms:title "Data"@en ; dcterms:identifier "https://p.example/d" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; dcat:distribution <https://p.example/f> .
<https://p.example/f> a dcat:Distribution ; dcat:accessURL <https://p.example/f.ttl> ."""
CATALOGUE = (
    f"{PREFIXES}<https://p.example/> a dcat:Catalog ; dcterms:title 'Ours'@en ; dcat:dataset <https://p.example/d>"
    f" .\n{DATASET}"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.serve("/catalog.ttl", CATALOGUE, headers=OPEN)
        endpoint(site)
        feed(site)
        yield site


def endpoint(site: Site, *, rows: int = 3, kind: str = RESULTS, path: str = "/sparql", **more: bool) -> None:
    """An endpoint over three triples; ``more`` are faults."""

    def act(request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length") or 0)
        text = request.rfile.read(length).decode() if length else urlsplit(request.path).query
        query = parse_qs(text).get("query", [""])[0]
        status, declared, body = 200, kind, b""
        if request.command == "OPTIONS":
            status = 405 if more.get("no_options") else 204
        elif not query:
            declared, body = (
                ("text/html", b"<html>") if more.get("page") else ("text/turtle", b"<> a <https://x.example/Service> .")
            )
        elif query == "SELECT WHERE {":
            status, declared, body = (
                (500, "text/html", b"Trace") if more.get("trace") else (400, "text/plain", b"line 1: wrong")
            )
        elif more.get("busy"):
            status, declared, body = 503, "text/plain", b"later"
        elif more.get("strict") and "output=json" in request.path:
            status, declared, body = 400, "text/plain", b"unknown parameter"
        elif query.startswith("CONSTRUCT"):
            declared, body = "text/turtle", b"<https://x.example/a> <https://x.example/p> 1 ."
        elif query.startswith("ASK"):
            body = b'{"head": {}, "boolean": true}'
        else:
            count = "COUNT" in query
            given = (
                [{"n": {"type": "literal", "value": "3"}}]
                if count
                else [{"s": {"type": "uri", "value": f"https://x.example/{n}"}} for n in range(rows)]
            )
            body = json.dumps({"head": {"vars": ["n" if count else "s"]}, "results": {"bindings": given}}).encode()
        request.send_response(status)
        allowed = {} if more.get("closed") else {**OPEN, "Access-Control-Allow-Headers": "Accept, Content-Type"}
        for name, value in {"Content-Type": declared, "Content-Length": str(len(body)), **allowed}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    site.pages[path] = Page(act=act)


def feed(
    site: Site, *, member: str = "<https://p.example/e/1>", time_of: str = '"2026-11-24T08:00:00Z"', views: int = 1
) -> None:
    tree = (
        "@prefix tree: <https://w3id.org/tree#> . @prefix ldes: <https://w3id.org/ldes#> . @prefix as:"
        " <https://www.w3.org/ns/activitystreams#> .\n"
    )
    said = "".join(f"<https://p.example/s> tree:view <{site.url(f'/feed{n or str()}')}> .\n" for n in range(views))
    root = (
        f"{PREFIXES}{tree}<https://p.example/s> a ldes:EventStream ; ldes:timestampPath as:published"
        f" .\n{said}<{site.url('/feed')}> tree:relation [ tree:node <{site.url('/feed/1')}> ] ."
    )
    site.serve("/feed", root, headers=OPEN)
    members = (
        f"<https://p.example/s> tree:member {member} . {member} a as:Create ; as:published {time_of}^^xsd:dateTime ."
        if member
        else "<x> a <y> ."
    )
    site.serve("/feed/1", PREFIXES + tree + members, headers=OPEN)


def checked(site: Site, path: str = "/") -> Report:
    return check(site.url(path), Settings({}, harvest_internal=site.host))


def test_a_site_that_does_everything_right_breaks_nobody(site: Site) -> None:
    report = checked(site)
    assert [one.what for one in report.findings if one.verdict in (BROKEN, NOTE)] == []
    assert {one.client for one in report.findings} == {
        "CKAN harvester",
        "Comunica",
        "SPARQLWrapper",
        "feed follower (ldes-client)",
        "browser",
        "cache",
    }
    assert report.requests == len(site.asked)


def test_the_requests_are_those_of_the_clients(site: Site) -> None:
    checked(site)
    requests = [(method, urlsplit(path).path, headers) for method, path, headers in site.asked]
    heads = [path for method, path, _ in requests if method == "HEAD"]
    assert "/catalog.ttl" in heads
    harvester = [
        headers
        for method, path, headers in requests
        if (method, path) == ("GET", "/catalog.ttl") and "origin" not in headers
    ]
    assert harvester[0]["accept"] == "*/*"
    assert harvester[0]["user-agent"].startswith("python-requests/")
    comunica = [headers for _, path, headers in requests if path == "/sparql" and "Comunica" in headers["user-agent"]]
    assert comunica[0]["accept"].startswith("application/n-quads")
    assert comunica[1]["accept"] == "application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7"
    assert any("output=json" in path for _, path, _ in site.asked)
    assert any(
        headers.get("access-control-request-method") == "POST" for method, _, headers in requests if method == "OPTIONS"
    )


FAULTS: dict[str, tuple[Callable[[Site], object], str, str, str]] = {
    "html for everyone": (lambda s: s.serve("/catalog.ttl", "<html>", "text/html"), "CKAN harvester", "got a web page", "an ending for each format"),
    "octets": (lambda s: s.serve("/catalog.ttl", CATALOGUE, "application/octet-stream"), "CKAN harvester", "'application/octet-stream'", "its type"),
    "byte-order mark": (lambda s: s.serve("/catalog.ttl", b"\xef\xbb\xbf" + CATALOGUE.encode()), "CKAN harvester", "byte-order mark", "without a byte-order mark"),
    "latin": (lambda s: s.serve("/catalog.ttl", CATALOGUE, "text/turtle; charset=ISO-8859-1"), "CKAN harvester", "iso-8859-1", "as UTF-8"),
    "broken": (lambda s: s.serve("/catalog.ttl", "<a> <b> ]"), "CKAN harvester", "cannot read the catalogue", "validator"),
    "an address with a space": (lambda s: s.serve("/catalog.ttl", CATALOGUE + "<https://p.example/d> dcat:landingPage <https://p.example/a b> ."), "CKAN harvester", "there is a space in the address", "export of a whole portal"),
    "empty": (lambda s: s.serve("/catalog.ttl", f"{PREFIXES}<https://p.example/> a dcat:Catalog ."), "CKAN harvester", "everything harvested from it before is deleted", "Never publish an empty catalogue"),
    "nameless": (lambda s: s.serve("/catalog.ttl", CATALOGUE + '[] a dcat:Dataset ; dcterms:title "x"@en .'), "CKAN harvester", "neither an address nor an identifier", "never changes"),
    "no identifier": (lambda s: s.serve("/catalog.ttl", CATALOGUE.replace('dcterms:identifier "https://p.example/d" ;', "")), "udata harvester", "no dct:identifier", "dct:identifier"),
    "one identifier twice": (lambda s: s.serve("/catalog.ttl", CATALOGUE + DATASET.replace("example/d>", "example/e>")), "udata harvester", "stands for several", "its own"),
    "a redirect": (lambda s: (s.serve("/real.ttl", CATALOGUE), s.serve("/catalog.ttl", b"", status=302, headers={"Location": "/real.ttl"})), "udata harvester", "refuses every redirect", "200 itself"),
    "unknown results": (lambda s: endpoint(s, kind="application/json"), "Comunica", "which it does not know", RESULTS),
    "a short answer": (lambda s: endpoint(s, rows=2), "Comunica", "Of 3 rows it gets 2", "Never end a short result cleanly"),
    "busy": (lambda s: endpoint(s, busy=True), "Comunica", "did not tell when to come back", "Retry-After"),
    "further parameters": (lambda s: endpoint(s, strict=True), "SPARQLWrapper", "further parameters got status 400", "Ignore parameters"),
    "no preflight": (lambda s: endpoint(s, no_options=True), "browser", "OPTIONS got status 405", "204"),
    "errors not shared": (lambda s: endpoint(s, closed=True), "browser", "An error may not be read", "with errors too"),
    "catalogue not shared": (lambda s: s.serve("/catalog.ttl", CATALOGUE), "browser", "may not read", "Access-Control-Allow-Origin"),
    "two views": (lambda s: feed(s, views=2), "feed follower (ldes-client)", "names 2 views", "tree:view once"),
    "blank members": (lambda s: feed(s, member="_:m"), "feed follower (ldes-client)", "has no address", "every member an address"),
    "no members": (lambda s: feed(s, member=""), "feed follower (ldes-client)", "No page has a member", "members"),
    "no time zone": (lambda s: feed(s, time_of='"2026-11-24T08:00:00"'), "feed follower (ldes-client)", "no time zone", "08:00:00Z"),
    "a lost page": (lambda s: s.pages.pop("/feed/1"), "feed follower (ldes-client)", "cannot be read: status 404", "410"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_the_client_that_breaks_and_the_way_to_mend_it(site: Site, name: str) -> None:
    spoil, client, what, mend = FAULTS[name]
    spoil(site)
    # the ones that no HEAD request finds are named by their address
    report = checked(site, "/catalog.ttl")
    found = [one for one in report.findings if one.client == client and what in one.what]
    assert [one.verdict for one in found] == [BROKEN], [(one.client, one.verdict, one.what) for one in report.findings]
    assert mend in found[0].mend
    assert re.fullmatch(r"(?:[A-Z]|1 |http).*\.", found[0].what)


def test_an_endpoint_with_another_name_and_no_description_is_silently_empty(site: Site) -> None:
    endpoint(site, path="/query", page=True)
    services = (
        '<https://p.example/s> a dcat:DataService ; dcterms:title "SPARQL"@en ; dcat:endpointURL'
        f" <{site.url('/query')}> ."
    )
    site.serve("/catalog.ttl", CATALOGUE + services, headers=OPEN)
    broken = [one.what for one in checked(site).findings if one.verdict == BROKEN]
    assert any("finds nothing at all, without an error" in what for what in broken)
    endpoint(site, path="/sparql", page=True)
    site.serve("/catalog.ttl", CATALOGUE, headers=OPEN)
    assert [one.verdict for one in checked(site).findings if "guesses from the name" in one.what] == [NOTE]


def test_a_hostile_site_costs_little_time_and_few_requests(site: Site) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not site.stopped.wait(0.05):
            request.wfile.write(b"X-More: drip\r\n")

    for path in ("/", "/catalog.ttl", "/sparql", "/feed"):
        site.pages[path] = Page(act=drip)
    client = Client(seconds=2.0, requests=20, internal=frozenset({site.host}))
    started = time.monotonic()
    report = check(site.url("/"), Settings({}), client)
    assert time.monotonic() - started < 10
    assert len(site.asked) <= 20
    assert not [one for one in report.findings if one.verdict == "works"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "example.org",
        "http://",
        "https://user@example.org/",
        "http://[::1",
        "http://example.org:99999/",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="is no address"):
        check(url, Settings({}))


def test_addresses_inside_are_not_asked(site: Site) -> None:
    with pytest.raises(InputError, match="the internet cannot reach") as refused:
        check(site.url("/"), Settings({}))
    assert site.asked == []
    assert f"name {site.host} in PSIN_HARVEST_INTERNAL" in refused.value.advice


def test_the_command_writes_text_json_and_a_page(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PSIN_HARVEST_INTERNAL", site.host)
    assert main(["check-partner", site.url("/")]) == 0
    assert "0 things break" in capsys.readouterr().out
    endpoint(site, rows=1)
    assert main(["check-partner", "--format", "json", site.url("/")]) == 1
    assert json.loads(capsys.readouterr().out)["breaks"] == 1
    assert main(["check-partner", site.url("/")]) == 1
    assert "1 thing breaks" in capsys.readouterr().out
    assert main(["check-partner", "--format", "html", site.url("/")]) == 1
    assert "<h2>What breaks</h2>" in capsys.readouterr().out


def test_what_a_site_sends_is_text_in_the_page() -> None:
    report = Report("https://p.example/<script>")
    report.add("browser", BROKEN, "<img src=x onerror=alert(1)>", "<b>")
    assert not re.search(r"<(?:script|img|b)\b", html(report))
