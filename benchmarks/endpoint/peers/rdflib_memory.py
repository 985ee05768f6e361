"""rdflib in memory without HTTP, in a process that can be ended when a query never ends."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ..client import Reply
from ..dataset import Dataset
from ..processes import PeerFailed, stop
from .base import Peer, Running, Served

#: Reads one query a line, writes one line an answer; the time is that of evaluating and serialising.
_WORKER = """
import base64, json, sys, time
from rdflib import Graph
graph = Graph()
graph.parse(sys.argv[1], format="nt")
print("ready", flush=True)
for line in sys.stdin:
    question = json.loads(line)
    started = time.perf_counter()
    try:
        result = graph.query(question["query"])
        body = result.serialize(format="turtle" if result.type in ("CONSTRUCT", "DESCRIBE") else "json")
        answer = {"body": base64.b64encode(body).decode()}
    except Exception as error:
        answer = {"error": str(error)[:300]}
    print(json.dumps({"seconds": time.perf_counter() - started, **answer}), flush=True)
"""


class InProcess(Running):
    """Asked through pipes."""

    def ask(self, query: str, accept: str, seconds: float) -> Reply:
        process = self._process
        assert process.stdin and process.stdout
        try:
            process.stdin.write(json.dumps({"query": query}).encode() + b"\n")
            process.stdin.flush()
        except OSError as error:
            return Reply(0, 0, 0, str(error).encode(), {})
        line = _line(process, seconds)
        if not line:
            return Reply(seconds, seconds, 0, b"not ended in time", {})
        answer = json.loads(line)
        taken = answer["seconds"]
        if "error" in answer:
            return Reply(taken, taken, 500, answer["error"].encode(), {})
        return Reply(taken, taken, 200, base64.b64decode(answer["body"]), {"content-type": accept})


class RdflibMemory(Peer):
    name = "rdflib"

    def missing(self) -> str:
        return "" if find_spec("rdflib") else "rdflib is not installed"

    def version(self) -> str:
        return f"{version('rdflib')}, in process"

    def start(self, dataset: Dataset, work: Path, seconds: float) -> Running:
        def serve() -> Served:
            with (work / "rdflib.log").open("wb") as log:
                process = subprocess.Popen(
                    [sys.executable, "-c", _WORKER, str(dataset.ntriples)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
            if _line(process, seconds) != b"ready\n":
                stop(process)
                raise PeerFailed(f"it did not load the data within {seconds:.0f} s")
            return Served(process)

        return InProcess(self.name, serve)


def _line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """The next line of output; empty if it does not come in time."""
    assert process.stdout
    descriptor, found, end = process.stdout.fileno(), bytearray(), time.monotonic() + seconds
    while not found.endswith(b"\n"):
        if not select.select([descriptor], [], [], max(0.0, end - time.monotonic()))[0]:
            return b""
        data = os.read(descriptor, 1 << 20)
        if not data:
            return b""
        found += data
    return bytes(found)


PEER = RdflibMemory()
