"""The catalogue for other catalogues: what DCAT-AP asks for, by two engines, in every format, and true to the files."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, SKOS

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
}
SHAPES = ("shapes", "shapes_recommended", "range", "deprecateduris")


@pytest.fixture(scope="module")
def taken(app, tmp_path_factory: pytest.TempPathFactory) -> Path:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("catalogue") / "catalog.ttl"
    path.write_bytes(app.test_client().get("/catalog.ttl").data)
    return path


@pytest.fixture(scope="module")
def graph(taken: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(taken)


@pytest.fixture(scope="module")
def suite(shared: Path) -> Path:
    return shared / "suites" / "dcat-ap-3.0.1" / "shacl"


@pytest.mark.parametrize("name", SHAPES)
def test_it_conforms_to_dcat_ap_says_pyshacl(graph: rdflib.Graph, suite: Path, name: str) -> None:
    import pyshacl

    shapes = rdflib.Graph().parse(suite / f"{name}.ttl")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, advanced=True)
    assert conforms, text


def test_it_conforms_to_dcat_ap_says_shacl_engine(taken: Path, suite: Path, node: Path) -> None:
    told = in_javascript(node, taken, [suite / f"{name}.ttl" for name in SHAPES])
    assert told == {str(suite / f"{name}.ttl"): [] for name in SHAPES}


def test_the_engines_would_tell(taken: Path, suite: Path, node: Path, tmp_path: Path) -> None:
    """Without publisher, type of the theme and period, both see it."""
    import pyshacl

    broken = tmp_path / "broken.ttl"
    graph = rdflib.Graph().parse(taken)
    catalogue = next(graph.subjects(RDF.type, DCAT.Catalog))
    graph.remove((catalogue, DCTERMS.publisher, None))
    graph.remove((rdflib.URIRef("http://publications.europa.eu/resource/authority/data-theme/GOVE"), RDF.type, None))
    graph.remove((None, DCTERMS.temporal, None))
    graph.serialize(broken)
    told = in_javascript(node, broken, [suite / f"{name}.ttl" for name in SHAPES[:3]])
    for name in SHAPES[:3]:
        assert told[str(suite / f"{name}.ttl")]
        assert not pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(suite / f"{name}.ttl"), advanced=True)[0]


def in_javascript(node: Path, data: Path, shapes: list[Path]) -> dict[str, list[str]]:
    command = [node / "node_modules" / ".bin" / "node", node / "shacl.cjs", data, *shapes]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_every_format_says_the_same(client, taken: Path) -> None:  # type: ignore[no-untyped-def]
    wanted = set(ox.parse(taken.read_bytes(), ox.RdfFormat.TURTLE))
    for extension, form in FORMATS.items():
        answer = client.get(f"/catalog.{extension}")
        assert answer.status_code == 200
        assert not answer.data.startswith(b"\xef\xbb\xbf")
        assert answer.data.decode("utf-8")
        assert set(ox.parse(answer.data, form)) == wanted
        head = client.head(f"/catalog.{extension}")
        assert head.status_code == 200 and not head.data
        same = ("Content-Type", "ETag", "Content-Length", "Last-Modified")
        assert [head.headers[name] for name in same] == [answer.headers[name] for name in same]


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("*/*", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_without_an_extension_it_is_negotiated_and_never_a_page_for_who_takes_anything(
    client, accept: str, wanted: str
) -> None:  # type: ignore[no-untyped-def]
    answer = client.get("/catalog", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, wanted)
    assert "Accept" in answer.vary
    assert (
        client.get("/catalog", headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]}).status_code == 304
    )


def test_what_is_harvested_has_a_lasting_iri_and_says_so(graph: rdflib.Graph) -> None:
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService):
        found = list(graph.subjects(RDF.type, kind))
        assert found
        for thing in found:
            assert isinstance(thing, rdflib.URIRef) and thing.startswith("https://w3id.org/psin/")
            assert [str(name) for name in graph.objects(thing, DCTERMS.identifier)] == [str(thing)]
    assert not [node for triple in graph for node in triple if isinstance(node, rdflib.BNode)]
    assert len(list(graph.subjects(RDF.type, DCAT.DataService))) == 3


def test_foreign_entries_explain_themselves(graph: rdflib.Graph) -> None:
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert {label.language for label in graph.objects(concept, SKOS.prefLabel)} >= {"en"} or list(
            graph.objects(concept, SKOS.prefLabel)
        )


def test_sizes_and_checksums_are_those_of_the_files(client, graph: rdflib.Graph) -> None:  # type: ignore[no-untyped-def]
    seen = 0
    for distribution in graph.subjects(DCAT.byteSize):
        address = str(graph.value(distribution, DCAT.downloadURL))
        answer = client.get(address.removeprefix("http://localhost"))
        assert answer.status_code == 200
        assert len(answer.data) == int(graph.value(distribution, DCAT.byteSize))
        checksum = graph.value(graph.value(distribution, SPDX.checksum), SPDX.checksumValue)
        assert hashlib.sha256(answer.data).hexdigest() == str(checksum).lower()
        seen += 1
    assert seen >= 6


def test_a_forged_host_does_not_get_into_it(client) -> None:  # type: ignore[no-untyped-def]
    for host in ('evil.example"><x>', "evil.example/%0d%0a", "a b", "[::1"):
        answer = client.get("/catalog.nt", headers={"Host": host})
        if answer.status_code == 200:
            assert "evil" not in answer.text and all(ox.parse(answer.data, ox.RdfFormat.N_TRIPLES))


def test_unknown_formats_and_versions_are_told(client) -> None:  # type: ignore[no-untyped-def]
    assert client.get("/catalog.exe").status_code == 404
    assert client.get("/dump/2020-01-01-000000000000").status_code == 404
    assert client.get("/catalog", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("path", "words"), [("/catalog", "For other catalogues"), ("/fr/catalog", "Pour d’autres catalogues")]
)
def test_people_get_a_page_whose_links_lead_somewhere(client, path: str, words: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.mimetype == "text/html" and words in answer.text and "Accept" in answer.vary
    links = set(re.findall(r'href="(/(?:fr/)?(?:dump|catalog|feed|reconcile|timemap)[^"]*)"', answer.text))
    assert len(links) > 10
    for link in links:
        assert client.head(link).status_code == 200, link
