"""Messages between the process that asks and a worker: one byte of kind, four of length, then the bytes."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

REQUEST, PROBE, START, DATA, END, ERROR = range(6)
#: Size of a frame of data: large enough that its header and system call cost nothing, small enough to stream.
FRAME_BYTES = 65_536
_HEADER = struct.Struct("!BI")


def pack(kind: int, payload: bytes = b"") -> bytes:
    return _HEADER.pack(kind, len(payload)) + payload


def pack_json(kind: int, value: dict[str, Any]) -> bytes:
    return pack(kind, json.dumps(value).encode())


class Reader:
    """Frames from a socket, read with as few system calls as they come in. The socket's time-out applies to each."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._buffer = bytearray()

    def complete(self) -> tuple[int, bytes] | None:
        """The next frame if all of it has arrived already."""
        if len(self._buffer) < _HEADER.size:
            return None
        kind, length = _HEADER.unpack_from(self._buffer)
        if len(self._buffer) < _HEADER.size + length:
            return None
        payload = bytes(memoryview(self._buffer)[_HEADER.size : _HEADER.size + length])
        del self._buffer[: _HEADER.size + length]
        return kind, payload

    def push_back(self, kind: int, payload: bytes) -> None:
        self._buffer[:0] = pack(kind, payload)

    def fill(self) -> None:
        """Raises EOFError if the other side is gone, TimeoutError by the socket's time-out."""
        data = self._channel.recv(4 * FRAME_BYTES)
        if not data:
            raise EOFError
        self._buffer += data

    def read(self) -> tuple[int, bytes]:
        while True:
            frame = self.complete()
            if frame is not None:
                return frame
            self.fill()
