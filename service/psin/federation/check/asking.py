"""Requests as real clients make them: guarded like a harvest, but every answer is kept as it came."""

from __future__ import annotations

import http.client
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from ...engine.reaching import AddressRefused, GuardedConnection, left
from ..harvest.fetching import host_of

_REDIRECTS = 5
_CHUNK = 65_536


@dataclass(frozen=True)
class Reply:
    """What a request got; ``problem`` is the end of a sentence where nothing came, and then ``status`` is 0.

    ``whole`` is False for a body that broke off, or that was cut at the limit of size; ``refused`` tells of an address
    that is not asked.
    """

    method: str
    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    problem: str = ""
    whole: bool = True
    hops: tuple[str, ...] = ()
    refused: bool = False

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def ok(self) -> bool:
        return self.status == 200 and self.whole

    @property
    def what(self) -> str:
        """The reply in a few words."""
        if not self.status:
            return self.problem
        return (
            f"status {self.status}" if self.status != 200 else f"type '{self.type or 'none'}', {len(self.body):,} bytes"
        )


class Client:
    """Asks one site within limits: so many requests, so many bytes each, until ``end``. ``internal`` are hosts with port that
    may be at private addresses."""

    def __init__(
        self,
        seconds: float = 60.0,
        requests: int = 80,
        largest: int = 5_000_000,
        internal: frozenset[str] = frozenset(),
    ) -> None:
        self._end, self._left, self._largest, self._internal = time.monotonic() + seconds, requests, largest, internal
        self._each = min(20.0, seconds)
        self.log: list[Reply] = []

    def ask(
        self,
        url: str,
        headers: Mapping[str, str],
        method: str = "GET",
        body: bytes | None = None,
        *,
        follow: bool = True,
    ) -> Reply:
        """The reply after redirects, or the redirect itself where the client does not follow them. Never raises."""
        hops: list[str] = []
        while True:
            reply = self._once(url, headers, method, body, tuple(hops))
            self.log.append(reply)
            location = reply.headers.get("location", "")
            if reply.status not in (301, 302, 303, 307, 308) or not follow or not location:
                return reply
            hops.append(url)
            if len(hops) > _REDIRECTS:
                return Reply(method, url, problem=f"it forwards more than {_REDIRECTS} times", hops=tuple(hops))
            try:
                url = urljoin(url, location)
            except ValueError:
                return Reply(method, url, problem="it forwards to what is no address", hops=tuple(hops))
            if reply.status == 303 or (reply.status in (301, 302) and method == "POST"):
                method, body = "GET", None

    def _once(
        self, url: str, headers: Mapping[str, str], method: str, body: bytes | None, hops: tuple[str, ...]
    ) -> Reply:
        if self._left <= 0:
            return Reply(method, url, problem="no more requests are made in one check", hops=hops)
        self._left -= 1
        try:
            return self._sent(url, headers, method, body, hops)
        except AddressRefused as refused:
            problem = f"{refused.host} is at an address that the internet cannot reach"
            return Reply(method, url, problem=problem, hops=hops, refused=True)
        except TimeoutError:
            problem = f"there was no whole answer within {self._each:g} s"
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            problem = (
                "the connection failed"
                f" ({(getattr(error, 'strerror', None) or str(error) or type(error).__name__)[:120]})"
            )
        return Reply(method, url, problem=problem, hops=hops)

    def _sent(
        self, url: str, headers: Mapping[str, str], method: str, body: bytes | None, hops: tuple[str, ...]
    ) -> Reply:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise ValueError("that is no address of the web")
        secure = parts.scheme == "https"
        end = min(self._end, time.monotonic() + self._each)
        connection = GuardedConnection(
            parts.hostname, parts.port, end, secure=secure, internal=host_of(url) in self._internal
        )
        timer = threading.Timer(left(end), lambda: _cut(connection))
        timer.daemon = True
        timer.start()
        try:
            path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
                f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
            )
            connection.request(method, path, body, dict(headers))
            connection.hurry()
            answer = connection.getresponse()
            got = {name.lower(): value for name, value in answer.getheaders()}
            data, whole = _body(answer, connection, self._largest)
            return Reply(method, url, answer.status, got, data, whole=whole, hops=hops)
        except (OSError, http.client.HTTPException):
            if time.monotonic() >= end:
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
            connection.close()


def _cut(connection: GuardedConnection) -> None:
    link = getattr(connection, "_socket", None)
    if link is not None:
        with suppress(OSError):
            link.shutdown(2)


def _body(answer: http.client.HTTPResponse, connection: GuardedConnection, largest: int) -> tuple[bytes, bool]:
    """The body, decompressed, and whether all of it came."""
    coding = (answer.getheader("Content-Encoding") or "").lower()
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in coding else None
    data, whole = bytearray(), True
    try:
        while chunk := answer.read1(_CHUNK):
            connection.hurry()
            data += inflater.decompress(chunk, largest + 1 - len(data)) if inflater else chunk
            if len(data) > largest:
                return bytes(data[:largest]), False
    except (http.client.IncompleteRead, ConnectionError):
        whole = False
    return bytes(data), whole and not answer.length and (inflater is None or inflater.eof or not data)
