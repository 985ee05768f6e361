"""A system call filter that lets nothing reach a network, for machines that forbid namespaces."""

from __future__ import annotations

import ctypes
import errno
import os
import platform

_SET_SECCOMP, _MODE_FILTER = 22, 2
_LOAD, _JUMP_EQUAL, _JUMP_GREATER, _RETURN = 0x20, 0x15, 0x25, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
#: AUDIT_ARCH value, then the numbers of socket, connect and io_uring_setup (which makes sockets of its own).
_ARCHITECTURES = {
    "x86_64": (0xC000003E, (41, 42, 425)),
    "aarch64": (0xC00000B7, (198, 203, 425)),
}
#: From here on x86-64 counts the system calls of its x32 variant, which would pass by other numbers.
_X32 = 0x3FFFFFFF


class _Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint32)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction))]


def forbid_sockets(libc: ctypes.CDLL) -> None:
    """For this process and its children: making or connecting a socket fails with EACCES; socket pairs still work.

    Needs no_new_privs. Raises OSError if the machine has no filter for it.
    """
    if platform.machine() not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no system call filter for {platform.machine()}")
    architecture, numbers = _ARCHITECTURES[platform.machine()]
    program = [
        _Instruction(_LOAD, 0, 0, _ARCHITECTURE_AT),
        _Instruction(_JUMP_EQUAL, 1, 0, architecture),
        _Instruction(_RETURN, 0, 0, _KILL),
        _Instruction(_LOAD, 0, 0, _NUMBER_AT),
        _Instruction(_JUMP_GREATER, 0, 1, _X32),
        _Instruction(_RETURN, 0, 0, _KILL),
    ]
    for number in numbers:
        program.append(_Instruction(_JUMP_EQUAL, 0, 1, number))
        program.append(_Instruction(_RETURN, 0, 0, _ERRNO | errno.EACCES))
    program.append(_Instruction(_RETURN, 0, 0, _ALLOW))
    instructions = (_Instruction * len(program))(*program)
    wrapped = _Program(len(program), instructions)
    if libc.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(wrapped), 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
