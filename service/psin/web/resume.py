"""Going on where the last start ended: a store on disk is served before the documents it was made from are read.

Beside the snapshot lies ``loaded``, which tells from which files it was made: their names, sizes and times. If nothing
has changed about them, nor about the program, they are valid because they were. They are read for pages, a moment later.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import overload

from .. import __version__, assets
from ..catalogue.checking import check
from ..catalogue.difference import content_version
from ..catalogue.loader import load
from ..catalogue.unread import Unread
from ..documents import KINDS
from ..engine import Engine
from ..queries.library import Library
from ..settings import Settings
from ..validation.findings import Finding
from ..vocabulary.terms import Vocabulary
from .past import Past
from .reload import Signature
from .site import Site
from .start import completed

#: Seconds after a change in which another one may look the same: file systems count in up to two.
_TICK = 2.5
_FORMAT = 1


@dataclass(frozen=True)
class Loaded:
    """What a store was made from. ``key`` stands for files and program, ``content`` is the version in the store,
    ``documents`` how many there are of every kind."""

    key: str
    content: str
    version: str
    state: str
    triples: int
    documents: dict[str, int]
    format: int = _FORMAT


def place(settings: Settings) -> Path | None:
    """The file that tells it; None if there is no store that outlives the service."""
    store = str(settings["store"])
    return Path(store) / "loaded" if store and not settings["endpoint"] else None


def read(settings: Settings, found: Signature) -> Loaded | None:
    """What the store of the settings was made from, if that is what the signature of the files is of."""
    file = place(settings)
    try:
        loaded = Loaded(**json.loads(file.read_bytes())) if file else None
    except (OSError, ValueError, TypeError):
        return None
    return loaded if loaded and loaded.format == _FORMAT and loaded.key == key(found) else None


def key(found: Signature) -> str:
    """A hash of the signature of the files, of the program, and of the version of Python."""
    digest = hashlib.sha256(f"{__version__}\0{sys.version}\n".encode())
    files = sorted((found | _program()).items())
    lines = [f"{path}\0{changed}\0{size}\n" for path, (changed, size) in files]
    digest.update("".join(lines).encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _program() -> Signature:
    """Of our own code, since graphs are derived and documents are judged by it."""
    package = Path(__file__).resolve().parents[1]
    return {
        str(path): (status.st_mtime_ns, status.st_size) for path in package.rglob("*.py") if (status := path.stat())
    }


def site(data: Path | None, settings: Settings, loaded: Loaded) -> Site:
    """The state that the store holds, with a running engine that the caller closes.

    Raises StoreError and EngineUnavailable as ``Engine.open`` does.
    """
    vocabulary = Vocabulary.load(assets.ontology())
    library = Library.load(assets.queries(), vocabulary)
    folder = data or assets.data()
    catalogue = Unread(
        folder, loaded.version, loaded.triples, loaded.documents, lambda: completed(load(folder), library, settings)
    )
    engine = Engine.open(lambda: catalogue.nquads, settings, version=loaded.content)
    findings = _Findings(lambda: check(load(folder), vocabulary).findings)
    resumed = Site(settings, engine, catalogue, vocabulary, library, findings)
    resumed.__dict__["state"] = loaded.state
    return resumed


class _Findings(Sequence[Finding]):
    """What validation says, worked out when somebody wants to know."""

    def __init__(self, work_out: Callable[[], Sequence[Finding]]) -> None:
        self._work_out = work_out

    @cached_property
    def _all(self) -> list[Finding]:
        return list(self._work_out())

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | Sequence[Finding]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._all)


def note(state: Site, found: Signature, look: Callable[[], Signature]) -> None:
    """Writes down what the store was made from: the files that had the signature ``found`` before they were read.

    Does so in a thread and a few seconds later, when no change can hide behind the clock of the file system, and only if
    ``look`` gives the same signature then. What cannot be written is not missed: the next start reads the documents.
    """
    file = place(state.settings)
    if file is not None:
        threading.Thread(target=_note, args=(file, state, found, look), name="psin-note", daemon=True).start()


def _note(file: Path, state: Site, found: Signature, look: Callable[[], Signature]) -> None:
    newest = max((times[0] for times in found.values()), default=0) / 1e9
    time.sleep(max(0.0, min(_TICK, newest + _TICK - time.time())))
    if look() != found:
        return
    catalogue = state.catalogue
    documents = {kind.name: catalogue.count(kind.name) for kind in KINDS}
    made = Loaded(key(found), content_version(catalogue), catalogue.version, state.state, catalogue.triples, documents)
    fresh = file.with_name("loaded.new")
    try:
        fresh.write_text(json.dumps(asdict(made)) + "\n", encoding="utf-8")
        os.replace(fresh, file)
    except OSError:
        fresh.unlink(missing_ok=True)


def fill(state: Site, past: Past, changed: Callable[[], None]) -> None:
    """Reads, in a thread, what a state was resumed without, and notes it in the history if that is kept.

    ``changed`` is called if the files no longer are those of the state.
    """
    catalogue = state.catalogue
    if isinstance(catalogue, Unread):
        catalogue.changed = changed
        threading.Thread(target=_fill, args=(state, past), name="psin-fill", daemon=True).start()


def _fill(state: Site, past: Past) -> None:
    try:
        _ = state.model
        past.note(state.catalogue)
    except Exception:  # whoever asks for a page is told; queries are answered all the same
        return
