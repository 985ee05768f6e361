"""Queries that the server's loop answers itself: the same answers as from threads, whatever clients and workers do meanwhile."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
from psin.engine import FORMATS, frames
from psin.settings import Settings
from psin.web.server import listen

from .test_live import LARGE, Connection

#: 4,000 statements: about 500 kB in JSON, more than the buffers of a connection that nobody reads.
TEXT = "\n".join(f'<http://e/s{i}> <http://e/p{i % 7}> "value {i}" .' for i in range(4000))
#: Takes a tenth of a second: too long for the loop.
SLOW = "SELECT (COUNT(*) AS ?n) { VALUES ?p { <http://e/p0> <http://e/p1> } ?a ?p ?b . ?c ?p ?d FILTER(?b != ?d && %d > 0) }"
_RESET = struct.pack("ii", 1, 0)


@pytest.fixture(scope="module", params=[{"workers": 2}, {"workers": 6}], ids=["one place", "several places"])
def served(opened, request: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:  # type: ignore[no-untyped-def]
    """A server, the engine behind it, and ``threads``: the requests that threads were given."""
    chosen = {"port": 0, "quick_seconds": 0.1, **request.param}
    app, site = opened({LARGE: TEXT}, **chosen)
    server = listen(app, Settings({}, rate_burst_seconds=1e6, **chosen))
    threads: list[str] = []
    dispatcher = server._server.task_dispatcher
    add = dispatcher.add_task

    def add_task(task: object) -> None:
        threads.append(task.requests[0].command)  # type: ignore[attr-defined]
        add(task)

    dispatcher.add_task = add_task
    thread = threading.Thread(target=server.run)
    thread.start()
    service = app.extensions["psin"]
    yield SimpleNamespace(
        address=server.address, engine=site.engine, service=service, threads=threads, loop=server._server.loop
    )
    server.stop()
    thread.join(timeout=20)
    server.close()
    assert not thread.is_alive()


@pytest.fixture
def numbers() -> Callable[[], int]:
    """Numbers that make queries new."""
    return _numbers.__next__


_numbers = iter(range(1, 1_000_000))


def light(number: int) -> str:
    return f"SELECT ?o {{ <http://e/s{number % 4000}> ?p ?o }} LIMIT {10 + number}"


def value(body: bytes) -> str:
    return str(json.loads(body)["results"]["bindings"][0]["o"]["value"])


def whole(connection: Connection) -> tuple[int, bytes]:
    status, headers = connection.head()
    return status, connection.file.read(int(headers["content-length"]))


def settled(served: SimpleNamespace) -> bool:
    """Whether every place and every worker is free again."""
    counts = served.service.lanes.counts()
    return not any(counts.values()) and served.engine._pool._busy == 0


def test_a_light_query_needs_no_thread(served: SimpleNamespace, numbers: Callable[[], int]) -> None:
    served.threads.clear()
    with Connection(served.address) as connection:
        for _ in range(20):
            number = numbers()
            for _ in ("asked", "kept"):
                connection.ask(light(number))
                status, body = whole(connection)
                assert (status, value(body)) == (200, f"value {number % 4000}")
    # On a busy machine a worker may take its time.
    assert len(served.threads) <= 5


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o {{ <http://e/s7> ?p ?o }} LIMIT {}",
        "ASK {{ ?s ?p {} }}",
        "CONSTRUCT WHERE {{ ?s <http://e/p1> ?o }} LIMIT 1{:06}",
    ],
)
def test_it_is_answered_alike_however_it_comes(served: SimpleNamespace, numbers: Callable[[], int], query: str) -> None:
    seen = set()
    for way in ("get", "keep", "path", "close", "old", "form", "chunks", "head"):
        with Connection(served.address) as connection:
            connection.send(_request(query.format(numbers()), way))
            status, headers = connection.head()
            length = int(headers["content-length"])
            seen.add((status, headers["content-type"], length))
            if way != "head":
                seen.add(connection.file.read(length))
            stays = way not in ("close", "old")
            assert ("connection" in headers) is not stays
            assert headers["ratelimit"] and headers["access-control-allow-origin"] == "*" and headers["date"]
            if not stays:
                assert connection.ended()
    assert len(seen) == 2


def _request(query: str, way: str) -> bytes:
    form = urlencode({"query": query}).encode()
    if way == "form":
        head = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}"
        return f"POST /sparql HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + form
    if way == "chunks":
        head = "Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked"
        return f"POST /sparql HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n{len(query):x}\r\n{query}\r\n0\r\n\r\n".encode()
    method, path, version = (
        "HEAD" if way == "head" else "GET",
        "/sparql/" if way == "path" else "/sparql",
        "1.0" if way == "old" else "1.1",
    )
    more = {"keep": "Connection: keep-alive\r\n", "close": "Connection: close\r\n"}.get(way, "")
    return f"{method} {path}?{form.decode()} HTTP/{version}\r\nHost: x\r\n{more}\r\n".encode()


def test_what_takes_long_to_read_is_read_by_a_thread(served: SimpleNamespace, numbers: Callable[[], int]) -> None:
    with Connection(served.address) as connection:
        for length in (100, 2000, 3000, 7000):
            served.threads.clear()
            number = numbers()
            connection.ask(f"{light(number)} #{'x' * length}")
            assert value(whole(connection)[1]) == f"value {number % 4000}"
            assert length < 2048 or served.threads == ["GET"]


def test_a_state_that_may_have_to_be_opened_is_a_matter_for_threads(
    served: SimpleNamespace, numbers: Callable[[], int]
) -> None:
    with Connection(served.address) as connection:
        connection.ask(light(numbers()))
        status, headers = connection.head()
        version = headers["psin-catalogue-version"]
        connection.file.read(int(headers["content-length"]))
        connection.ask(light(numbers()), more=f"&version={version[:10]}")
        assert whole(connection)[0] == status == 200
        served.threads.clear()
        connection.ask(light(numbers()), more="&version=0123456789", headers="Accept: application/json\r\n")
        assert whole(connection)[0] == 404
        assert served.threads == ["GET"]


def test_errors_are_told_and_the_connection_lives_on(served: SimpleNamespace, numbers: Callable[[], int]) -> None:
    with Connection(served.address) as connection:
        for query, status in (
            ("SELECT nonsense", 400),
            ("INSERT DATA { <a:> <b:> <c:> }", 403),
            ("SELECT * FROM <http://e/elsewhere> { ?s ?p ?o }", 403),
            (light(numbers()), 200),
        ):
            connection.ask(query, headers="Accept: application/json\r\n")
            found, body = whole(connection)
            assert found == status and json.loads(body)


def test_a_query_that_takes_long_goes_on_in_a_thread(served: SimpleNamespace, numbers: Callable[[], int]) -> None:
    served.threads.clear()
    metrics = served.service.metrics
    before = sum(metrics._counters["psin_queries_total"].values())
    with Connection(served.address) as connection:
        connection.ask(SLOW % numbers())
        status, body = whole(connection)
        assert status == 200 and b'"value":"653224"' in body
        connection.ask(SLOW % numbers(), method="HEAD")
        assert connection.head()[0] == 200
        connection.ask(light(numbers()))
        assert whole(connection)[0] == 200
    assert served.threads[:2] == ["GET", "HEAD"]
    assert sum(metrics._counters["psin_queries_total"].values()) == before + 3


@pytest.mark.parametrize("rows", [1, 400, 1000, 2300, 4000])
def test_answers_of_every_length_are_whole(served: SimpleNamespace, numbers: Callable[[], int], rows: int) -> None:
    query = f"SELECT ?s ?p ?o {{ ?s ?p ?o FILTER({numbers()} > 0) }} ORDER BY ?s LIMIT {rows}"
    with served.engine.stream(query, accept=FORMATS["json"]) as answer:
        expected = b"".join(answer)
    with Connection(served.address) as connection:
        for _ in range(2):
            connection.ask(query)
            assert whole(connection) == (200, expected)


def test_a_reader_that_takes_its_time_gets_everything_and_holds_nothing(
    served: SimpleNamespace, numbers: Callable[[], int]
) -> None:
    query = f"SELECT ?s ?p ?o {{ ?s ?p ?o FILTER({numbers()} > 0) }} ORDER BY ?s"
    slow = Connection.__new__(Connection)
    slow.socket = socket.socket()
    slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    host, port = served.address.removeprefix("http://").split(":")
    slow.socket.connect((host, int(port)))
    slow.file = slow.socket.makefile("rb", 1024)
    with slow, Connection(served.address) as quick:
        slow.ask(query)
        slow.ask(light(numbers()))
        quick.ask(query)
        expected = whole(quick)
        for _ in range(10):
            quick.ask(light(numbers()))
            assert whole(quick)[0] == 200
        assert whole(slow) == expected
        assert whole(slow)[0] == 200


def test_requests_behind_one_under_way_are_answered_in_order(
    served: SimpleNamespace, numbers: Callable[[], int]
) -> None:
    with Connection(served.address) as connection:
        several = [numbers() for _ in range(6)]
        requests = [
            f"GET /sparql?query={quote(light(number))} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for number in several
        ]
        connection.ask(SLOW % numbers())
        for request in requests[:3]:
            connection.send(request)
        connection.send(b"".join(requests[3:]) + b"GET /sparql?query=ASK%20")
        assert b'"value":"653224"' in whole(connection)[1]
        assert [value(whole(connection)[1]) for _ in several] == [f"value {number % 4000}" for number in several]
        connection.send(b"{} HTTP/1.1\r\nHost: x\r\n\r\n")
        assert json.loads(whole(connection)[1])["boolean"] is True


def test_a_request_in_two_parts_is_answered_wherever_it_is_cut(
    served: SimpleNamespace, numbers: Callable[[], int]
) -> None:
    number = numbers()
    request = f"GET /sparql?query={quote(light(number))} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with Connection(served.address) as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for cut in range(1, len(request), 7):
            connection.send(request[:cut])
            connection.send(request[cut:])
            assert value(whole(connection)[1]) == f"value {number % 4000}"


@pytest.mark.parametrize("query", [light, lambda number: SLOW % number], ids=["light", "slow"])
def test_clients_that_leave_give_everything_back(
    served: SimpleNamespace, numbers: Callable[[], int], query: Callable[[int], str]
) -> None:
    held = len(os.listdir("/proc/self/fd"))
    for _ in range(60):
        connection = Connection(served.address)
        connection.ask(query(numbers()))
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        connection.file.close()
        connection.socket.close()
    assert _eventually(lambda: settled(served))
    with Connection(served.address) as connection:
        connection.ask(light(numbers()))
        assert whole(connection)[0] == 200
    assert _eventually(lambda: len(os.listdir("/proc/self/fd")) <= held + 2)


def test_a_client_that_has_said_all_it_wanted_gets_its_answer(
    served: SimpleNamespace, numbers: Callable[[], int]
) -> None:
    for _ in range(20):
        number = numbers()
        with Connection(served.address) as connection:
            connection.ask(light(number))
            connection.socket.shutdown(socket.SHUT_WR)
            assert value(whole(connection)[1]) == f"value {number % 4000}"
            assert connection.ended()


def test_more_clients_than_places_are_all_answered(served: SimpleNamespace, numbers: Callable[[], int]) -> None:
    wrong: list[object] = []

    def ask() -> None:
        with Connection(served.address) as connection:
            for _ in range(15):
                number = numbers()
                connection.ask(light(number))
                status, body = whole(connection)
                if status != 200 or value(body) != f"value {number % 4000}":
                    wrong.append((status, body[:200]))

    threads = [threading.Thread(target=ask) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert _eventually(lambda: settled(served))


def test_a_worker_killed_in_the_middle_is_an_error_and_never_a_short_answer(
    served: SimpleNamespace, numbers: Callable[[], int]
) -> None:
    """Stopped workers make sure that the query is under way when its worker dies, unless a new one was there first."""
    lost = 0
    with Connection(served.address) as connection:
        for _ in range(40):
            assert _eventually(lambda: settled(served))
            workers = [worker.number for worker in list(served.engine._pool._idle) if worker.alive()]
            for number in workers:
                os.kill(number, signal.SIGSTOP)
            number = numbers()
            connection.ask(light(number), headers="Accept: application/json\r\n")
            assert _eventually(lambda: served.engine._pool._busy == 1 or settled(served))
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            status, body = whole(connection)
            if status == 200:
                assert value(body) == f"value {number % 4000}"
                continue
            assert (status, json.loads(body)["status"]) == (503, 503)
            lost += 1
            if lost == 4:
                break
    assert lost == 4


def test_a_worker_that_talks_nonsense_takes_nothing_with_it(
    served: SimpleNamespace, numbers: Callable[[], int]
) -> None:
    with Connection(served.address) as connection:
        for nonsense in (
            b"\xff" * 64,
            frames.pack(frames.START, b"{"),
            frames.pack(frames.DATA, b"x") + frames.pack(frames.END, b"[]"),
        ):
            taken = served.engine._pool._taken
            theirs: list[socket.socket] = []

            def lying(taken=taken, nonsense=nonsense, theirs=theirs):  # type: ignore[no-untyped-def]
                worker = taken()
                if worker is not None and not theirs:
                    ours, other = socket.socketpair()
                    os.kill(worker.number, signal.SIGKILL)
                    worker.channel.close()
                    worker.channel = ours
                    worker.reader = frames.Reader(ours)
                    theirs.append(other)
                    other.sendall(nonsense)
                    other.shutdown(socket.SHUT_WR)
                return worker

            served.engine._pool._taken = lying
            try:
                connection.ask(light(numbers()))
                status, _ = whole(connection)
                assert status in (500, 503)
            finally:
                served.engine._pool._taken = taken
                for other in theirs:
                    other.close()
            with Connection(served.address) as other_connection:
                other_connection.ask(light(numbers()))
                assert whole(other_connection)[0] == 200
    assert _eventually(lambda: settled(served))


def test_connections_that_do_nothing_cost_nothing(
    served: SimpleNamespace, numbers: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are looked at once a second; beside that, only those with whom something happens."""
    idle = [Connection(served.address) for _ in range(60)]
    try:
        with Connection(served.address) as connection:
            connection.ask(light(numbers()))
            assert whole(connection)[0] == 200
            looked: list[int] = []
            look = served.loop._look
            monkeypatch.setattr(served.loop, "_look", lambda descriptor: (looked.append(descriptor), look(descriptor)))
            began = time.monotonic()
            for _ in range(40):
                connection.ask(light(numbers()))
                assert whole(connection)[0] == 200
            seconds = time.monotonic() - began
        assert len(looked) < 40 * 6 + 70 * (seconds + 1)
    finally:
        for other in idle:
            other.__exit__()


def _eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    done = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if condition():
            return True
        done.wait(0.02)
    return False
