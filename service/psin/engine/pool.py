"""Workers at hand: taken for one query, given back or replaced, moved to a new state of the graph without a gap."""

from __future__ import annotations

import os
import threading
import time
from collections import deque

from psin.errors import EngineUnavailable, PsinError

from .launch import Lost, WorkerProcess, Zygote

#: Workers ready beyond those that may be busy, so that the query after a kill finds one at once.
SPARES = 2
#: Between attempts when no process can be started.
_PAUSE_SECONDS = 0.2


class Pool:
    """``size`` queries at a time. Thread-safe. ``quads``, a descriptor of N-Quads, belongs to the pool from now on."""

    def __init__(self, quads: int, size: int, isolation: str) -> None:
        self._size, self._isolation = size, isolation
        self._condition = threading.Condition()
        self._idle: deque[WorkerProcess] = deque()
        self._busy = 0
        self._closed = False
        self._quads = quads
        self._leaving: set[Zygote] = set()
        self._switching = threading.Lock()
        try:
            self._zygote = Zygote(quads, isolation)
            for _ in range(size + SPARES):
                self._idle.append(self._zygote.fork())
        except BaseException as error:
            os.close(quads)
            if isinstance(error, Lost):
                raise EngineUnavailable("The query engine cannot start its workers.") from None
            raise
        self._keeper = threading.Thread(target=self._keep, name="psin-engine-keeper", daemon=True)
        self._keeper.start()

    @property
    def isolation(self) -> str:
        return self._zygote.isolation

    def take(self, seconds: float) -> WorkerProcess:
        """A worker for one query. Raises EngineUnavailable if none gets free within ``seconds``, or after closing."""
        end = time.monotonic() + seconds
        with self._condition:
            while True:
                if self._closed:
                    raise EngineUnavailable("The query engine is closed.")
                while self._busy < self._size and self._idle:
                    worker = self._idle.popleft()
                    if worker.alive():
                        self._busy += 1
                        worker.zygote.busy += 1
                        return worker
                    worker.kill()
                    self._condition.notify_all()
                left = end - time.monotonic()
                if left <= 0:
                    raise EngineUnavailable(
                        f"All {self._size} workers were busy for {seconds:g} s.",
                        "Try again in a few seconds.",
                        retry_after=max(1, round(seconds)),
                    )
                self._condition.wait(left)

    def give_back(self, worker: WorkerProcess, *, usable: bool) -> None:
        """Ends the use of a worker; one that is not ``usable``, or knows an older state, is killed."""
        zygote = worker.zygote
        with self._condition:
            self._busy -= 1
            zygote.busy -= 1
            kept = usable and not self._closed and zygote is self._zygote
            if kept:
                self._idle.append(worker)
            over = zygote in self._leaving and zygote.busy == 0
            if over:
                self._leaving.discard(zygote)
            self._condition.notify_all()
        if not kept:
            worker.kill()
        if over:
            zygote.close()

    def replace(self, quads: int) -> None:
        """Loads a new state while the old one goes on answering, then switches in one step.

        Queries under way finish on the old state. Raises as Zygote does, and then nothing has changed.
        """
        with self._switching:
            self._switch(quads)

    def _switch(self, quads: int) -> None:
        fresh = None
        try:
            fresh = Zygote(quads, self._isolation)
            workers = [fresh.fork() for _ in range(self._size + SPARES)]
        except BaseException as error:
            if fresh is not None:
                fresh.close()
            os.close(quads)
            if isinstance(error, Lost):
                raise EngineUnavailable("The query engine cannot start its workers.") from None
            raise
        with self._condition:
            if self._closed:
                stale, old, old_quads = workers, fresh, quads
            else:
                stale, old, old_quads = list(self._idle), self._zygote, self._quads
                self._idle, self._zygote, self._quads = deque(workers), fresh, quads
            finished = old.busy == 0
            if not finished:
                self._leaving.add(old)
            self._condition.notify_all()
        for worker in stale:
            worker.kill()
        if finished:
            old.close()
        os.close(old_quads)

    def close(self) -> None:
        with self._condition:
            if self._closed:
                return
            self._closed = True
            idle = list(self._idle)
            self._idle.clear()
            leaving = list(self._leaving)
            self._leaving.clear()
            self._condition.notify_all()
        self._keeper.join()
        for worker in idle:
            worker.kill()
        for zygote in [self._zygote, *leaving]:
            zygote.close()
        os.close(self._quads)

    def _keep(self) -> None:
        """Forks a worker whenever one is missing, and starts a new zygote should the old one be lost."""
        while True:
            with self._condition:
                while not self._closed and not self._missing():
                    self._condition.wait()
                if self._closed:
                    return
                zygote = self._zygote
            try:
                worker = zygote.fork()
            except Lost:
                self._restart(zygote)
                continue
            except EngineUnavailable:
                self._pause()
                continue
            with self._condition:
                wanted = not self._closed and zygote is self._zygote and self._missing()
                if wanted:
                    self._idle.append(worker)
                    self._condition.notify_all()
            if not wanted:
                worker.kill()

    def _missing(self) -> bool:
        """Busy workers of an older state count too: they hold memory until they are done."""
        return len(self._idle) + self._busy < self._size + SPARES

    def _restart(self, lost: Zygote) -> None:
        """The state of the lost zygote again, unless a newer one has come meanwhile."""
        with self._switching:
            with self._condition:
                if self._closed or lost is not self._zygote:
                    return
                quads = os.dup(self._quads)
            try:
                self._switch(quads)
            except PsinError:
                self._pause()

    def _pause(self) -> None:
        with self._condition:
            if not self._closed:
                self._condition.wait(_PAUSE_SECONDS)
