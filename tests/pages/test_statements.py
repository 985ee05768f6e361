"""Nothing on file is hidden, and every statement shows how it is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from psin.vocabulary.namespaces import DCTERMS, PSIN, RDF


def fragments(item: object) -> set[str]:
    start = f"{item.graph}#"
    return {quad.subject.value.removeprefix(start) for quad in item.quads() if quad.subject.value.startswith(start)}


def test_every_record_has_its_anchor(crawled: dict, site: object) -> None:
    missing = {
        item.document.page: sorted(lost)
        for item in site.catalogue.documents
        if (lost := fragments(item) - set(crawled[item.document.page].ids))
    }
    assert missing == {}


def test_every_source_is_listed_and_cited_by_a_marker(crawled: dict, site: object) -> None:
    for item in site.catalogue.documents:
        page = crawled[item.document.page]
        cited = {quad.object.value for quad in item.quads() if quad.predicate.value == f"{DCTERMS}source"}
        own = {iri.removeprefix(f"{item.graph}#") for iri in cited if iri.startswith(f"{item.graph}#")}
        listed = set(re.findall(r'<li id="([^"]+)" value="\d+">', page.html))
        assert own <= listed, item.document.page
        if cited:
            assert '<sup class="marks"><a href="#' in page.html, item.document.page


def test_every_text_of_a_network_is_on_its_page(crawled: dict, site: object) -> None:
    for item in site.catalogue.documents:
        if item.document.kind_name != "network":
            continue
        shown = " ".join(crawled[item.document.page].text.split()).casefold()
        for quad in item.quads():
            if quad.predicate.value == f"{DCTERMS}description":
                assert " ".join(quad.object.value.split()).casefold() in shown, (item.document.page, quad.object.value)


def test_no_raw_iri_of_ours_stands_where_a_name_exists(crawled: dict) -> None:
    for path, page in crawled.items():
        if path.startswith(("/network/", "/organisation/", "/convening/", "/lesson/", "/guidance/", "/catalogue/")):
            visible = re.sub(
                r"<code>.*?</code>|<span class=\"citation\".*?</span>|<script.*?</script>", "", page.html, flags=re.S
            )
            assert not re.search(r">[^<]*https://w3id\.org/psin/[^<]*<", visible), path
            assert not re.search(
                r"\bpsinc?:", re.sub(r'<a href="/(?:ns#|concept/)[^"]*">psinc?:[^<]*</a>', "", visible)
            ), path


def test_a_network_tells_its_story_in_order(page: object) -> None:
    html = page("/network/one-team-gov").html
    headings = [
        "At a glance",
        "Who convenes and sponsors it",
        "How it changed",
        "What it is for",
        "What people get from it",
        "What it does",
        "How formal it is",
        "How it balances",
        "What it is tied to",
        "Where accounts differ",
        "Sources",
        "About this record",
    ]
    places = [html.index(f">{heading}") for heading in headings]
    assert places == sorted(places)


def test_an_uncertain_date_keeps_the_words_of_its_source(page: object, site: object) -> None:
    from psin.web.pages.figures import dates_in_words

    words = site.engine.select(
        f"SELECT ?n ?note WHERE {{ ?e a <{PSIN}LifeEvent> ; <{PSIN}ofNetwork> ?n ; <{PSIN}dateNote> ?note "
        "FILTER(STRLEN(?note) < 22) } LIMIT 20"
    )
    assert words
    for row in words:
        shown = page(row["n"].value.removeprefix("https://w3id.org/psin").removesuffix("#this"))
        assert dates_in_words(row["note"].value, row["note"].language) in shown.text, row


@pytest.mark.parametrize(
    ("note", "spoken", "words"),
    [
        ("c. 2018-02 or earlier", "en", "c. February 2018 or earlier"),
        ("avant le 2013-12-05", "fr", "avant le 5 décembre 2013"),
        ("2006-2007", "en", "2006-2007"),
        ("fall 2016-17", "en", "fall 2016-17"),
        ("um 2018-02", "de", "um 2018-02"),
    ],
)
def test_months_in_the_words_of_a_date_are_named(note: str, spoken: str, words: str) -> None:
    from psin.web.pages.figures import dates_in_words

    assert dates_in_words(note, spoken) == words


def test_a_timeline_is_in_order_of_time(crawled: dict) -> None:
    from psin.web.pages.words import date_words

    for path, page in crawled.items():
        if path.startswith("/network/"):
            stated = re.findall(r'<span class="moment"><time datetime="([^"]+)">([^<]+)</time>', page.html)
            assert all(date_words(iso) == words for iso, words in stated), path
            years = [iso[:4] for iso, _ in stated]
            assert years == sorted(years), path


def test_what_others_say_of_an_organisation_is_on_its_page(crawled: dict, site: object) -> None:
    rows = site.engine.select(
        f"SELECT ?n ?a WHERE {{ ?c a <{PSIN}Convenership> ; <{PSIN}ofNetwork> ?n ; <{PSIN}agent> ?a }}"
    )
    assert len(rows) > 100
    for row in rows:
        network, agent = (row[name].value.removeprefix("https://w3id.org/psin").removesuffix("#this") for name in "na")
        if agent.startswith("/organisation/"):
            assert network in crawled[agent].links, (agent, network)


def test_a_foreign_name_says_its_language_and_direction(crawled: dict, site: object) -> None:
    rows = site.engine.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        'SELECT ?n ?l WHERE { ?n skos:prefLabel ?l FILTER(LANG(?l) IN ("ar", "he")) '
        'FILTER(CONTAINS(STR(?n), "/network/")) }'
    )
    assert rows
    for row in rows:
        html = crawled[row["n"].value.removeprefix("https://w3id.org/psin").removesuffix("#this")].html
        assert f'<bdi lang="{row["l"].language}" dir="rtl">{row["l"].value}</bdi>' in html


def test_advice_is_shown_with_its_lesson(crawled: dict, site: object) -> None:
    advised = {
        item.document.page: site.findings_for(item.graph)
        for item in site.catalogue.documents
        if site.findings_for(item.graph)
    }
    assert advised
    for path, findings in advised.items():
        for finding in findings:
            if finding.lesson:
                words = re.split(
                    r"https://w3id\.org/psin/[^\s,;()]+?(?=[,;.)\s])|\bpsinc?:\w[\w-]*", finding.message.en
                )
                assert all(part in crawled[path].text for part in words), path
                assert (
                    finding.lesson.removeprefix("https://w3id.org/psin").removesuffix("#this") in crawled[path].links
                ), path


class Counting:
    """An engine that counts the questions it is asked."""

    def __init__(self, engine: object) -> None:
        self._engine = engine
        self.calls = 0

    def __getattr__(self, name: str) -> object:
        found = getattr(self._engine, name)
        if name not in ("select", "ask", "construct", "describe", "stream"):
            return found

        def counted(*args: object, **kwargs: object) -> object:
            self.calls += 1
            return found(*args, **kwargs)

        return counted


@pytest.fixture
def cold(site: object) -> Iterator[object]:
    """The site as it is before anybody has seen a page."""
    fresh = replace(site, engine=Counting(site.engine))
    # The read model is there before a state is served.
    assert fresh.model.listings
    fresh.engine.calls = 0
    yield fresh
    fresh.model.close()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/networks",
        "/organisations",
        "/convenings",
        "/lessons",
        "/catalogues",
        "/values",
        "/trade-offs",
        "/concepts",
        "/queries",
        "/queries/single-sponsor",
        "/about",
        "/ns",
        "/shapes",
        "/sparql",
        "/network/one-team-gov",
        "/network/au-psin",
        "/organisation/int-oecd-opsi",
        "/lesson/someone-responsible",
        "/guidance/learning-from-a-convening-of-conveners",
        "/concept/value-connection",
        "/concept/values",
        "/nowhere",
    ],
)
def test_even_the_first_view_of_a_page_asks_the_engine_at_most_six_times(cold: object, path: str) -> None:
    from psin.web import create_app

    create_app(cold).test_client().get(path, headers={"Accept": "text/html"})
    assert cold.engine.calls <= 6


def test_every_term_and_every_rule_has_its_anchor(crawled: dict, site: object) -> None:
    terms, shapes = set(), set()
    for item in site.catalogue.loaded:
        if item.document is None:
            for quad in item.quads():
                if quad.predicate.value == f"{RDF}type":
                    terms |= {quad.subject.value.removeprefix(PSIN)} if quad.subject.value.startswith(PSIN) else set()
                    shapes |= (
                        {quad.subject.value.partition("shapes#")[2]} if "/psin/shapes#" in quad.subject.value else set()
                    )
    assert len(terms) > 90 and len(shapes) > 200
    assert terms - set(crawled["/ns"].ids) == set()
    assert shapes - set(crawled["/shapes"].ids) == set()
