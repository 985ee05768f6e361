"""From one state of the documents to the next without a gap; what is broken is not served, and everyone can see why."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

from .. import assets
from ..errors import PsinError
from ..federation.harvest.state import State
from ..settings import Settings
from .service import Problem, Service
from .site import Site
from .start import Unchanged

#: Path to time of the last change, of content or place, in nanoseconds, and size in bytes.
Signature = dict[str, tuple[int, int]]


def signature(data: Path | None) -> Signature:
    """Of the documents, by default the installed ones, with vocabulary, shapes, queries and what is current of partners."""
    found: Signature = {}
    folders = (data or assets.data(), assets.ontology(), assets.shapes(), assets.queries())
    pointers = State.of(Settings()).root.glob("partners/*/current.json")
    for folder in folders:
        _look(str(folder), found)
    for path in pointers:
        with contextlib.suppress(OSError):
            status = path.stat()
            found[str(path)] = (max(status.st_mtime_ns, status.st_ctime_ns), status.st_size)
    return found


def _look(folder: str, found: Signature) -> None:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _look(entry.path, found)
            elif "." in entry.name:
                try:
                    status = entry.stat()
                except OSError:
                    continue
                found[entry.path] = (max(status.st_mtime_ns, status.st_ctime_ns), status.st_size)


class Reloader:
    """Loads the newest state when told to, and every time the files below ``data`` have changed and then kept still.

    ``load`` takes the version that is served already; it raises Unchanged if there is no other, PsinError if the new
    one cannot be served. ``look`` gives the signature of the files and ``loaded`` is what it was before the first state
    was loaded. ``seconds`` is how often to look for changes; 0 is never. ``checked`` is how many documents were looked at
    for the last state loaded or refused.
    """

    def __init__(
        self,
        service: Service,
        load: Callable[[str], Site],
        look: Callable[[], Signature],
        loaded: Signature,
        seconds: float,
        checked: Callable[[], int] = lambda: 0,
    ) -> None:
        self._service, self._load, self._checked = service, load, checked
        self._look, self._loaded, self._seconds = look, loaded, seconds
        self._wake = threading.Event()
        self._asked = self._stopped = False
        self._thread = threading.Thread(target=self._run, name="psin-reload", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self) -> None:
        """Has the newest state loaded soon. May be called from a signal handler."""
        self._asked = True
        self._wake.set()

    def stop(self) -> None:
        """Waits for a load under way, which then is not served."""
        self._stopped = True
        self._wake.set()
        self._thread.join()

    def reload(self) -> str:
        """Tries to serve the newest state: loaded, unchanged or refused."""
        service = self._service
        try:
            site = self._load(service.current.catalogue.version)
        except Unchanged:
            service.problem = None
            result, detail = "unchanged", None
        except PsinError as error:
            service.problem = Problem(self._for_all(str(error)))
            result, detail = "refused", str(error)
        except Exception as error:  # the old state serves on, whatever is wrong with the new one
            result, detail = "refused", f"The new state cannot be loaded: {type(error).__name__}: {error}"
            service.problem = Problem(self._for_all(detail))
        else:
            if self._stopped:
                site.close()
            else:
                service.switch(site, site.close)
            result, detail = "loaded", None
        service.metrics.add("psin_reloads_total", result=result)
        served = service.current.catalogue.version[:16]
        service.log.write("reload", result=result, detail=detail, catalogue=served, checked=self._checked())
        return result

    def _for_all(self, detail: str) -> str:
        """What everybody may read: files by their place in the catalogue. The log has where they lie on this machine."""
        for folder in (self._service.current.catalogue.folder, assets.root()):
            detail = detail.replace(f"{folder.absolute()}{os.sep}", "").replace(str(folder.absolute()), folder.name)
        return detail

    def _run(self) -> None:
        served = before = self._loaded
        while not self._stopped:
            self._wake.wait(self._seconds or None)
            self._wake.clear()
            if self._stopped:
                return
            now = self._look()
            asked, self._asked = self._asked, False
            if asked or (now != served and now == before):
                self.reload()
                served = now
            before = now
