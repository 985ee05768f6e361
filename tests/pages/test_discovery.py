"""What crawlers, agents and search engines find: site map, robots.txt, llms.txt, structured data, signposts."""

from __future__ import annotations

import json
import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

NAMESPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def structured(html: str) -> dict[str, object]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert len(blocks) == 1
    found: dict[str, object] = json.loads(blocks[0])
    return found


@pytest.fixture
def listed(client: FlaskClient) -> list[str]:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").get_data())
    return [str(loc.text).removeprefix("http://localhost") for loc in tree.findall("s:url/s:loc", NAMESPACES)]


def test_the_site_map_lists_every_document_in_every_language(client: FlaskClient, listed: list[str], site) -> None:  # type: ignore[no-untyped-def]
    pages = {item.document.page for item in site.catalogue.documents}
    assert pages <= set(listed)
    assert {f"/fr{page}" for page in pages} <= set(listed)
    assert len(listed) == len(set(listed))


def test_addresses_of_the_site_map_answer_with_a_page(client: FlaskClient, listed: list[str]) -> None:
    for path in [*listed[:30], *listed[30::61]]:
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        assert answer.mimetype == "text/html", path


def test_the_site_map_tells_when_a_document_changed(client: FlaskClient) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").get_data())
    days = [str(day.text) for day in tree.findall("s:url/s:lastmod", NAMESPACES)]
    assert len(days) > 1000
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)


def test_robots_may_read_pages_and_data_but_not_make_the_service_compute(client: FlaskClient) -> None:
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").get_data(as_text=True).splitlines())
    for path in (
        "/",
        "/networks",
        "/network/one-team-gov",
        "/dump/latest.nq",
        "/.well-known/void",
        "/catalog",
        "/feed",
        "/fr/networks",
    ):
        assert robots.can_fetch("anybot", path), path
    for path in ("/sparql?query=x", "/fr/sparql", "/-/metrics", "/search?q=x"):
        assert not robots.can_fetch("anybot", path), path
    assert robots.site_maps() == ["http://localhost/sitemap.xml"]


def test_llms_txt_links_only_to_what_is_there(client: FlaskClient) -> None:
    text = client.get("/llms.txt").get_data(as_text=True)
    paths = re.findall(r"\]\(http://localhost([^)]*)\)", text)
    assert len(paths) > 30
    for path in paths:
        # What assistants connect to is no page.
        assert client.get(path, headers={"Accept": "*/*"}).status_code == (405 if path == "/mcp" else 200), path


def test_a_network_is_an_organisation_for_search_engines(client: FlaskClient) -> None:
    found = structured(client.get("/network/one-team-gov", headers={"Accept": "text/html"}).get_data(as_text=True))
    assert found["@context"] == "https://schema.org"
    assert found["@type"] == "Organization"
    assert found["@id"] == "https://w3id.org/psin/network/one-team-gov#this"
    assert isinstance(found["name"], str)
    assert found["mainEntityOfPage"] == {"@id": "https://w3id.org/psin/network/one-team-gov"}


def test_the_start_page_describes_the_dataset(client: FlaskClient, site) -> None:  # type: ignore[no-untyped-def]
    found = structured(client.get("/").get_data(as_text=True))
    assert found["@type"] == "Dataset"
    assert 50 <= len(str(found["description"])) <= 5000
    assert str(site.catalogue.version).startswith(str(found["version"]))
    for entry in found["distribution"]:  # type: ignore[attr-defined]
        path = entry["contentUrl"].removeprefix("https://w3id.org/psin")
        assert client.get(path).mimetype == entry["encodingFormat"]


def test_a_text_cannot_end_the_block_it_stands_in() -> None:
    from psin.web.pages.structured import block

    hostile = "</script><script>alert(1)</script><!-- \u2028"
    text = str(block({"name": hostile}))
    assert "<" not in text and "\u2028" not in text
    assert json.loads(text)["name"] == hostile


def test_a_document_says_in_its_head_how_to_cite_it_and_where_its_data_are(client: FlaskClient) -> None:
    for accept in ("text/html", "text/turtle"):
        answer = client.get("/network/one-team-gov", headers={"Accept": accept})
        links = answer.headers.getlist("Link")
        assert '<https://w3id.org/psin/network/one-team-gov>; rel="cite-as"' in links
        assert '</network/one-team-gov.ttl>; rel="describedby"; type="text/turtle"' in links
        assert any('rel="license"' in link for link in links)
        assert sum('rel="type"' in link for link in links) == 2


def test_a_picture_stands_for_the_site(client: FlaskClient) -> None:
    html = client.get("/").get_data(as_text=True)
    address = re.search(r'property="og:image" content="http://localhost([^"]+)"', html)
    assert address
    with client.get(address[1]) as answer:
        assert answer.mimetype == "image/png"
        head = answer.get_data()[16:24]
    assert head == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
