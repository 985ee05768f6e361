"""Engines of others, started for the tests on loopback and stopped by them."""

from __future__ import annotations

import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from psin.catalogue.publish import Target

_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
ServerThreads = 20
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 16
MaxKeepAlives = 16
KeepAliveTimeout = 30
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 20
"""


@dataclass
class Server:
    """A running engine: where it is asked, where it is changed, and by whom."""

    name: str
    query_url: str
    change_url: str
    update_url: str
    process: subprocess.Popen[bytes]
    user: str = ""
    password: str = field(default="", repr=False)

    def target(self) -> Target:
        return Target(self.change_url, self.update_url, self.user, self.password)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)


def missing(name: str) -> str:
    """Why an engine cannot be started here; empty if it can."""
    if name == "oxigraph":
        return "" if _oxigraph() else "the program oxigraph is not here (pip install oxigraph)"
    found = shutil.which("virtuoso-t") and shutil.which("isql-vt")
    return "" if found else "virtuoso-t is not here (apt-get install virtuoso-opensource-7-bin)"


def start(name: str, folder: Path, *, rows: int = 200_000) -> Server:
    """``rows`` is after how many Virtuoso cuts a result."""
    folder.mkdir(parents=True, exist_ok=True)
    return _start_oxigraph(folder) if name == "oxigraph" else _start_virtuoso(folder, rows)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _oxigraph() -> str:
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph") or ""


def _start_oxigraph(folder: Path) -> Server:
    port = free_port()
    process = _run([_oxigraph(), "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"], folder)
    address = f"http://127.0.0.1:{port}"
    server = Server("oxigraph", f"{address}/query", f"{address}/query", f"{address}/update", process)
    _until(lambda: _listens(port), server)
    return server


def _start_virtuoso(folder: Path, rows: int) -> Server:
    port, sql_port, password = free_port(), free_port(), secrets.token_hex(12)
    (folder / "virtuoso.ini").write_text(
        _INI.format(folder=folder, port=port, sql_port=sql_port, rows=rows), encoding="utf-8"
    )
    process = _run(["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")], folder)
    address = f"http://127.0.0.1:{port}"
    server = Server("virtuoso", f"{address}/sparql", f"{address}/sparql-auth", "", process, "dba", password)
    # It says so itself: a connection that comes too early can end it (7.2.5).
    _until(lambda: b"Server online" in (folder / "output.log").read_bytes(), server)
    statement = f'exec=set password "dba" "{password}";'
    done = subprocess.run(
        ["isql-vt", f"127.0.0.1:{sql_port}", "dba", "dba", statement],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "Error" in done.stdout + done.stderr:
        server.stop()
        raise RuntimeError(done.stdout + done.stderr)
    return server


def _run(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "output.log").open("wb") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder)


def _listens(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def _until(ready: Callable[[], bool], server: Server) -> None:
    end = time.monotonic() + 60
    while not ready():
        if server.process.poll() is not None or time.monotonic() > end:
            server.stop()
            raise RuntimeError(f"{server.name} did not start")
        time.sleep(0.02)
