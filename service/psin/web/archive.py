"""Releases as states that answer queries: opened when first asked, the least recently asked closed for another."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

from ..catalogue import Catalogue, LoadedDocument
from ..documents import from_iri
from ..engine import Engine
from ..errors import CatalogueError
from ..settings import Settings
from .earlier import STATEMENTS, Earlier, release
from .site import Site

#: Workers of a release: few ask what was.
_WORKERS = 3


@dataclass
class _Open:
    site: Site
    requests: int = 0


class Archive:
    """States of releases, opened when first asked and the least recently asked closed for another. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = Settings(
            {}, **{**settings, "workers": _WORKERS, "heavy_queries": 1, "store": "", "endpoint": "", "cache_bytes": 0}
        )
        self._folder, self._most = str(settings.releases), max(1, int(settings.open_releases))
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._lock = threading.Lock()

    def acquire(self, version: str, current: Site) -> Site:
        """The state of a release, which stays whole until it is released. Raises UnknownName, CatalogueError."""
        with self._lock:
            held = self._open.get(version)
            if held is None:
                held = self._open[version] = _Open(self._load(release(self._folder, version), current))
                self._tidy()
            self._open.move_to_end(version)
            held.requests += 1
            return held.site

    def release(self, site: Site) -> None:
        with self._lock:
            held = next((item for item in self._open.values() if item.site is site), None)
            if held is not None:
                held.requests -= 1
                self._tidy()

    def close(self) -> None:
        with self._lock:
            for held in self._open.values():
                held.site.close()
            self._open.clear()

    def _tidy(self) -> None:
        for version in list(self._open):
            if len(self._open) <= self._most:
                return
            if self._open[version].requests == 0 and version != next(reversed(self._open)):
                self._open.pop(version).site.close()

    def _load(self, found: Earlier, current: Site) -> Site:
        try:
            nquads = found.file(STATEMENTS).read_bytes()
        except OSError as error:
            raise CatalogueError(f"The release {found.version} cannot be read: {error.strerror}.") from None
        if hashlib.sha256(nquads).hexdigest() != found.sums.get(STATEMENTS):
            raise CatalogueError(
                f"{STATEMENTS} of the release {found.version} is not what its checksum says, so it is not served.",
                "The operator has to restore it from the archive of the release.",
            )
        catalogue = _catalogue(found, nquads)
        engine = Engine.open(lambda: nquads, self._settings, version=found.version)
        return replace(current, settings=self._settings, engine=engine, catalogue=catalogue, findings=[])


def _catalogue(found: Earlier, nquads: bytes) -> Catalogue:
    """The release as a catalogue: each graph a document in N-Triples, which are Turtle as well."""
    texts: dict[str, list[str]] = {}
    for line in nquads.decode().splitlines():
        statement, _, graph = line[:-3].rpartition(" <")
        texts.setdefault(graph, []).append(f"{statement} .\n")
    loaded = [
        LoadedDocument(
            graph, found.folder / STATEMENTS, "".join(lines), document if (document := from_iri(graph)) else None
        )
        for graph, lines in sorted(texts.items())
    ]
    catalogue = Catalogue(found.folder, loaded)
    catalogue.__dict__["version"] = found.version
    catalogue.__dict__["nquads"] = nquads
    return catalogue
