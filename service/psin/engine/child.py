"""Starting a process of the engine: a fresh interpreter with a control socket, and nothing of this process but that."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from psin.errors import EngineUnavailable

_PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])
#: Huge pages make a fork ten times cheaper (650 MiB: 1.2 ms instead of 12 ms), since fewer pages have to be noted.
_HUGE_PAGES = "glibc.malloc.hugetlb=1"


_Started = tuple[socket.socket, "subprocess.Popen[bytes]"]
_ahead: dict[tuple[str, str, tuple[str, ...]], _Started] = {}


def start_ahead(module: str, arguments: Sequence[str], *, forks: bool = False, room: str = "engine") -> None:
    """Runs a process that ``start`` will be asked for later, so that it gets ready meanwhile; it ends with this one."""
    _ahead[room, module, tuple(arguments)] = start(module, [], arguments, forks=forks, room=room)


def start(
    module: str, descriptors: Sequence[int], arguments: Sequence[str], *, forks: bool = False, room: str = "engine"
) -> _Started:
    """Runs ``psin.<room>.<module>`` with the numbers of its socket and of ``descriptors``, then ``arguments``.

    ``forks`` is for a process that does so often; it costs one that writes much a fifth more time.
    Raises EngineUnavailable if it cannot be started.
    """
    ready = _ahead.pop((room, module, tuple(arguments)), None) if not descriptors else None
    if ready is not None:
        return ready
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    passed = (theirs.fileno(), *descriptors)
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", f"psin.{room}.{module}", *map(str, passed), *arguments],
            pass_fds=passed,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            env={
                "PYTHONPATH": os.pathsep.join([_PACKAGE_PARENT, *(path for path in sys.path if path)]),
                "PYTHONUTF8": "1",
                "RUST_BACKTRACE": "0",
                **({"GLIBC_TUNABLES": _HUGE_PAGES} if forks else {}),
            },
        )
    except OSError as error:
        ours.close()
        raise EngineUnavailable(f"The query engine cannot be started: {error.strerror}.") from None
    finally:
        theirs.close()
    return ours, process
