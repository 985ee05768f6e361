"""Virtuoso 7 with a database of its own, on loopback, one thread a query."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from pathlib import Path

from ..client import TABLE
from ..dataset import Dataset
from ..processes import PeerFailed, free_port, served, start
from .base import Peer, Running, Served

GRAPH = "urn:psin:benchmark"

#: With more threads a query, parts of it run on after its time is over.
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
DirsAllowed = {folder}, {data}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 0
ServerThreads = 20
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 16
MaxKeepAlives = 32
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""
#: Pages of 8 KiB.
_BUFFERS = {"10m": 340_000}


class Virtuoso(Peer):
    name = "virtuoso"

    def missing(self) -> str:
        found = shutil.which("virtuoso-t") and shutil.which("isql-vt")
        return "" if found else "virtuoso-t or isql-vt is not installed"

    def version(self) -> str:
        output = subprocess.run(["virtuoso-t", "--version"], capture_output=True, text=True, check=False)
        return next((word for word in (output.stdout + output.stderr).split() if word[:2] == "7."), "7")

    def start(self, dataset: Dataset, work: Path, seconds: float) -> Running:
        folder, log = (work / "virtuoso").resolve(), work / "virtuoso-output.log"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        port, sql_port, buffers = free_port(), free_port(), _BUFFERS.get(dataset.size, 85_000)
        data = dataset.ntriples.resolve().parent
        values = {
            "folder": folder,
            "data": data,
            "port": port,
            "sql_port": sql_port,
            "buffers": buffers,
            "dirty": buffers * 3 // 4,
        }
        (folder / "virtuoso.ini").write_text(_INI.format(**values))

        def serve() -> Served:
            # A bare connection to its SQL port while it starts can crash it, so its own words are waited for.
            process = start(
                ["virtuoso-t", "+foreground", "+configfile", str(folder / "virtuoso.ini")], log, folder=folder
            )
            served(process, lambda: b"Server online" in log.read_bytes(), 60, log)
            return Served(process, f"http://127.0.0.1:{port}/sparql", {"default-graph-uri": GRAPH})

        running = Running(self.name, serve)
        try:
            _load(sql_port, data, dataset.ntriples.name, seconds)
            if running.ask("ASK { ?s ?p ?o }", TABLE, 60).rows() != 1:
                raise PeerFailed("it loaded the data, but does not find it")
        except PeerFailed:
            running.stop()
            raise
        return running


def _load(port: int, folder: Path, name: str, seconds: float) -> None:
    password = secrets.token_hex(12)
    _sql(port, "dba", f'set password "dba" "{password}";', 60)
    _sql(port, password, f"ld_dir('{folder}', '{name}', '{GRAPH}');", 60)
    _sql(port, password, "rdf_loader_run();", seconds)
    _sql(port, password, "checkpoint;", seconds)


def _sql(port: int, password: str, statement: str, seconds: float) -> None:
    command = ["isql-vt", f"127.0.0.1:{port}", "dba", password, f"exec={statement}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise PeerFailed(f"'{statement}' took more than {seconds:.0f} s") from None
    if done.returncode != 0 or "*** Error" in done.stdout + done.stderr:
        raise PeerFailed(f"'{statement.partition(' ')[0]}' failed: {(done.stdout + done.stderr)[-300:]}")


PEER = Virtuoso()
