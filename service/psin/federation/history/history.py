"""The history of a service: which version is served, what happened to a document, what it was on a day."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path

from ...catalogue import Catalogue
from ...catalogue.void import VOID_GRAPH
from ...errors import EngineUnavailable, StoreError
from ...settings import Settings
from .contents import Contents
from .events import Event, Version
from .log import Log
from .seed import seed

#: Graphs that follow from the others, of which there are no events.
DERIVED = frozenset({VOID_GRAPH})
#: States whose version is remembered.
_REMEMBERED = 8


class History:
    """The log in the folder ``state`` of the settings, or in a temporary one. Thread-safe.

    ``clock`` gives seconds since 1970. Raises StoreError if the folder cannot be used.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._commits, self._clock = int(settings.history_commits), clock
        try:
            self.folder = Path(str(settings.state) or tempfile.mkdtemp(prefix="psin-state-"))
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            named = settings.state or tempfile.gettempdir()
            raise StoreError(
                f"The folder {named} cannot be used: {error.strerror}.", "Name another in PSIN_STATE."
            ) from None
        self.log = Log(self.folder / "history.sqlite" if settings.state else None)
        self._end = weakref.finalize(self, _end, self.log, None if settings.state else self.folder)
        self._contents = Contents(self.log)
        self._lock = threading.Lock()
        #: By the order in which the states were loaded: one that equals an earlier one is a new version all the same.
        self._known: dict[int, Version] = {}

    def close(self) -> None:
        """Closes the log, and removes a temporary folder."""
        self._end()

    def at(self, catalogue: Catalogue) -> Version:
        """The version that a catalogue is; what is new in it is written into the log first.

        Raises EngineUnavailable for a state that is no longer the newest and was not written down when it was.
        """
        with self._lock:
            found = self._known.get(catalogue.order)
            if found is None:
                if catalogue.order < max(self._known, default=0):
                    raise EngineUnavailable("Other documents have just been loaded.", "Ask again.", retry_after=1)
                if len(self._known) >= _REMEMBERED:
                    del self._known[min(self._known)]
                found = self._known[catalogue.order] = self._record(catalogue)
            return found

    def digest(self, catalogue: Catalogue, graph: str) -> str:
        """The canonical hash of a graph. Raises KeyError."""
        return self._contents.graph(graph, catalogue.by_graph[graph]).digest

    def _record(self, catalogue: Catalogue) -> Version:
        from .. import canonical

        now = int(self._clock() * 1000)
        if not self.log.count:
            seed(self.log, catalogue, self._contents, now, self._commits)
        found = self._contents.of(catalogue)
        self.log.append({graph: content for graph, content in found.items() if graph not in DERIVED}, now)
        whole = canonical.digest(f"{graph} {content.digest}" for graph, content in sorted(found.items()))
        return self.log.publish(whole, now)

    def last(self, graph: str) -> Event | None:
        """The last thing that happened to a graph; None if nothing is known of it."""
        events = self.log.of(graph)
        return events[-1] if events else None


def _end(log: Log, temporary: Path | None) -> None:
    log.close()
    if temporary is not None:
        shutil.rmtree(temporary, ignore_errors=True)
