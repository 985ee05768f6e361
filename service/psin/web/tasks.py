"""The ways of waitress, shortened where every request goes along: what is said stays the same.

Source: RFC 9110, section 5; RFC 9112, sections 2 to 6; waitress 3.0.2, whose classes these extend.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Iterable
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import WSGITask
from waitress.utilities import build_http_date

from .endpoint import BEGUN
from .requests import KEY, Environ

if TYPE_CHECKING:
    from .direct import Opened

#: Lines of headers, each read in one way only: else a request of forty of them without its end would be tried in 2^40.
_LINES = rb"((?:[A-Za-z][A-Za-z0-9-]*+:[ \t]*+[ -~]*+\r\n)++)"
#: A request that needs no care: no body, no header that the server itself heeds, nothing folded, bare or odd.
_SIMPLE = re.compile(
    rb"(GET|HEAD) ((/[\w.~/-]*+)(?:\?([!-\"$-~]*+))?+) HTTP/1\.1\r\n" + _LINES + rb"\r\n",
    re.ASCII,
)
_HEEDED = re.compile(rb"^(?:Connection|Content-Length|Transfer-Encoding|Expect):", re.IGNORECASE | re.MULTILINE)

#: The same for the query of a program. That its connection stays open goes without saying.
_SIMPLE_QUERY = re.compile(rb"(GET|HEAD) /sparql\?([!-\"$-~]*+) HTTP/1\.1\r\n" + _LINES + rb"\r\n", re.ASCII)
_STAYS = re.compile(rb"(?:^|\r\n)Connection:[ \t]*keep-alive[ \t]*\r\n", re.IGNORECASE)
#: Bytes of headers that are remembered.
_SHORT = 1024

_HOST = "It needs one Host header, and only one"

#: Bytes of a body that are copied behind its head, so that one call sends both.
_TOGETHER = 65_536


class Parser(HTTPRequestParser):
    """``opened`` is what the server's loop has done of the answer."""

    opened: Opened | None = None

    def close(self) -> None:
        super().close()
        if self.opened is not None:
            self.opened.close()

    def parse_header(self, header_plus: bytes) -> None:
        found = _SIMPLE.fullmatch(header_plus)
        if found is None or found[3].startswith(b"//") or _HEEDED.search(found[5]):
            super().parse_header(header_plus)
            if not _one_host(self.headers.get("HOST"), self.version):
                raise ParsingError(_HOST)
            if self.chunked and "CONTENT_LENGTH" in self.headers:
                raise ParsingError("Content-Length and Transfer-Encoding contradict each other")
            return
        headers = self.headers
        for line in found[5].decode("ascii").split("\r\n")[:-1]:
            name, _, value = line.partition(":")
            key, value = _key(name), value.strip(" \t")
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
        self.first_line = header_plus[: header_plus.index(b"\r\n")]
        self.command, self.request_uri = found[1].decode("ascii"), found[2].decode("ascii")
        self.version, self.url_scheme = "1.1", self.adj.url_scheme
        self.proxy_scheme = self.proxy_netloc = self.fragment = ""
        self.path, self.query = found[3].decode("ascii"), (found[4] or b"").decode("ascii")
        if not _one_host(headers.get("HOST"), "1.1"):
            raise ParsingError(_HOST)


def simple_query(data: bytes) -> Environ | None:
    """What is to be known of a request that is nothing but a simple query by GET or HEAD, all of it in ``data``."""
    found = _SIMPLE_QUERY.fullmatch(data)
    if found is None:
        return None
    headers = _headers(found[3]) if len(found[3]) <= _SHORT else _read_headers(found[3])
    if headers is None:
        return None
    return {"REQUEST_METHOD": found[1].decode(), "PATH_INFO": "/sparql", "QUERY_STRING": found[2].decode(), **headers}


def _read_headers(block: bytes) -> Environ | None:
    if _HEEDED.search(_STAYS.sub(b"\r\n", block)):
        return None
    headers: Environ = {}
    for line in block.decode("ascii").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        key, value = f"HTTP_{_key(name)}", value.strip(" \t")
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers if _one_host(headers.get("HTTP_HOST"), "1.1") else None


def _one_host(host: str | None, version: str) -> bool:
    """Whether a request says for which host it is, once; before HTTP/1.1 it need not (RFC 9112, section 3.2).

    Headers of the same name have been put together with a comma and a blank, which no host has.
    """
    return version != "1.1" if host is None else ", " not in host


#: Programs send the same headers again and again.
_headers = lru_cache(maxsize=512)(_read_headers)


def head(status: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """The head of an answer after which the connection stays open."""
    lines = "".join([f"{name}: {value}\r\n" for name, value in fields])
    return f"HTTP/1.1 {status}\r\nDate: {_date(int(time.time()))}\r\n{lines}\r\n".encode("latin-1")


@lru_cache(maxsize=256)
def _key(name: str) -> str:
    return name.upper().replace("-", "_")


@lru_cache(maxsize=256)
def _shown(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


class Task(WSGITask):
    """Head and beginning of an answer go out together."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        if self.request.opened is not None:
            environ[KEY], environ[BEGUN] = self.request.opened.record, self.request.opened.outcome
        return environ

    def build_response_header(self) -> bytes:
        length, connection = self.content_length, self.request.headers.get("CONNECTION", "").lower()
        if self.version != "1.1" or connection or self.close_on_finish or (length is None and self.has_body):
            return bytes(super().build_response_header())
        # An answer that has no body, as 304, needs no length: its connection stays open all the same.
        fields = [
            (_shown(name), value)
            for name, value in self.response_headers
            if self.has_body or name.lower() != "content-length"
        ]
        names = {name for name, _ in fields}
        if self.has_body and "Content-Length" not in names:
            fields.append(("Content-Length", str(length)))
        if "Date" not in names:
            fields.append(("Date", _date(int(self.start_time))))
        fields.sort(key=itemgetter(0))
        lines = "".join([f"{name}: {value}\r\n" for name, value in fields])
        return f"HTTP/1.1 {self.status}\r\n{lines}\r\n".encode("latin-1")

    def write(self, data: bytes) -> None:
        if self.wrote_header or self.content_length is None or not self.has_body or len(data) != self.content_length:
            super().write(data)
            return
        if not self.complete:
            raise RuntimeError("start_response was not called before body written")
        head = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written = len(data)
        if len(data) > _TOGETHER:
            self.channel.write_soon(head)
            self.channel.write_soon(data)
        else:
            self.channel.write_soon(head + data)


@lru_cache(maxsize=2)
def _date(seconds: int) -> str:
    return str(build_http_date(seconds))


class Threads:
    """A fixed number of threads that work off what the server gives them, in the order in which it comes."""

    def __init__(self, count: int) -> None:
        self.tasks: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"psin-web-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def add_task(self, task: Any) -> None:
        self.tasks.put(task)

    def waiting(self) -> int:
        return self.tasks.qsize()

    def shutdown(self, timeout: float = 5) -> None:
        """Cancels what waits; waits ``timeout`` seconds at most for what is under way."""
        while True:
            try:
                self.tasks.get_nowait().cancel()
            except queue.Empty:
                break
        for _ in self._threads:
            self.tasks.put(None)
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        while (task := self.tasks.get()) is not None:
            try:
                task.service()
            except BaseException:  # the channel has closed itself; the thread is for the next one
                continue
