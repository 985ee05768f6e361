"""What the benchmark asks of every peer."""

from __future__ import annotations

import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..client import Client, Reply
from ..dataset import Dataset
from ..processes import Memory, memory, stop


@dataclass(frozen=True)
class Served:
    """A process that answers at ``address`` (empty if not over HTTP), given ``parameters`` with every query."""

    process: subprocess.Popen[bytes]
    address: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


class Running:
    """A peer that answers, its data loaded. ``serve`` starts it, and starts it again when it hangs."""

    def __init__(self, name: str, serve: Callable[[], Served]) -> None:
        self.name = name
        self._serve = serve
        self._use(serve())

    def _use(self, served: Served) -> None:
        self._process, self.address, self.parameters = served.process, served.address, served.parameters
        self._client = Client(self.address, self.parameters)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, query: str, accept: str, seconds: float) -> Reply:
        return self._client.ask(query, accept, seconds)

    def memory(self) -> Memory:
        return memory(self.pid)

    def restart(self) -> None:
        """After a query that does not end, which would burden those after it. Raises PeerFailed."""
        self.stop()
        self._use(self._serve())

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
