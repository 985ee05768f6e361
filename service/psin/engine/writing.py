"""The writer as seen from the process that asks: started when needed, and again should it be lost."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
from pathlib import Path

from psin import errors
from psin.errors import EngineUnavailable, StoreError

from .child import start
from .folder import Folder

#: A hundred million triples take about half an hour.
_SECONDS = 7200.0


class Writer:
    """Makes snapshots in ``folder``. For one thread at a time, but ``close`` may come from any."""

    def __init__(self, folder: Folder, isolation: str) -> None:
        self._folder, self._isolation = folder, isolation
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self, base: Path | None) -> None:
        """Has the process ready without waiting for it; with ``base`` it prepares for an update of that snapshot."""
        with self._lock:
            if self._closed:
                raise EngineUnavailable("The query engine is closed.")
            if self._process is not None:
                if self._process.poll() is None:
                    return
                self._end()
            arguments = [str(self._folder.store), str(base or ""), self._isolation]
            self._control, self._process = start("writer", [self._folder.lock], arguments)
            self._control.settimeout(_SECONDS)

    def load(self, snapshot: Path, quads: int) -> bool:
        """Makes a snapshot of N-Quads, given by descriptor; whether it is plain (``dataset.is_plain``).

        Raises CatalogueError, StoreError, or EngineUnavailable if the writer was lost; then there is no snapshot.
        """
        self.start(None)
        return self._ask({"load": str(snapshot)}, quads)

    def update(self, base: Path, snapshot: Path, changes: int) -> bool:
        """Makes a snapshot of ``base`` with packed changes; whether the changes are plain. Raises as ``load`` does."""
        self.start(base)
        return self._ask({"update": str(snapshot), "base": str(base)}, changes)

    def _ask(self, request: dict[str, str], descriptor: int) -> bool:
        control = self._control
        try:
            assert control is not None
            socket.send_fds(control, [json.dumps(request).encode()], [descriptor])
            answer = json.loads(control.recv(65_536) or b"null")
        except (OSError, ValueError):
            answer = None
        if answer is None:
            self.end()
            raise EngineUnavailable("The process that writes the store was lost; the old state stays.", "Try again.")
        if "error" in answer:
            raise getattr(errors, answer["kind"], StoreError)(answer["error"], answer["advice"])
        return bool(answer["plain"])

    def end(self) -> None:
        """Ends the process; the next call starts another."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._process is not None and self._control is not None:
            self._process.kill()
            self._process.wait()
            self._control.close()
        self._process = self._control = None

    def close(self) -> None:
        """Ends the process; who waits for it gets EngineUnavailable."""
        with self._lock:
            self._closed = True
            if self._control is not None:
                self._control.shutdown(socket.SHUT_RDWR)
            self._end()
