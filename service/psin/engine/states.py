"""States of the graph, one after the other, and what makes them: a zygote with the graph in its memory, for one."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Protocol

from psin.errors import EngineUnavailable

from . import delta
from .launch import Lost, WorkerProcess, Zygote


def _nothing() -> None:
    """There is nothing to do."""


def _as_it_is(worker: WorkerProcess) -> None:
    """It answers as soon as it can."""


class State:
    """One state of the graph, from which workers are forked.

    ``fork`` begins a worker, ``ready`` waits until it can be used. ``busy`` counts its workers in use, guarded by the
    pool's lock. ``accept`` makes it the one to come back to after whatever happens; until then it is the one before.
    ``sure`` tells that it was accepted when it was made. ``close`` is for when nobody uses it any more.
    """

    def __init__(
        self,
        zygote: Zygote,
        fork: Callable[[], WorkerProcess],
        *,
        ready: Callable[[WorkerProcess], None] = _as_it_is,
        accept: Callable[[], None] = _nothing,
        leave: Callable[[], None] = _nothing,
        sure: bool = False,
    ) -> None:
        self.busy = 0
        #: How many contents the pool has had before this one.
        self.number = 0
        self.zygote = zygote
        self.accept, self.sure = accept, sure
        self._fork, self._ready, self._leave = fork, ready, leave
        self._proof: WorkerProcess | None = None
        zygote.lease()

    def fork(self) -> WorkerProcess:
        """A worker that is ready. Raises Lost if its processes are gone, EngineUnavailable if none can be had."""
        return self.forks(1)[0]

    def forks(self, number: int) -> list[WorkerProcess]:
        """So many workers that are ready, made at the same time. Raises as ``fork`` does, and then there are none."""
        workers: list[WorkerProcess] = []
        if self._proof is not None:
            workers, self._proof = [self._proof], None
        begun = len(workers)
        try:
            while len(workers) < number:
                workers.append(self._fork())
            for worker in workers[begun:]:
                self._ready(worker)
                worker.state = self
        except BaseException:
            for worker in workers:
                worker.kill()
            raise
        return workers

    def prove(self) -> None:
        """Has the first worker made now, who shows that there can be others. Raises as ``fork`` does."""
        self._proof = self.fork()

    def close(self) -> None:
        if self._proof is not None:
            self._proof.kill()
        self.zygote.release()
        self._leave()


class Source(Protocol):
    """Makes states; only one thread at a time calls, but ``close`` may come from any."""

    @property
    def isolation(self) -> str:
        """How workers are kept off the network."""
        ...

    def first(self) -> State: ...

    def again(self) -> State:
        """The state accepted last, after its processes were lost."""
        ...

    def replace(self, quads: int, version: str) -> State:
        """A state of N-Quads, given by descriptor, which belongs to the source from now on."""
        ...

    def update(self, changes: delta.Changes, version: str) -> State: ...

    def stop(self) -> None:
        """Has a call under way in another thread fail soon, where that can be done."""
        ...

    def close(self) -> None:
        """Safe to call twice."""
        ...


class Memory:
    """The graph in the memory of a zygote, which its workers share. Nothing outlives the process that asks."""

    def __init__(self, quads: int, isolation: str) -> None:
        """``quads``, a descriptor of N-Quads, belongs to this object from now on."""
        self._quads = os.fdopen(quads, "rb")
        self._way = self.isolation = isolation
        self._since: dict[str, bytes | None] = {}
        self._zygote: Zygote | None = None

    def first(self) -> State:
        """Raises CatalogueError if the graph cannot be loaded, EngineUnavailable if workers cannot be isolated."""
        return self._state(Zygote(self._quads.fileno(), self._way))

    def again(self) -> State:
        try:
            zygote = Zygote(self._quads.fileno(), self._way)
        except ValueError:
            raise EngineUnavailable("The query engine is closed.") from None
        if self._since:
            try:
                _send(zygote, self._since)
            except BaseException:
                zygote.close()
                raise
        return self._state(zygote)

    def replace(self, quads: int, version: str) -> State:
        file = os.fdopen(quads, "rb")
        try:
            zygote = Zygote(quads, self._way)
        except BaseException:
            file.close()
            raise

        def accept() -> None:
            self._quads.close()
            self._quads, self._since, self._zygote = file, {}, zygote

        def leave() -> None:
            if self._quads is not file:
                file.close()

        return State(zygote, _forks(zygote), accept=accept, leave=leave)

    def update(self, changes: delta.Changes, version: str) -> State:
        """The zygote itself moves on; its workers stay where they were."""
        assert self._zygote is not None
        _send(self._zygote, changes)
        self._since |= changes
        return State(self._zygote, _forks(self._zygote), sure=True)

    def _state(self, zygote: Zygote) -> State:
        self._zygote, self.isolation = zygote, zygote.isolation
        return State(zygote, _forks(zygote), sure=True)

    def stop(self) -> None:
        pass

    def close(self) -> None:
        self._quads.close()


def _forks(zygote: Zygote) -> Callable[[], WorkerProcess]:
    """Only for the state of now: a worker that knew more than others of its state would let time run backwards."""
    return partial(zygote.fork, updates=zygote.updates)


def _send(zygote: Zygote, changes: delta.Changes) -> None:
    packed = memory_file(delta.pack(changes))
    try:
        zygote.update(packed)
    except Lost:
        raise EngineUnavailable("The query engine was lost while it took the new state.", "Try again.") from None
    finally:
        os.close(packed)


def memory_file(data: bytes) -> int:
    """A descriptor from which ``data`` can be read again and again by several processes."""
    descriptor = os.memfd_create("psin", os.MFD_CLOEXEC)
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(data)
    return descriptor
