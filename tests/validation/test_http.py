"""``/validate``: the same report as on the command line, for documents of strangers, without harm to the service."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from psin.cli import main
from psin.settings import Settings
from psin.validation.parse import SYNTAXES
from psin.web import create_app
from psin.web.service import Service
from psin.web.site import Site
from psin.web.submission import TYPES
from werkzeug.test import Client, TestResponse

TURTLE = "text/turtle"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def served(site: Site, **settings: Any) -> Service:
    chosen = Settings({}, rate_burst_seconds=1e6, **settings)
    return Service(Site(chosen, site.engine, site.catalogue, site.vocabulary, site.library))


@pytest.fixture(scope="module")
def service(site: Site) -> Iterator[Service]:
    opened = served(site)
    yield opened
    opened.close()


@pytest.fixture
def client(service: Service) -> Client:
    return create_app(service).test_client()


@pytest.fixture
def bad(good: str) -> str:
    return (
        good.replace("psin:networkKind", "psin:networkKnid")
        .replace("country:NZL", "country:NZX")
        .replace('"2019-02"^^xsd:gYearMonth', '"2019-13"^^xsd:gYearMonth')
    )


def send(
    client: Client, document: str | bytes, kind: str = TURTLE, accept: str = "application/json", **parameters: str
) -> TestResponse:
    return client.post(
        "/validate", data=document, headers={"Content-Type": kind, "Accept": accept}, query_string=parameters
    )


def fill(client: Client, accept: str = "application/json", **fields: Any) -> TestResponse:
    return client.post("/validate", data=fields, headers={"Accept": accept}, content_type="multipart/form-data")


def report_of(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return json.loads(answer.data)


def places(report: dict[str, Any]) -> set[tuple[str, int, int]]:
    return {(one["code"], place["line"], place["column"]) for one in report["findings"] for place in one["places"]}


def refused(answer: TestResponse, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.data)


def test_a_good_document_conforms(client: Client, good: str) -> None:
    answer = send(client, good)
    assert report_of(answer)["conforms"] is True
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Accept", "Accept-Language"} <= set(answer.vary)


@pytest.mark.parametrize("broken", ["bad", "syntax", "empty"])
def test_the_findings_are_those_of_the_command(
    client: Client, good: str, bad: str, broken: str, tmp_path: Path, root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = {"bad": bad, "syntax": good.replace(" ;", " ; ;;]", 1), "empty": ""}[broken]
    file = tmp_path / "networks" / "harbour-circle.ttl"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    main(["validate", "--format", "json", "--data", str(root / "data"), str(file)])
    expected = json.loads(capfd.readouterr().out)
    found = report_of(send(client, text, name="networks/harbour-circle.ttl"))
    assert found["conforms"] is False
    assert places(found) == places(expected) != set()
    assert [one["message"] for one in found["findings"]] == [one["message"] for one in expected["findings"]]


def test_a_name_that_does_not_fit_the_document_is_found(client: Client, good: str) -> None:
    assert report_of(send(client, good, name="data/networks/other-name.ttl"))["conforms"] is False


@pytest.mark.parametrize(
    ("name", "accept", "media_type"),
    [
        ("json", "application/json", "application/json"),
        ("json", "*/*", "application/json"),
        ("text", "text/plain", "text/plain"),
        ("html", BROWSER, "text/html"),
        ("sarif", "application/sarif+json", "application/sarif+json"),
        ("shacl", "text/turtle", "text/turtle"),
        ("junit", "application/xml", "application/xml"),
    ],
)
def test_every_format_can_be_had_by_header_and_by_name(
    client: Client, bad: str, name: str, accept: str, media_type: str
) -> None:
    by_header, by_name = send(client, bad, accept=accept), send(client, bad, accept="image/png", format=name)
    assert by_header.status_code == by_name.status_code == 200
    assert by_header.mimetype == by_name.mimetype == media_type
    assert "G03" in by_header.get_data(as_text=True) or "G02" in by_header.get_data(as_text=True)
    assert "\x1b" not in by_header.get_data(as_text=True)


def test_the_shacl_report_is_turtle_and_the_sarif_log_is_json(client: Client, bad: str) -> None:
    triples = ox.parse(send(client, bad, accept=TURTLE).data, ox.RdfFormat.TURTLE)
    assert any("ValidationReport" in str(triple.object) for triple in triples)
    assert json.loads(send(client, bad, accept="application/sarif+json").data)["version"] == "2.1.0"


def test_a_format_that_does_not_exist_is_refused(client: Client, good: str) -> None:
    refused(send(client, good, format="pdf"), 400)
    assert send(client, good, accept="image/png").status_code == 406


def test_an_upload_is_judged_under_its_own_name(client: Client, bad: str) -> None:
    found = report_of(fill(client, file=(io.BytesIO(bad.encode()), "/home/me/files/harbour.ttl")))
    assert {place["file"] for one in found["findings"] for place in one["places"]} == {"files/harbour.ttl"}


def test_a_pasted_text_has_the_places_of_its_upload(client: Client, bad: str) -> None:
    pasted = report_of(fill(client, text=bad.replace("\n", "\r\n")))
    encoded = report_of(client.post("/validate", data={"text": bad}, headers={"Accept": "application/json"}))
    assert (
        places(pasted)
        == places(encoded)
        == places(report_of(fill(client, file=(io.BytesIO(bad.encode()), "document.ttl"))))
    )


def test_a_form_without_a_document_says_so_on_the_form(client: Client) -> None:
    refused(fill(client, text="  "), 400)
    answer = fill(client, accept=BROWSER, text="")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.get_data(as_text=True) and "<textarea" in answer.get_data(as_text=True)


def test_the_page_shows_the_file_with_its_marks_and_links_to_its_lines(client: Client, bad: str) -> None:
    page = fill(client, accept=BROWSER, text=bad).get_data(as_text=True)
    line = next(number for number, one in enumerate(bad.splitlines(), 1) if "networkKnid" in one)
    assert f'href="#file-1-line-{line}"' in page and f'id="file-1-line-{line}"' in page
    assert '<mark class="advice-violation"' in page
    assert 'href="/rules/' in page and 'href="https://w3id.org/psin/rules/' not in page
    # pages may have scripts of the site, by address; what is inside of them has none
    assert "<script" not in page.partition("<main")[2] and "<script>" not in page and "style=" not in page


def test_what_a_stranger_wrote_stays_text(client: Client) -> None:
    hostile = '<script>alert(1)</script> "</textarea><script>alert(2)</script>" <a href="https://w3id.org/psin/">'
    page = fill(client, accept=BROWSER, text=hostile, name="<img src=x>.ttl").get_data(as_text=True)
    main = page.partition("<main")[2]
    assert (
        "<script" not in main
        and "<script>" not in page
        and "<img" not in main
        and '<a href="/">' not in page.partition("<main")[2]
    )


def test_the_report_speaks_french_where_it_is_wished_for(client: Client, bad: str) -> None:
    named = send(client, bad, accept="text/plain", lang="fr")
    preferred = client.post(
        "/validate",
        data=bad,
        headers={"Content-Type": TURTLE, "Accept": "text/plain", "Accept-Language": "fr-CA, en;q=0.5"},
    )
    assert named.headers["Content-Language"] == preferred.headers["Content-Language"] == "fr"
    assert "conseil" in named.get_data(as_text=True) and "conseil" in preferred.get_data(as_text=True)
    page = client.get("/validate?lang=fr").get_data(as_text=True)
    assert "Vérifier un fichier" in page and '<html lang="fr">' in page
    refused(send(client, bad, lang="de"), 400)


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("application/n-triples", ".nt"), ("application/ld+json", ".jsonld"), ("application/rdf+xml", ".rdf")],
)
def test_other_syntaxes_are_read(client: Client, good: str, kind: str, ending: str) -> None:
    native = {".nt": ox.RdfFormat.N_TRIPLES, ".jsonld": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML}[ending]
    written = ox.serialize(ox.parse(good, ox.RdfFormat.TURTLE), format=native)
    assert written is not None and ending in SYNTAXES
    assert report_of(send(client, written, kind))["triples"] == 39


HOSTILE = {
    "nested nodes": (b"<a> <b> " + b"[ <p> " * 100_000, TURTLE),
    "nested lists": (b"<a> <b> " + b"(" * 1_000_000, TURTLE),
    "long literal": (b'<a> <b> "' + b"x" * 4_999_000 + b'" .', TURTLE),
    "document type": (
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="x">&b;&f;</rdf:Description></rdf:RDF>',
        "application/rdf+xml",
    ),
    "remote context": (b'{"@context": "http://127.0.0.1:1/context", "@id": "x", "name": "y"}', "application/ld+json"),
    "nested arrays": (b"[" * 1_000_000, "application/ld+json"),
    "bytes": (bytes(range(256)) * 1000, TURTLE),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_documents_are_answered_and_the_service_goes_on(
    client: Client, service: Service, good: str, case: str
) -> None:
    document, kind = HOSTILE[case]
    answer = send(client, document, kind)
    assert answer.status_code in (200, 503), answer.get_data(as_text=True)
    if answer.status_code == 200:
        assert json.loads(answer.data)["conforms"] is False
        assert "root:" not in answer.get_data(as_text=True)
    assert report_of(send(client, good))["conforms"] is True
    assert client.get("/-/health").status_code == 200


def test_what_is_too_large_or_of_another_type_is_refused(client: Client) -> None:
    refused(send(client, b"#" * 5_000_001), 413)
    refused(send(client, b"#" * 5_200_000), 413)
    form = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + b"#" * 5_200_000 + b"\r\n--x--\r\n"
    refused(send(client, form, "multipart/form-data; boundary=x"), 413)
    told = refused(send(client, "x", "application/pdf"), 415)["detail"]
    assert re.findall(r"\w+/[\w.+-]*\w", told) == ["application/pdf", *TYPES]
    refused(send(client, "x", "text/turtle; charset=utf-16"), 415)
    packed = client.post("/validate", data=b"x", headers={"Content-Type": TURTLE, "Content-Encoding": "gzip"})
    assert packed.status_code == 415


def test_other_addresses_keep_their_smaller_limit(client: Client) -> None:
    assert client.post("/sparql", data=b"#" * 1_100_000, content_type="application/sparql-query").status_code == 413


def test_a_document_that_takes_too_long_is_stopped(site: Site, good: str) -> None:
    service = served(site, validate_seconds=0.001)
    try:
        answer = send(create_app(service).test_client(), good)
        assert refused(answer, 503)["budget"] == "seconds"
    finally:
        service.close()


def test_a_document_that_takes_too_much_memory_is_stopped(site: Site) -> None:
    service = served(site, query_memory_mib=4)
    try:
        statements = b"".join(
            b"<https://example.org/%d> <https://example.org/p> %d .\n" % (i, i) for i in range(60_000)
        )
        answer = send(create_app(service).test_client(), statements)
        assert refused(answer, 503)["budget"] == "memory"
    finally:
        service.close()


def test_those_who_find_no_place_are_told_to_come_back(site: Site, good: str) -> None:
    service = served(site, validations=1, queue_seconds=0.0)
    try:
        held = service.judging.enter("somebody", heavy=True, seconds=0)
        answer = send(create_app(service).test_client(), good)
        assert refused(answer, 503) and int(answer.headers["Retry-After"]) >= 1
        held.leave()
        assert report_of(send(create_app(service).test_client(), good))["conforms"] is True
    finally:
        service.close()


def test_many_at_once_all_get_their_own_report(service: Service, good: str) -> None:
    app = create_app(service)

    def one(number: int) -> int:
        return report_of(send(app.test_client(), good + f"# {number}\n" * number))["triples"]

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(one, range(18))) == {39}


def children() -> set[int]:
    found: set[int] = set()
    for task in os.listdir("/proc/self/task"):
        with suppress(FileNotFoundError):  # a thread may end while its children are counted
            found |= {int(number) for number in Path(f"/proc/self/task/{task}/children").read_text().split()}
    return found


def test_the_process_starts_with_the_first_document_and_ends_with_the_service(site: Site, good: str) -> None:
    service, before = served(site), children()
    client = create_app(service).test_client()
    client.get("/validate")
    assert children() == before
    assert report_of(send(client, good))["conforms"] is True
    first = children() - before
    assert len(first) == 1
    service.switch(Site(service.settings, site.engine, site.catalogue, site.vocabulary, site.library), lambda: None)
    assert children() == before
    assert report_of(send(client, good))["conforms"] is True
    second = children() - before
    assert len(second) == 1 and second != first
    os.kill(second.pop(), 9)
    assert report_of(send(client, good))["conforms"] is True
    service.close()
    assert children() == before
