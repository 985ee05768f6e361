"""The SDK's ASGI application, called from a thread of the service: one event loop in a thread of its own serves all calls.

Source: ASGI 3.0, HTTP connection scope.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from .asking import ASKER, Asker


@dataclass
class Reply:
    """Status, headers and body that the application sent."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)


class Bridge:
    """Opened at the first call, closed with the process. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._portal: Any = None
        self._manager: Any = None
        self._open = ExitStack()

    def call(self, asker: Asker, method: str, headers: list[tuple[str, str]], body: bytes) -> Reply:
        """The answer of the SDK to one request, which is answered by ``asker``."""
        portal, manager = self._ready()
        return portal.call(_exchange, manager, asker, method, headers, body)  # type: ignore[no-any-return]

    def close(self) -> None:
        """Ends the loop and its thread. Safe to call twice."""
        with self._lock:
            self._open.close()
            self._portal = self._manager = None

    def _ready(self) -> tuple[Any, Any]:
        with self._lock:
            if self._portal is None:
                from anyio.from_thread import start_blocking_portal
                from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

                from .tools import server

                self._manager = StreamableHTTPSessionManager(
                    server()._lowlevel_server, json_response=True, stateless=True, max_request_body_size=self._most
                )
                self._portal = self._open.enter_context(start_blocking_portal())
                self._open.enter_context(self._portal.wrap_async_context_manager(self._manager.run()))
            return self._portal, self._manager


async def _exchange(manager: Any, asker: Asker, method: str, headers: list[tuple[str, str]], body: bytes) -> Reply:
    import anyio

    reply, asked, ended = Reply(), False, anyio.Event()
    ASKER.set(asker)

    async def receive() -> dict[str, object]:
        nonlocal asked
        if asked:
            await ended.wait()
            return {"type": "http.disconnect"}
        asked = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            reply.status = message["status"]
            reply.headers = [
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in message.get("headers", ())
            ]
        elif message["type"] == "http.response.body":
            reply.body += message.get("body", b"")

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": "/mcp",
        "raw_path": b"/mcp",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        "client": None,
        "server": None,
    }
    try:
        await manager.handle_request(scope, receive, send)
    finally:
        ended.set()
    return reply
