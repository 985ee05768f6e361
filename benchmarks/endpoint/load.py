"""A closed loop of clients in a process of its own: ``python -m benchmarks.endpoint.load``, its task on standard input.

Every connection is kept and sends its next request when the last answer is complete. Sockets and a selector instead of
a library, so that the client takes as little of the machine as it can; its own processor time is reported.
"""

from __future__ import annotations

import json
import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Load:
    """What came of it: times in ms, ``client_us`` of processor time a request."""

    requests: int
    failed: int
    seconds: float
    p50: float
    p99: float
    client_us: float
    statuses: dict[str, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0


@dataclass
class _Connection:
    socket: socket.socket
    started: float = 0.0
    received: bytes = b""
    whole: int = -1


def run(port: int, targets: Sequence[str], headers: Mapping[str, str], connections: int, seconds: float) -> Load:
    """Asks all targets once, from a new process; stops early when the time is over."""
    task = {
        "port": port,
        "targets": list(targets),
        "headers": dict(headers),
        "connections": connections,
        "seconds": seconds,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.endpoint.load"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=seconds + 60,
        cwd=_ROOT,
        check=True,
    )
    return Load(**json.loads(done.stdout))


class _Loop:
    def __init__(self, port: int, targets: Sequence[str], headers: Mapping[str, str]) -> None:
        self._port = port
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._requests = iter(
            [f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{lines}\r\n".encode() for target in targets]
        )
        self._selector = selectors.DefaultSelector()
        self._open = 0
        self.times: list[float] = []
        self.statuses: dict[str, int] = {}

    def run(self, connections: int, seconds: float) -> None:
        end = time.perf_counter() + seconds
        for _ in range(connections):
            self._connect()
        while self._open and time.perf_counter() < end:
            for key, _ in self._selector.select(1.0):
                self._read(key.data)

    def _connect(self) -> None:
        request = next(self._requests, None)
        if request is None:
            return
        connection = _Connection(socket.create_connection(("127.0.0.1", self._port), timeout=60))
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection.socket, selectors.EVENT_READ, connection)
        self._open += 1
        self._send(connection, request)

    def _send(self, connection: _Connection, request: bytes) -> None:
        connection.received, connection.whole, connection.started = b"", -1, time.perf_counter()
        connection.socket.sendall(request)

    def _read(self, connection: _Connection) -> None:
        try:
            data = connection.socket.recv(262_144)
        except OSError:
            data = b""
        connection.received += data
        if data and not _complete(connection):
            return
        self.times.append(time.perf_counter() - connection.started)
        status = connection.received[9:12].decode("latin-1") or "none"
        self.statuses[status] = self.statuses.get(status, 0) + 1
        head = connection.received.partition(b"\r\n\r\n")[0].lower()
        following = None if not data or b"connection: close" in head else next(self._requests, None)
        if following is not None:
            self._send(connection, following)
            return
        self._selector.unregister(connection.socket)
        connection.socket.close()
        self._open -= 1
        self._connect()


def _complete(connection: _Connection) -> bool:
    """Whether the answer is all there. ``whole`` is its length, -2 if it comes in chunks."""
    received = connection.received
    if connection.whole == -1:
        head_end = received.find(b"\r\n\r\n")
        if head_end < 0:
            return False
        length = _LENGTH.search(received, 0, head_end)
        if length:
            connection.whole = head_end + 4 + int(length[1])
        elif received[9:12] == b"304":
            connection.whole = head_end + 4
        else:
            connection.whole = -2
    return received.endswith(b"\r\n0\r\n\r\n") if connection.whole == -2 else len(received) >= connection.whole


def main() -> None:
    task = json.load(sys.stdin)
    loop = _Loop(task["port"], task["targets"], task["headers"])
    started, processor = time.perf_counter(), time.process_time()
    loop.run(task["connections"], task["seconds"])
    taken, processor = time.perf_counter() - started, time.process_time() - processor
    times = sorted(loop.times) or [0.0]
    good = sum(number for status, number in loop.statuses.items() if status in ("200", "304"))
    load = Load(
        requests=len(loop.times),
        failed=len(loop.times) - good,
        seconds=taken,
        p50=times[len(times) // 2] * 1000,
        p99=times[int(len(times) * 0.99)] * 1000,
        client_us=processor / len(times) * 1e6,
        statuses=loop.statuses,
    )
    print(json.dumps(asdict(load)))


if __name__ == "__main__":
    main()
