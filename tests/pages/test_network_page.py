"""What the page of a network tells beyond its statements: pictures, likeness, lessons, places to report to and to edit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
#: Calls of the engine that one page may make, once names and counts are known.
CALLS = 4


def html(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["timeline", "neighbourhood"])
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_pictures_can_be_taken_away_as_sound_svg(client: FlaskClient, name: str, prefix: str) -> None:
    answer = client.get(f"{prefix}/network/states-of-change/{name}.svg")
    assert answer.content_type.startswith("image/svg+xml")
    drawing = ElementTree.fromstring(answer.get_data(as_text=True))
    assert (
        drawing.tag == "{http://www.w3.org/2000/svg}svg"
        and drawing.find("{http://www.w3.org/2000/svg}title") is not None
    )
    assert "style" not in answer.get_data(as_text=True) and "Nesta" in "".join(drawing.itertext())


def test_the_table_says_what_the_picture_of_a_life_says(client: FlaskClient) -> None:
    page = html(client, "/network/states-of-change")
    drawn = re.findall(r'<g class="tone-(?:life|form|stage|convener|sponsor|aim)"><text[^>]*>([^<]*)', page)
    table = page.partition("<details>")[2].partition("</details>")[0]
    rows = re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]*)', table)
    assert len(drawn) > 2 and [row[:20] for row in rows][: len(drawn)] == [label[:20] for label in drawn]
    assert "2017 to 2019" in table


def test_a_record_with_too_few_dates_has_no_picture_and_says_so(client: FlaskClient, site: object) -> None:
    without = [
        item.document.page
        for item in site.catalogue.documents
        if item.document.kind_name == "network" and "lifelines" not in html(client, item.document.page)
    ]
    answer = client.get(f"{without[0]}/timeline.svg")
    assert answer.status_code == 404 and "too few dates" in answer.get_data(as_text=True)


def test_likeness_has_reasons_and_goes_both_ways(client: FlaskClient, site: object, app: object) -> None:
    from psin.web.pages.similar import similar

    with app.test_request_context("/", environ_overrides={}):
        pairs = {}
        for item in site.catalogue.documents[:400]:
            if item.document.kind_name == "network":
                pairs[item.document.thing] = similar(site, item.document.thing)
    assert sum(bool(found) for found in pairs.values()) > 100
    for network, found in pairs.items():
        assert len(found) <= 5
        for other in found:
            assert len(other.reasons) > 1 and all(reason.shared for reason in other.reasons)
            assert not network.startswith(f"https://w3id.org/psin{other.network.href}#")


def test_what_lessons_advise_stands_on_a_page_of_its_own(client: FlaskClient, site: object) -> None:
    page = html(client, "/network/au-psin/health")
    own = [f for f in site.findings_for("https://w3id.org/psin/network/au-psin") if f.lesson]
    assert own and all(f'href="/rules/{finding.code}"' in page for finding in own)
    told = set(re.findall(r'href="(/lesson/[a-z-]+)"', page))
    assert len(told) > 10
    assert 'href="/network/au-psin/health"' in html(client, "/network/au-psin")
    assert client.get("/network/nobody-knows-it/health", headers=HTML).status_code == 404


def test_the_invitation_list_is_the_answer_of_its_question(client: FlaskClient, site: object) -> None:
    rows = site.engine.select(site.library.query("invitation-list").bind({}))
    page = html(client, "/convenings/invitations")
    assert len({row["network"].value for row in rows}) == page.partition("<tbody>")[2].partition("</tbody>")[0].count(
        "<tr>"
    )
    assert client.get("/convenings/invitations?catalogue=%3Cscript%3E", headers=HTML).status_code == 404


def test_a_practice_names_who_follows_it_with_evidence_and_setting(client: FlaskClient) -> None:
    page = html(client, "/concept/practice-several-sponsors")
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Q community" in table and "formal" in table and "United Kingdom" in table


@pytest.fixture
def places(site: object) -> Iterator[object]:
    """A function that sets where mistakes are reported and files are edited."""
    from dataclasses import replace

    from psin.settings import Settings
    from psin.web import create_app

    yield lambda **values: create_app(replace(site, settings=Settings({}, **values))).test_client()


def test_mistakes_are_reported_and_files_edited_where_the_settings_say(places: object) -> None:
    client = places(
        report_url="mailto:editors@example.org?subject={title}&body={iri}",
        edit_url="https://git.example.org/edit/{file}",
    )
    page = html(client, "/network/one-team-gov")
    assert 'href="mailto:editors@example.org?subject=One%20Team%20Gov&amp;body=https%3A%2F%2Fw3id.org%2Fpsin' in page
    assert 'href="https://git.example.org/edit/data/networks/one-team-gov.ttl"' in page


def test_without_such_settings_or_with_strange_ones_there_is_no_link(places: object) -> None:
    page = html(places(report_url="javascript:alert(1)", edit_url=""), "/network/one-team-gov")
    assert "Report it" not in page and "javascript" not in page and "#contribute" in page


@pytest.mark.parametrize(
    "path",
    [
        "/", "/networks", "/network/au-psin", "/network/au-psin/health", "/organisation/int-oecd-opsi", "/convenings",
        "/convening/int-convening-conveners", "/lesson/clear-objective", "/lesson/what-people-get", "/lessons", "/concept/practice-several-sponsors",
        "/concepts", "/trade-offs", "/convenings/invitations", "/ns", "/shapes", "/about", "/validate",
    ],
)  # fmt: skip
def test_a_page_asks_the_engine_a_handful_of_times(
    client: FlaskClient, site: object, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    html(client, path)
    calls: Counter[str] = Counter()
    select = site.engine.select

    def counted(query: str, *rest: object, **more: object) -> object:
        calls[query] += 1
        return select(query, *rest, **more)

    monkeypatch.setattr(site.engine, "select", counted)
    html(client, path)
    assert sum(calls.values()) <= CALLS, calls
