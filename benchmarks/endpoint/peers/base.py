"""What the benchmark asks of every peer."""

from __future__ import annotations

import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from ..client import Client, Reply
from ..dataset import Dataset
from ..processes import Memory, memory, stop


class Running:
    """A peer that answers. ``address`` is that of its endpoint, empty if it has none; ``pid`` its first process."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], address: str, parameters: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.address = address
        self.parameters = dict(parameters or {})
        self._process = process
        self._client = Client(address, parameters)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, query: str, accept: str, seconds: float) -> Reply:
        return self._client.ask(query, accept, seconds)

    def memory(self) -> Memory:
        return memory(self.pid)

    def stop(self) -> None:
        self._client.close()
        stop(self._process)


class Peer(ABC):
    """``name`` is how it is called on the command line and in the report."""

    name: str

    @abstractmethod
    def missing(self) -> str:
        """Why it cannot run on this machine; empty if it can."""

    @abstractmethod
    def version(self) -> str: ...

    @abstractmethod
    def start(self, dataset: Dataset, work: Path, seconds: float) -> Running:
        """Loads the data and serves it on a free loopback port. Raises PeerFailed."""
