"""Messages between the process that asks and a worker: one byte of kind, four of length, then the bytes.

Errors are JSON. What every query has is packed, since that is half of what a small one costs beside itself; requests are
marshalled, which only the side may do that is trusted.
"""

from __future__ import annotations

import json
import math
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

from .formats import BINDINGS, BOOLEAN, GRAPH

REQUEST, PROBE, START, DATA, END, ERROR = range(6)
#: Size of a frame of data: large enough that its header and system call cost nothing, small enough to stream.
FRAME_BYTES = 262_144
_HEADER = struct.Struct("!BI")
#: Number of rows, -1 for none, and whether the worker has to be replaced.
_END = struct.Struct("!q?")
#: Time-outs are told to the kernel in so many steps a second, so that one query after the other has the same.
_STEPS = 50
#: A struct timeval of the C library.
_TIME = struct.Struct("@ll")
_KINDS = [bytes([kind]) for kind in (REQUEST, PROBE, START, DATA, END, ERROR)]
#: What is asked of the socket where the length of what comes is not known: most answers fit in.
_READ_BYTES = 65_536
#: What is asked for at most, whatever length a worker has announced.
_MOST_BYTES = 1 << 20


def header(kind: int, length: int) -> bytes:
    """What goes before a payload of so many bytes."""
    return _HEADER.pack(kind, length)


def pack(kind: int, payload: bytes = b"") -> bytes:
    return _HEADER.pack(kind, len(payload)) + payload


def pack_json(kind: int, value: dict[str, Any]) -> bytes:
    return pack(kind, json.dumps(value).encode())


def pack_start(kind: str, columns: Sequence[str]) -> bytes:
    """The frame that begins an answer of a kind."""
    return pack(START, "\n".join([kind, *columns]).encode())


def started(payload: bytes) -> tuple[str, list[str]]:
    """Kind and columns. Raises ValueError for what is no beginning of an answer."""
    kind, *columns = payload.decode().split("\n")
    if kind not in (BINDINGS, BOOLEAN, GRAPH):
        raise ValueError(f"an answer cannot be {kind}")
    return kind, columns


def pack_end(rows: int | None, retire: bool) -> bytes:
    """The frame that ends a whole answer."""
    return pack(END, _END.pack(-1 if rows is None else rows, retire))


def ended(payload: bytes) -> tuple[int | None, bool]:
    """Rows, and whether the worker has to be replaced. Raises ValueError for what is no end of an answer."""
    try:
        rows, retire = _END.unpack(payload)
    except struct.error as error:
        raise ValueError(str(error)) from None
    return None if rows < 0 else rows, retire


class Reader:
    """Frames from a socket, read with as few system calls as they come in."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._buffer = bytearray()
        #: A frame of which a part is still to come: its kind, the parts that are here, and how many bytes are missing.
        self._kind, self._parts, self._missing = 0, list[bytes](), 0
        #: Whether the last frame was large: then the next is read into a place of its own, without a copy.
        self._large = False
        self._steps = 0

    def complete(self) -> tuple[int, bytes] | None:
        """The next frame if all of it has arrived already."""
        if self._parts or self._missing:
            if self._missing:
                return None
            payload = b"".join(self._parts)
            self._parts.clear()
            return self._kind, payload
        buffer = self._buffer
        if len(buffer) < _HEADER.size:
            return None
        kind, length = _HEADER.unpack_from(buffer)
        end = _HEADER.size + length
        self._large = length >= _READ_BYTES
        if len(buffer) < end:
            self._kind, self._missing = kind, end - len(buffer)
            self._buffer = bytearray()
            if len(buffer) > _HEADER.size:
                self._parts.append(bytes(buffer[_HEADER.size :]))
            return None
        payload = bytes(buffer[_HEADER.size : end])
        del buffer[:end]
        return kind, payload

    def taken(self, kind: int) -> bytes | None:
        """The payload of the next frame if all of it has arrived already and it is of this kind."""
        if self._kind != kind if self._parts or self._missing else self._buffer[:1] != _KINDS[kind]:
            return None
        frame = self.complete()
        return frame[1] if frame is not None else None

    def wait_at_most(self, seconds: float) -> None:
        """How long ``fill`` waits from now on, if the socket blocks.

        The kernel keeps the time: a time-out of Python's own costs three more system calls a frame, and gives other
        threads three more chances to be in the way.
        """
        steps = max(1, math.ceil(seconds * _STEPS))
        if steps != self._steps:
            whole, rest = divmod(steps, _STEPS)
            self._channel.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIME.pack(whole, rest * 1_000_000 // _STEPS)
            )
            self._steps = steps

    def fill(self) -> None:
        """Raises EOFError if the other side is gone, TimeoutError when the time is over."""
        try:
            self._fill()
        except BlockingIOError:
            raise TimeoutError from None

    def _fill(self, flags: int = 0) -> None:
        if self._missing:
            data = self._channel.recv(min(self._missing, _MOST_BYTES), flags or socket.MSG_WAITALL)
            self._parts.append(data)
            self._missing -= len(data)
        else:
            data = self._channel.recv(_HEADER.size if self._large and not self._buffer else _READ_BYTES, flags)
            self._buffer += data
        if not data:
            raise EOFError

    def fill_at_once(self) -> None:
        """As ``fill``, with what there is already, which may be nothing."""
        try:
            self._fill(socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass

    def fill_soon(self, until: float) -> None:
        """As ``fill``, without sleeping, up to a time of ``time.perf_counter``; then there may be nothing."""
        while time.perf_counter() < until:
            try:
                self._fill(socket.MSG_DONTWAIT)
                return
            except BlockingIOError:
                pass

    def waiting(self) -> bool:
        """Whether a whole frame has arrived that nobody has taken."""
        if self._parts or self._missing:
            return not self._missing
        buffer = self._buffer
        return len(buffer) >= _HEADER.size and len(buffer) >= _HEADER.size + _HEADER.unpack_from(buffer)[1]

    def read(self) -> tuple[int, bytes]:
        while True:
            frame = self.complete()
            if frame is not None:
                return frame
            self.fill()
