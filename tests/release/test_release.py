"""A release is whole, says the same in every form, and is made of the same bytes whoever makes it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from datetime import date
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest
import rdflib
from psin import assets
from psin.catalogue import Catalogue, load
from psin.errors import CatalogueError, InputError
from psin.federation import release
from psin.federation.release import statements
from psin.federation.release.archive import pack
from psin.queries.cells import safe
from psin.vocabulary.terms import Vocabulary

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def whole(site: object) -> Catalogue:
    return site.catalogue  # type: ignore[attr-defined,no-any-return]


@pytest.fixture(scope="module")
def made(whole: Catalogue) -> release.Release:
    return release.build(whole, Vocabulary.load(assets.ontology()), DAY)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "psin", "release", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )


def test_two_runs_make_the_same_bytes(tmp_path: Path, made: release.Release) -> None:
    done = run("--to", str(tmp_path), "--date", "2026-11-24", PYTHONHASHSEED="11", TZ="Pacific/Auckland", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    packed = (tmp_path / f"{made.name}.tar.gz").read_bytes()
    assert hashlib.sha256(packed).hexdigest() == hashlib.sha256(pack(made, DAY)).hexdigest()
    again = run("--to", str(tmp_path), "--date", "2026-11-24", PYTHONHASHSEED="12")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / f"{made.name}.tar.gz").read_bytes() == packed
    assert not list(tmp_path.glob(".*"))


def test_the_archive_unpacks_into_the_files(made: release.Release) -> None:
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(pack(made, DAY)))) as tar:
        found = {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]
    assert found == {f"{made.name}/{name}": content for name, content in made.files.items()}


def test_every_form_states_the_same(made: release.Release) -> None:
    triples = set(made.files["catalogue.nt"].decode().splitlines())
    quads = {
        ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(made.files["catalogue.nq"], ox.RdfFormat.N_QUADS)
    }
    assert quads == {q.triple for q in ox.parse(made.files["catalogue.nt"], ox.RdfFormat.N_TRIPLES)}
    assert len(triples) == len(quads)
    for name, form in (("catalogue.ttl", ox.RdfFormat.TURTLE), ("catalogue.jsonld", ox.RdfFormat.JSON_LD)):
        found = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(made.files[name], form))
        expected = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in quads)
        for dataset in (found, expected):
            dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        assert found == expected, name


def test_nothing_of_the_catalogue_is_missing(made: release.Release, whole: Catalogue) -> None:
    lines = made.files["catalogue.nq"].decode().splitlines()
    assert len(lines) == len(set(lines)) == len({str(q) for q in ox.parse(whole.nquads, ox.RdfFormat.N_QUADS)})
    graphs = {q.graph_name.value for q in ox.parse(made.files["catalogue.nq"], ox.RdfFormat.N_QUADS)}  # type: ignore[union-attr]
    assert graphs == set(whole.by_graph)


def test_blank_nodes_of_two_graphs_stay_apart(tmp_path: Path) -> None:
    from psin.catalogue import LoadedDocument

    text = '<https://example.org/a> <https://example.org/p> [ <https://example.org/q> "_:c14n0 in a text" ] .'
    loaded = [LoadedDocument(f"https://example.org/{name}", tmp_path / name, text) for name in "xy"]
    found = statements.of(Catalogue(tmp_path, loaded))
    assert len(found.triples) == len(found.quads) == 4
    assert sum('"_:c14n0 in a text"' in line for line in found.triples) == 2


def test_checksums_hold(tmp_path: Path, made: release.Release) -> None:
    folder = release.write(made, tmp_path, DAY)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == len(made.files) - 1


def test_the_tables_hold_each_thing_once(made: release.Release, whole: Catalogue) -> None:
    rows = list(csv.DictReader(io.StringIO(made.files["csv/psin-Network.csv"].decode())))
    assert len(rows) == whole.count("network") == len({row["iri"] for row in rows})
    one = next(row for row in rows if row["iri"].endswith("/one-team-gov#this"))
    assert one["document"] == "https://w3id.org/psin/network/one-team-gov"
    assert "One Team Gov" in one["skos:prefLabel@en"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_the_data_package_describes_every_file_and_column(made: release.Release) -> None:
    package = json.loads(made.files["datapackage.json"])
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names))
    described = {resource["path"]: resource for resource in package["resources"]}
    assert {name for name in made.files if name.endswith((".csv", ".nq", ".nt", ".ttl", ".jsonld", ".graphml"))} == set(
        described
    )
    for name, resource in described.items():
        assert resource["bytes"] == len(made.files[name])
        assert resource["hash"] == f"sha256:{hashlib.sha256(made.files[name]).hexdigest()}"
        if name.endswith(".csv"):
            head = next(csv.reader(io.StringIO(made.files[name].decode())))
            assert head == [field["name"] for field in resource["schema"]["fields"]]


def test_the_ties_can_be_measured(made: release.Release, whole: Catalogue) -> None:
    graph = networkx.read_graphml(io.BytesIO(made.files["ties.graphml"]))
    kinds = [kind for _, kind in graph.nodes(data="kind")]
    for kind in ("network", "organisation", "convening"):
        assert kinds.count(kind) == whole.count(kind)
    convened = [edge for edge in graph.edges(data="kind") if edge[2] == "Convenership"]
    assert len(convened) > 100


def test_a_release_is_never_written_over(tmp_path: Path, made: release.Release) -> None:
    folder = release.write(made, tmp_path, DAY)
    (folder / "catalogue.nt").write_bytes(b"changed")
    with pytest.raises(InputError, match="differs in catalogue.nt"):
        release.write(made, tmp_path, DAY)
    assert (folder / "catalogue.nt").read_bytes() == b"changed"


def test_the_citation_names_version_day_and_licence(made: release.Release) -> None:
    text = made.files["CITATION.cff"].decode()
    assert (
        f'version: "{made.version}"' in text and 'date-released: "2026-11-24"' in text and "license: CC-BY-4.0" in text
    )


def test_an_empty_catalogue_is_not_released(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="nothing to release"):
        release.build(Catalogue(tmp_path, []), Vocabulary.load(assets.ontology()), DAY)


def test_a_catalogue_that_is_refused_is_not_released(tmp_path: Path) -> None:
    (tmp_path / "data" / "networks").mkdir(parents=True)
    (tmp_path / "data" / "networks" / "x.ttl").write_text("<#this> a <https://w3id.org/psin/ns#Network> .")
    done = run("--data", str(tmp_path / "data"), "--to", str(tmp_path / "out"))
    assert done.returncode != 0
    assert "mend these first" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_none_is_told(tmp_path: Path) -> None:
    done = run("--to", str(tmp_path), "--date", "yesterday")
    assert done.returncode != 0
    assert "'yesterday' is not a day." in done.stderr and "2026-11-24" in done.stderr


def test_rdflib_reads_what_was_written(made: release.Release) -> None:
    graph = rdflib.Graph().parse(data=made.files["catalogue.nt"].decode(), format="nt")
    assert len(graph) == len(made.files["catalogue.nt"].splitlines())


def test_the_catalogue_of_a_folder_has_the_version_of_its_release(made: release.Release) -> None:
    assert made.version == f"2026-11-24-{load().version[:12]}"


def test_the_description_for_portals_has_the_right_checksums(made: release.Release) -> None:
    graph = rdflib.Graph().parse(data=made.files["catalog.ttl"].decode(), format="turtle")
    dcat, spdx = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://spdx.org/rdf/terms#")
    found = {
        str(address).rpartition("/")[2]: str(graph.value(graph.value(node, spdx.checksum), spdx.checksumValue))
        for node, address in graph.subject_objects(dcat.downloadURL)
    }
    assert found == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in made.files.items()
        if name.startswith("catalogue.")
    }
