"""A question over HTTP: as a page, as a table in every format, as a notebook, a picture and a query."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from urllib.parse import unquote
from xml.etree import ElementTree

import nbformat
import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from psin.queries import Library
from psin.web import spreadsheet, versions

NAMES = sorted(Library.load().queries)
DRAWN = [
    (query.name, number) for query in Library.load().queries.values() for number in range(1, len(query.charts) + 1)
]
HTML = {"Accept": "text/html"}
#: Questions whose charts have nothing to draw yet.
EMPTY = {"participation-against-90-9-1"}


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_a_page_in_both_languages(name: str, client: FlaskClient) -> None:
    for prefix, title in (("", "title"), ("/fr", "title")):
        answer = client.get(f"{prefix}/queries/{name}", headers=HTML)
        assert answer.status_code == 200, title
        assert "<h1>" in answer.get_data(as_text=True)
        assert len(answer.get_data()) < 300_000


@pytest.mark.parametrize("name", NAMES)
def test_all_tables_of_a_question_hold_the_same_rows(name: str, client: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(client.get(f"/queries/{name}.csv").get_data(as_text=True))))
    found = json.loads(client.get(f"/queries/{name}.json").get_data())
    excel = client.get(f"/queries/{name}.excel.csv").get_data()
    assert excel.startswith(b"\xef\xbb\xbf")
    listed = list(csv.reader(io.StringIO(excel.decode("utf-8-sig"))))
    assert found["head"]["vars"] == rows[0] == listed[0]
    assert len(found["results"]["bindings"]) == len(rows) - 1 == len(listed) - 1
    for plain, safe in zip(rows, listed, strict=True):
        assert [cell.removeprefix("'") for cell in safe] == [cell.removeprefix("'") for cell in plain]


@pytest.mark.parametrize(("name", "number"), [one for one in DRAWN if one[0] not in EMPTY])
def test_every_chart_is_a_picture_that_stands_alone(name: str, number: int, client: FlaskClient) -> None:
    answer = client.get(f"/queries/{name}.svg?chart={number}")
    assert answer.status_code == 200 and answer.mimetype == "image/svg+xml"
    picture = ElementTree.fromstring(answer.get_data())
    assert picture.tag == "{http://www.w3.org/2000/svg}svg" and picture.get("aria-label")
    assert not any("style" in element.attrib or element.tag.endswith("}script") for element in picture.iter())
    assert len(list(picture.iter())) > 3


def test_a_chart_that_is_not_there_is_refused(client: FlaskClient) -> None:
    for wrong in ("0", "3", "-1", "x", "²", ""):
        assert client.get("/queries/networks-by-country.svg", query_string={"chart": wrong}).status_code == 400, wrong
    assert client.get("/queries/changed-since.svg").status_code == 400
    assert client.get("/queries/participation-against-90-9-1.svg").status_code == 404


def test_the_answer_says_of_which_version_it_is(client: FlaskClient, site) -> None:  # type: ignore[no-untyped-def]
    version = site.catalogue.version
    for path in (
        "/queries/who-convenes",
        "/queries/who-convenes.csv",
        "/queries/who-convenes.json",
        "/sparql?query=ASK{}",
        "/queries/who-convenes/edit",
    ):
        assert client.get(path).headers[versions.HEADER] == version, path
    linked = client.get("/queries/who-convenes.json").get_json(force=True)["head"]["link"]
    assert linked == [f"http://localhost/queries/who-convenes?version={version}"]
    assert version in client.get("/queries/who-convenes", headers=HTML).get_data(as_text=True)
    assert client.get(linked[0]).status_code == 200


@pytest.mark.parametrize(
    "path", ["/queries/who-convenes", "/queries/who-convenes.csv", "/sparql?query=ASK{}", "/sparql"]
)
def test_a_version_that_is_not_present_is_refused(path: str, client: FlaskClient, site) -> None:  # type: ignore[no-untyped-def]
    sign = "&" if "?" in path else "?"
    current = site.catalogue.version
    assert client.get(f"{path}{sign}version={current[:12]}").status_code == 200
    for wrong in ("2025-01-01", "0" * 64, current[:4], "../../etc/passwd", "<script>"):
        answer = client.get(f"{path}{sign}version={wrong}", headers={"Accept": "application/json"})
        assert answer.status_code == 404, wrong
        assert "leave the version out" in answer.get_data(as_text=True)


def test_several_values_and_none_are_understood(client: FlaskClient) -> None:
    def total(**values: object) -> int:
        rows = csv.DictReader(
            io.StringIO(client.get("/queries/networks-by-country.csv", query_string=values).get_data(as_text=True))
        )
        return sum(int(row["networks"]) for row in rows)

    one, other = total(kind="kind-movement"), total(kind="kind-community-of-practice")
    assert 0 < one and 0 < other
    assert (
        total(kind=["kind-movement", "kind-community-of-practice"])
        == total(kind="kind-movement,kind-community-of-practice")
        == one + other
    )
    assert total(kind="") == total() > one + other


def test_what_was_chosen_stands_in_the_form_and_in_every_link(client: FlaskClient) -> None:
    page = client.get(
        "/queries/networks-to-join?admission=admission-open&admission=admission-cohort&place=DNK", headers=HTML
    ).get_data(as_text=True)
    assert len(re.findall(r'name="admission" value="[^"]*" checked', page)) == 2
    assert '<option value="DNK" selected>' in page
    for extension in ("excel.csv", "csv", "json", "ipynb", "rq"):
        assert (
            f"/queries/networks-to-join.{extension}?admission=admission-open&amp;admission=admission-cohort&amp;place=DNK"
            in page
        )
    listed = client.get("/queries/around-a-network", headers=HTML).get_data(as_text=True)
    assert '<option value="ambtenaar-2-0">Ambtenaar 2.0</option>' in listed


@pytest.mark.parametrize(
    "value", ["x> } ; DROP ALL", '"><script>alert(1)</script>', "=cmd()", "\0", "é" * 2000, "kind-netwrk"]
)
def test_a_value_that_cannot_be_used_is_told_and_never_runs(value: str, client: FlaskClient) -> None:
    page = client.get("/queries/networks-by-country", query_string={"kind": value}, headers=HTML)
    assert page.status_code == 400
    assert "<script>alert" not in page.get_data(as_text=True) and 'role="alert"' in page.get_data(as_text=True)
    for extension in ("csv", "excel.csv", "ipynb", "rq", "svg"):
        answer = client.get(f"/queries/networks-by-country.{extension}", query_string={"kind": value})
        assert answer.status_code in (400, 404), extension
        assert "Traceback" not in answer.get_data(as_text=True)


def test_a_text_is_only_a_text(client: FlaskClient) -> None:
    for value in ('lab" } UNION { ?network ?where ?found', "=1+1", "O'Neil \\ \n"):
        text = client.get("/queries/networks-about.rq", query_string={"text": value}).get_data(as_text=True)
        line = next(line for line in text.split("\n") if "VALUES ?text" in line)
        assert [row["text"].value for row in ox.Store().query(f"SELECT ?text {{ {line} }}")] == [value]  # type: ignore[union-attr]
        page = client.get("/queries/networks-about", query_string={"text": value}, headers=HTML).get_data(as_text=True)
        for snippet in re.findall(r"<pre[^>]*><code>(answer|import|curl)", page):
            assert snippet


def test_unknown_names_are_told_with_a_suggestion(client: FlaskClient) -> None:
    assert "Did you mean kind?" in client.get("/queries/networks-by-country.csv?kinds=kind-network").get_data(
        as_text=True
    )
    assert client.get("/queries/networks-by-countries").status_code == 404
    assert "csv" in client.get("/queries/networks-by-country.pdf").get_data(as_text=True)


def test_a_second_request_for_the_same_table_costs_nothing(client: FlaskClient) -> None:
    first = client.get("/queries/who-convenes.csv")
    again = client.get("/queries/who-convenes.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.get_data()
    assert "RateLimit" not in again.headers
    moody = client.get("/queries/not-confirmed-lately.csv")
    assert client.get(
        "/queries/not-confirmed-lately.csv", headers={"If-None-Match": moody.headers["ETag"]}
    ).headers.get("RateLimit")


@pytest.mark.parametrize("name", ["networks-by-country", "tenure-of-conveners", "networks-about"])
def test_the_notebook_is_one_and_its_code_is_python(name: str, client: FlaskClient) -> None:
    answer = client.get(f"/queries/{name}.ipynb")
    assert "attachment" in answer.headers["Content-Disposition"]
    notebook = nbformat.reads(answer.get_data(as_text=True), as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.source.startswith("%"):
            ast.parse(cell.source)


def test_the_snippets_lead_back_to_the_answer(client: FlaskClient) -> None:
    page = client.get("/queries/networks-about?text=O%27Neil+%22x%22", headers=HTML).get_data(as_text=True)
    for found in re.findall(r"http://localhost(/queries/networks-about\.csv\?text=[^\s&#]*)", page):
        assert unquote(found).startswith("/queries/networks-about.csv?text=O'Neil")
        assert client.get(found).status_code == 200


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_of_a_spreadsheet_begins_a_formula(text: str) -> None:
    string = ox.Literal(text)
    claimed = ox.Literal(text, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    rows = list(
        csv.reader(
            io.StringIO(spreadsheet.table(["a", "b"], [{"a": string, "b": claimed}]).decode("utf-8-sig"), newline="")
        )
    )
    assert rows[1][0] == f"'{text}"
    assert rows[1][1] == text if text in ("+1", "-1") else rows[1][1].startswith("'")


def test_the_address_of_another_host_is_not_believed_over_the_setting(site, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from psin.settings import Settings
    from psin.web import create_app

    monkeypatch.setattr(site, "settings", Settings({}, public_url="https://networks.example/"))
    page = (
        create_app(site)
        .test_client()
        .get("/queries/who-convenes", headers=HTML | {"Host": "evil.example"})
        .get_data(as_text=True)
    )
    assert "https://networks.example/queries/who-convenes.csv" in page and "evil.example" not in page


def test_terms_of_one_vocabulary_are_told_apart_in_an_answer(client: FlaskClient) -> None:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <http://rdfs.org/ns/void#DatasetDescription> ; ?p ?o }"
    page = client.get("/sparql", query_string={"query": query}, headers=HTML).get_data(as_text=True)
    kinds = re.findall(r'<a href="http://rdfs.org/ns/void#([A-Za-z]+)"[^>]*>([^<]*)</a>', page)
    assert ("DatasetDescription", "rdfs.org/ns/void#DatasetDescription") in kinds
