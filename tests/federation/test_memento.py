"""What a document was on a day, what is left of one that was withdrawn, and tags that follow the statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest

from .conftest import Service, least, network

PATH = "/network/harbour-circle"
IRI = f"https://w3id.org/psin{PATH}"


@pytest.fixture(scope="module")
def past(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that saw a document made, changed twice, and another one withdrawn."""
    top = tmp_path_factory.mktemp("past")
    data = least(top, root)
    write = partial(network, data)
    write("harbour-circle", "Harbour Circle", "First words.")
    write("gone-circle", "Gone <b>Circle</b>", "They stop.")
    service = Service(data, top / "state")
    write("harbour-circle", "Harbour Circle", "Second words.")
    (data / "networks" / "gone-circle.ttl").unlink()
    service.reload()
    write("harbour-circle", "Harbour Circle", "Third words.")
    service.reload()
    yield service
    service.stop()


@pytest.fixture(scope="module")
def states(past: Service) -> list[tuple[str, str]]:
    body = past.get(f"/timemap{PATH}").text
    return re.findall(r'<([^>]+)>; rel="[^"]*memento"; datetime="([^"]+)"', body)


def test_the_document_links_to_its_gate_and_its_map(past: Service) -> None:
    link = past.get(f"{PATH}.ttl").headers["link"]
    assert f'</timegate{PATH}>; rel="timegate"' in link and f'</timemap{PATH}>; rel="timemap"' in link


def test_the_map_lists_every_state(past: Service, states: list[tuple[str, str]]) -> None:
    answer = past.get(f"/timemap{PATH}")
    assert answer.headers["content-type"] == "application/link-format"
    assert (
        f'<{IRI}>; rel="original"' in answer.text
        and 'rel="first memento"' in answer.text
        and 'rel="last memento"' in answer.text
    )
    texts = [past.get(address, Accept="text/turtle").text for address, _ in states]
    assert ["First" in texts[0], "Second" in texts[1], "Third" in texts[2]] == [True] * 3
    assert len(texts) == 3


def test_a_state_says_when_it_was_and_what_it_is_a_state_of(past: Service, states: list[tuple[str, str]]) -> None:
    for number, (address, time) in enumerate(states):
        for extension, form in (
            ("ttl", ox.RdfFormat.TURTLE),
            ("nt", ox.RdfFormat.N_TRIPLES),
            ("jsonld", None),
            ("rdf", ox.RdfFormat.RDF_XML),
        ):
            answer = past.get(f"{address}.{extension}")
            assert answer.status == 200
            assert answer.headers["memento-datetime"] == time
            assert "immutable" in answer.headers["cache-control"]
            assert form is None or list(ox.parse(answer.body, form, base_iri=IRI))
        link = answer.headers["link"]
        assert f'<{IRI}>; rel="original"' in link and 'rel="timegate"' in link and 'rel="timemap"' in link
        assert ('rel="prev memento"' in link) == (number > 0) and ('rel="next memento"' in link) == (number < 2)
        page = past.get(address, Accept="text/html")
        assert page.status == 200 and "Harbour Circle" in page.text and page.headers["memento-datetime"] == time


def test_the_gate_leads_to_the_state_in_force(past: Service, states: list[tuple[str, str]]) -> None:
    for _, time in states:
        later = [other for other, moment in states if moment == time][-1]
        answer = past.get(f"/timegate{PATH}", Accept_Datetime=time)
        assert (answer.status, past.address + answer.headers["location"]) == (302, later)
        assert "accept-datetime" in answer.headers["vary"].lower()
    long_ago = format_datetime(parsedate_to_datetime(states[0][1]) - timedelta(days=9000), usegmt=True)
    assert past.get(f"/timegate{PATH}", Accept_Datetime=long_ago).headers["location"] == states[0][0].removeprefix(
        past.address
    )
    assert past.get(f"/timegate{PATH}").headers["location"] == states[-1][0].removeprefix(past.address)
    for wrong in ("yesterday", "Tue, 99 Nov 2026 25:00:00 GMT", "", "0" * 500):
        assert past.get(f"/timegate{PATH}", Accept_Datetime=wrong).status == (400 if wrong else 302)


def test_a_moment_between_two_states_leads_to_the_one_in_force(past: Service) -> None:
    answer = past.get(f"/memento/20990101000000{PATH}.ttl")
    assert answer.status == 302
    assert "Third" in past.get(answer.headers["location"]).text
    for wrong in ("2026", "99999999999999", "2026112408000x", "20261124080000.5"):
        assert past.get(f"/memento/{wrong}{PATH}").status == 400


@pytest.mark.parametrize(
    "path", ["network/never-was", "../settings.py", "network/%2e%2e/%2e%2e/x", "sparql", "network/harbour-circle%00"]
)
def test_what_never_was_has_no_past(past: Service, path: str) -> None:
    for start in ("/timemap/", "/timegate/", "/memento/20261124080000/"):
        assert past.get(start + path).status == 404


def test_a_withdrawn_document_leaves_a_tombstone(past: Service) -> None:
    page = past.get("/network/gone-circle", Accept="text/html")
    assert page.status == 410 and "Gone &lt;b&gt;Circle" in page.text and "Withdrawn" in page.text
    assert "Retiré" in past.get("/fr/network/gone-circle", Accept="text/html").text
    node = ox.NamedNode("https://w3id.org/psin/network/gone-circle")
    for path, accept, form in (
        ("/network/gone-circle", "text/turtle", ox.RdfFormat.TURTLE),
        ("/network/gone-circle.nt", "*/*", ox.RdfFormat.N_TRIPLES),
        ("/network/gone-circle.jsonld", "*/*", ox.RdfFormat.JSON_LD),
    ):
        data = past.get(path, Accept=accept)
        assert data.status == 410
        found = list(ox.parse(data.body, form))
        assert {q.subject for q in found} == {node}
        assert "http://www.w3.org/ns/prov#invalidatedAtTime" in {q.predicate.value for q in found}
    assert past.get("/network/never-was").status == 404
    last = re.findall(r'href="(/memento/[^"]+)"', page.text)[0]
    assert "They stop." in past.get(f"{last}.ttl").text
    gone = past.get("/timegate/network/gone-circle")
    assert gone.status == 410 and {"accept", "accept-datetime"} <= set(gone.headers["vary"].lower().split(", "))


def test_an_address_of_its_own_for_every_language_and_one_for_the_data(
    past: Service, states: list[tuple[str, str]]
) -> None:
    for path in (PATH, states[-1][0].removeprefix(past.address)):
        for prefix in ("", "/fr"):
            for accept, extension in (("text/html", "html"), ("text/turtle", "ttl")):
                answer = past.get(prefix + path, Accept=accept)
                place = answer.headers["content-location"]
                assert place == f"{prefix if extension == 'html' else ''}{path}.{extension}"
                assert f'lang="{prefix[1:] or "en"}"' in past.get(place).text[:200] or extension == "ttl"
        assert f'</fr{PATH}.html>; rel="alternate"' in past.get(f"/fr{PATH}", Accept="text/turtle").headers["link"]


def test_a_state_in_a_form_that_it_has_not_is_not_acceptable(past: Service, states: list[tuple[str, str]]) -> None:
    answer = past.get(states[0][0], Accept="image/png")
    assert answer.status == 406 and "text/turtle" in answer.text


def test_a_page_of_another_site_may_travel_in_time(past: Service) -> None:
    asked = past.get(f"/timegate{PATH}", "OPTIONS", Access_Control_Request_Headers="accept-datetime").headers
    assert "Accept-Datetime" in asked["access-control-allow-headers"]
    assert "Memento-Datetime" in past.get(f"/timegate{PATH}").headers["access-control-expose-headers"]


def test_tags_of_data_follow_the_statements_and_not_the_writing(past: Service) -> None:
    for extension in ("ttl", "nt", "jsonld", "rdf"):
        answer = past.get(f"{PATH}.{extension}")
        assert past.get(f"{PATH}.{extension}", If_None_Match=answer.headers["etag"]).status == 304
        assert answer.headers["cache-control"] == "no-cache"
    before = past.get(f"{PATH}.ttl")
    path = past.data / "networks" / "harbour-circle.ttl"
    path.write_text("# a remark\n" + path.read_text(), encoding="utf-8")
    past.reload()
    after = past.get(f"{PATH}.ttl")
    assert after.body != before.body and after.headers["etag"] == before.headers["etag"]
    path.write_text(path.read_text().replace("Third", "Fourth"), encoding="utf-8")
    past.reload()
    assert past.get(f"{PATH}.ttl").headers["etag"] != before.headers["etag"]
    tags = {past.get(f"{PATH}.{extension}").headers["etag"] for extension in ("ttl", "nt", "jsonld", "rdf", "html")}
    assert len(tags) == 5
