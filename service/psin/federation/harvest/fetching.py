"""Fetching from partners: every address checked when connected to, every redirect again, all of it limited.

Source: HTTP Semantics (RFC 9110), sections 10.2.3 (Retry-After), 13.1 (conditions) and 15.4 (redirects).
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import http.client
import os
import socket
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from ... import __version__
from ...engine.reaching import AddressRefused, GuardedConnection, left
from ...errors import PsinError

AGENT = f"psin/{__version__} (+https://w3id.org/psin/; harvester)"
_REDIRECTS = 3
_CHUNK = 65_536
_GZIP = b"\x1f\x8b"
#: Longest wait that a partner can ask for, in seconds.
_LONGEST_WAIT = 7 * 86_400


class FetchFailed(PsinError):
    """``retry_after`` is in seconds, where the partner asks for it."""

    code = "fetch"
    title = "The partner cannot be fetched from"

    def __init__(self, detail: str, advice: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(detail, advice)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Fetched:
    """``status`` is 200, or 304 where nothing changed and no file was written; ``headers`` have names in small letters."""

    url: str
    status: int
    headers: Mapping[str, str]
    path: Path
    size: int = 0
    sha256: str = ""
    hops: tuple[str, ...] = ()


@dataclass
class Fetcher:
    """One request at a time for each host, also among several processes. ``internal`` are hosts (with port) that may be at
    private addresses; ``locks`` is a folder for the turns."""

    locks: Path
    internal: frozenset[str] = frozenset()
    seconds: float = 120.0
    requests: int = 0
    log: list[str] = field(default_factory=list)

    def fetch(
        self,
        url: str,
        into: Path,
        *,
        accept: str,
        limit: int,
        etag: str = "",
        modified: str = "",
        seconds: float | None = None,
    ) -> Fetched:
        """The body at a URL, decompressed into a file. Raises FetchFailed with one sentence."""
        allowed = seconds or self.seconds
        end = time.monotonic() + allowed
        headers = {"Accept": accept, "Accept-Encoding": "gzip, identity", "User-Agent": AGENT}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        hops: list[str] = []
        while True:
            try:
                found = self._once(url, into, headers, limit, end, tuple(hops))
            except AddressRefused as refused:
                by = "forwards to" if hops else "is"
                detail = (
                    f"{_shown(hops[-1] if hops else url)} {by} an address that the internet cannot reach"
                    f" ({refused.address})."
                )
                meant = "" if hops else f", and those that PSIN_HARVEST_INTERNAL names: {host_of(url)}, if it is meant"
                advice = f"Only public addresses are asked{meant}."
                raise FetchFailed(detail, advice) from None
            except TimeoutError:
                raise FetchFailed(
                    f"{_shown(url)} did not answer in full within {allowed:g} s.", "Try again later."
                ) from None
            except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise FetchFailed(f"{_shown(url)} cannot be fetched: {reason[:200]}.", "Try again later.") from None
            if isinstance(found, Fetched):
                return found
            hops.append(url)
            url = self._following(url, found, len(hops))

    def _once(
        self, url: str, into: Path, headers: Mapping[str, str], limit: int, end: float, hops: tuple[str, ...]
    ) -> Fetched | str:
        parts = urlsplit(url)
        host = host_of(url)
        internal = host in self.internal
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
            raise FetchFailed(f"'{_shown(url)}' is no address that is harvested.", "Give an https:// address.")
        with _turn(self.locks, host, end):
            self.requests += 1
            connection = GuardedConnection(
                parts.hostname, parts.port, end, secure=parts.scheme == "https", internal=internal
            )
            with _ended(connection, end):
                connection.request("GET", _path(url), headers=dict(headers))
                connection.hurry()
                answer = connection.getresponse()
                got = {name.lower(): value for name, value in answer.getheaders()}
                self.log.append(f"GET {_shown(url)} {answer.status}")
                if answer.status in (301, 302, 303, 307, 308):
                    return got.get("location", "")
                if answer.status == 304:
                    return Fetched(url, 304, got, into, hops=hops)
                _refuse_status(url, answer.status, got)
                size, digest = _store(answer, connection, got, into, limit, url)
                return Fetched(url, 200, got, into, size, digest, hops)

    def _following(self, url: str, location: str, hops: int) -> str:
        if hops > _REDIRECTS:
            raise FetchFailed(
                f"{_shown(url)} forwards more than {_REDIRECTS} times.", "Give the address that it ends at."
            )
        if not location:
            raise FetchFailed(f"{_shown(url)} forwards without saying where to.", "The partner should mend that.")
        try:
            following = urljoin(url, location)
            lower = urlsplit(url).scheme == "https" and urlsplit(following).scheme != "https"
        except ValueError:
            raise FetchFailed(
                f"{_shown(url)} forwards to what is no address.", "The partner should mend that."
            ) from None
        if lower:
            raise FetchFailed(f"{_shown(url)} forwards from https to {_shown(following)}.", "Give an https:// address.")
        return following


def retry_after(value: str, now: datetime | None = None) -> float:
    """Seconds that a Retry-After header asks to wait; 0 if it says nothing that can be read."""
    try:
        seconds = float(value)
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return 0.0
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        seconds = (when - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT) if seconds == seconds else 0.0


def _refuse_status(url: str, status: int, headers: Mapping[str, str]) -> None:
    if status == 200:
        return
    wait = retry_after(headers.get("retry-after", "")) if status in (429, 503) else 0.0
    advice = f"It asks to come back in {wait:g} s." if wait else "Ask the partner, or try again later."
    raise FetchFailed(f"{_shown(url)} answered with the status {status}.", advice, retry_after=wait)


def _store(
    answer: http.client.HTTPResponse,
    connection: GuardedConnection,
    headers: Mapping[str, str],
    into: Path,
    limit: int,
    url: str,
) -> tuple[int, str]:
    """Size and hash of the body, which is decompressed on its way, for transport and if it is a gzip file."""
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip", "x-gzip", ""):
        raise FetchFailed(f"{_shown(url)} sends it encoded as '{coding[:40]}', which was not asked for.")
    body: Iterator[bytes] = _chunks(answer, connection, url)
    if "gzip" in coding:
        body = _inflated(body, url)
    body = _inflated_file(body, url)
    digest, size = hashlib.sha256(), 0
    with into.open("wb") as file:
        for chunk in body:
            size += len(chunk)
            if size > limit:
                raise FetchFailed(
                    f"{_shown(url)} holds more than {limit:,} bytes.", "Raise psin:maximumBytes, if that is right."
                )
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


def _chunks(answer: http.client.HTTPResponse, connection: GuardedConnection, url: str) -> Iterator[bytes]:
    while True:
        connection.hurry()
        chunk = answer.read1(_CHUNK)
        if not chunk:
            break
        yield chunk
    if answer.length:
        raise FetchFailed(f"{_shown(url)} broke off {answer.length:,} bytes before the end.", "Try again later.")


def _inflated(chunks: Iterator[bytes], url: str) -> Iterator[bytes]:
    """Never more than a chunk at a time, so that a small body cannot become a large memory.

    Several members one after the other are one file (RFC 1952, section 2.2); zeros after the last are padding.
    """
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for chunk in chunks:
        data = chunk
        while data:
            if inflater.eof:
                data = data.lstrip(b"\0")
                if not data:
                    break
                inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
            yield inflater.decompress(data, _CHUNK)
            data = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    while not inflater.eof:
        rest = inflater.decompress(inflater.unconsumed_tail, _CHUNK)
        if not rest:
            break
        yield rest
    if not inflater.eof:
        raise FetchFailed(f"{_shown(url)} broke off inside compressed data.", "Try again later.")


def _inflated_file(chunks: Iterator[bytes], url: str) -> Iterator[bytes]:
    first = b""
    while len(first) < len(_GZIP):
        chunk = next(chunks, None)
        if chunk is None:
            break
        first += chunk

    def whole() -> Iterator[bytes]:
        yield first
        yield from chunks

    return _inflated(whole(), url) if first.startswith(_GZIP) else whole()


@contextlib.contextmanager
def _ended(connection: GuardedConnection, end: float) -> Iterator[None]:
    """Cuts the connection at its end whatever is being waited for: a header that drips gets no second more."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        link = getattr(connection, "_socket", None)
        if link is not None:
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(left(end), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if late.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        connection.close()
    if late.is_set():
        raise TimeoutError


@contextlib.contextmanager
def _turn(folder: Path, host: str, end: float) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(host.encode()).hexdigest()[:32]
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    pause = threading.Event()
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                pause.wait(min(0.1, left(end)))
        yield
    finally:
        os.close(descriptor)


def host_of(url: str) -> str:
    """Host and port of an address, as PSIN_HARVEST_INTERNAL names those inside."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.hostname}:{port}"


def _path(url: str) -> str:
    parts = urlsplit(url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + (f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else "")


def _shown(url: str) -> str:
    shown = "".join(sign if sign.isprintable() else "�" for sign in url)
    return shown if len(shown) <= 160 else f"{shown[:159]}…"
