"""No English sentence of the interface is left on a French page: one page of every type, and every kind of error.

A sentence that stands in the same words on the page in both languages has to be data, which say so where their language is
another one, or names that are the same everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import urllib3
from flask import Flask
from psin.web import problem_pages

from .page_types import PAGES
from .serving import ROOT, SOURCES

VOID = frozenset("area base br col embed hr img input link meta source track wbr circle line path rect".split())
#: Code, and data in the head that programs read.
SKIPPED = frozenset({"code", "pre", "script", "style", "textarea"})
SPOKEN = ("aria-label", "title", "placeholder", "alt", "content")
#: English words that no French sentence has.
ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|with|for|this|that|there|not|from|they|which|has|have|was|were|to|by|in|on|it|you)\b",
    re.IGNORECASE,
)
#: Names that are the same in every language.
NAMES = re.compile(r"https?://\S+|CC BY 4\.0|Creative Commons Attribution 4\.0")
ERRORS = {
    "nothing": ("/nothing-here", 404),
    "no record": ("/network/nobody-knows-it", 404),
    "no name": ("/network/Not_A_Name", 404),
    "no concept": ("/concept/nothing", 404),
    "no format": ("/ns.docx", 404),
    "no version": ("/ns/0.0.1", 404),
    "no release": ("/releases/1999-01-01", 404),
    "no question": ("/queries/single-sponsers", 404),
    "no rule": ("/rules/Z99", 404),
    "no partner": ("/partners/nobody", 404),
    "no view": ("/ecosystem/nothing", 404),
    "no moment": ("/memento/yesterday/network/one-team-gov", 400),
    "no history": ("/timegate/network/never-was", 404),
    "no kind of error": ("/problem/nothing", 404),
    "no list": ("/networks.docx", 404),
    "no feed": ("/feed.docx", 404),
    "no card": ("/embed/network/nobody", 404),
    "no suggestion": ("/reconcile/suggest/nothing", 404),
    "no version to ask": ("/sparql?query=ASK%20%7B%7D&version=1999-01-01", 404),
    "a value that is none": ("/queries/formality-on-a-day?day=yesterday", 400),
    "a country that is none": ("/queries/networks-of-a-place?place=Utopia", 400),
    "twice": ("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", 400),
    "percent": ("/sparql?query=%25zz".replace("%25", "%"), 400),
    "grammar": ("/sparql?query=" + quote("SELECT * { ?s ?p }"), 400),
    "prefix": ("/sparql?query=" + quote("SELECT * { ?s a foaf:Agent }"), 400),
    "no form": ("/sparql?query=hello", 400),
    "update": ("/sparql?query=" + quote("DELETE WHERE { ?s ?p ?o }"), 403),
    "elsewhere": ("/sparql?query=" + quote("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"), 403),
    "no graph": ("/sparql?query=" + quote("SELECT * FROM <https://example.org/> { ?s ?p ?o }"), 403),
    "no time": ("/sparql?timeout=soon&query=" + quote("SELECT * { ?s ?p ?o }"), 400),
    "too long": (
        "/sparql?timeout=0.01&query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"),
        503,
    ),
    "too deep": ("/sparql?query=" + quote("SELECT * { " + "{" * 300 + "}" * 300 + " }"), 400),
    "not a method": ("/mcp", 405),
}


class Sentences(HTMLParser):
    """The texts of a page outside of code and of what names another language than the page."""

    def __init__(self, html: str, lang: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lang, self._open = lang, list[tuple[str, bool]]()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other = tag in SKIPPED or given.get("lang", self._lang) != self._lang
        if not other and not self._passing():
            self.found += [" ".join(value.split()) for name in SPOKEN if (value := given.get(name))]
        if tag not in VOID:
            self._open.append((tag, other))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._passing() and data.strip():
            self.found.append(" ".join(data.split()))

    def _passing(self) -> bool:
        return any(other for _, other in self._open)


def sentences(html: str, lang: str) -> list[str]:
    """Pieces of text, cut where sentences end."""
    return [piece for text in Sentences(html, lang).found for piece in re.split(r"(?<=[.!?;:…])\s+", text)]


def fetched(address: str) -> tuple[int, str]:
    answer = urllib3.request("GET", address, headers={"Accept": "text/html"}, redirect=True)
    return answer.status, answer.data.decode()


@pytest.fixture(scope="module")
def data() -> str:
    """Every text of the documents, and what queries answer of themselves, in small letters."""
    paths = [path for folder in (*SOURCES, ROOT / "tests/browser", ROOT / "ontology") for path in folder.rglob("*.ttl")]
    quads = (
        quad
        for path in paths
        for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri="https://w3id.org/psin/x/y")
    )
    texts = [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal | ox.NamedNode)]
    # Pictures write what a query answers in its own words, which the table beside them marks as English.
    texts += [
        text
        for path in (ROOT / "queries").glob("*.rq")
        for text in re.findall(r'"([^"]+)"@en', path.read_text("utf-8"))
    ]
    return "\n".join(" ".join(re.sub(r"(?<=\w)[-_](?=\w)", " ", text).casefold().split()) for text in texts)


def left(base: str, path: str, data: str) -> tuple[int, list[str]]:
    """The status of a page, and what speaks English on it in French."""
    (status, english), (same, french) = fetched(base + path), fetched(f"{base}/fr{path}")
    assert status == same and '<html lang="fr">' in french, path
    return status, spoken_in_both(english, french, data)


def spoken_in_both(english: str, french: str, data: str) -> list[str]:
    """Sentences in English that stand on both pages and are no data."""
    spoken = set(sentences(english, "en"))
    pieces = dict.fromkeys(piece for piece in sentences(french, "fr") if piece in spoken)
    return [
        piece
        for piece in pieces
        if ENGLISH.search(NAMES.sub("", piece)) and not all(_bare(part) in data for part in piece.split(" – "))
    ]


def _bare(piece: str) -> str:
    return re.sub(r" \(\d+\)$| · psin$", "", re.sub(r"(?<=\w)[-_](?=\w)", " ", piece.casefold())).strip(
        " “”\"'.,:;…·–()?!"
    )


#: Pages, pictures and files beside those of PAGES.
BESIDE = (
    "/timegate/network/one-team-gov", "/embed/network/one-team-gov", "/catalog", "/identities", "/rules", "/organisations?q=zzzz", "/search?q=zzzzqq", "/sparql?query=ASK%20%7B%7D",
    "/sparql?query=CONSTRUCT%20WHERE%20%7B%3Fs%20a%20%3Fo%7D%20LIMIT%203", "/ecosystem/map.svg", "/ecosystem/years.svg", "/ecosystem/formality.svg", "/ecosystem/sponsors.svg",
    "/ecosystem/ties.svg", "/network/one-team-gov/timeline.svg", "/network/one-team-gov/neighbourhood.svg", "/queries/networks-by-country.svg", "/opensearch.xml",
)  # fmt: skip


@pytest.mark.parametrize("path", BESIDE)
def test_what_is_beside_the_pages_is_french_too(full: str, path: str, data: str) -> None:
    english, french = (fetched(f"{full}{prefix}{path}") for prefix in ("", "/fr"))
    assert english[0] == french[0] == 200
    assert spoken_in_both(english[1], french[1], data) == []


def test_every_question_is_asked_in_french(full: str, data: str) -> None:
    names = dict.fromkeys(re.findall(r'href="/queries/([\w-]+)"', fetched(f"{full}/queries")[1]))
    assert len(names) >= 58
    assert {name: found for name in names if (found := left(full, f"/queries/{name}", data)[1])} == {}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_french_has_no_english_sentence(full: str, name: str, data: str) -> None:
    assert left(full, PAGES[name], data)[1] == []


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_in_french_has_no_english_sentence(full: str, name: str, data: str) -> None:
    path, expected = ERRORS[name]
    status, found = left(full, path, data)
    assert status == expected
    assert found == []
    for link in re.findall(
        r'href="(/fr/problem/[^"]+)"', fetched(f"{full}/fr{path}")[1].partition("<main")[2].partition("</main")[0]
    ):
        assert fetched(full + link)[0] == 200


def test_a_page_of_an_error_leads_to_what_its_kind_means(full: str) -> None:
    assert 'href="/problem/unknown-name"' in fetched(f"{full}/network/nobody-knows-it")[1]
    assert 'href="/fr/problem/http-404"' in fetched(f"{full}/fr/nothing-here")[1]


def test_every_rule_is_told_in_french(full: str, data: str) -> None:
    codes = dict.fromkeys(re.findall(r'href="/rules/(\w+)"', fetched(f"{full}/shapes")[1]))
    assert len(codes) > 180
    assert {code: found for code in codes if (found := left(full, f"/rules/{code}", data)[1])} == {}


def test_every_kind_of_error_is_explained_in_french(full: str, data: str) -> None:
    for code in (*meanings_of(), *(f"http-{status}" for status in problem_pages._SENT)):
        assert left(full, f"/problem/{code}", data) == (200, []), code


def meanings_of() -> tuple[str, ...]:
    with Flask("psin").test_request_context("/"):
        return tuple(problem_pages.meanings())


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/turtle", b"<#this> a psin:Netwrok ; skos:prefLabel 'x' .", 200),
        ("text/turtle", b"\xff\xfe\x00", 200),
        ("text/turtle", b"", 200),
        ("application/ld+json", b"{", 200),
        ("image/png", b"x", 415),
        ("application/x-www-form-urlencoded", b"text=", 400),
        ("application/x-www-form-urlencoded", b"text=x&syntax=.docx", 400),
        ("application/x-www-form-urlencoded", b"text=x&lang=la", 400),
        ("text/turtle", b"x" * 6_000_000, 413),
    ],
)
def test_a_broken_file_is_judged_in_french(full: str, data: str, kind: str, body: bytes, expected: int) -> None:
    headers = {"Accept": "text/html", "Content-Type": kind}
    english, french = (
        urllib3.request("POST", f"{full}{prefix}/validate", body=body, headers=headers) for prefix in ("", "/fr")
    )
    assert english.status == french.status == expected
    assert spoken_in_both(english.data.decode(), french.data.decode(), data) == []


def problems(base: str) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    for path, _ in ERRORS.values():
        answers = [
            urllib3.request("GET", f"{base}{prefix}{path}", headers={"Accept": "application/json"})
            for prefix in ("", "/fr")
        ]
        if answers[0].headers["Content-Type"] == "application/problem+json":
            assert [answer.headers["Content-Language"] for answer in answers] == ["en", "fr"], path
            yield answers[0].json(), answers[1].json()


def test_programs_are_told_in_the_language_of_the_address(full: str) -> None:
    told = 0
    for english, french in problems(full):
        assert (english["type"], english["code"], english["status"]) == (
            french["type"],
            french["code"],
            french["status"],
        )
        assert english["title"] != french["title"] and english["detail"] != french["detail"], french
        assert ("advice" in english) == ("advice" in french) and (
            not english.get("advice") or english["advice"] != french["advice"]
        ), french
        told += 1
    assert told > len(ERRORS) * 0.8
