"""While a new state of the catalogue is being made, what is answered from it is said to be, and is not kept for the old one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient
from psin.settings import Settings
from psin.web import create_app
from psin.web.site import Site
from psin.web.start import load_site

ASKED = "SELECT ?t { <https://w3id.org/psin/organisation/psin> <http://purl.org/dc/terms/title> ?t }"


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    (tmp_path / "organisations").mkdir()
    shutil.copy(root / "data/organisations/psin.ttl", tmp_path / "organisations")
    return tmp_path


@pytest.fixture
def first(folder: Path) -> Iterator[Site]:
    site = load_site(folder, Settings({}))
    yield site
    site.close()


def retitled(folder: Path, title: str) -> None:
    file = folder / "organisations/psin.ttl"
    file.write_text(file.read_text().replace('dcterms:title "Editors of psin"', f'dcterms:title "{title}"'))


def asked(client: FlaskClient, comment: str) -> tuple[str, str, str | None]:
    """Title, version and entity tag."""
    answer = client.get("/sparql", query_string={"query": f"{ASKED} #{comment}", "format": "csv"})
    assert answer.status_code == 200
    return answer.text.split("\r\n")[1], answer.headers["Psin-Catalogue-Version"], answer.headers.get("ETag")


def test_an_answer_from_the_state_that_follows_has_its_version_and_no_tag_of_the_one_before(
    folder: Path, first: Site
) -> None:
    client = create_app(first).test_client()
    title, version, tag = asked(client, "before")
    assert (title, version) == ("Editors of psin", first.catalogue.version) and tag
    retitled(folder, "Those who edit psin")
    build, meanwhile = Site._build, []

    def building(site: Site) -> object:
        meanwhile.extend([asked(client, "meanwhile"), asked(client, "meanwhile"), asked(client, "before")])
        return build(site)

    with patch.object(Site, "_build", building):
        second = load_site(folder, Settings({}), unless=first.catalogue.version, previous=first)
    try:
        new = second.catalogue.version
        assert new != first.catalogue.version
        assert meanwhile[:2] == [("Those who edit psin", new, None)] * 2, "and it is not kept either"
        assert meanwhile[2] == (title, version, tag), "what was kept is the answer of the state before, and says so"
        title, version, tag = asked(create_app(second).test_client(), "meanwhile")
        assert (title, version) == ("Those who edit psin", new) and tag
    finally:
        second.close()


def test_when_the_new_state_cannot_be_made_the_old_one_is_answered_from_again(folder: Path, first: Site) -> None:
    retitled(folder, "Those who edit psin")

    def failing(site: Site) -> object:
        raise RuntimeError("no model")

    with patch.object(Site, "_build", failing), pytest.raises(RuntimeError):
        load_site(folder, Settings({}), previous=first)
    title, version, _ = asked(create_app(first).test_client(), "after")
    assert (title, version) == ("Editors of psin", first.catalogue.version)
    second = load_site(folder, Settings({}), previous=first)
    try:
        assert asked(create_app(second).test_client(), "after")[0] == "Those who edit psin"
    finally:
        second.close()
