"""Releases that are present are shown, handed out unchanged, and asked."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from psin import assets
from psin.federation import release
from psin.settings import Settings
from psin.vocabulary.terms import Vocabulary
from psin.web import create_app

DAY = date(2025, 3, 1)
COUNT = "SELECT (COUNT(?n) AS ?networks) { ?n a <https://w3id.org/psin/ns#Network> }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, site: object) -> Path:
    """A release of a catalogue that held one network less."""
    from psin.catalogue import Catalogue

    catalogue = site.catalogue  # type: ignore[attr-defined]
    fewer = Catalogue(
        catalogue.folder, [item for item in catalogue.loaded if not item.graph.endswith("/network/one-team-gov")]
    )
    target = tmp_path_factory.mktemp("releases")
    release.write(release.build(fewer, Vocabulary.load(assets.ontology()), DAY), target, DAY)
    return target


@pytest.fixture(scope="module")
def version(folder: Path) -> str:
    return next(item.name for item in folder.iterdir() if item.is_dir()).removeprefix("psin-")


@pytest.fixture(scope="module")
def served(folder: Path, site: object) -> Iterator[FlaskClient]:
    settings = Settings({}, log="off", releases=str(folder))
    app = create_app(replace(site, settings=settings))  # type: ignore[type-var]
    yield app.test_client()
    app.extensions["psin"].archive.close()


def test_the_list_names_each_release(served: FlaskClient, version: str) -> None:
    for path in ("/releases", "/fr/releases", f"/releases/{version}", f"/fr/releases/{version}"):
        answer = served.get(path)
        assert answer.status_code == 200
        assert version in answer.get_data(as_text=True)


def test_files_come_unchanged_and_for_ever(served: FlaskClient, folder: Path, version: str) -> None:
    for line in (folder / f"psin-{version}" / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        with served.get(f"/releases/{version}/{name}") as answer:
            assert hashlib.sha256(answer.get_data()).hexdigest() == digest
            assert "immutable" in answer.headers["Cache-Control"]
            tag = answer.headers["ETag"]
            assert answer.headers["Content-Type"].count("charset") <= 1
        with served.get(f"/releases/{version}/{name}", headers={"If-None-Match": tag}) as again:
            assert again.status_code == 304


@pytest.mark.parametrize("path", ["/releases", "/fr/releases", "/releases/{version}"])
def test_a_page_about_releases_that_has_not_changed_is_not_sent_again(
    served: FlaskClient, version: str, path: str
) -> None:
    address = path.format(version=version)
    tag = served.get(address).headers["ETag"]
    assert served.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_part_of_a_file_can_be_had(served: FlaskClient, version: str) -> None:
    with served.get(f"/releases/{version}/catalogue.nq", headers={"Range": "bytes=0-9"}) as answer:
        assert answer.status_code == 206
        assert len(answer.get_data()) == 10


def test_the_archive_has_its_name(served: FlaskClient, folder: Path, version: str) -> None:
    with served.get(f"/releases/{version}.tar.gz") as answer:
        assert answer.get_data() == (folder / f"psin-{version}.tar.gz").read_bytes()
        assert f'filename="psin-{version}.tar.gz"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "path",
    [
        "/releases/2020-01-01-000000000000",
        "/releases/2020-01-01-000000000000.tar.gz",
        "/releases/..%2f..%2fetc",
        "/releases/{version}/../../secret",
        "/releases/{version}/..%2f..%2fsecret",
        "/releases/{version}/%2fetc%2fpasswd",
        "/releases/{version}/csv",
        "/releases/{version}/nothing",
    ],
)
def test_what_is_not_there_is_not_found(served: FlaskClient, folder: Path, version: str, path: str) -> None:
    (folder.parent / "secret").write_text("secret")
    answer = served.get(path.format(version=version), headers={"Accept": "application/json"}, follow_redirects=True)
    assert answer.status_code == 404
    assert answer.json["status"] == 404  # type: ignore[index]


def networks(client: FlaskClient, **arguments: str) -> int:
    answer = client.get(
        "/sparql", query_string={"query": COUNT, **arguments}, headers={"Accept": "application/sparql-results+json"}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return int(answer.json["results"]["bindings"][0]["networks"]["value"])  # type: ignore[index]


def test_an_earlier_release_answers_as_it_was(served: FlaskClient, version: str, site: object) -> None:
    now = site.catalogue.count("network")  # type: ignore[attr-defined]
    for _ in range(2):
        assert networks(served) == now
        assert networks(served, version=version) == now - 1


def test_a_post_may_name_the_release_too(served: FlaskClient, version: str) -> None:
    accept = {"Accept": "text/csv"}
    inside = served.post("/sparql", data={"query": COUNT, "version": version}, headers=accept)
    beside = served.post(
        f"/sparql?version={version}", data=COUNT, content_type="application/sparql-query", headers=accept
    )
    assert inside.status_code == beside.status_code == 200
    assert (
        inside.get_data()
        == beside.get_data()
        != served.post("/sparql", data={"query": COUNT}, headers=accept).get_data()
    )


def test_an_answer_says_which_version_it_is_of(served: FlaskClient, version: str, site: object) -> None:
    old = served.get("/sparql", query_string={"query": COUNT, "version": version}, headers={"Accept": "text/csv"})
    new = served.get("/sparql", query_string={"query": COUNT}, headers={"Accept": "text/csv"})
    assert old.headers["Psin-Catalogue-Version"] == version
    assert new.headers["Psin-Catalogue-Version"] == site.catalogue.version  # type: ignore[attr-defined]
    assert old.headers["ETag"] != new.headers["ETag"]


def test_the_current_version_can_be_named(served: FlaskClient, site: object) -> None:
    now = site.catalogue  # type: ignore[attr-defined]
    assert networks(served, version=now.version) == networks(served, version=now.version[:12]) == now.count("network")


@pytest.mark.parametrize("asked", ["2020-01-01-000000000000", "../../etc", "", "x" * 5000])
def test_a_release_that_is_not_there_is_told(served: FlaskClient, version: str, asked: str) -> None:
    answer = served.get(
        "/sparql", query_string={"query": COUNT, "version": asked}, headers={"Accept": "application/json"}
    )
    if not asked:
        assert answer.status_code == 200
        return
    assert answer.status_code == 404
    assert "There is no release" in answer.json["detail"] and version in answer.get_data(as_text=True)  # type: ignore[index]


def test_naming_two_releases_is_refused(served: FlaskClient, version: str) -> None:
    answer = served.get("/sparql", query_string=[("query", COUNT), ("version", version), ("version", version)])
    assert answer.status_code == 400
    assert "'version' is given 2 times" in answer.get_data(as_text=True)


def test_a_release_whose_bytes_changed_is_not_asked(folder: Path, version: str, site: object, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "releases")
    statements = tmp_path / "releases" / f"psin-{version}" / "catalogue.nq"
    statements.write_bytes(statements.read_bytes()[:-200])
    app = create_app(replace(site, settings=Settings({}, log="off", releases=str(tmp_path / "releases"))))  # type: ignore[type-var]
    answer = app.test_client().get(
        "/sparql", query_string={"query": COUNT, "version": version}, headers={"Accept": "text/csv"}
    )
    assert answer.status_code >= 500
    assert "not what its checksum says" in answer.get_data(as_text=True)


def test_the_page_of_a_query_shows_the_release(served: FlaskClient, version: str) -> None:
    answer = served.get("/sparql", query_string={"query": COUNT, "version": version}, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert version in answer.get_data(as_text=True)
