"""The search finds what is there, in every script and with typing errors, and survives whatever is typed."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import quote

import pytest
from psin.catalogue.readmodel import folding
from psin.catalogue.readmodel.search import marked

SCRIPTS = {
    "Arabic": "ar",
    "Hebrew": "he",
    "Greek": "el",
    "Japanese": "ja",
    "Bulgarian": "bg",
    "Ukrainian": "uk",
    "Korean": "ko",
    "Chinese": "zh",
}
HOSTILE = [
    '"', "'", "*", "^", "(", ")", "a:b", "name:x", "{name} : x", "NEAR(a b, 2)", "a AND", "OR", "NOT", "a NOT b", "-x", "+x", "x*y", '"a" "',
    "\0", "a\0b", "\u202egnp.exe", "\u2066x\u2069", "\ud800", "%", "_", "\\", ";--", "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}",
    "a" * 10_000, "ab " * 4_000, "\u0301" * 500, "联" * 3_000, "𝕏" * 100, "\n\r\t", "🙂", "．", "½", "ﷺ" * 50,
]  # fmt: skip


def hits(page: str) -> list[str]:
    return list(re.findall(r'class="hit-name"><a href="([^"]+)"', page))


def search(client: object, q: str, **more: str) -> str:
    response = client.get("/search", query_string={"q": q, **more})
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_every_name_of_every_document_is_found(model: object) -> None:
    rows = model.database.rows(
        "SELECT thing.id, kind, label.value FROM label JOIN thing ON thing.id = thing WHERE main >= 0 AND kind <> 'concept' "
        "GROUP BY label.value ORDER BY random() LIMIT 400"
    )
    lost = []
    for number, kind, name in rows:
        expression = folding.match(folding.clean(name))
        found = model.database.rows("SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?", (expression, number))
        if expression and not found:
            lost.append((kind, name))
    assert lost == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_in_other_scripts_are_found_first(model: object, script: str) -> None:
    rows = model.database.rows(
        "SELECT iri, value FROM label JOIN thing ON thing.id = thing WHERE main >= 0 AND (lang = ? OR lang LIKE ? || '-%')",
        (SCRIPTS[script],) * 2,
    )
    rows = [row for row in rows if not row[1].isascii()]
    if not rows:
        pytest.skip(f"the catalogue holds no name in {script}")
    for iri, name in rows:
        assert model.search.find(name, limit=1).hits[0].iri == iri, name
        assert iri in [hit.iri for hit in model.search.suggest(name[: max(2, len(name) * 2 // 3)])], name


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Réseau de l'État", "reseau etat"), ("RESEAU", "réseau"), ("Straße", "STRASSE"), ("Øresund", "oresund"), ("Ελλάδα ΔΊΚΤΥΟ", "δικτυο"),
        ("шире СЕТЬ", "сеть"), ("شبكة التعليم", "تعليم"), ("الشَّبَكَة", "شبكة"), ("إدارة", "ادارة"), ("שלום עליכם", "שָׁלוֹם"),
        ("公共部门创新联盟", "联盟"), ("公共部门创新联盟", "创新联盟"), ("公共部门创新联盟", "盟"), ("ネットワーク", "トワー"), ("정부혁신 어벤져스", "혁신"), ("정부 혁신을", "혁신"), ("เครือข่ายนวัตกรรม", "นวัตกรรม"),
        ("हिन्दी भाषा", "भाषा"), ("GovCamp_2012", "2012"), ("Nordic OECD網絡", "網絡"), ("ＷＩＤＥ", "wide"),
    ],
)  # fmt: skip
def test_folding_makes_equal_what_readers_take_for_equal(stored: str, asked: str) -> None:
    import sqlite3

    from psin.catalogue.readmodel.database import SCHEMA

    with sqlite3.connect(":memory:") as connection:
        connection.executescript(SCHEMA)
        connection.execute("INSERT INTO words(rowid, name) VALUES (1, ?)", (" ".join(folding.tokens(stored)),))
        assert connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ?", (folding.match(asked),)
        ).fetchall() == [(1,)]
    connection.close()


@pytest.mark.parametrize("q", HOSTILE, ids=lambda q: ascii(q[:12]))
def test_whatever_is_typed_gets_a_calm_answer(client: object, q: str) -> None:
    address = quote(q, errors="surrogatepass")
    for path in (
        f"/search?q={address}",
        f"/search?q={address}&kind=network&page=9",
        f"/search/suggest?q={address}",
        f"/networks?q={address}",
    ):
        response = client.get(path)
        assert response.status_code == 200, path[:80]
        text = response.get_data(as_text=True)
        assert "<script>alert" not in text and "\0" not in text and "\u202e" not in text
        assert len(text) < 200_000


def test_exact_names_come_before_names_that_begin_so_and_names_before_texts(model: object) -> None:
    found = model.search.find("One Team Gov").hits
    assert found[0].iri.endswith("/network/one-team-gov#this")
    kinds = [hit.kind for hit in model.search.find("innovation", kind="network", limit=5).hits]
    assert kinds == ["network"] * 5
    for hit in model.search.find("innovation", kind="network", limit=10).hits:
        assert any("innovation" in name.casefold() for name, _ in (*hit.names, *hit.others)), hit


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ambtenar", "ambtenaar"),
        ("inovation", "innovation"),
        ("bloomburg", "bloomberg"),
        ("goverment lab", "government lab"),
    ],
)
def test_typing_errors_are_seen_through(model: object, client: object, typed: str, meant: str) -> None:
    found = model.search.find(typed)
    assert folding.fold(found.instead) == meant
    assert found.total > 0
    page = search(client, typed)
    assert "Did you mean" in page
    assert hits(page)


def test_nonsense_is_not_corrected(model: object) -> None:
    found = model.search.find("qqqqzzzzxxxx")
    assert found.instead == "" and found.total == 0 and found.hits == []


def test_hits_are_grouped_and_counted_and_all_can_be_reached(model: object, client: object) -> None:
    found = model.search.find("innovation")
    page = search(client, "innovation")
    for kind, count in found.counts.items():
        assert f'id="hits-{kind}"' in page
        seen: list[str] = []
        for number in range(1, -(-count // 20) + 1):
            seen += hits(search(client, "innovation", kind=kind, page=str(number)))
        assert len(seen) == len(set(seen)) == count, kind


def test_what_answers_is_marked_and_markup_stays_text(client: object) -> None:
    page = search(client, "ambtenaar")
    assert "<mark>Ambtenaar</mark> 2.0" in page
    pieces = marked("<b>Réseau</b> & reseaux", "reseau")
    assert [piece.text for piece in pieces if piece.marked] == ["Réseau", "reseaux"]
    assert "".join(piece.text for piece in pieces) == "<b>Réseau</b> & reseaux"


@pytest.mark.parametrize(
    ("text", "q", "found"),
    [("公共部门创新联盟", "创新", ["创新"]), ("شبكة التعليم", "تعليم", ["التعليم"]), ("nothing here", "x", [])],
)
def test_marks_stand_where_the_words_are(text: str, q: str, found: list[str]) -> None:
    pieces = marked(text, q)
    assert [piece.text for piece in pieces if piece.marked] == found
    assert "".join(piece.text for piece in pieces) == text


def test_an_excerpt_shows_the_place_that_answers() -> None:
    text = "word " * 200 + "needle " + "word " * 200
    pieces = marked(text, "needle", 120)
    assert [piece.text for piece in pieces if piece.marked] == ["needle"]
    assert sum(len(piece.text) for piece in pieces) < 140


def test_suggestions_have_the_form_that_browsers_read(client: object) -> None:
    response = client.get("/search/suggest?q=ambt")
    assert response.mimetype == "application/x-suggestions+json"
    asked, names, kinds, addresses = json.loads(response.data)
    assert asked == "ambt"
    assert len(names) == len(kinds) == len(addresses) > 0
    assert (names[0], kinds[0]) == ("Ambtenaar 2.0", "Network")
    assert client.get(addresses[0]).status_code == 200
    assert json.loads(client.get("/fr/search/suggest?q=ambt").data)[2][0] == "Réseau"


def test_the_opensearch_description_names_addresses_that_answer(client: object) -> None:
    root = ElementTree.fromstring(client.get("/opensearch.xml").data)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    urls = {item.get("type"): item.get("template") for item in root.iter(f"{space}Url")}
    for template in urls.values():
        assert client.get(template.replace("{searchTerms}", "lab")).status_code == 200
    assert set(urls) == {"text/html", "application/x-suggestions+json"}
    assert len(root.find(f"{space}ShortName").text) <= 16


def test_questions_lessons_and_concepts_are_found_too(client: object) -> None:
    assert "/queries/single-sponsor" in hits(search(client, "rest on one sponsor"))
    page = search(client, "unconference")
    assert "/concept/activity-unconference" in hits(page)
    assert any(address.startswith("/lesson/") for address in hits(search(client, "let them see it live")))


def test_every_box_for_searching_goes_to_the_search(client: object) -> None:
    for path in ("/", "/networks", "/about", "/fr/about"):
        page = client.get(path).get_data(as_text=True)
        assert re.search(r'action="(/fr)?/search"', page), path
        assert re.search(r'<script src="/static/search.js[?]v=[0-9a-f]+" defer></script>', page), path
        assert re.search(
            r'<link rel="search" type="application/opensearchdescription[+]xml" [^>]*href="(/fr)?/opensearch.xml">',
            page,
        ), path


def test_a_question_of_many_words_is_answered_from_the_first_of_them() -> None:
    expression = folding.match(" ".join(chr(ord("a") + number % 26) * (1 + number // 26) for number in range(90)))
    assert expression.count(" AND ") == folding.MOST_WORDS - 1
