"""psin as a reader starts it, with all its limits on."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import psin

from ..dataset import Dataset
from ..processes import PeerFailed, announced, answers, start, stop, until
from .base import Peer, Running


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
        process = start(command, log, {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"})
        try:
            until(lambda: bool(announced(log)), process, seconds, log)
            address = f"{announced(log)}/sparql"
            until(lambda: answers(address, {}), process, 30, log)
        except PeerFailed:
            stop(process)
            raise
        return Running(self.name, process, address)


PEER = Psin()
