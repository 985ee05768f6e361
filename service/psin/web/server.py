"""The HTTP server: waitress, with its limits from the settings."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from waitress.server import create_server

from ..errors import InputError
from ..settings import Settings

if TYPE_CHECKING:
    from flask import Flask


class Server:
    """A bound server: ``address`` is where readers find it."""

    def __init__(self, server: object, address: str) -> None:
        self._server = server
        self.address = address

    def run(self) -> None:
        """Serves until the process is told to stop."""
        self._server.run()

    def close(self) -> None:
        self._server.close()


def listen(app: Flask, settings: Settings) -> Server:
    """Binds the address of the settings; port 0 takes a free one. Raises InputError if it cannot be had."""
    host, port = settings.host, settings.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(found[0], socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(found[4])
    except OSError as error:
        advice = "Stop what listens there, or name another with --port."
        raise InputError(f"Nothing can listen on {host}:{port}: {error.strerror or error}.", advice) from None
    server = create_server(
        app,
        sockets=[bound],
        threads=settings.web_threads,
        max_request_body_size=settings.request_bytes,
        channel_timeout=60,
        connection_limit=200,
        ident=None,
    )
    shown = f"[{host}]" if ":" in host else host
    return Server(server, f"http://{shown}:{bound.getsockname()[1]}")
