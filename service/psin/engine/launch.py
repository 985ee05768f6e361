"""Starting a zygote and having it fork workers, from the process that asks.

The zygote is a fresh interpreter (``python -m``), not a fork of this process: whatever threads, locks and sockets exist
here stay here. It costs 20 ms, the start of an interpreter; a fork of this process would have to precede any thread.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from psin.errors import CatalogueError, EngineUnavailable

from . import frames
from .child import start, start_ahead

if TYPE_CHECKING:
    from .states import State

#: Time for loading the graph: ten million triples take about two minutes.
_LOAD_SECONDS = 600.0
_FORK_SECONDS = 20.0
#: In the place of a descriptor: workers open snapshots.
_NO_QUADS = "-"


class Lost(Exception):
    """The other process is gone."""


class WorkerProcess:
    """One worker. Its process descriptor makes sure that a signal never reaches a stranger with the same number."""

    def __init__(self, number: int, channel: socket.socket, process: int, zygote: Zygote) -> None:
        self.number = number
        self.channel = channel
        self.zygote = zygote
        self.state: State | None = None
        self.reader = frames.Reader(channel)
        self._process = process
        self._nice: int | None = None
        self._open = threading.Lock()

    def probe(self) -> None:
        """Waits until it is ready and has found that it can do nothing but compute.

        Raises EOFError if it died, EngineUnavailable if it can do more.
        """
        self.channel.settimeout(_FORK_SECONDS)
        try:
            self.channel.sendall(frames.pack(frames.PROBE))
            leaks = json.loads(self.reader.read()[1])["leaks"]
        except OSError:
            raise EOFError from None
        # From now on the kernel keeps the time of every answer (``Reader.wait_at_most``).
        self.channel.settimeout(None)
        if leaks:
            raise EngineUnavailable(
                f"Queries cannot be served safely on this machine: {' '.join(leaks)}",
                "Leave the setting query_isolation on auto; allow user namespaces or seccomp filters for this service.",
            )

    def alive(self) -> bool:
        return not self._ended(0)

    def _ended(self, milliseconds: int) -> bool:
        """Whether it ends within a time. Several threads may ask at once, and one of them may kill it meanwhile."""
        with self._open:
            if self._process < 0:
                return True
            poll = select.poll()
            poll.register(self._process, select.POLLIN)
            return bool(poll.poll(milliseconds))

    def ending(self) -> str:
        """Why it died: memory, seconds, stack, or lost for anything from outside. It must have closed its socket."""
        if not self._ended(2000):
            return "lost"
        status = self.zygote.status(self.number)
        if status is None or not os.WIFSIGNALED(status):
            return "lost"
        causes = {
            signal.SIGABRT: "memory",
            signal.SIGALRM: "seconds",
            signal.SIGXCPU: "seconds",
            signal.SIGSEGV: "stack",
            signal.SIGBUS: "stack",
        }
        return causes.get(signal.Signals(os.WTERMSIG(status)), "lost")

    def lower(self, nice: int) -> None:
        """Gives the process a lower priority (nice(2)), until ``restore``."""
        if self.alive():
            try:
                self._nice = os.getpriority(os.PRIO_PROCESS, self.number)
                os.setpriority(os.PRIO_PROCESS, self.number, nice)
            except OSError:
                pass  # it has ended, or the system forbids it: then it runs on as it did

    def restore(self) -> bool:
        """Gives the process its priority back; whether the system allows that, which it does to the superuser mostly."""
        try:
            if self._nice is not None and self.alive():
                os.setpriority(os.PRIO_PROCESS, self.number, self._nice)
        except OSError:
            return False
        self._nice = None
        return True

    def kill(self) -> None:
        """Ends the process at once and gives its descriptors back. Safe to call twice."""
        with self._open:
            if self._process < 0:
                return
            try:
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
            except ProcessLookupError:
                pass
            os.close(self._process)
            self._process = -1
        self.channel.close()


def start_nursery(isolation: str) -> None:
    """Has the zygote of a store on disk start already: it takes as long as all that must be known before it is needed.

    Raises EngineUnavailable if it cannot be started.
    """
    start_ahead(Zygote.module, [_NO_QUADS, isolation], forks=True, room=Zygote.room)


class Zygote:
    """The process that forks workers, and holds the graph they share unless it is on disk."""

    #: Where the code of the process lies.
    room, module = "engine", "zygote"

    def __init__(self, quads: int | None, isolation: str, *further: str) -> None:
        """``quads`` is a descriptor of N-Quads that stays with the caller, None if workers open snapshots instead.

        ``further`` are arguments that the process understands besides.

        Raises CatalogueError if the graph cannot be loaded, EngineUnavailable if workers cannot be isolated.
        """
        self.graphs = self.updates = 0
        self.isolation = ""
        self._lock = threading.Lock()
        self._leases = 0
        descriptors, arguments = ([], [_NO_QUADS]) if quads is None else ([quads], [])
        self._control, self._process = start(
            self.module, descriptors, [*arguments, isolation, *further], forks=True, room=self.room
        )
        try:
            self._greet()
        except BaseException:
            self.close()
            raise

    def _greet(self) -> None:
        self._control.settimeout(_LOAD_SECONDS)
        try:
            answer = json.loads(self._control.recv(65_536) or b"{}")
        except OSError:
            answer = {}
        self._control.settimeout(_FORK_SECONDS)
        if "ready" in answer:
            self.graphs = answer["ready"]["graphs"]
            self.isolation = answer["ready"]["isolation"]
            self._probe()
            return
        detail = answer.get("error", "The query engine ended while it was loading the graph.")
        if detail.startswith("The graph"):
            raise CatalogueError(detail, "Run psin validate on the documents.")
        raise EngineUnavailable(detail, answer.get("advice", ""))

    def _probe(self) -> None:
        try:
            worker = self.fork()
        except Lost:
            raise EngineUnavailable("The query engine cannot start a worker.") from None
        try:
            worker.probe()
        except EOFError:
            raise EngineUnavailable("Queries cannot be served safely on this machine: the trial worker died.") from None
        finally:
            worker.kill()

    def fork(self, snapshot: Path | None = None, *, plain: bool = False, updates: int | None = None) -> WorkerProcess:
        """A new worker, within milliseconds; one that opens a snapshot is not waited for.

        ``plain`` tells of the snapshot what ``dataset.is_plain`` does.

        Raises Lost if the zygote is gone, EngineUnavailable if it cannot fork or has taken more than so many updates.
        """
        request = b"fork" if snapshot is None else b"fork %d %s" % (plain, os.fsencode(snapshot))
        with self._lock:
            if updates is not None and updates != self.updates:
                raise EngineUnavailable("The state to be served has been followed by another.")
            try:
                self._control.sendall(request)
                data, descriptors, _, _ = socket.recv_fds(self._control, 64, 2)
            except OSError:
                raise Lost from None
        if not data:
            raise Lost
        if len(descriptors) != 2:
            for descriptor in descriptors:
                os.close(descriptor)
            raise EngineUnavailable("No further worker can be started: processes or descriptors have run out.")
        return WorkerProcess(int(data), socket.socket(fileno=descriptors[0]), descriptors[1], self)

    def status(self, number: int) -> int | None:
        with self._lock:
            try:
                self._control.sendall(b"status %d" % number)
                answer = self._control.recv(64)
            except OSError:
                return None
        return int(answer) if answer not in (b"", b"?") else None

    def update(self, changes: int) -> None:
        """Applies packed changes, given by descriptor; workers forked from now on know them.

        Raises CatalogueError, and then nothing has changed; Lost if the zygote is gone.
        """
        with self._lock:
            self._control.settimeout(_LOAD_SECONDS)
            try:
                socket.send_fds(self._control, [b"update"], [changes])
                answer = json.loads(self._control.recv(65_536) or b"null")
                self._control.settimeout(_FORK_SECONDS)
            except (OSError, ValueError):
                answer = None
            self.updates += answer == {}
        if answer is None:
            raise Lost
        if "error" in answer:
            raise CatalogueError(answer["error"], answer["advice"])

    def alive(self) -> bool:
        return self._process.poll() is None

    def lease(self) -> None:
        """Every state that is served from here takes a lease."""
        with self._lock:
            self._leases += 1

    def release(self) -> None:
        """Ends the zygote with the last lease."""
        with self._lock:
            self._leases -= 1
            over = self._leases == 0
        if over:
            self.close()

    def close(self) -> None:
        """Ends the zygote, and with it every worker it has forked (they get the death signal)."""
        self._process.kill()
        self._process.wait()
        self._control.close()
