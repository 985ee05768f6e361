"""What clients make of an answer that breaks off, and of a service that asks them to come back: never a short answer."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import threading
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest
from limits.conftest import eventually
from limits.served import HEAVY, LIGHT, Served, serving
from SPARQLWrapper import CSV, JSON, XML, SPARQLWrapper

from .conftest import ClientError, Comunica

#: Two kilobytes every millisecond or so, for half a minute. A frame has 256 KiB, so clients get the first of them early.
SLOW = """SELECT ?s ?p ?o ?text { ?s ?p ?o BIND(REPLACE("0123456789", "[0-9]", "%s") AS ?text)
    FILTER NOT EXISTS { ?a ?b ?c FILTER(STRLEN(STR(?c)) + STRLEN(STR(?s)) < 0) } }""" % ("long " * 40)
#: Takes longer than a light query may, and ends.
FINITE = "SELECT (COUNT(*) AS ?n) { ?s a ?class . ?t a ?class }"


@pytest.fixture(scope="module")
def few(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("few") / "organisations"
    folder.mkdir()
    shutil.copy(root / "data" / "organisations" / "psin.ttl", folder)
    return folder.parent


@pytest.fixture(scope="module")
def cut(few: Path) -> Iterator[Served]:
    """Sends what it has as soon as it can, and gives queries all the time they want."""
    with serving(few, held_bytes=0, query_seconds=300) as served:
        yield served


def kill_the_busy_worker(served: Served) -> None:
    """The worker of the one long query is the one that has used most processor time."""

    def used(process: int) -> int:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    assert eventually(lambda: served.metric("psin_queries_heavy") == 1)
    os.kill(max(served.family(), key=used), signal.SIGKILL)


def test_comunica_sees_that_the_worker_was_lost(cut: Served, by_itself: Comunica) -> None:
    rows = by_itself.ask(SLOW, f"{cut.address}/sparql")
    assert set(next(rows)) == {"s", "p", "o", "text"}
    kill_the_busy_worker(cut)
    with pytest.raises(ClientError, match="terminated"):
        for _ in rows:
            pass
    assert cut.ask(LIGHT).status == 200


@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_sparqlwrapper_sees_that_the_worker_was_lost(cut: Served, form: str) -> None:
    client = SPARQLWrapper(f"{cut.address}/sparql")
    client.setQuery(f"{SLOW} # {form}")
    client.setReturnFormat(form)
    result = client.query()  # the first bytes have come
    kill_the_busy_worker(cut)
    with pytest.raises(Exception, match="IncompleteRead"):
        result.convert()
    assert cut.ask(LIGHT).status == 200


def test_who_has_no_query_time_left_is_told_when_to_come_back(few: Path, comunica: Comunica) -> None:
    limits = {"rate_seconds": 30, "rate_burst_seconds": 0.5, "query_seconds": 1}
    with serving(few, **limits) as served:
        assert served.ask(HEAVY).status == 503
        client = SPARQLWrapper(f"{served.address}/sparql")
        client.setQuery(LIGHT)
        with pytest.raises(urllib.error.HTTPError) as refused:
            client.query()
        assert refused.value.code == 429
        assert 1 <= int(refused.value.headers["Retry-After"]) <= 3
        refused.value.close()
        assert served.ask(HEAVY).status in (429, 503)
        with pytest.raises(ClientError, match="429"):
            list(comunica.ask(LIGHT, f"{served.address}/sparql"))
        assert len(list(comunica.ask(LIGHT, f"{served.address}/sparql", httpRetryCount=5))) == 1


def test_a_client_that_waits_as_it_is_told_gets_its_answer(few: Path, comunica: Comunica) -> None:
    limits = {"workers": 3, "heavy_queries": 1, "queue_seconds": 1, "quick_seconds": 0.01, "query_seconds": 300}
    with (
        serving(few, trusted_proxies="127.0.0.1", **limits) as served,
        contextlib.closing(served.send(HEAVY, X_Forwarded_For="198.51.100.1")) as other,
    ):
        assert eventually(lambda: served.metric("psin_queries_heavy") == 1)
        client = SPARQLWrapper(f"{served.address}/sparql")
        client.setQuery(FINITE)
        with pytest.raises(urllib.error.HTTPError) as refused:
            client.query()
        assert (refused.value.code, refused.value.headers["Retry-After"]) == (503, "1")
        refused.value.close()
        with pytest.raises(ClientError, match="503"):
            list(comunica.ask(FINITE, f"{served.address}/sparql"))

        told = len(served.events("request"))

        def leave() -> None:
            assert eventually(lambda: any(event["status"] == 503 for event in served.events("request")[told:]))
            other.close()

        leaving = threading.Thread(target=leave)
        leaving.start()
        [row] = comunica.ask(FINITE, f"{served.address}/sparql", httpRetryCount=10)
        leaving.join()
        assert int(row["n"]) > 1000
