"""The process that holds the graph and forks workers, which share its memory: ``python -m psin.engine.zygote``.

It has one thread, so that a fork is safe, and is cut off from the network before it reads the first byte. Arguments:
descriptor of the control socket (sequenced packets), descriptor of the N-Quads or ``-`` if workers open snapshots
themselves, since a store on disk starts threads, way of isolation. On the socket:

- it sends ``{"ready": ...}`` or ``{"error": ...}`` once;
- ``fork`` is answered with the worker's number, its socket and its process descriptor; ``fork 1 FOLDER`` is for a
  worker on a snapshot that is plain, ``fork 0 FOLDER`` for one that is not;
- ``update`` comes with a descriptor of packed changes and is answered with ``{}`` or ``{"error": ...}``;
- ``status N`` with how worker N ended, as from wait, or with ``?``.

It ends when the other side of the control socket is gone, and its workers with it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pyoxigraph as ox

from psin.errors import PsinError

from . import dataset, delta, isolation, worker

#: What a worker may have sent that nobody has taken yet, as far as the system allows: it then goes on meanwhile.
_SENT_BYTES = 1 << 20
#: As much as the main thread has: the limits of what nests in a query rest on it.
_STACK_BYTES = 8 << 20
#: How many endings are remembered for a ``status`` to come; only workers that died by themselves are asked about.
_REMEMBERED = 256


def main(arguments: list[str]) -> None:
    control = socket.socket(fileno=int(arguments[0]))
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        way = isolation.leave_network(arguments[2])
        graph = _load(arguments[1])
    except PsinError as error:
        return _send(control, {"error": error.detail, "advice": error.advice})
    except (SyntaxError, OSError, ValueError, MemoryError) as error:
        reason = getattr(error, "msg", None) or str(error) or "out of memory"
        return _send(control, {"error": f"The graph cannot be loaded: {reason}.", "advice": ""})
    threads = len(os.listdir("/proc/self/task"))
    if threads > 1:
        return _send(control, {"error": f"The process that forks workers has {threads} threads.", "advice": ""})
    gc.collect()
    gc.freeze()
    counts = {"graphs": sum(1 for _ in graph.store.named_graphs()), "isolation": way}
    _send(control, {"ready": counts})
    Nursery(control, graph, parent).run()


def _load(descriptor: str) -> worker.Graph:
    if descriptor == "-":
        return worker.Graph(ox.Store(), True)
    with os.fdopen(int(descriptor), "rb") as quads:
        quads.seek(0)
        store = dataset.load(quads)
        return worker.Graph(store, dataset.is_plain(quads), dataset.alone(store))


def _send(control: socket.socket, value: dict[str, object]) -> None:
    control.sendall(json.dumps(value).encode())


class Nursery:
    """Forks workers for the other side of the control socket until that is gone."""

    def __init__(self, control: socket.socket, graph: worker.Graph, parent: int) -> None:
        self.control, self.graph, self.parent = control, graph, parent
        self.ended: dict[int, int] = {}

    def run(self) -> None:
        while os.getppid() == self.parent:
            readable = select.select([self.control], [], [], 1.0)[0]
            self.reap()
            if not readable:
                continue
            message, descriptors, _, _ = socket.recv_fds(self.control, 8192, 1)
            if not message:
                return
            if message.startswith(b"fork"):
                self.fork(message[5:])
            elif message == b"update":
                self.update(descriptors[0])
            else:
                number = int(message.split()[1])
                self.control.sendall(str(self.ended.pop(number, "?")).encode())

    def reap(self) -> None:
        while True:
            try:
                number, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if number == 0:
                return
            self.ended[number] = status
            if len(self.ended) > _REMEMBERED:
                del self.ended[next(iter(self.ended))]

    def update(self, descriptor: int) -> None:
        """Half an update is worse than none: after an error in its midst this process ends, and is started anew."""
        with os.fdopen(descriptor, "rb") as file:
            packed = delta.unpack(file)
        try:
            changes = delta.read(packed)
        except PsinError as error:
            return _send(self.control, {"error": error.detail, "advice": error.advice})
        delta.apply(self.graph.store, changes, self.graph.alone)
        plain = self.graph.plain and all(dataset.is_plain_bytes(quads) for quads in packed.values() if quads)
        self.graph = replace(self.graph, plain=plain)
        _send(self.control, {})

    def fork(self, snapshot: bytes) -> None:
        """``snapshot`` is ``1`` or ``0`` for plain or not, a blank, and its folder; or nothing."""
        zygote = os.getpid()
        try:
            ours, theirs = socket.socketpair()
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_BYTES)
            number = os.fork()
        except OSError:
            self.control.sendall(b"0")
            return
        if number == 0:
            self.become_worker(theirs, zygote, snapshot)
        theirs.close()
        process = os.pidfd_open(number)
        socket.send_fds(self.control, [str(number).encode()], [ours.fileno(), process])
        ours.close()
        os.close(process)

    def become_worker(self, channel: socket.socket, zygote: int, snapshot: bytes) -> None:
        """In the child: standard streams stay on /dev/null, 3 is the channel, 4 its own memory statistics."""
        try:
            channel_number = os.dup2(channel.detach(), 60)
            os.closerange(3, 60)
            os.closerange(61, 4096)
            os.dup2(channel_number, 3)
            os.close(channel_number)
            statm = os.open("/proc/self/statm", os.O_RDONLY)
            isolation.confine(zygote)
            self.work(snapshot, statm)
        finally:
            os._exit(1)

    def work(self, snapshot: bytes, statm: int) -> None:
        """In the child, confined: all that it does until it is killed."""
        if snapshot:
            folder = os.fsdecode(snapshot[2:])
            isolation.only_read(folder)
            graph = worker.Graph(ox.Store.read_only(folder), snapshot[:1] == b"1")
        else:
            isolation.close_door(5)
            graph = self.graph
        serve = partial(worker.serve, socket.socket(fileno=3), graph, statm)
        serve() if snapshot else in_fresh_memory(serve)


def in_fresh_memory(serve: Callable[[], None]) -> None:
    """Runs what never returns in a thread, to which the C library gives memory of its own.

    What the zygote has freed lies scattered over all it has loaded. Were it used here, nearly every allocation would have
    the kernel copy a page of it, which takes longer than a small query.
    """
    threading.stack_size(_STACK_BYTES)
    thread = threading.Thread(target=serve)
    try:
        thread.start()
    except RuntimeError:  # a machine that allows no more threads
        serve()
    thread.join()


if __name__ == "__main__":
    main(sys.argv[1:])
