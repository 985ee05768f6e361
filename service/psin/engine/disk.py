"""The graph in a store on disk: one process writes it, every worker opens a snapshot of it."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from psin.errors import EngineUnavailable, StoreError

from . import delta
from .folder import Folder, Published
from .isolation import can_only_read
from .launch import Lost, WorkerProcess, Zygote
from .states import State, memory_file
from .writing import Writer

_TEMPORARY = "psin-store-"
#: A service that starts has made its folder but not locked it yet.
_STARTING_SECONDS = 60


class Disk:
    """Makes states that are snapshots in a folder, and finds the last one there after a restart."""

    def __init__(
        self,
        folder: Folder,
        quads: Callable[[], int],
        version: str,
        isolation: str,
        decided: Callable[[], None] = lambda: None,
    ) -> None:
        """``quads`` gives a descriptor of N-Quads; it is called only if the folder does not hold ``version`` already.

        ``decided`` is called when it will not be called any more.
        """
        self._folder, self._quads, self._version, self._decided = folder, quads, version, decided
        self._way = self.isolation = isolation
        self._writer = Writer(folder, isolation)
        self._nursery: Zygote | None = None
        self._published: Published | None = None
        self._closed = False

    def first(self) -> State:
        """Serves what is there if it is the right version and whole, and otherwise loads it.

        Raises CatalogueError if the graph cannot be loaded, StoreError, EngineUnavailable.
        """
        try:
            return self._first()
        finally:
            self._decided()

    def _first(self) -> State:
        self._start_nursery()
        found = self._folder.current()
        if found is not None:
            self._folder.delete_others(found.snapshot)
            if found.version == self._version:
                state = self._existing(found)
                if state is not None:
                    return state
        state = self.replace(self._quads(), self._version)
        try:
            state.prove()
            state.accept()
        except BaseException:
            state.close()
            raise
        self._folder.delete_others(self._published.snapshot if self._published else None)
        return state

    def _existing(self, found: Published) -> State | None:
        state = self._state(found, kept=True)
        try:
            state.prove()
        except StoreError:
            state.zygote.release()
            return None
        state.accept()
        return state

    def _start_nursery(self) -> Zygote:
        if not can_only_read():
            raise EngineUnavailable(
                "Queries over a store on disk cannot be kept from other files on this machine, which has no Landlock.",
                "Keep the graph in memory: raise the setting store_triples, and give no folder for the store.",
            )
        nursery = Zygote(None, self._way)
        nursery.lease()
        before, self._nursery = self._nursery, nursery
        if before is not None:
            before.release()
        self.isolation = nursery.isolation
        return nursery

    def again(self) -> State:
        if self._published is None:
            raise EngineUnavailable("The query engine is closed.")
        self._start_nursery()
        return self._state(self._published, kept=True)

    def replace(self, quads: int, version: str) -> State:
        number = self._folder.next_snapshot()
        try:
            plain = self._writer.load(self._folder.snapshot(number), quads)
        finally:
            os.close(quads)
        return self._state(Published(number, version, plain), renew=True)

    def update(self, changes: delta.Changes, version: str) -> State:
        before = self._published
        assert before is not None
        number = self._folder.next_snapshot()
        packed = memory_file(delta.pack(changes))
        try:
            plain = self._writer.update(self._folder.snapshot(before.snapshot), self._folder.snapshot(number), packed)
        finally:
            os.close(packed)
        return self._state(Published(number, version, before.plain and plain))

    def _state(self, published: Published, *, kept: bool = False, renew: bool = False) -> State:
        nursery = self._nursery
        assert nursery is not None
        snapshot = self._folder.snapshot(published.snapshot)

        def fork() -> WorkerProcess:
            return nursery.fork(snapshot, plain=published.plain)

        def ready(worker: WorkerProcess) -> None:
            try:
                worker.probe()
            except EOFError:
                if not worker.zygote.alive():
                    raise Lost from None
                raise StoreError(f"The snapshot {snapshot} cannot be opened.", "Load the documents anew.") from None

        def leave() -> None:
            if self._published is None or self._published.snapshot != published.snapshot:
                self._folder.delete(published.snapshot)

        accept = partial(self._accept, published, kept, renew)
        return State(nursery, fork, ready=ready, accept=accept, leave=leave, sure=kept)

    def _accept(self, published: Published, kept: bool = True, renew: bool = False) -> None:
        """``renew`` is for a writer that has loaded a graph: it would keep a gigabyte of memory for nothing."""
        if not kept:
            self._folder.publish(published)
        self._published = published
        if renew:
            self._writer.end()
        try:
            self._writer.start(self._folder.snapshot(published.snapshot))
        except EngineUnavailable:
            pass  # it is started again when it is needed, and then this is told

    def stop(self) -> None:
        self._writer.close()

    def close(self) -> None:
        """Ends the processes and unlocks the folder, which stays as it is."""
        self._writer.close()
        if self._closed:
            return
        self._closed = True
        if self._nursery is not None:
            self._nursery.release()
        self._folder.close()


class Temporary(Folder):
    """A folder that lasts as long as the service; those of services that were killed are deleted."""

    def __init__(self) -> None:
        for left in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*"):
            _delete_abandoned(left)
        super().__init__(Path(tempfile.mkdtemp(prefix=_TEMPORARY)))

    def close(self) -> None:
        super().close()
        shutil.rmtree(self.path, ignore_errors=True)


def _delete_abandoned(path: Path) -> None:
    try:
        status = path.lstat()
        ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
        if ours and status.st_mtime < time.time() - _STARTING_SECONDS:
            folder = Folder(path, seconds=0.0)
            shutil.rmtree(path, ignore_errors=True)
            folder.close()
    except (OSError, StoreError):
        pass  # in use, or not ours
