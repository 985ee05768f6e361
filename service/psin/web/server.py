"""The HTTP server: waitress, with its limits from the settings, and an end that lets answers finish."""

from __future__ import annotations

import logging
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from waitress.adjustments import Adjustments

from ..errors import InputError
from ..settings import Settings
from .connections import WebServer
from .direct import Direct
from .loop import Loop
from .submission import body_limit
from .tasks import Threads

if TYPE_CHECKING:
    from flask import Flask

#: How often connections are looked at, in seconds.
_LOOK_SECONDS = 1
#: Bytes of an answer in memory; what a slow reader has not taken beyond that lies in a temporary file.
_IN_MEMORY = 262_144
#: How long a thread that has its answer waits for one that computes: a tenth of the default.
_SWITCH_SECONDS = 0.0005


class Server:
    """A bound server: ``address`` is where readers find it."""

    def __init__(self, server: WebServer, address: str, stop_seconds: float) -> None:
        self._server, self._stop_seconds = server, stop_seconds
        self.address = address
        self._stopping = False

    def run(self) -> None:
        """Serves until ``stop`` is called, then lets answers finish for ``stop_seconds``."""
        looked = 0.0
        self._server.thread = threading.current_thread()
        sys.setswitchinterval(_SWITCH_SECONDS)
        while not self._stopping:
            self._server.turn(_LOOK_SECONDS)
            if time.time() - looked >= _LOOK_SECONDS:
                looked = time.time()
                self._server.tidy(looked)
        self._drain()

    def stop(self) -> None:
        """No new connections from now on. May be called from a signal handler or another thread."""
        self._stopping = True
        self._server.trigger.pull_trigger()

    def gauges(self) -> dict[str, tuple[str, Callable[[], float]]]:
        """Values for the metrics: name to help and function."""
        server = self._server
        return {
            "psin_connections": ("Open connections.", lambda: len(server.active_channels)),
            "psin_spooled_bytes": ("Bytes of answers that wait for their readers.", lambda: server.spooled),
            "psin_tasks_waiting": ("Requests that wait for a thread.", lambda: server.task_dispatcher.waiting()),
        }

    def _drain(self) -> None:
        server, end = self._server, time.monotonic() + self._stop_seconds
        server.accepting = False
        server.loop.forget(server._fileno)
        server.del_channel()
        server.socket.close()
        while server.active_channels and time.monotonic() < end:
            for channel in list(server.active_channels.values()):
                if channel.idle:
                    channel.will_close = True
            server.loop.touch(list(server.active_channels))
            server.turn(0.05)
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        server.direct.close()

    def close(self) -> None:
        """Gives the port and every descriptor back."""
        self._server.task_dispatcher.shutdown(timeout=1)
        self._server.trigger.close()
        self._server.socket.close()
        self._server.loop.close()


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
    # They would write tracebacks and lines of their own for answers that are cut; the log has a line for each of them.
    for name in ("waitress", "psin.web"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    adjustments = Adjustments(
        sockets=[bound],
        threads=settings.web_threads,
        max_request_body_size=max(settings.request_bytes, body_limit(settings)) + 1,
        max_request_header_size=settings.header_bytes,
        connection_limit=settings.connections + 100,
        channel_request_lookahead=1,
        clear_untrusted_proxy_headers=False,
        outbuf_overflow=_IN_MEMORY,
        outbuf_high_watermark=2 * settings.query_bytes,
        asyncore_use_poll=True,
        ident=None,
    )
    info = (bound.family, bound.type, bound.proto, bound.getsockname())
    threads = Threads(int(settings.web_threads))
    server = WebServer(
        app, _start=False, _sock=bound, adj=adjustments, bind_socket=False, sockinfo=info, dispatcher=threads
    )
    server.limit(settings)
    server.loop = Loop(server._map)
    server.direct = Direct(app.extensions["psin.endpoint"], app.extensions["psin"], server.loop)
    server.accept_connections()
    server.loop.touch(list(server._map))
    shown = f"[{host}]" if ":" in host else host
    return Server(server, f"http://{shown}:{bound.getsockname()[1]}", settings.stop_seconds)
