"""psin as a reader starts it, with all its limits on."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import psin

from ..dataset import Dataset
from ..processes import announced, answers, served, start
from .base import Peer, Running, Served


class Psin(Peer):
    name = "psin"

    def missing(self) -> str:
        return "" if find_spec("flask") and find_spec("waitress") else "flask or waitress is not installed"

    def version(self) -> str:
        return str(psin.__version__)

    def start(self, dataset: Dataset, work: Path, seconds: float) -> Running:
        log = work / "psin.log"
        path = os.pathsep.join([str(Path(psin.__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        command = [sys.executable, "-m", "psin", "serve", "--data", str(dataset.folder.resolve()), "--port", "0"]

        def serve() -> Served:
            environment = {
                "PYTHONPATH": path,
                "PYTHONUNBUFFERED": "1",
                "PSIN_CACHE": str((work / "psin-cache").resolve()),
            }
            process = start(command, log, environment)
            served(process, lambda: bool(announced(log)) and answers(f"{announced(log)}/sparql", {}), seconds, log)
            return Served(process, f"{announced(log)}/sparql")

        return Running(self.name, serve)


PEER = Psin()
