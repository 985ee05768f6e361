"""The lists find what is asked for, and the questions answer."""

from __future__ import annotations

import re

import pytest


def names(page: object) -> list[str]:
    return re.findall(r'<th scope="row"><a href="(/network/[^"]+)">', page.html)


def matched(page: object) -> int:
    return int(re.search(r"<strong>([\d,]+) networks?</strong>", page.html)[1].replace(",", ""))


def test_the_list_holds_every_network_in_pages_of_fifty(page: object, site: object) -> None:
    total = site.catalogue.count("network")
    first = page("/networks")
    assert matched(first) == total
    assert len(names(first)) == 50
    everything = [name for number in range(1, -(-total // 50) + 1) for name in names(page(f"/networks?page={number}"))]
    assert len(everything) == len(set(everything)) == total


@pytest.mark.parametrize("words", ["ambtenaar", "AMBTENAAR", "Civil Servant 2.0", "civil  servant"])
def test_a_search_looks_in_names_and_aliases_without_case(page: object, words: str) -> None:
    assert "/network/ambtenaar-2-0" in names(page(f"/networks?q={words.replace(' ', '+')}"))


def test_a_search_ignores_accents(page: object) -> None:
    with_accents, without = (set(names(page(f"/networks?q={word}"))) for word in ("réseau", "reseau"))
    assert with_accents == without != set()


def test_a_search_looks_in_native_names(page: object, site: object) -> None:
    rows = site.engine.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX psin: <https://w3id.org/psin/ns#> "
        'SELECT ?n ?l WHERE { ?n a psin:Network ; skos:prefLabel ?l FILTER(LANG(?l) = "ja") }'
    )
    assert rows
    for row in rows:
        assert row["n"].value.removeprefix("https://w3id.org/psin").removesuffix("#this") in names(
            page(f"/networks?q={row['l'].value}")
        )


def test_filters_work_together(page: object) -> None:
    found = page("/networks?country=NLD&status=status-ended")
    assert names(found) == ["/network/ambtenaar-2-0"]
    assert 'name="country" value="NLD" checked' in found.html


def test_a_list_can_be_put_in_order_of_age(page: object) -> None:
    years = re.findall(r'data-label="Since"><time datetime="(\d{4})', page("/networks?sort=oldest").html)
    assert len(years) > 20
    assert years == sorted(years)


@pytest.mark.parametrize(
    "query",
    [
        "q=zzzzzz",
        "country=XYZ",
        "status=<script>",
        "country=http%3A%2F%2Fx%2F%3E%20%7D%20DROP",
        "founded=2010s&founded=%22)",
        "convener=organisation/../../x",
        "since=x&until=99999",
        "since=2030&until=1990",
        "q=%00",
        "q=%E2%80%AEabc",
        "q=NEAR(a+b)+OR+%22x+*+-+name:%5E(",
        "kind=" + "&kind=".join(map(str, range(200))),
        "page=99999999999",
        "page=-1",
        "page=x",
        "sort=x",
        "q=" + "a" * 5000,
    ],
)
def test_a_senseless_request_is_answered_calmly(page: object, query: str) -> None:
    found = page(f"/networks?{query}")
    assert found.status == 200
    assert found.problems == []
    assert "<script>" not in found.html


def test_organisations_can_be_searched(page: object) -> None:
    assert "/organisation/int-oecd-opsi" in page("/organisations?q=observatory+of+public+sector").links


def test_convenings_are_in_order_of_time(page: object) -> None:
    years = re.findall(r"<li><h2>(\d{4})</h2>", page("/convenings").html)
    assert len(years) > 5
    assert years == sorted(years, reverse=True)


def test_every_question_has_a_page_with_its_query(crawled: dict, site: object) -> None:
    for query in site.library.queries.values():
        shown = crawled[f"/queries/{query.name}"]
        assert query.question in shown.text
        assert query.text.strip() in shown.text


def test_an_answer_is_the_answer_of_the_engine(page: object, site: object) -> None:
    rows = site.engine.select(site.library.query("single-sponsor").text)
    shown = page("/queries/single-sponsor")
    assert f"{len(rows)} answers" in shown.text
    for row in rows[:50]:
        assert row["network"].value.removeprefix("https://w3id.org/psin").removesuffix("#this") in shown.links


def test_a_parameter_changes_the_answer_and_travels_on(page: object, client: object) -> None:
    shown = page("/queries/networks-of-a-place?place=NLD")
    assert shown.status == 200
    other = page("/queries/networks-of-a-place?place=FRA")
    assert shown.text != other.text
    response = client.get("/queries/networks-of-a-place.csv?place=NLD")
    assert response.status_code == 200 and response.mimetype == "text/csv"
    assert response.data != client.get("/queries/networks-of-a-place.csv?place=FRA").data
    assert "authority/country/NLD" in page("/queries/networks-of-a-place/edit?place=NLD").text


@pytest.mark.parametrize("value", ["%22%20%7D%20DROP", "<script>alert(1)</script>", "a" * 2000])
def test_a_value_that_cannot_be_one_is_explained_on_the_page(page: object, value: str) -> None:
    shown = page(f"/queries/formality-on-a-day?day={value}")
    assert shown.status == 400
    assert "takes a day" in shown.text or "longer than" in shown.text
    assert "<script>" not in shown.html
    assert shown.problems == []


def test_an_unknown_question_is_not_found(page: object) -> None:
    assert page("/queries/single-sponser").status == 404
    assert "single-sponsor" in page("/queries/single-sponser").text


def test_the_query_form_keeps_the_query_and_says_what_is_wrong(page: object) -> None:
    shown = page("/sparql?query=SELECT+%3Fs+WHERE+%7B+%3C%2Ftextarea%3E")
    assert shown.status == 400
    assert shown.problems == []
    assert "SELECT ?s WHERE { </textarea>" in shown.text
    assert 'role="alert"' in shown.html


@pytest.mark.parametrize("code", ["A01", "S05", "X03", "G02", "G18"])
def test_a_rule_shows_what_matters_of_a_record_that_keeps_it_and_one_that_breaks_it(page: object, code: str) -> None:
    shown = page(f"/rules/{code}")
    assert shown.status == 200
    assert shown.problems == []
    assert shown.html.count("<pre") == 2
    assert "<mark>" in shown.html
    assert f"psin explain {code}" in shown.text


def test_an_unknown_rule_is_not_there(page: object) -> None:
    assert page("/rules/Z99").status == 404
