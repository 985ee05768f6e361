"""Messages between the process that asks and a worker: one byte of kind, four of length, then the bytes."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

REQUEST, PROBE, START, DATA, END, ERROR = range(6)
#: Size of a frame of data: large enough that its header and system call cost nothing, small enough to stream.
FRAME_BYTES = 262_144
_HEADER = struct.Struct("!BI")
#: A struct timeval of the C library.
_TIME = struct.Struct("@ll")
_KINDS = [bytes([kind]) for kind in (REQUEST, PROBE, START, DATA, END, ERROR)]
#: What is asked of the socket where the length of what comes is not known: most answers fit in.
_READ_BYTES = 65_536


def header(kind: int, length: int) -> bytes:
    """What goes before a payload of so many bytes."""
    return _HEADER.pack(kind, length)


def pack(kind: int, payload: bytes = b"") -> bytes:
    return _HEADER.pack(kind, len(payload)) + payload


def pack_json(kind: int, value: dict[str, Any]) -> bytes:
    return pack(kind, json.dumps(value).encode())


class Reader:
    """Frames from a socket, read with as few system calls as they come in."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._buffer = bytearray()
        #: A frame of which a part is still to come: its kind, room for its payload, and how much of that is filled.
        self._kind, self._room, self._filled = 0, bytearray(), 0

    def complete(self) -> tuple[int, bytes] | None:
        """The next frame if all of it has arrived already."""
        if self._room:
            if self._filled < len(self._room):
                return None
            payload, self._room = bytes(self._room), bytearray()
            return self._kind, payload
        buffer = self._buffer
        if len(buffer) < _HEADER.size:
            return None
        kind, length = _HEADER.unpack_from(buffer)
        end = _HEADER.size + length
        if len(buffer) < end:
            self._kind, self._room, self._filled = kind, bytearray(length), len(buffer) - _HEADER.size
            self._room[: self._filled] = memoryview(buffer)[_HEADER.size :]
            self._buffer = bytearray()
            return None
        with memoryview(buffer) as view:
            payload = bytes(view[_HEADER.size : end])
        del buffer[:end]
        return kind, payload

    def taken(self, kind: int) -> bytes | None:
        """The payload of the next frame if all of it has arrived already and it is of this kind."""
        if self._kind != kind if self._room else self._buffer[:1] != _KINDS[kind]:
            return None
        frame = self.complete()
        return frame[1] if frame is not None else None

    def wait_at_most(self, seconds: float) -> None:
        """How long ``fill`` waits from now on, if the socket blocks.

        The kernel keeps the time: a time-out of Python's own costs three more system calls a frame, and gives other
        threads three more chances to be in the way.
        """
        microseconds = max(1, int(seconds * 1e6))
        self._channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIME.pack(*divmod(microseconds, 1_000_000)))

    def fill(self) -> None:
        """Raises EOFError if the other side is gone, TimeoutError when the time is over."""
        try:
            self._fill()
        except BlockingIOError:
            raise TimeoutError from None

    def _fill(self, flags: int = 0) -> None:
        if self._room:
            with memoryview(self._room) as view:
                number = self._channel.recv_into(view[self._filled :], 0, flags)
            if not number:
                raise EOFError
            self._filled += number
            return
        data = self._channel.recv(_READ_BYTES, flags)
        if not data:
            raise EOFError
        self._buffer += data

    def fill_at_once(self) -> None:
        """As ``fill``, with what there is already, which may be nothing."""
        try:
            self._fill(socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass

    def waiting(self) -> bool:
        """Whether a whole frame has arrived that nobody has taken."""
        if self._room:
            return self._filled == len(self._room)
        buffer = self._buffer
        return len(buffer) >= _HEADER.size and len(buffer) >= _HEADER.size + _HEADER.unpack_from(buffer)[1]

    def read(self) -> tuple[int, bytes]:
        while True:
            frame = self.complete()
            if frame is not None:
                return frame
            self.fill()
