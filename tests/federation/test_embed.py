"""Cards on partners' pages: in frames and by oEmbed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import pytest

PAGE = "https://w3id.org/psin/network/one-team-gov"


@pytest.mark.parametrize(
    "url",
    [PAGE, f"{PAGE}#this", "http://localhost/network/one-team-gov", "http://localhost/network/one-team-gov.html?x=1"],
)
def test_oembed_gives_a_frame_that_can_be_shown(client: Any, url: str) -> None:
    found = client.get("/oembed", query_string={"url": url}).get_json()
    assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", "One Team Gov")
    source = unescape(re.search(r'src="([^"]+)"', found["html"])[1])  # type: ignore[index]
    assert f'width="{found["width"]}"' in found["html"] and "sandbox" in found["html"]
    assert "One Team Gov" in client.get(source.removeprefix("http://localhost")).text


def test_oembed_as_xml_says_the_same_within_the_size_asked_for(client: Any) -> None:
    asked = {"url": PAGE, "maxwidth": "300", "maxheight": "200"}
    json = client.get("/oembed", query_string=asked).get_json()
    xml = ET.fromstring(client.get("/oembed", query_string=asked | {"format": "xml"}).data)
    assert {node.tag: node.text for node in xml} == {name: str(value) for name, value in json.items()}
    assert (json["width"], json["height"]) == (300, 200)
    small = client.get("/oembed", query_string={"url": PAGE, "maxwidth": "90", "maxheight": "99999"}).get_json()
    assert (small["width"], small["height"]) == (90, 320) and 'width="90"' in small["html"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/network/one-team-gov",
        "http://localhost.evil.example/network/one-team-gov",
        "http://[",
        "javascript:alert(1)",
        f"{PAGE}/../../x",
    ],
)
def test_oembed_knows_our_pages_only(client: Any, url: str) -> None:
    assert client.get("/oembed", query_string={"url": url}).status_code in (400, 404)
    assert client.get("/oembed", query_string={"url": PAGE, "format": "yaml"}).status_code == 501


def test_the_page_leads_to_its_oembed(client: Any) -> None:
    page = client.get("/network/one-team-gov", headers={"Accept": "text/html"}).text
    link = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    assert link
    assert client.get(unescape(link[1]).removeprefix("http://localhost")).get_json()["title"] == "One Team Gov"


def test_the_page_in_french_embeds_the_card_in_french(client: Any) -> None:
    found = client.get("/oembed", query_string={"url": "http://localhost/fr/network/one-team-gov"}).get_json()
    assert "/fr/embed/network/one-team-gov" in found["html"]
    page = client.get("/fr/network/one-team-gov", headers={"Accept": "text/html"}).text
    link = unescape(re.search(r'type="application/json\+oembed" href="([^"]+)"', page)[1])  # type: ignore[index]
    assert "/fr/embed/network/one-team-gov" in client.get(link.removeprefix("http://localhost")).get_json()["html"]


def test_the_script_is_one_file_for_any_site(client: Any) -> None:
    answer = client.get("/embed.js")
    assert answer.status_code == 200 and "javascript" in answer.mimetype
    assert "innerHTML" not in answer.text and "document.write" not in answer.text and "cookie" not in answer.text
    answer.close()
