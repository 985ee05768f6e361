"""rdflib-endpoint over rdflib's store in memory."""

from __future__ import annotations

import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ..dataset import Dataset
from ..processes import answers, free_port, served, start
from .base import Peer, Running, Served

#: A plain graph and no access log: faster than the command that comes with it.
_SERVER = """
import sys
import uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint

graph = Graph()
graph.parse(sys.argv[1], format="nt")
uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=int(sys.argv[2]), access_log=False, log_level="warning")
"""


class RdflibEndpoint(Peer):
    name = "rdflib-endpoint"

    def missing(self) -> str:
        return "" if find_spec("rdflib_endpoint") and find_spec("uvicorn") else "rdflib-endpoint is not installed"

    def version(self) -> str:
        return f"{version('rdflib-endpoint')} (rdflib {version('rdflib')}, uvicorn {version('uvicorn')})"

    def start(self, dataset: Dataset, work: Path, seconds: float) -> Running:
        log = work / "rdflib-endpoint.log"

        def serve() -> Served:
            port = free_port()
            address = f"http://127.0.0.1:{port}/"
            process = start([sys.executable, "-c", _SERVER, str(dataset.ntriples), str(port)], log)
            return Served(served(process, lambda: answers(address, {}), seconds, log), address)

        return Running(self.name, serve)


PEER = RdflibEndpoint()
