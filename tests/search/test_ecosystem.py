"""The ecosystem: what is drawn is in the table, what is computed is what networkx says, and files can be read again."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter

import networkx as nx
import pytest
from psin.catalogue.readmodel.ecosystem import KINDS, TIES

VIEWS = ["map", "years", "formality", "sponsors", "landscape"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def ecosystem(model: object) -> object:
    return model.ecosystem


def test_every_network_organisation_and_convening_is_a_node(ecosystem: object, site: object) -> None:
    kinds = Counter(node.kind for node in ecosystem.nodes.values())
    assert kinds == {kind: site.catalogue.count(kind) for kind in KINDS}


def test_ties_are_those_of_the_graph(ecosystem: object, site: object) -> None:
    rows = site.engine.select(
        "PREFIX psin: <https://w3id.org/psin/ns#> SELECT DISTINCT ?from ?to WHERE { ?r a psin:Sponsorship ; psin:agent ?from ; "
        "psin:ofNetwork ?to FILTER(?from != ?to) }"
    )
    iris = {number: node.iri for number, node in ecosystem.nodes.items()}
    found = {(iris[tie.source], iris[tie.target]) for tie in ecosystem.ties if tie.kind == "sponsors"}
    assert found == {(row["from"].value, row["to"].value) for row in rows}
    assert {tie.group for tie in ecosystem.ties} <= set(TIES)


def test_measures_are_those_of_networkx_on_the_exported_graph(ecosystem: object) -> None:
    graph = nx.read_graphml(io.BytesIO(ecosystem.graphml()))
    simple = nx.Graph(graph)
    simple.remove_edges_from(nx.selfloop_edges(simple))
    degree, between = (
        dict(simple.degree()),
        nx.betweenness_centrality(simple.subgraph([n for n, d in simple.degree() if d])),
    )
    for node in ecosystem.nodes.values():
        assert node.degree == degree[node.iri] == graph.nodes[node.iri]["degree"]
        assert node.betweenness == pytest.approx(between.get(node.iri, 0.0), abs=1e-9)
    assert graph.number_of_edges() == len(ecosystem.ties)
    assert not ecosystem.sampled


def test_communities_hold_together(ecosystem: object) -> None:
    graph = nx.Graph([(tie.source, tie.target) for tie in ecosystem.ties])
    groups: dict[int, set[int]] = {}
    for node in ecosystem.nodes.values():
        assert (node.community == 0) == (node.degree == 0)
        if node.community:
            groups.setdefault(node.community, set()).add(node.number)
    sizes = [len(groups[number]) for number in sorted(groups)]
    assert sizes == sorted(sizes, reverse=True) and len(groups) == ecosystem.communities
    assert all(nx.is_connected(graph.subgraph(members)) for members in groups.values())
    assert nx.community.modularity(graph, groups.values()) > 0.6


def test_the_files_hold_the_same_graph(client: object, ecosystem: object) -> None:
    nodes = list(csv.DictReader(io.StringIO(client.get("/ecosystem/nodes.csv").get_data(as_text=True))))
    edges = list(csv.DictReader(io.StringIO(client.get("/ecosystem/edges.csv").get_data(as_text=True))))
    graphml = nx.read_graphml(io.BytesIO(client.get("/ecosystem.graphml").data))
    gexf = nx.read_gexf(io.BytesIO(client.get("/ecosystem.gexf").data))
    ids = {row["Id"] for row in nodes}
    assert len(ids) == len(nodes) == graphml.number_of_nodes() == gexf.number_of_nodes() == len(ecosystem.nodes)
    assert len(edges) == graphml.number_of_edges() == gexf.number_of_edges()
    assert {row["Source"] for row in edges} | {row["Target"] for row in edges} <= ids


def test_no_two_things_stand_on_each_other_and_all_stand_inside(ecosystem: object) -> None:
    nodes, ties, left = ecosystem.drawn(KINDS, TIES)
    places = ecosystem.places(nodes, ties, 1000, 760)
    assert set(places) == {node.number for node in nodes}
    assert all(0 <= x <= 1000 and 0 <= y <= 760 for x, y in places.values())
    assert len(set(places.values())) > 0.98 * len(places)
    assert left == sum(1 for node in ecosystem.nodes.values() if node.degree) - len(nodes)
    assert ecosystem.places(nodes, ties, 1000, 760) is places


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?country=NLD",
        "?things=network&ties=link",
        "?ties=sponsors&status=status-active",
        "?country=XYZ",
        "?things=%00&ties=%3Cscript%3E&sort=between",
    ],
)
def test_what_is_drawn_is_in_the_table(client: object, asked: str) -> None:
    page = client.get(f"/ecosystem{asked}").get_data(as_text=True)
    assert client.get(f"/ecosystem{asked}").status_code == 200
    drawn = set(re.findall(r'<a data-n="\d+" href="([^"]+)"', page))
    last = max([int(number) for number in re.findall(r"[?;&]page=(\d+)", page)] + [1])
    listed: list[str] = []
    for number in range(1, last + 1):
        text = (
            client.get(f"/ecosystem{asked}{'&' if asked else '?'}page={number}").get_data(as_text=True)
            if last > 1
            else page
        )
        listed += re.findall(r'<tr><th scope="row"><a href="([^"]+)"', text)
    assert set(listed) == drawn and len(listed) == len(drawn)
    assert bool(drawn) == (asked != "?country=XYZ")


def test_a_senseless_page_is_the_first(client: object) -> None:
    first = client.get("/ecosystem").data
    for page in ("x", "-1", "0", "1"):
        assert client.get(f"/ecosystem?page={page}").data.count(b'<th scope="row">') == first.count(b'<th scope="row">')


def test_a_filter_leaves_only_what_is_tied_to_it(client: object, model: object, ecosystem: object) -> None:
    page = client.get("/ecosystem?country=NLD").get_data(as_text=True)
    numbers = {int(number) for number in re.findall(r'<a data-n="(\d+)"', page)}
    dutch = {number for number, (_, place) in _countries(model).items() if place == "NLD"}
    neighbours = {tie.target for tie in ecosystem.ties if tie.source in dutch} | {
        tie.source for tie in ecosystem.ties if tie.target in dutch
    }
    assert numbers and numbers <= dutch | neighbours


def _countries(model: object) -> dict[int, tuple[str, str]]:
    rows = model.database.rows(
        "SELECT thing, value FROM facet WHERE kind = 'network' AND name = 'country' AND value = 'NLD'"
    )
    return {thing: ("network", value) for thing, value in rows}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_a_table_or_says_why_there_is_none(client: object, name: str) -> None:
    response = client.get(f"/ecosystem/{name}")
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    if '<svg class="drawing' in page:
        assert "<caption>The same as a table" in page
    else:
        assert "Nobody has judged" in page


def test_the_map_shows_every_country_of_the_table(client: object, model: object) -> None:
    page = client.get("/ecosystem/map").get_data(as_text=True)
    drawing = page.split("</svg>", 2)[1]
    codes = {code for code in model.listings["network"].values("country") if code != "unknown"}
    assert set(re.findall(r'href="/networks\?country=([A-Z]+)"', drawing)) == codes


@pytest.mark.parametrize("name", ["", *VIEWS])
def test_in_french_every_view_leads_on_in_french(client: object, name: str) -> None:
    page = client.get(f"/fr/ecosystem/{name}".rstrip("/")).get_data(as_text=True)
    found = set(re.findall(r'href="(/[^"#]*)"', page.partition("<main")[2].partition("</main>")[0]))
    pages = {address for address in found if not re.search(r"\.(csv|graphml|gexf|svg)$", address)}
    assert pages and all(re.match(r"/fr/(?!fr/)", address) for address in pages), pages


def test_the_years_are_those_of_the_graph(client: object, site: object) -> None:
    page = client.get("/ecosystem/years").get_data(as_text=True)
    table = {
        year: (int(first), int(last))
        for year, first, last in re.findall(
            r'<th scope="row">(\d{4})</th><td class="num"[^>]*>(\d+)</td><td class="num"[^>]*>(\d+)</td>', page
        )
    }
    rows = site.engine.select(
        "PREFIX psin: <https://w3id.org/psin/ns#> PREFIX schema: <https://schema.org/> SELECT ?year (COUNT(DISTINCT ?n) AS ?count) WHERE "
        "{ ?n a psin:Network ; schema:foundingDate ?d BIND(SUBSTR(STR(?d), 1, 4) AS ?year) } GROUP BY ?year"
    )
    for row in rows:
        assert table[row["year"].value][0] >= int(row["count"].value)
    assert sum(last for _, last in table.values()) > 0


@pytest.mark.parametrize("name", ["ties", *VIEWS[:-1]])
def test_a_drawing_as_a_file_stands_alone(client: object, name: str) -> None:
    response = client.get(f"/ecosystem/{name}.svg")
    assert response.mimetype == "image/svg+xml"
    root = ElementTree.fromstring(response.data)
    assert root.tag == f"{SVG}svg" and root.find(f"{SVG}title").text and "CC BY 4.0" in root.find(f"{SVG}desc").text
    style = root.find(f"{SVG}style").text
    assert "--link:" in style and "prefers-color-scheme: dark" in style
    for element in root.iter():
        assert not [key for key in element.attrib if key.startswith("on") or key == "style"]
        if "href" in element.attrib:
            assert element.attrib["href"].startswith("http")
    import base64
    import hashlib

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in response.headers["Content-Security-Policy"]


def test_an_unknown_view_is_not_there(client: object) -> None:
    for path in ("/ecosystem/nothing", "/ecosystem/nothing.svg", "/ecosystem/landscape.svg", "/ecosystem/..%2fx"):
        assert client.get(path).status_code == 404, path


def test_large_graphs_are_estimated_and_drawn_in_part(monkeypatch: pytest.MonkeyPatch, model: object) -> None:
    from psin.catalogue.readmodel import Ecosystem
    from psin.catalogue.readmodel import ecosystem as module

    monkeypatch.setattr(module, "EXACT", 100)
    monkeypatch.setattr(module, "DRAWN", 50)
    large = Ecosystem(model.database)
    assert large.sampled
    nodes, ties, left = large.drawn(KINDS, TIES)
    assert 0 < len(nodes) <= 50 and left > 0
    exact = {number: node.betweenness for number, node in model.ecosystem.nodes.items()}
    estimated = {number: node.betweenness for number, node in large.nodes.items()}
    top = sorted(exact, key=exact.get, reverse=True)[:10]
    assert len(set(top) & set(sorted(estimated, key=estimated.get, reverse=True)[:20])) >= 8


def test_who_would_wait_too_long_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch, model: object) -> None:
    from psin.catalogue.readmodel import Ecosystem
    from psin.catalogue.readmodel import ecosystem as module
    from psin.errors import EngineUnavailable

    monkeypatch.setattr(module, "PATIENCE", 0.01)
    busy = Ecosystem(model.database)
    with busy._measuring, pytest.raises(EngineUnavailable):
        assert busy.nodes
    assert busy.nodes
    with busy._drawing, pytest.raises(EngineUnavailable):
        busy.places(*busy.drawn(KINDS, TIES)[:2], 500, 400)
