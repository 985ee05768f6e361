"""HTTP to an engine elsewhere: one request, one answer that is known to be whole, errors in our words.

Source: SPARQL 1.1 Protocol, sections 2.1 and 2.2; RFC 9112, section 8 (incomplete messages).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError, TimeoutError

from psin.errors import EngineUnavailable, InputError

from .digest import Credentials

#: Seconds to reach the engine; it is near, or it is not there.
_CONNECT_SECONDS = 5.0
_PIECE = 65_536
_REDIRECTS = range(300, 400)


class Client:
    """One address of an engine. Thread-safe; connections are kept and certificates are verified."""

    def __init__(self, url: str, *, connections: int = 4, user: str = "", password: str = "") -> None:
        """Raises InputError for an address that cannot be one."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"'{url}' is not the address of an engine.", "Write it like http://127.0.0.1:7878/query.")
        if "@" in parts.netloc:
            raise InputError("The address of the engine holds a password.", "Give user and password apart from it.")
        self.url = url
        self.host = parts.netloc
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._credentials = Credentials(user, password) if user else None
        self._pool = urllib3.PoolManager(maxsize=connections, retries=False)

    def query(self, text: str, accept: str, graphs: Sequence[tuple[str, str]] = (), *, seconds: float) -> Reply:
        """Sends a query with its default-graph-uri and named-graph-uri. Raises EngineUnavailable."""
        body = urlencode([("query", text), *graphs]).encode()
        return self._send(body, {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}, seconds)

    def update(self, text: str, *, seconds: float) -> Reply:
        """Sends an update. Raises EngineUnavailable."""
        headers = {"Content-Type": "application/sparql-update; charset=utf-8", "Accept": "*/*"}
        return self._send(text.encode(), headers, seconds)

    def close(self) -> None:
        self._pool.clear()

    def _send(self, body: bytes, headers: Mapping[str, str], seconds: float) -> Reply:
        end = time.monotonic() + seconds
        for attempt in (1, 2, 3):
            try:
                response = self._once(body, headers, max(end - time.monotonic(), 0.001))
            except (HTTPError, OSError) as error:
                # A connection that was kept may have been closed in the meantime; whatever it was for can be said again.
                if attempt < 3 and not _final(error) and time.monotonic() < end:
                    continue
                raise self._unreachable(error) from None
            challenge = response.headers.get("WWW-Authenticate", "")
            if response.status == 401 and attempt < 3 and self._credentials and self._credentials.challenged(challenge):
                response.drain_conn()
                continue
            return Reply(self, response)
        raise AssertionError("unreachable")

    def _once(self, body: bytes, headers: Mapping[str, str], seconds: float) -> urllib3.BaseHTTPResponse:
        authorization = self._credentials.header("POST", self._target) if self._credentials else None
        extra = {"Authorization": authorization} if authorization else {}
        return self._pool.urlopen(
            "POST",
            self.url,
            body=body,
            headers={**headers, **extra, "User-Agent": "psin", "Accept-Encoding": "identity"},
            redirect=False,
            retries=False,
            preload_content=False,
            timeout=urllib3.Timeout(connect=min(_CONNECT_SECONDS, seconds), read=seconds),
        )

    def _unreachable(self, error: Exception) -> EngineUnavailable:
        cause = error.reason if isinstance(error, MaxRetryError) and error.reason else error
        if isinstance(cause, TimeoutError) and not isinstance(cause, NewConnectionError):
            return EngineUnavailable(f"The engine at {self.host} did not answer in time.", "Ask again.")
        if isinstance(cause, SSLError):
            return EngineUnavailable(
                f"The certificate of the engine at {self.host} cannot be trusted.", str(cause)[:200]
            )
        return EngineUnavailable(
            f"The engine at {self.host} cannot be reached.", "See whether it runs, then ask again."
        )


def _final(error: Exception) -> bool:
    return isinstance(error, NewConnectionError | SSLError | TimeoutError | MaxRetryError)


class Reply:
    """The answer to one request. ``read`` is that of a binary file and raises EngineUnavailable unless the end is sure."""

    def __init__(self, client: Client, response: urllib3.BaseHTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        self._client, self._response = client, response
        self.problem: EngineUnavailable | None = None
        if response.status in _REDIRECTS:
            response.close()
            where = response.headers.get("Location", "elsewhere")
            raise EngineUnavailable(
                f"The engine at {client.host} sends its readers to {where[:200]}; redirects are not followed.",
                "Name the address it redirects to, if you trust it.",
            )
        framed = (
            "Content-Length" in response.headers or "chunked" in response.headers.get("Transfer-Encoding", "").lower()
        )
        if response.status == 200 and not framed:
            response.close()
            raise EngineUnavailable(
                f"The engine at {client.host} does not say where its answer ends.",
                "Have it (or the proxy before it) send Content-Length or chunks; otherwise a part passes for the whole.",
            )

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most ``size``; empty only at the true end."""
        try:
            return self._response.read(_PIECE if size < 0 else min(size, _PIECE)) if size else b""
        except (HTTPError, OSError, ValueError):
            self.problem = EngineUnavailable(
                f"The answer of the engine at {self._client.host} broke off.", "Ask again."
            )
            self.close()
            raise self.problem from None

    def text(self, size: int) -> str:
        """The first ``size`` bytes as text; the rest is thrown away."""
        parts: list[bytes] = []
        while (left := size - sum(map(len, parts))) > 0 and (part := self.read(left)):
            parts.append(part)
        self.close()
        return b"".join(parts).decode("utf-8", "replace")

    def release(self) -> None:
        """Gives the connection back after the end was read."""
        self._response.release_conn()

    def interrupt(self) -> None:
        """Has ``read`` fail in the thread that waits in it. The connection is not used again."""
        try:
            self._response.shutdown()
        except (ValueError, OSError, RuntimeError):
            pass  # already at its end

    def close(self) -> None:
        """Ends the exchange, for the thread that reads."""
        self._response.close()
