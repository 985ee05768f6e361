"""Documents shared out among processes, which all see what this one has read; nothing is left behind when it ends."""

from __future__ import annotations

import marshal
import mmap
import os
import signal
import sys
from collections.abc import Callable, Sequence

from ..light import TYPE_CHECKING
from .findings import Finding
from .plain import from_plain, to_plain

if TYPE_CHECKING:
    from typing import NoReturn

    from .parse import Parsed

    Progress = Callable[[int, int], None]
    Check = Callable[[Sequence[Parsed], Progress], list[Finding]]

#: Documents that a process of its own is worth, and processes that are ever started.
_WORTH, _MOST = 25, 16
#: Files that stay together at most, and such runs that each process gets at least.
_RUN, _RUNS = 100, 25
#: Seconds between two looks at how far the others are.
_EVERY = 0.1


def processors() -> int:
    """How many processes can work at once here; one where they cannot be forked safely."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0)) if len(os.listdir("/proc/self/task")) == 1 else 1


def shared_out(documents: Sequence[Parsed], check: Check, processes: int, progress: Progress | None) -> list[Finding]:
    """What ``check`` finds in the documents, file by file as if it had looked at all of them itself.

    ``progress`` is told of the documents of all processes together.
    """
    parts = _parts(documents, max(1, min(processes, _MOST, len(documents) // _WORTH)))
    done, parent = mmap.mmap(-1, 8 * len(parts)), os.getpid()

    def tell(number: int) -> Progress:
        def told(count: int, _: int) -> None:
            done[8 * number : 8 * number + 8] = count.to_bytes(8, "little")
            if os.getpid() != parent and os.getppid() != parent:
                os._exit(1)  # nobody waits for it any more
            if progress and not number:
                progress(sum(memoryview(done).cast("Q")), len(documents))

        return told

    helpers: list[_Helper] = []
    try:
        for number, part in enumerate(parts[1:], 1):
            helpers.append(_Helper(lambda part=part, number=number: check(part, tell(number))))  # type: ignore[misc]
        tick = tell(0)
        found = check(parts[0], tick)
        for number, part in enumerate(parts[1:]):
            theirs = helpers[number].result(lambda: tick(len(parts[0]), 0))
            # one that was killed or failed told nothing: its part is done here, where a failure is heard
            found += check(part, lambda *_: None) if theirs is None else theirs
        return found
    finally:
        for helper in helpers:
            helper.end()


def _parts(documents: Sequence[Parsed], number: int) -> list[list[Parsed]]:
    """Runs of files in turn, since neighbours are of a kind and cost alike; the documents of one file stay together.

    What lies together in memory goes together, so that the processes hold little of it twice.
    """
    run = max(1, min(_RUN, len(documents) // (number * _RUNS)))
    place = {name: at // run % number for at, name in enumerate(dict.fromkeys(parsed.file for parsed in documents))}
    parts: list[list[Parsed]] = [[] for _ in range(number)]
    for parsed in documents:
        parts[place[parsed.file]].append(parsed)
    return [part for part in parts if part]


class _Helper:
    """A process that does one thing and tells the findings."""

    def __init__(self, work: Callable[[], list[Finding]]) -> None:
        self._reading, writing = os.pipe()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._process = os.fork()
            if not self._process:
                _work(work, writing, before)
        except OSError:  # no process to be had: nobody will write
            self._process = -1
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(writing)

    def result(self, meanwhile: Callable[[], None]) -> list[Finding] | None:
        """Waits for the findings; None if the process ended without any."""
        from select import select

        pieces: list[bytes] = []
        while True:
            while not select([self._reading], [], [], _EVERY)[0]:
                meanwhile()
            piece = os.read(self._reading, 1 << 20)
            if not piece:
                break
            pieces.append(piece)
        try:
            return list(from_plain(marshal.loads(b"".join(pieces))))
        except (EOFError, ValueError, TypeError):
            return None

    def end(self) -> None:
        os.close(self._reading)
        if self._process < 0:
            return
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _work(work: Callable[[], list[Finding]], writing: int, signals: set[int]) -> NoReturn:
    """The life of a helper: neither what the parent has yet to write nor its way of ending is its own."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        plain = memoryview(marshal.dumps(to_plain(tuple(work()))))
        while plain:
            plain = plain[os.write(writing, plain) :]
        code = 0
    except BaseException:
        code = 1  # the parent does it again and hears why
    finally:
        os._exit(code)
