"""What keeps a worker from doing anything but compute: no network, no files, no new rights, no life of its own."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import resource
import signal
import socket
from collections.abc import Callable, Sequence

from psin.errors import EngineUnavailable

from .seccomp import forbid_sockets

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_DEATH_SIGNAL, _SET_NO_NEW_PRIVILEGES = 1, 38
#: Landlock: system calls 444 and 446 on every architecture; rights to bind and connect TCP came with version 4.
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT, _LANDLOCK_BIND_CONNECT = 444, 445, 446, 3
#: All rights over files that version 1 knows; of them, reading files and listing folders.
_LANDLOCK_FILES, _LANDLOCK_READ, _LANDLOCK_BELOW = (1 << 13) - 1, 1 << 2 | 1 << 3, 1
_LIBC = ctypes.CDLL(None, use_errno=True)
#: Answers of a connection attempt that prove that nothing can be reached.
_NO_NETWORK = {errno.EACCES, errno.EPERM, errno.ENETUNREACH, errno.EAFNOSUPPORT, errno.ENETDOWN}
#: Folders in which nearly every process may create files.
_WRITABLE = ("/tmp", "/var/tmp", "/dev/shm")
CHOICES = ("auto", "namespace", "seccomp", "landlock", "none")


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _namespace() -> None:
    try:
        _checked(_LIBC.unshare(_NEW_USER | _NEW_NETWORK))
    except OSError:
        _checked(_LIBC.unshare(_NEW_NETWORK))


def _landlock() -> None:
    """TCP only; enough for the engine, which knows nothing but HTTP."""
    rights = (ctypes.c_uint64 * 2)(0, _LANDLOCK_BIND_CONNECT)
    ruleset = _checked(_LIBC.syscall(_LANDLOCK_CREATE, ctypes.byref(rights), ctypes.sizeof(rights), 0))
    try:
        _checked(_LIBC.syscall(_LANDLOCK_RESTRICT, ruleset, 0))
    finally:
        os.close(ruleset)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def can_only_read() -> bool:
    """Whether ``only_read`` works here: whether the system has Landlock (its version is asked for)."""
    return bool(_LIBC.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1) >= 1)


def only_read(folder: str) -> None:
    """For a worker on a snapshot: of all files it can open those below ``folder`` for reading, and makes no sockets.

    Its limit of descriptors is raised as far as allowed, since the store opens files as they are needed. Raises OSError
    where Landlock (Linux 5.13) is missing.
    """
    rights = (ctypes.c_uint64 * 1)(_LANDLOCK_FILES)
    ruleset = _checked(_LIBC.syscall(_LANDLOCK_CREATE, ctypes.byref(rights), ctypes.sizeof(rights), 0))
    below = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        rule = _Beneath(_LANDLOCK_READ, below)
        _checked(_LIBC.syscall(_LANDLOCK_ADD, ruleset, _LANDLOCK_BELOW, ctypes.byref(rule), 0))
        _checked(_LIBC.syscall(_LANDLOCK_RESTRICT, ruleset, 0))
    finally:
        os.close(below)
        os.close(ruleset)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        forbid_sockets(_LIBC)
    except OSError:
        pass  # a machine without filters; it has no network all the same


_WAYS: dict[str, Callable[[], None]] = {
    "namespace": _namespace,
    "seccomp": lambda: forbid_sockets(_LIBC),
    "landlock": _landlock,
    "none": lambda: None,
}


def leave_network(choice: str) -> str:
    """Cuts this process and its children off the network and returns the way it was done.

    ``auto`` takes the first that works of namespace, seccomp and landlock; ``none`` does nothing, so the probe fails.
    Raises EngineUnavailable if no way works. Must run before the process has threads.
    """
    _checked(_LIBC.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    failures = []
    for way in ("namespace", "seccomp", "landlock") if choice == "auto" else (choice,):
        try:
            _WAYS[way]()
        except OSError as error:
            failures.append(f"{way}: {error.strerror}")
        else:
            return way
    raise EngineUnavailable(
        f"Queries cannot be cut off from the network on this machine ({'; '.join(failures)}).",
        "Allow user namespaces or seccomp filters for this service.",
    )


def confine(parent: int) -> None:
    """For a freshly forked worker: dies with its parent, dumps no core, writes no file, listens to no signal."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _checked(_LIBC.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0))
    if os.getppid() != parent:
        os._exit(0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def lowest(descriptors: Sequence[int]) -> list[int]:
    """The same files as descriptors from 3 on, in this order; the numbers that a parent with many files gave are closed.

    Only then can the door be closed behind them: descriptors in use may not be numbered beyond its limit.
    """
    spare = [fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 3 + len(descriptors)) for number in descriptors]
    for number in descriptors:
        os.close(number)
    for wanted, number in enumerate(spare, 3):
        os.dup2(number, wanted)
        os.close(number)
    return list(range(3, 3 + len(spare)))


def close_door(open_files: int) -> None:
    """No file, pipe or socket can be opened from now on: ``open_files`` descriptors, numbered from 0, are in use."""
    hard = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 64)
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, hard))


def _can_create(folder: str) -> bool:
    path = f"{folder}/psin-probe-{os.getpid()}"
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    except OSError:
        return False
    os.unlink(path)
    return True


def _can_read(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True


def leaks() -> list[str]:
    """What this worker can do although it must not, found by trying: one sentence each, empty if isolation holds.

    The network is tried with descriptors to spare, so that the lack of them cannot pass for isolation.
    """
    found = []
    if any(_can_create(folder) for folder in _WRITABLE) or _can_read(__file__):
        found.append("A worker can open files.")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        with socket.socket() as attempt:
            attempt.settimeout(0.2)
            attempt.connect(("127.0.0.1", 9))
        found.append("A worker can reach the network.")
    except OSError as error:
        if error.errno not in _NO_NETWORK:
            found.append("A worker can reach the network.")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return found
