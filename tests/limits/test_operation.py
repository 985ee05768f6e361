"""Running the service: new states without a gap, broken ones told and not served, a stop that lets answers finish."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psin.engine.pool import SPARES
from psin.settings import Settings

from .conftest import eventually, is_running
from .served import HEAVY, LIGHT, Served, serving

LABEL = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?l { <https://w3id.org/psin/organisation/psin#this> skos:prefLabel ?l FILTER(LANG(?l) = "en") }"""
SLOW = "SELECT (COUNT(*) AS ?n) { VALUES ?a { %s } VALUES ?b { %s } VALUES ?c { %s } FILTER(?a + ?b + ?c >= 0) }" % (
    (" ".join(map(str, range(170))),) * 3
)


@pytest.fixture
def data(few: Path, tmp_path: Path) -> Path:
    """A copy of the documents that can be changed."""
    return Path(shutil.copytree(few, tmp_path / "data"))


def rename(data: Path, name: str) -> None:
    """Gives the organisation another name, in one step as editors and git do."""
    path = data / "organisations" / "psin.ttl"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'(skos:prefLabel[^;]*?)"[^"]*"@en', rf'\g<1>"{name}"@en', text, count=1)
    assert changed != text
    replace(path, changed)


def replace(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)


def label(served: Served) -> str:
    return str(json.loads(served.ask(LABEL).body)["results"]["bindings"][0]["l"]["value"])


def version(served: Served) -> str:
    return str(json.loads(served.get("/-/versions").body)["catalogue"])


def test_a_hang_up_loads_the_new_state_while_old_queries_finish(data: Path) -> None:
    with serving(data) as served:
        before, old = label(served), version(served)
        running = served.send(SLOW)
        assert eventually(lambda: served.metric("psin_queries_heavy") == 1)
        gaps: list[object] = []
        slowest = 0.0
        rename(data, "Renamed in motion")
        served.process.send_signal(signal.SIGHUP)
        while version(served) == old:
            reply = served.ask(LIGHT)
            slowest = max(slowest, reply.seconds)
            if reply.status != 200:
                gaps.append(reply.status)
        assert gaps == []
        assert label(served) == "Renamed in motion" != before
        page = served.get("/organisation/psin", Accept="text/html").body.decode()
        assert "Renamed in motion" in page
        answer = http.client.HTTPResponse(running)
        answer.begin()
        assert answer.status == 200 and b'"4913000"' in answer.read()
        answer.close()
        running.close()
        assert eventually(lambda: len(served.events("reload")) == 1)
        assert served.events("reload")[0]["result"] == "loaded"
        print(f"longest light query during a reload: {slowest:.3f} s")


def test_every_request_sees_one_state_from_start_to_end(data: Path) -> None:
    with serving(data) as served:
        seen: list[tuple[str, str]] = []
        stop = threading.Event()

        def watch() -> None:
            while not stop.is_set():
                reply = served.get("/-/versions")
                seen.append((json.loads(reply.body)["catalogue"], str(json.loads(reply.body)["triples"])))

        threads = [threading.Thread(target=watch) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(2):
            old = version(served)
            rename(data, f"Name {number}")
            served.process.send_signal(signal.SIGHUP)
            assert eventually(lambda old=old: version(served) != old, 20)  # type: ignore[misc]
        stop.set()
        for thread in threads:
            thread.join()
        assert len(set(seen)) == 3
        whole = 1 + Settings().workers + SPARES
        assert eventually(lambda: len(served.family()) == whole), "one process that forks, and its workers"


def test_a_broken_file_leaves_the_old_state_and_is_told(data: Path) -> None:
    path = data / "organisations" / "psin.ttl"
    whole = path.read_text(encoding="utf-8")
    with serving(data, watch_seconds=0.1) as served:
        before, descriptors = label(served), served.descriptors()
        for broken in (whole[:-30], whole.replace("foaf:Organization", "foaf:Organisation", 1)):
            replace(path, broken)
            assert eventually(lambda: served.metric("psin_stale") == 1, 20)
            health = served.get("/-/health")
            assert health.status == 200 and health.body.startswith(b"ok\n")
            for told_to_all in (health.body.decode(), json.loads(served.get("/-/versions").body)["stale"]["detail"]):
                assert "organisations/psin.ttl" in told_to_all and str(data) not in told_to_all
            assert eventually(lambda: any(str(path) in str(event["detail"]) for event in served.events("reload")))
            assert label(served) == before
            replace(path, whole)
            assert eventually(lambda: served.metric("psin_stale") == 0, 20)
        told = ["refused", "unchanged", "refused", "unchanged"]
        assert eventually(lambda: [event["result"] for event in served.events("reload")] == told)
        assert eventually(lambda: served.descriptors() <= descriptors)


def test_watching_loads_what_has_changed(data: Path) -> None:
    with serving(data, watch_seconds=0.1) as served:
        rename(data, "Seen by itself")
        assert eventually(lambda: label(served) == "Seen by itself", 20)


def test_after_the_first_change_only_what_a_change_touches_is_checked(data: Path, root: Path) -> None:
    all_there_are = sorted((root / "data" / "organisations").glob("*.ttl"))
    alone = [
        one
        for one in all_there_are
        if set(re.findall(r"<\.\./([^#>]*)", one.read_text("utf-8"))) == {"organisation/psin"}
    ]
    for one in alone[:6]:
        shutil.copy(one, data / "organisations")
    whole = len(list(data.glob("*/*.ttl")))
    assert whole >= 6
    path = data / "organisations" / "psin.ttl"
    with serving(data, watch_seconds=0.1) as served:
        names = [f"Name {time.time_ns()} {number}" for number in range(3)]
        for name in names:
            rename(data, name)
            assert eventually(lambda name=name: label(served) == name, 60)  # type: ignore[misc]
        good = path.read_text(encoding="utf-8")
        replace(path, good[:-30])
        assert eventually(lambda: served.metric("psin_stale") == 1, 60)
        assert label(served) == names[-1] and "psin.ttl" in served.get("/-/health").body.decode()
        replace(path, good.replace(names[-1], "Mended"))
        assert eventually(lambda: label(served) == "Mended", 60)
        assert eventually(lambda: len(results(served, "loaded")) == len(names) + 1)
        first, *others = results(served, "loaded")
        assert first["checked"] == whole
        assert all(1 <= one["checked"] < whole for one in others[:2])
        assert results(served, "refused")


def results(served: Served, result: str) -> list[dict[str, Any]]:
    return [event for event in served.events("reload") if event["result"] == result]


def test_stopping_lets_answers_finish_and_takes_no_new_ones(few: Path) -> None:
    with serving(few) as served:
        family = served.family()
        idle = served.connect()
        running = served.send(SLOW)
        assert eventually(lambda: served.metric("psin_queries_heavy") == 1)
        served.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: refuses(served.port))
        answer = http.client.HTTPResponse(running)
        answer.begin()
        assert answer.status == 200 and b'"4913000"' in answer.read()
        answer.close()
        running.close()
        idle.close()
        assert served.process.wait(10) == 0
        assert eventually(lambda: not any(is_running(number) for number in family))


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return True
    return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_stopping_does_not_wait_for_ever(how: signal.Signals, few: Path) -> None:
    with serving(few, stop_seconds=0.5, query_seconds=60) as served:
        family = served.family()
        running = [served.send(f"{HEAVY} # {number}") for number in range(3)]
        assert eventually(lambda: served.metric("psin_queries_heavy") == 2)
        assert served.stop(how, 8) == 0
        for connection in running:
            connection.close()
        assert eventually(lambda: not any(is_running(number) for number in family))
        assert not [line for line in served.log if not line.startswith("{")]


@pytest.fixture(scope="module")
def plain(few: Path) -> Iterator[Served]:
    with serving(few) as running:
        yield running


def test_every_request_has_one_line_without_address_or_query(plain: Served) -> None:
    plain.ask(LIGHT)
    plain.ask("SELECT ?secret { ?secret")
    plain.get("/networks?q=private", Accept="text/html")
    plain.get("/no/such/place")
    assert eventually(lambda: len(plain.events("request")) == 4)
    right, wrong, page, missing = plain.events("request")
    assert right["rows"] == 1 and right["status"] == 200 and right["outcome"] == "answered"
    assert isinstance(right["bytes"], int) and right["bytes"] > 50
    assert {"query", "seconds", "held", "waited", "lane", "time"} <= set(right)
    assert wrong["status"] == 400 and wrong["outcome"] == "query-syntax"
    assert page["route"] == "/networks" and "query" not in page
    assert missing["status"] == 404
    text = "".join(plain.log)
    assert "127.0.0.1" not in text and "secret" not in text and "private" not in text


def test_the_log_tells_address_and_query_only_if_asked(few: Path) -> None:
    with serving(few, log_personal="address query") as served:
        served.ask(LIGHT)
        assert eventually(lambda: len(served.events("request")) == 1)
        [line] = served.events("request")
        assert line["client"] == "127.0.0.1" and line["text"] == LIGHT


def test_the_log_can_be_off(few: Path) -> None:
    with serving(few, log="off") as served:
        assert served.ask(LIGHT).status == 200
        served.stop()
        assert served.log == []


def test_the_budget_that_ended_a_query_is_logged(few: Path) -> None:
    with serving(few, query_seconds=0.5) as served:
        assert served.ask(HEAVY).status == 503
        assert eventually(lambda: len(served.events("request")) == 1)
        [line] = served.events("request")
        assert line["outcome"] == "budget-exceeded" and line["budget"] == "seconds"


def test_metrics_can_be_read_by_prometheus(plain: Served) -> None:
    plain.ask(LIGHT)
    reply = plain.get("/-/metrics")
    assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    names: set[str] = set()
    sample = re.compile(r'([a-z_]+)(\{[a-z]+="[^"\\\n]*"(?:,[a-z]+="[^"\\\n]*")*\})? [0-9.e+-]+')
    for line in reply.body.decode().splitlines():
        if line.startswith("# TYPE "):
            names.add(line.split()[2])
        elif not line.startswith("#"):
            found = sample.fullmatch(line)
            assert found, line
            assert found[1] in names or re.sub("_(bucket|sum|count)$", "", found[1]) in names, line
    assert {"psin_requests_total", "psin_request_seconds", "psin_queries_total", "psin_triples", "psin_stale"} <= names
    assert plain.metric('psin_queries_total{outcome="answered"}') >= 1


def test_settings_and_versions_are_told(plain: Served) -> None:
    rows = {row["name"]: row for row in json.loads(plain.get("/-/settings").body)}
    assert rows["heavy_queries"]["variable"] == "PSIN_HEAVY_QUERIES" and rows["heavy_queries"]["help"]
    versions = json.loads(plain.get("/-/versions").body)
    assert versions["stale"] is None and re.fullmatch("[0-9a-f]{64}", versions["catalogue"])
    assert plain.get("/-/health").headers["Cache-Control"] == "no-store"


def test_a_log_that_nobody_reads_stops_no_answer() -> None:
    """The pipe holds 64 KiB, about 300 lines."""
    reading, writing = os.pipe()
    try:
        from psin.web.log import Log

        lost: list[None] = []
        log = Log(writing, lambda: lost.append(None))
        for number in range(12_000):
            log.write("request", number=number)
        assert len(lost) > 500
    finally:
        with contextlib.suppress(OSError):
            os.close(reading)
        os.close(writing)
