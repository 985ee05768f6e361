"""Releases that are present are shown, and handed out unchanged."""

from __future__ import annotations

import hashlib
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, site: object) -> Path:
    """A release of a catalogue that held one network less."""
    from psin.catalogue import Catalogue

    catalogue = site.catalogue  # type: ignore[attr-defined]
    fewer = Catalogue(catalogue.folder, [item for item in catalogue.loaded if not item.graph.endswith("/network/one-team-gov")])
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
        with served.get(f"/releases/{version}/{name}", headers={"If-None-Match": tag}) as again:
            assert again.status_code == 304


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
