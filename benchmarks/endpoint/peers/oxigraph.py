"""The Oxigraph server over its store on disk, opened read-only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from ..dataset import Dataset
from ..processes import PeerFailed, answers, free_port, served, start, stop
from .base import Peer, Running, Served


class Oxigraph(Peer):
    name = "oxigraph"

    def missing(self) -> str:
        return "" if _binary() else "the program oxigraph is not installed"

    def version(self) -> str:
        return subprocess.run([_binary(), "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]

    def start(self, dataset: Dataset, work: Path, seconds: float) -> Running:
        log, store = work / "oxigraph.log", work / "oxigraph"
        shutil.rmtree(store, ignore_errors=True)
        loader = start([_binary(), "load", "--location", str(store), "--file", str(dataset.ntriples)], log)
        try:
            if loader.wait(seconds) != 0:
                raise PeerFailed(f"loading failed: {log.read_text(errors='replace')[-400:]}")
        except subprocess.TimeoutExpired:
            raise PeerFailed(f"loading took more than {seconds:.0f} s") from None
        finally:
            stop(loader)

        def serve() -> Served:
            port = free_port()
            address = f"http://127.0.0.1:{port}/query"
            process = start(
                [_binary(), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"], log
            )
            return Served(served(process, lambda: answers(address, {}), 60, log), address)

        return Running(self.name, serve)


def _binary() -> str:
    """Beside the interpreter, or on the path; empty if it is nowhere."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph") or ""


PEER = Oxigraph()
