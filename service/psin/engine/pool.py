"""Workers at hand: taken for one query, given back or replaced, moved to a new state of the graph without a gap."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable

from psin.errors import EngineUnavailable, PsinError

from .delta import Changes
from .launch import Lost, WorkerProcess, Zygote
from .states import Source, State

#: Workers ready beyond those that may be busy, so that the query after a kill finds one at once.
SPARES = 2
#: How long workers of a new state are forked before it is served; the others come later.
_PREPARE_SECONDS = 0.01
#: Workers that are made at the same time.
_AT_ONCE = os.cpu_count() or 1
#: How long closing waits for a switch under way, which is told to stop.
_CLOSE_SECONDS = 1.0
#: How often idle workers are looked at.
_LOOK_SECONDS = 1.0
#: Between attempts when no process can be started.
_PAUSE_SECONDS = 0.2


class Pool:
    """``size`` queries at a time. Thread-safe. ``source`` belongs to the pool from now on."""

    def __init__(self, source: Source, size: int) -> None:
        self._source, self._size = source, size
        lock = threading.Lock()
        #: For those who wait for a worker, and for the keeper, who is not woken by every query.
        self._free, self._condition = threading.Condition(lock), threading.Condition(lock)
        self._idle: deque[WorkerProcess] = deque()
        self._busy = 0
        self._closed = False
        self._leaving: set[State] = set()
        self._switching = threading.Lock()
        #: What nobody uses any more; its end takes a while, so that is left to the keeper.
        self._old_workers: list[WorkerProcess] = []
        self._old_states: list[State] = []
        state = None
        try:
            state = self._state = source.first()
            self._prepare(state, self._idle)
        except BaseException as error:
            for worker in self._idle:
                worker.kill()
            if state is not None:
                state.close()
            source.close()
            if isinstance(error, Lost):
                raise EngineUnavailable("The query engine cannot start its workers.") from None
            raise
        self._keeper = threading.Thread(target=self._keep, name="psin-engine-keeper", daemon=True)
        self._keeper.start()

    @property
    def isolation(self) -> str:
        return self._source.isolation

    @property
    def number(self) -> int:
        """How many contents there were before the one of now."""
        return self._state.number

    @property
    def _zygote(self) -> Zygote:
        return self._state.zygote

    def take(self, seconds: float) -> WorkerProcess:
        """A worker for one query. Raises EngineUnavailable if none gets free within ``seconds``, or after closing."""
        end = time.monotonic() + seconds
        with self._condition:
            while True:
                if self._closed:
                    raise EngineUnavailable("The query engine is closed.")
                worker = self._taken()
                if worker is not None:
                    return worker
                left = end - time.monotonic()
                if left <= 0:
                    raise EngineUnavailable(
                        f"All {self._size} workers were busy for {seconds:g} s.",
                        "Try again in a few seconds.",
                        retry_after=max(1, round(seconds)),
                    )
                self._free.wait(left)

    def take_at_once(self) -> WorkerProcess | None:
        """A worker for one query if one is free."""
        with self._condition:
            return None if self._closed else self._taken()

    def _taken(self) -> WorkerProcess | None:
        while self._busy < self._size and self._idle:
            worker = self._idle.pop()
            if worker.alive():
                self._busy += 1
                _state(worker).busy += 1
                return worker
            worker.kill()
            self._condition.notify()
        return None

    def give_back(self, worker: WorkerProcess, *, usable: bool) -> None:
        """Ends the use of a worker; one that is not ``usable``, or knows an older state, is killed."""
        state = _state(worker)
        with self._condition:
            self._busy -= 1
            state.busy -= 1
            kept = usable and not self._closed and state is self._state
            if kept:
                self._idle.append(worker)
            over = state in self._leaving and state.busy == 0
            if over:
                self._leaving.discard(state)
                self._old_states.append(state)
            self._free.notify()
            if over or self._missing():
                self._condition.notify()
        if not kept:
            worker.kill()

    def replace(self, quads: int, version: str) -> None:
        """Loads a new state while the old one goes on answering, then switches in one step.

        Queries under way finish on the old state. ``quads`` is a descriptor that belongs to the pool from now on. Raises
        as the source does, and then nothing has changed.
        """
        with self._switching:
            self._switch(lambda: self._source.replace(quads, version), 1)

    def update(self, changes: Changes, version: str) -> None:
        """The same for a new state of some graphs."""
        with self._switching:
            self._switch(lambda: self._source.update(changes, version), 1)

    def _switch(self, make: Callable[[], State], further: int) -> None:
        state, workers = make(), deque[WorkerProcess]()
        state.number = self._state.number + further
        try:
            self._prepare(state, workers)
            state.accept()
        except BaseException as error:
            for worker in workers:
                worker.kill()
            state.close()
            if isinstance(error, Lost):
                raise EngineUnavailable("The query engine cannot start its workers.") from None
            raise
        with self._condition:
            if self._closed:
                stale, old = workers, state
            else:
                stale, old = self._idle, self._state
                self._idle, self._state = workers, state
                self._old_workers.extend(stale)
                if old.busy:
                    self._leaving.add(old)
                else:
                    self._old_states.append(old)
            self._wake_all()
        if old is state:
            _end(stale, [old])
            self._source.close()

    def _prepare(self, state: State, workers: deque[WorkerProcess]) -> None:
        """At least one worker, and as many as come soon. A state that is accepted anyway is served without."""
        end = time.monotonic() + _PREPARE_SECONDS
        wanted = self._size + SPARES
        try:
            while len(workers) < wanted and (not workers or time.monotonic() < end):
                workers.extend(state.forks(min(_AT_ONCE, wanted - len(workers))))
        except (Lost, PsinError):
            if not (workers or state.sure):
                raise

    def close(self) -> None:
        with self._condition:
            if self._closed:
                return
            self._closed = True
            idle = list(self._idle)
            self._idle.clear()
            leaving = list(self._leaving)
            self._leaving.clear()
            self._wake_all()
        self._keeper.join()
        _end([*idle, *self._old_workers], [self._state, *leaving, *self._old_states])
        self._source.stop()
        waited = self._switching.acquire(timeout=_CLOSE_SECONDS)
        self._source.close()
        if waited:
            self._switching.release()

    def _keep(self) -> None:
        """Forks a worker whenever one is missing, starts a new zygote should the old one be lost, and ends what is old."""
        while True:
            with self._condition:
                while not (self._closed or self._missing() or self._old_workers or self._old_states):
                    self._condition.wait(_LOOK_SECONDS)
                    self._bury()
                if self._closed:
                    return
                state, missing = self._state, self._missing()
            if not missing:
                self._end_old()
                continue
            try:
                worker = state.fork()
            except Lost:
                self._restart(state)
                continue
            except PsinError:
                self._end_old()
                self._pause()
                continue
            with self._condition:
                wanted = not self._closed and state is self._state and self._missing()
                if wanted:
                    self._idle.append(worker)
                    self._free.notify()
            if not wanted:
                worker.kill()

    def _end_old(self) -> None:
        with self._condition:
            workers, states = self._old_workers, self._old_states
            self._old_workers, self._old_states = [], []
        _end(workers, states)

    def _bury(self) -> None:
        """Takes out idle workers that have died: the last to be given back is the next to be taken, so others may lie long."""
        for worker in [worker for worker in self._idle if not worker.alive()]:
            self._idle.remove(worker)
            worker.kill()

    def _wake_all(self) -> None:
        self._free.notify_all()
        self._condition.notify_all()

    def _missing(self) -> bool:
        """Busy workers of an older state count too: they hold memory until they are done."""
        return len(self._idle) + self._busy < self._size + SPARES

    def _restart(self, lost: State) -> None:
        """The state of the lost processes again, unless a newer one has come meanwhile."""
        with self._switching:
            with self._condition:
                if self._closed or lost is not self._state:
                    return
            try:
                self._switch(self._source.again, 0)
            except PsinError:
                self._pause()

    def _pause(self) -> None:
        with self._condition:
            if not self._closed:
                self._condition.wait(_PAUSE_SECONDS)


def _end(workers: Iterable[WorkerProcess], states: Iterable[State]) -> None:
    for worker in workers:
        worker.kill()
    for state in states:
        state.close()


def _state(worker: WorkerProcess) -> State:
    assert worker.state is not None
    return worker.state
