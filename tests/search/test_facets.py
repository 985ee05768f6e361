"""The lists keep their promises: every count is the number of results, and the query shown gives the same members."""

from __future__ import annotations

import csv
import io
import json
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psin.catalogue.readmodel import LISTS, Selection, twin
from psin.settings import Settings
from psin.web import create_app
from psin.web.site import Site

FOLDERS = {"network": "networks", "organisation": "organisations", "convening": "convenings"}


def facets() -> list[tuple[str, str]]:
    return [(kind, facet.name) for kind, listed in LISTS.items() for facet in listed.facets]


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_holds_every_document_of_its_kind(model: object, site: object, kind: str) -> None:
    numbers = model.listings[kind].ordered(Selection())
    assert sorted(model.iris(numbers)) == sorted(
        item.document.thing for item in site.catalogue.documents if item.document.kind_name == kind
    )


@pytest.mark.parametrize(("kind", "name"), facets())
def test_every_count_is_the_number_of_results(model: object, kind: str, name: str) -> None:
    listing = model.listings[kind]
    counts = listing.counts(Selection())[name]
    assert counts
    for code, count in counts:
        assert len(listing.ordered(Selection({name: (code,)}))) == count > 0, code


@pytest.mark.parametrize(("kind", "name"), facets())
def test_every_member_has_a_value_of_every_facet_be_it_unknown(model: object, kind: str, name: str) -> None:
    listing = model.listings[kind]
    codes = tuple(code for code, _ in listing.counts(Selection())[name])
    assert len(listing.ordered(Selection({name: codes}))) == listing.total


@st.composite
def selections(draw: st.DrawFn, listing: object) -> Selection:
    names = draw(st.lists(st.sampled_from([facet.name for facet in listing.listed.facets]), max_size=3, unique=True))
    chosen = {}
    for name in names:
        codes = [code for code, _ in listing.counts(Selection())[name]]
        chosen[name] = tuple(draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)))
    years = st.none() | st.integers(1980, 2026)
    q = draw(st.sampled_from(["", "", "", "innovation", "labo", "réseau"]))
    return Selection(chosen, q, draw(years), draw(years))


@pytest.mark.parametrize("kind", LISTS)
def test_counts_and_query_hold_for_any_selection(model: object, site: object, kind: str) -> None:
    listing = model.listings[kind]

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(selections(listing))
    def holds(selection: Selection) -> None:
        members = model.iris(listing.ordered(selection))
        for name, counts in listing.counts(selection).items():
            for code, count in counts[:4]:
                more = Selection({**selection.chosen, name: (code,)}, selection.q, selection.since, selection.until)
                assert len(listing.ordered(more)) == count, (name, code)
        query = twin(listing.listed, selection, members)
        assert query is not None
        assert sorted(row[kind].value for row in site.engine.select(query)) == sorted(members), query

    holds()


@pytest.mark.parametrize(("kind", "name"), [pair for pair in facets() if pair[1] != "advice"])
def test_the_query_of_each_facet_gives_the_same_members(model: object, site: object, kind: str, name: str) -> None:
    listing = model.listings[kind]
    counts = listing.counts(Selection())[name]
    for code, _ in [*counts[:5], *counts[-3:]]:
        members = model.iris(listing.ordered(Selection({name: (code,)})))
        query = twin(listing.listed, Selection({name: (code,)}), [])
        assert sorted(row[kind].value for row in site.engine.select(query)) == sorted(members), query


def test_a_query_that_would_be_too_long_is_not_given(model: object) -> None:
    listing = model.listings["network"]
    many = [f"https://w3id.org/psin/network/n{number}#this" for number in range(5000)]
    assert twin(listing.listed, Selection(q="x"), many) is None


@pytest.mark.parametrize("order", ["name", "newest", "oldest", "seen", "ties"])
def test_an_order_loses_and_doubles_nobody(model: object, order: str) -> None:
    listing = model.listings["network"]
    found = listing.ordered(Selection(), order)
    assert len(found) == len(set(found)) == listing.total
    if order == "oldest":
        started = [row.started for row in model.rows(found) if row.started]
        assert started == sorted(started)


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_a_list_can_be_taken_away_in_every_format(client: object, folder: str) -> None:
    found = client.get(f"/{folder}.json?q=innovation").get_json()
    assert 0 < found["count"] == len(found["items"]) < found["total"]
    rows = list(csv.DictReader(io.StringIO(client.get(f"/{folder}.csv?q=innovation").get_data(as_text=True))))
    assert [row["iri"] for row in rows] == [item["iri"] for item in found["items"]]
    turtle = client.get(f"/{folder}.ttl?q=innovation")
    assert turtle.mimetype == "text/turtle"
    import pyoxigraph

    subjects = {quad.subject.value for quad in pyoxigraph.parse(turtle.data, pyoxigraph.RdfFormat.TURTLE)}
    assert subjects == {item["iri"] for item in found["items"]}
    assert client.get(f"/{folder}.rq?q=innovation").get_data(as_text=True) == found["sparql"]
    assert client.get(f"/{folder}.xls").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/networks.csv",
        "/networks.json?since=2010",
        "/fr/organisations.json",
        "/convenings.ttl",
        "/networks.rq?country=NLD",
    ],
)
def test_who_has_a_list_is_told_so_and_another_one_has_another_tag(client: object, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    assert first.status_code == 200 and first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304 and again.data == b"" and again.headers["ETag"] == tag
    assert client.get(path).data == first.data
    other = f"{path}{'&' if '?' in path else '?'}q=innovation"
    assert client.get(other, headers={"If-None-Match": tag}).status_code == 200
    assert client.get(path.removeprefix("/fr") if path.startswith("/fr") else f"/fr{path}").headers["ETag"] != tag


@pytest.fixture(scope="module")
def narrow(site: object) -> object:
    """A client of a service whose lists may have a hundred members."""
    few = Site(
        Settings({}, list_members=100), site.engine, site.catalogue, site.vocabulary, site.library, site.findings
    )
    yield create_app(few).test_client()
    few._model.close()


@pytest.mark.parametrize("extension", ["csv", "json", "ttl"])
def test_a_list_that_is_too_long_is_refused_in_one_sentence_and_never_cut(narrow: object, extension: str) -> None:
    answer = narrow.get(f"/networks.{extension}", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert (
        "members, and 100 can be had at once. Choose facets, or take everything"
        in answer.get_json(force=True)["detail"]
    )
    french = narrow.get(f"/fr/networks.{extension}", headers={"Accept": "application/json"}).get_json(force=True)[
        "detail"
    ]
    assert french.startswith("La liste a ") and "100 peuvent être obtenus à la fois" in french
    assert narrow.get(f"/networks.{extension}?country=NLD").status_code == 200
    assert narrow.get("/networks.rq").status_code == 200


def test_csv_for_excel_begins_with_a_byte_order_mark_only_where_it_is_asked_for(client: object) -> None:
    assert client.get("/networks.csv?bom=1&country=NLD").data.startswith(b"\xef\xbb\xbfname,")
    assert client.get("/networks.csv?country=NLD").data.startswith(b"name,")
    assert "é" in client.get("/organisations.csv?bom=1").data.decode("utf-8-sig")


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r@"])
def test_no_cell_is_a_formula(value: str) -> None:
    from psin.queries.cells import safe as cell

    assert cell(value) == f"'{value}"
    assert cell(f"a{value}") == f"a{value}"


def test_the_chosen_values_travel_in_the_address(client: object) -> None:
    page = client.get("/networks?country=NLD&country=GBR&founded=2010s&sort=oldest").get_data(as_text=True)
    assert 'href="/networks?country=GBR&amp;founded=2010s&amp;sort=oldest"' in page
    assert "country=NLD&amp;country=GBR&amp;founded=2010s&amp;sort=oldest&amp;bom=1" in page


def test_many_threads_read_at_once(model: object) -> None:
    listing, failures = model.listings["network"], []
    expected = json.dumps([row.iri for row in model.rows(listing.ordered(Selection(q="innovation")))])

    def read() -> None:
        for _ in range(20):
            found = json.dumps([row.iri for row in model.rows(listing.ordered(Selection(q="innovation")))])
            if found != expected:
                failures.append(found)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_model_that_is_closed_leaves_no_file(site: object) -> None:
    from psin.catalogue.readmodel import ReadModel, build

    built = ReadModel(build(site.catalogue, site.engine.select, site.vocabulary))
    path = built.database.path
    assert path.exists()
    assert built.listings["network"].total > 0
    built.close()
    built.close()
    assert not path.parent.exists()


def test_advice_of_the_validator_is_a_facet(site: object) -> None:
    from psin.catalogue.readmodel import ReadModel, build

    advised = frozenset({"https://w3id.org/psin/network/one-team-gov#this"})
    built = ReadModel(build(site.catalogue, site.engine.select, site.vocabulary, advised=advised))
    listing = built.listings["network"]
    assert built.iris(listing.ordered(Selection({"advice": ("with",)}))) == sorted(advised)
    assert dict(listing.counts(Selection())["advice"]) == {"with": 1, "without": listing.total - 1}
    built.close()
