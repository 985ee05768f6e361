"""The service as a process of its own with small limits, and clients that misbehave on purpose."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from .conftest import below

LIGHT = "SELECT ?s { ?s a ?c } LIMIT 1"
#: Runs for minutes if nobody stops it, and answers nothing before its end.
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


@dataclass
class Served:
    """A running ``psin serve``. ``log`` are the lines of its standard error as they come."""

    process: subprocess.Popen[str]
    port: int
    log: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, timeout: float = 30, **headers: str) -> Reply:
        """Header names are given with ``_`` for ``-``. Raises OSError or HTTPException for a connection that is cut."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        began = time.monotonic()
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            body = answer.read()
            return Reply(answer.status, dict(answer.getheaders()), body, time.monotonic() - began)
        finally:
            connection.close()

    def ask(self, query: str, timeout: float = 30, form: str = "json", **headers: str) -> Reply:
        return self.get("/sparql?" + urlencode({"query": query, "format": form}), timeout, **headers)

    def connect(self, timeout: float = 30) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def send(self, query: str, form: str = "json", **headers: str) -> socket.socket:
        """A connection on which the query has been asked and nothing has been read."""
        connection = self.connect()
        connection.sendall(request_of(query, form, **headers))
        return connection

    def metric(self, name: str) -> float:
        found = re.search(rf"^{re.escape(name)} (\S+)$", self.get("/-/metrics").body.decode(), re.MULTILINE)
        return float(found[1]) if found else 0.0

    def memory(self) -> int:
        """Resident memory of the web process in bytes."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def descriptors(self) -> int:
        """How many the web process has open, without its readers of the lists, which stay: as many as have read at once."""
        found = 0
        for link in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found += not os.readlink(link).endswith("readmodel.sqlite")
        return found

    def family(self) -> set[int]:
        return below(self.process.pid)

    def events(self, event: str) -> list[dict[str, object]]:
        lines = [json.loads(line) for line in list(self.log) if line.startswith("{")]
        return [line for line in lines if line["event"] == event]

    def stop(self, how: int = signal.SIGTERM, seconds: float = 20) -> int:
        self.process.send_signal(how)
        return self.process.wait(seconds)


def request_of(query: str, form: str = "json", **headers: str) -> bytes:
    lines = [f"GET /sparql?{urlencode({'query': query, 'format': form})} HTTP/1.1", "Host: x"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextlib.contextmanager
def serving(data: Path, **settings: object) -> Iterator[Served]:
    """Starts the service of a folder on a free port and ends it, with all its processes, whatever happens."""
    given = {f"PSIN_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "psin", "serve", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PSIN_PORT": "0", **given},
    )
    assert process.stdout is not None and process.stderr is not None
    reader: threading.Thread | None = None
    try:
        first = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", first)
        assert found, f"the service did not start: {first}{process.stderr.read() if process.wait(20) else ''}"
        served = Served(process, int(found[1]))
        reader = threading.Thread(target=_follow, args=(process, served.log))
        reader.start()
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if reader is not None:
            reader.join()
        process.stdout.close()
        process.stderr.close()


def _follow(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        lines.append(line)
