"""The one process that writes the store on disk: ``python -m psin.engine.writer``.

It is cut off from the network before it reads the first byte. Arguments: descriptor of the control socket (sequenced
packets), descriptor of the lock, which it only holds, folder of the store, snapshot to start from or nothing, way of
isolation. On the socket, each with a descriptor:

- ``{"load": snapshot}`` with N-Quads makes a new store of them and a snapshot of it;
- ``{"update": snapshot, "base": snapshot}`` with packed changes applies them to the state of ``base``.

The answer is ``{"plain": ...}`` once the snapshot would outlast a loss of power, or ``{"error": ..., "advice": ...}``.
Snapshots never change, so whatever goes wrong here, the store is made again from the one that is served.
It ends when the other side of the socket is gone, also in the middle of its work.
"""

from __future__ import annotations

import errno
import json
import os
import select
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from psin.errors import CatalogueError, PsinError, StoreError

from . import bulk, delta, isolation
from .dataset import is_plain_bytes
from .folder import sync_folder

#: Updates after which the store is made anew: who opens a snapshot reads all that has changed since, 15 us an update.
_MADE_ANEW = 50
#: How long nobody must have asked for anything before that is done.
_QUIET_MILLISECONDS = 200
#: Priority (nice(2)) of the threads that tidy up the store, below that of queries and of the next update.
_TIDYING, _TIDYING_NICE = "rocksdb:low", 5


def main(arguments: list[str]) -> None:
    control = socket.socket(fileno=int(arguments[0]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    isolation.leave_network(arguments[4])
    threading.Thread(target=_end_with, args=(control,), daemon=True).start()
    writer = _Writer(Path(arguments[2]))
    if arguments[3]:
        writer.prepare(Path(arguments[3]))
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 8192, 1)
        if not message:
            return
        with os.fdopen(descriptors[0], "rb") as file:
            control.sendall(json.dumps(writer.answer(json.loads(message), file)).encode())
        _lower_tidying()
        if writer.updates >= _MADE_ANEW and _is_quiet(control):
            writer.prepare(writer.base)


def _end_with(control: socket.socket) -> None:
    poll = select.poll()
    poll.register(control, select.POLLRDHUP)
    poll.poll()
    os._exit(0)


def _is_quiet(control: socket.socket) -> bool:
    poll = select.poll()
    poll.register(control, select.POLLIN)
    return not poll.poll(_QUIET_MILLISECONDS)


def _lower_tidying() -> None:
    """Threads come when they are needed, so this is for those there are by now."""
    for thread in os.listdir("/proc/self/task"):
        try:
            if Path(f"/proc/self/task/{thread}/comm").read_text().strip() == _TIDYING:
                os.setpriority(os.PRIO_PROCESS, int(thread), _TIDYING_NICE)
        except OSError:
            pass  # it has ended


class _Writer:
    """``updates`` is how many there were since the store was made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.updates = 0
        self.store: ox.Store | None = None
        self.base: Path | None = None

    def prepare(self, base: Path | None) -> None:
        """Does ahead of time what the first update needs; whatever fails here fails there, and is told then."""
        try:
            if base is not None:
                self.start_from(base)
        except OSError:
            pass

    def answer(self, request: dict[str, str], file: BinaryIO) -> dict[str, object]:
        snapshot = Path(request.get("load") or request["update"])
        try:
            plain = self.load(file) if "load" in request else self.update(Path(request["base"]), file)
            self.snapshot(snapshot)
        except (PsinError, SyntaxError, OSError, ValueError, MemoryError) as error:
            self.store = self.base = None
            shutil.rmtree(snapshot, ignore_errors=True)
            return _problem(error)
        self.base = snapshot
        return {"plain": plain}

    def load(self, quads: BinaryIO) -> bool:
        self.store = None
        self.updates = 0
        quads.seek(0)
        self.store, plain = bulk.load(self.folder, quads)
        return plain

    def update(self, base: Path, file: BinaryIO) -> bool:
        packed = delta.unpack(file)
        changes = delta.read(packed)
        if self.store is None or self.base != base:
            self.start_from(base)
        assert self.store is not None
        delta.apply(self.store, changes)
        self.updates += 1
        return all(is_plain_bytes(quads) for quads in packed.values() if quads)

    def start_from(self, base: Path) -> None:
        self.store = self.base = None
        self.updates = 0
        shutil.rmtree(self.folder, ignore_errors=True)
        ox.Store.read_only(str(base)).backup(str(self.folder))
        self.store, self.base = ox.Store(str(self.folder)), base

    def snapshot(self, path: Path) -> None:
        """Files are linked from the store; their content is on disk before their names, and both before the answer.

        Tables never change, so those of the snapshot before, which is still there, are on disk already.
        """
        assert self.store is not None
        self.store.flush()
        self.store.backup(str(path))
        safe = _tables(self.base) if self.base is not None else set()
        for entry in os.scandir(path):
            if entry.inode() not in safe:
                with open(entry.path, "rb") as file:
                    os.fsync(file.fileno())
        sync_folder(path)
        sync_folder(path.parent)


def _tables(snapshot: Path) -> set[int]:
    """The inodes of a snapshot's tables; none if it is gone, when their numbers may belong to other files."""
    try:
        return {entry.inode() for entry in os.scandir(snapshot) if entry.name.endswith(".sst")}
    except OSError:
        return set()


def _problem(error: BaseException) -> dict[str, object]:
    if isinstance(error, PsinError):
        return _told(error)
    if isinstance(error, (SyntaxError, ValueError)):
        reason = getattr(error, "msg", None) or str(error)
        return _told(CatalogueError(f"The graph cannot be loaded: {reason}.", "Run psin validate on the documents."))
    number = getattr(error, "errno", None)
    reason = os.strerror(number) if number else str(error) or "out of memory"
    full = number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or "No space" in reason or "File too large" in reason
    advice = "Make space on its disk" if full else "Name another folder with --store if it stays so"
    return _told(StoreError(f"The store on disk cannot take the new state: {reason}.", f"{advice}, then try again."))


def _told(error: PsinError) -> dict[str, object]:
    return {"kind": type(error).__name__, "error": error.detail, "advice": error.advice}


if __name__ == "__main__":
    main(sys.argv[1:])
