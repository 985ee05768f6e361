"""A catalogue whose documents are read when somebody asks for one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import EngineUnavailable
from .loader import Catalogue, LoadedDocument, turn


class Unread(Catalogue):
    """The catalogue of a version, read by ``load`` at the first question that version, sizes and folder do not answer.

    ``documents`` is how many there are of every kind. Who asks when the files no longer are those of the version gets
    EngineUnavailable, and ``changed`` is called. Thread-safe.
    """

    def __init__(
        self,
        folder: Path,
        version: str,
        triples: int,
        documents: Mapping[str, int],
        load: Callable[[], Catalogue],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.order = turn()
        self.folder = folder
        self.__dict__ |= {"version": version, "triples": triples}
        self.changed = changed
        self._counts, self._load = documents, load
        self._lock = threading.Lock()
        self._found: Catalogue | None = None

    def whole(self) -> Catalogue:
        """The same with everything read. Raises CatalogueError and EngineUnavailable."""
        with self._lock:
            if self._found is None:
                found = self._load()
                if found.version != self.version:
                    self.changed()
                    raise EngineUnavailable(
                        "The documents have changed since the service was started, and are being loaded.",
                        "Ask again in a moment.",
                        retry_after=5,
                    )
                self._found = found
            return self._found

    @property
    def loaded(self) -> list[LoadedDocument]:  # type: ignore[override]
        return self.whole().loaded

    @property
    def by_graph(self) -> dict[str, list[LoadedDocument]]:  # type: ignore[override]
        return self.whole().by_graph

    @property
    def nquads(self) -> bytes:  # type: ignore[override]
        return self.whole().nquads

    @property
    def size(self) -> int:
        return sum(self._counts.values())

    def count(self, kind_name: str) -> int:
        return self._counts.get(kind_name, 0)
