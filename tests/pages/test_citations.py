"""How to cite a record: each form is one that its readers take, whatever a title says."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from psin.web.citation import FORMATS, Citation, as_bibtex, as_csl, as_ris, as_text

HOSTILE = st.text(max_size=60) | st.sampled_from(
    ["}\n@misc{x,", "ER  - \r\nTY  - BOOK", "50 % & {more} #1_~^\\", "\u202eabc", '"']
)


def cited(title: str, author: str = "Editors") -> Citation:
    return Citation(title, (author,), "2026-11-24", "https://w3id.org/psin/network/x", "x", "abc", "CC BY 4.0")


@given(HOSTILE, HOSTILE)
def test_bibtex_is_one_entry_with_balanced_braces(title: str, author: str) -> None:
    entry = as_bibtex(cited(title, author))
    bare = re.sub(r"\\[{}$&#%_]", "", entry.replace(r"\textbackslash{}", ""))
    depth = 0
    for at, sign in enumerate(bare.strip()):
        depth += (sign == "{") - (sign == "}")
        assert depth > 0 or at < bare.index("{") or at == len(bare.strip()) - 1
    assert depth == 0 and entry.startswith("@misc{psin:x,") and entry.count("\n") == entry.strip().count("\n") + 1
    assert not re.search(r"(?<!\\)[$&#%_^~]", "\n".join(line for line in entry.splitlines() if "url =" not in line))


@given(HOSTILE, HOSTILE)
def test_ris_is_one_record_of_one_line_a_field(title: str, author: str) -> None:
    lines = as_ris(cited(title, author)).split("\r\n")
    assert lines[0] == "TY  - DATA" and lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines[:-1])
    assert [line[:2] for line in lines].count("ER") == 1


@given(HOSTILE, HOSTILE)
def test_csl_is_an_item_of_the_standard(title: str, author: str) -> None:
    (item,) = json.loads(as_csl(cited(title, author)))
    assert item["type"] == "dataset" and item["issued"] == {"date-parts": [[2026, 11, 24]]}
    assert item["author"][0].keys() == {"literal"} and "\n" not in item["title"]


@given(HOSTILE)
def test_a_citation_in_words_is_one_line(title: str) -> None:
    assert as_text(cited(title)).count("\n") == 1


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("page", ["/network/one-team-gov", "/organisation/int-nesta", "/lesson/clear-objective"])
def test_every_record_can_be_cited(client: FlaskClient, page: str, ending: str) -> None:
    answer = client.get(f"{page}/cite.{ending}")
    assert answer.status_code == 200 and answer.content_type == FORMATS[ending][0]
    assert f"https://w3id.org/psin{page}" in answer.get_data(as_text=True)
    assert client.get(f"{page}/cite.{ending}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_is_not_there_cannot_be_cited(client: FlaskClient) -> None:
    assert client.get("/network/nobody-knows-it/cite.bib").status_code == 404
    assert client.get("/network/one-team-gov/cite.exe").status_code == 404


def test_the_page_offers_every_form(client: FlaskClient) -> None:
    html = client.get("/network/one-team-gov", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert all(f'href="/network/one-team-gov/cite.{ending}"' in html for ending in FORMATS)
    assert "One Team Gov. In: psin" in html
