"""Clients that mean harm, over HTTP: the service stays up, answers others, and gives everything back afterwards."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from .conftest import eventually
from .served import HEAVY, LIGHT, Served, request_of, serving
from .test_service import DISGUISES

#: 76,000 rows, 25 MB of JSON: more than any socket buffer takes.
LONG = "SELECT ?s ?p ?o ?v { ?s ?p ?o VALUES ?v { 1 2 3 4 5 6 7 8 9 10 } } LIMIT 76000"


@pytest.fixture(scope="module")
def served(few: Path) -> Iterator[Served]:
    limits = {
        "query_seconds": 3, "receive_seconds": 1, "idle_seconds": 2, "stall_seconds": 2, "slow_bytes": 100_000,
        "connections": 60, "connections_per_client": 50, "rate_seconds": 0, "request_bytes": 100_000,
    }  # fmt: skip
    with serving(few, **limits) as running:
        running.get("/networks")
        for _ in range(3):
            running.ask(LONG)
        assert at_rest(running) and eventually(lambda: len(running.family()) == PROCESSES)
        yield running


#: The zygote, the workers and two to spare; an idle one that was killed is replaced when it is wanted.
PROCESSES = 15


def at_rest(served: Served) -> bool:
    return eventually(lambda: served.metric("psin_connections") == 1 and len(served.family()) <= PROCESSES)


@pytest.fixture(scope="module")
def descriptors(served: Served) -> int:
    """How many are open when every worker is there; between two attacks some may be missing."""
    return served.descriptors()


@pytest.fixture(autouse=True)
def everything_is_given_back(served: Served, descriptors: int) -> Iterator[None]:
    """After every attack: up, right, and memory, descriptors and processes back to where they were."""
    memory = served.memory()
    yield
    assert at_rest(served)
    assert json.loads(served.ask(LIGHT).body)["results"]["bindings"]
    assert eventually(lambda: served.descriptors() <= descriptors), (descriptors, served.descriptors())
    assert served.memory() < memory + (24 << 20)
    assert served.process.poll() is None
    assert not [line for line in served.log if not line.startswith("{")]


def ended(connection: socket.socket, seconds: float = 8) -> bool:
    """Whether the other side closes in time; whatever it still sends is read and dropped."""
    connection.settimeout(seconds)
    try:
        while connection.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


def test_heads_and_bodies_that_never_end_are_closed(served: Served) -> None:
    body = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nquery="
    starts = [b"GET / HTT", b"GET / HTTP/1.1\r\nHost: x\r\nA: ", body]
    clients = []
    for number in range(45):
        client = served.connect()
        client.sendall(starts[number % 3])
        clients.append(client)

    def drip() -> None:
        for client in clients:
            with contextlib.suppress(OSError):
                client.sendall(b"a")

    assert served.ask(LIGHT).seconds < 1
    end = time.monotonic() + 1.5
    while time.monotonic() < end:
        drip()
        assert served.ask(LIGHT).status == 200
    assert all(ended(client) for client in clients)
    for client in clients:
        client.close()


@pytest.mark.parametrize("end", [b"", b"X: \xff\r\n\r\n", b"X\r\n\r\n", b"\r\nGET / HTTP/1.0\r\n\r\n"])
def test_many_headers_without_their_end_or_with_an_odd_one_keep_nobody_waiting(served: Served, end: bytes) -> None:
    """A request comes in pieces: what is read of it so far must not be read again in every way there is."""
    for path in (b"/sparql?query=ASK%7B%7D", b"/networks"):
        with served.connect() as client:
            client.sendall(b"GET " + path + b" HTTP/1.1\r\n" + b"Host: x\r\nA: \t b \r\n" * 100 + end)
            assert served.get("/-/health", timeout=10).status == 200


def test_connections_without_a_request_make_room_for_others(served: Served) -> None:
    clients = [served.connect() for _ in range(120)]
    refused = [client for client in clients[50:] if client.recv(100).startswith(b"HTTP/1.1 503")]
    assert len(refused) == 70
    for client in clients:
        client.close()
    assert eventually(lambda: served.ask(LIGHT).status == 200)


def test_the_idlest_connection_makes_room_when_all_are_taken(few: Path) -> None:
    with serving(few, connections=10, connections_per_client=1000) as served:
        clients = [served.connect() for _ in range(30)]
        assert served.ask(LIGHT).status == 200
        assert ended(clients[0], 2)
        for client in clients:
            client.close()


def test_a_client_that_closes_its_side_gets_its_light_answer(served: Served) -> None:
    client = served.send(LIGHT)
    client.shutdown(socket.SHUT_WR)
    data = b""
    while part := client.recv(65_536):
        data += part
    client.close()
    assert data.startswith(b"HTTP/1.1 200") and b'"bindings":[{' in data


def test_a_heavy_query_ends_when_its_client_leaves(served: Served) -> None:
    client = served.send(HEAVY + " # left")
    assert eventually(lambda: served.metric("psin_queries_heavy") == 1)
    began = time.monotonic()
    client.close()
    assert eventually(lambda: served.metric("psin_queries_heavy") == 0)
    assert time.monotonic() - began < 1.5


def test_clients_that_read_nothing_hold_no_worker_and_are_closed(served: Served) -> None:
    answered = served.metric('psin_queries_total{outcome="answered"}')
    clients = [served.send(f"{LONG} # {number}") for number in range(6)]
    assert eventually(lambda: served.metric('psin_queries_total{outcome="answered"}') == answered + 6)
    assert eventually(lambda: served.metric("psin_spooled_bytes") > 5_000_000)
    memory = served.memory()
    assert served.ask(LIGHT).status == 200
    assert eventually(lambda: served.metric("psin_connections") == 1, 15)
    assert served.memory() <= memory + (8 << 20)
    for client in clients:
        client.close()


def test_a_thousand_aborted_requests_leave_nothing(served: Served) -> None:
    page = b"GET /networks HTTP/1.1\r\nHost: x\r\n\r\n"
    requests = [request_of(LIGHT), request_of(LONG), request_of(HEAVY), page, b"GET /spar"]

    def abort(share: int) -> None:
        chance = random.Random(share)
        for number in range(250):
            with contextlib.suppress(OSError), served.connect() as client:
                client.sendall(requests[number % len(requests)])
                if chance.random() < 0.3:
                    client.settimeout(0.02)
                    client.recv(1000)
                if chance.random() < 0.5:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    threads = [threading.Thread(target=abort, args=(share,)) for share in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert eventually(lambda: served.metric("psin_queries_heavy") == 0)


def post(served: Served, body: bytes, kind: str = "application/x-www-form-urlencoded", path: str = "/sparql") -> int:
    """The status; 413 also if the connection is cut before the answer can be read, as the standard allows."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    try:
        connection.request("POST", path, body, {"Content-Type": kind})
        return connection.getresponse().status
    except (ConnectionError, http.client.BadStatusLine):
        return 413
    finally:
        connection.close()


def test_giant_bodies_are_refused_before_they_are_read(served: Served) -> None:
    assert post(served, b"query=" + b"a" * 5_000_000) == 413
    assert post(served, b"SELECT" + b" " * 5_000_000, "application/sparql-query") == 413
    with served.connect() as client:
        client.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(OSError):
            for _ in range(300):
                client.sendall(b"1000\r\n" + b"a" * 4096 + b"\r\n")
        assert ended(client)
    with served.connect() as client:
        client.sendall(b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 431") or ended(client)


@pytest.mark.parametrize(
    ("body", "kind", "path"),
    [
        (b"query=ASK{}&query=ASK{}", "application/x-www-form-urlencoded", "/sparql"),
        (b"query=ASK{}", "application/x-www-form-urlencoded", "/sparql?query=ASK{}"),
        (b"ASK{}", "application/sparql-query", "/sparql?query=ASK{}"),
        (b"query=%FF%FE", "application/x-www-form-urlencoded", "/sparql"),
        (b"\xff\xfe ASK {}", "application/sparql-query", "/sparql"),
        (b"query=ASK%7B%7D&timeout=1&timeout=9", "application/x-www-form-urlencoded", "/sparql"),
    ],
)
def test_requests_that_contradict_themselves_are_refused(served: Served, body: bytes, kind: str, path: str) -> None:
    assert post(served, body, kind, path) == 400


@pytest.mark.parametrize("graph", ["http://127.0.0.1:{port}/x.ttl", "file:///etc/passwd", "http://localhost/"])
@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_no_graph_is_fetched(served: Served, graph: str, clause: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        iri = graph.format(port=listener.getsockname()[1])
        for reply in (
            served.ask(f"SELECT * {clause} <{iri}> {{ ?s ?p ?o }}"),
            served.get(f"/sparql?query={quote('SELECT * { ?s ?p ?o }')}&default-graph-uri={quote(iri)}"),
        ):
            assert reply.status in (200, 400, 403)
            assert reply.status != 200 or json.loads(reply.body)["results"]["bindings"] == []
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_service_reaches_nobody_in_any_disguise(served: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        to = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        prologue = "".join(f"PREFIX {name}: <{to}> " for name in ("ex", "SERVICEex", "serviceex", "SERVICESILENTex"))
        for disguise in DISGUISES:
            reply = served.ask(f"{prologue}SELECT * {{ {disguise.format(to=to)} }}")
            assert reply.status == 403 and "SERVICE" in json.loads(reply.body)["detail"]
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_nothing_wrong_or_short_is_read_while_workers_are_killed(served: Served) -> None:
    query = "SELECT ?s ?p ?o ?v { ?s ?p ?o VALUES ?v { 1 2 3 4 } } LIMIT 30000"
    assert served.ask(query, form="csv").body.count(b"\r\n") == 30_001
    counts: list[int] = []
    problems: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                reply = served.ask(query, form="csv")
            except (OSError, http.client.HTTPException) as error:
                problems.append(type(error).__name__)
                continue
            if reply.status == 200:
                counts.append(reply.body.count(b"\r\n"))
            else:
                problems.append(json.loads(reply.body)["code"])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    chance = random.Random(5)
    end = time.monotonic() + 4
    while time.monotonic() < end:
        victims = [number for number in served.family() if parent(number) != served.process.pid]
        if victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(victims), signal.SIGKILL)
        stop.wait(0.03)
    stop.set()
    for thread in threads:
        thread.join()
    assert set(counts) == {30_001} and len(counts) > 2
    assert problems and set(problems) <= {"engine-unavailable", "IncompleteRead", "ConnectionResetError"}


def parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def test_memory_stays_flat_while_a_slow_reader_takes_a_hundred_thousand_rows(few: Path) -> None:
    query = "SELECT ?s ?p ?o ?v { ?s ?p ?o VALUES ?v { 0 1 2 3 4 5 6 7 8 9 10 11 } } LIMIT 100000"
    with serving(few, slow_bytes=1) as served:
        whole = served.ask(query)
        assert len(json.loads(whole.body)["results"]["bindings"]) == 100_000
        before, highest, taken = served.memory(), 0, 0
        client = served.send(query)
        assert eventually(lambda: served.metric("psin_queries_heavy") == 0 and served.metric("psin_spooled_bytes") > 0)
        while part := client.recv(262_144):
            taken += len(part)
            highest = max(highest, served.memory())
        client.close()
        assert taken > len(whole.body)
        assert highest - before < 16 << 20
        print(f"{taken >> 20} MiB to a slow reader, the web process grew by {(highest - before) / 2**20:.1f} MiB")


def test_when_the_disk_is_full_of_answers_queries_wait_for_their_readers(few: Path) -> None:
    with serving(few, spool_bytes=1_000_000, query_seconds=4) as served:
        first = served.send(LONG)
        assert eventually(lambda: served.metric("psin_spooled_bytes") > 1_000_000)
        second = served.send(LONG + " # second")
        third = served.send(LONG + " # third")
        assert eventually(lambda: served.metric("psin_queries_heavy") == 2)
        assert served.metric("psin_spooled_bytes") < 3 * len(served.ask(LIGHT).body) + 25_000_000
        assert served.ask(LIGHT).status == 200
        for client in (first, second, third):
            client.close()
