"""``/mcp`` in the service. Queries of tools go through the same lanes, rates and budgets as any other."""

from __future__ import annotations

import atexit
import threading

from flask import Blueprint, Response, abort, current_app, request
from werkzeug.exceptions import TooManyRequests

from ...engine import FORMATS
from ...errors import EngineUnavailable
from .. import fair
from ..address import root
from ..requests import KEY, Record
from ..site import site
from .asking import Asker
from .bridge import Bridge

blueprint = Blueprint("mcp", __name__)
#: Bytes of a call: a query may be as long as elsewhere, and has its envelope.
_MOST = 200_000
#: Calls at the same time.
_PLACES = 8
_KEPT = ("accept", "content-type", "mcp-protocol-version", "mcp-session-id", "mcp-method", "mcp-name")
_places = threading.BoundedSemaphore(_PLACES)


@blueprint.route("/mcp", methods=["POST", "GET", "DELETE"])
def mcp() -> Response:
    """One call of an assistant: JSON-RPC in, JSON out. There are no sessions, so there is no stream to listen to."""
    if request.method != "POST":
        abort(405, valid_methods=["POST", "OPTIONS"])
    request.max_content_length = _MOST
    body = request.get_data()
    if not _places.acquire(timeout=request.environ[KEY].service.settings.queue_seconds):
        raise EngineUnavailable(
            "All places for calls of assistants are taken.", "Try again in a few seconds.", retry_after=5
        )
    try:
        reply = _bridge().call(
            _asker(), "POST", [(name, value) for name, value in request.headers if _passed(name)], body
        )
    finally:
        _places.release()
    response = Response(bytes(reply.body), reply.status)
    for name, value in reply.headers:
        if name.lower() not in ("content-length", "connection", "transfer-encoding"):
            response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _passed(name: str) -> bool:
    return name.lower() in _KEPT or name.lower().startswith("mcp-param-")


def _asker() -> Asker:
    record: Record = request.environ[KEY]
    current = site()

    def evaluate(query: str, name: str) -> bytes:
        try:
            with fair.stream(record, query, accept=FORMATS[name], budget=current.engine.budget) as answer:
                return b"".join(answer)
        except TooManyRequests as error:
            from mcp.server.mcpserver.exceptions import ToolError

            raise ToolError(f"Too many requests: {error.description}") from None

    return Asker(current, evaluate, root(current))


def _bridge() -> Bridge:
    held = current_app.extensions
    with _opening:
        if "psin.mcp" not in held:
            held["psin.mcp"] = Bridge(_MOST)
            atexit.register(held["psin.mcp"].close)
        return held["psin.mcp"]  # type: ignore[no-any-return]


_opening = threading.Lock()
