"""Dumps: the same bytes for the same statements, parts and conditions as HTTP has them, versions that never change."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

NAMES = [f"{extension}{suffix}" for extension in ("nq", "ttl", "nt", "jsonld") for suffix in ("", ".gz")]


@pytest.mark.parametrize("name", NAMES)
def test_a_dump_has_a_strong_tag_a_date_and_both_conditions(client, name: str) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(f"/dump/latest.{name}")
    assert answer.status_code == 200
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
    for condition in (
        {"If-None-Match": answer.headers["ETag"]},
        {"If-Modified-Since": answer.headers["Last-Modified"]},
    ):
        again = client.get(f"/dump/latest.{name}", headers=condition)
        assert again.status_code == 304 and not again.data
    head = client.head(f"/dump/latest.{name}")
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(answer.data)
    version = client.get(answer.headers["Content-Location"])
    assert version.data == answer.data
    assert "immutable" in version.headers["Cache-Control"] and answer.headers["Cache-Control"] == "no-cache"


def test_the_packed_file_is_the_plain_one(client) -> None:  # type: ignore[no-untyped-def]
    for name in NAMES[::2]:
        assert gzip.decompress(client.get(f"/dump/latest.{name}.gz").data) == client.get(f"/dump/latest.{name}").data


def test_parts_can_be_had_and_put_together(client) -> None:  # type: ignore[no-untyped-def]
    whole = client.get("/dump/latest.nq.gz")
    size, middle = len(whole.data), len(whole.data) // 2
    assert whole.headers["Accept-Ranges"] == "bytes"
    parts = b""
    for first, last in ((0, middle - 1), (middle, size - 1)):
        part = client.get(
            "/dump/latest.nq.gz", headers={"Range": f"bytes={first}-{last}", "If-Range": whole.headers["ETag"]}
        )
        assert part.status_code == 206
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/{size}"
        parts += part.data
    assert parts == whole.data
    assert client.get("/dump/latest.nq.gz", headers={"Range": "bytes=-5"}).data == whole.data[-5:]
    beyond = client.get("/dump/latest.nq.gz", headers={"Range": f"bytes={size + 1}-"})
    assert beyond.status_code == 416 and beyond.headers["Content-Range"] == f"bytes */{size}"
    stale = client.get("/dump/latest.nq.gz", headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert stale.status_code == 200 and stale.data == whole.data
    for other in ("lines=1-2", "bytes=0-1,5-6", "bytes=abc", "bytes=5-2", "nonsense"):
        ignored = client.get("/dump/latest.nq.gz", headers={"Range": other})
        assert ignored.status_code == 200 and ignored.data == whole.data, other
    head = client.head("/dump/latest.nq.gz", headers={"Range": "bytes=0-9"})
    assert head.status_code == 200 and head.content_length == size


def test_two_services_make_the_same_bytes(site) -> None:  # type: ignore[no-untyped-def]
    from psin.web import create_app

    first, second = (create_app(site).test_client() for _ in range(2))
    for name in NAMES:
        assert first.get(f"/dump/latest.{name}").data == second.get(f"/dump/latest.{name}").data


def test_the_dump_holds_every_graph_of_the_service(client, site) -> None:  # type: ignore[no-untyped-def]
    found = ox.Dataset(ox.parse(client.get("/dump/latest.nq").data, ox.RdfFormat.N_QUADS))
    assert {quad.graph_name.value for quad in found} == set(site.catalogue.by_graph)
    whole = ox.Dataset(ox.parse(site.catalogue.nquads, ox.RdfFormat.N_QUADS))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    whole.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert found == whole


@pytest.mark.parametrize(
    "path",
    [
        "/dump/latest.exe",
        "/dump/latest/../../settings.py",
        "/dump/2020-01-01-000000000000/psin.nq",
        "/dump/..%2f..%2fetc/psin.nq",
    ],
)
def test_other_names_lead_nowhere(client, path: str) -> None:  # type: ignore[no-untyped-def]
    assert client.get(path).status_code == 404


def test_a_version_stays_what_it_was_until_it_is_no_longer_kept(served: Callable, write: Callable[..., Path]) -> None:  # type: ignore[type-arg]
    write("harbour-circle")
    service = served(PSIN_DUMP_VERSIONS="2")
    places, bytes_ = [], []
    for round_ in range(3):
        latest = service.get("/dump/latest.nq.gz")
        places.append(latest.headers["content-location"])
        bytes_.append(latest.body)
        write("harbour-circle", words=f"People who try new things, for the time number {round_ + 2}.")
        service.reload()
    assert len(set(places)) == 3
    service.get("/dump/latest.nq.gz")
    assert service.get(places[2]).body == bytes_[2]
    gone = service.get(places[0])
    assert gone.status == 410 and "no longer kept" in gone.text
    about = [service.get(place.rpartition("/")[0]) for place in places]
    assert [answer.status for answer in about] == [410, 410, 200]
    catalogue = service.get("/catalog.nt").text
    assert catalogue.count("<http://www.w3.org/ns/dcat#hasVersion>") == 2
    assert catalogue.count("<http://www.w3.org/ns/dcat#previousVersion>") == 1
    restarted = served(PSIN_DUMP_VERSIONS="2")
    assert restarted.get(places[2]).body == bytes_[2]


def test_dump_catalogue_feed_and_endpoint_say_of_which_state_they_are(client, site) -> None:  # type: ignore[no-untyped-def]
    paths = ("/dump/latest.nq.gz", "/catalog.ttl", "/feed", "/sparql?query=ASK{}")
    told = {client.get(path).headers["Psin-Catalogue-Version"] for path in paths}
    assert told == {site.catalogue.version}
