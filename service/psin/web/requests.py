"""Around every request: one state from start to end, and one line in the log when the last byte is out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .clients import client_of
from .service import Service

Environ = dict[str, Any]
#: Where the request's own record lies in the environment.
KEY = "psin.request"


class Record:
    """What is known about a request. ``facts`` go into its log line."""

    def __init__(self, service: Service, environ: Environ) -> None:
        self.service = service
        self.site = self._acquired = service.acquire()
        self.began = time.perf_counter()
        self.client = client_of(environ, service.proxies)
        self.method = str(environ.get("REQUEST_METHOD", ""))
        self.route = ""
        self.status = 0
        self.bytes = 0
        self.facts: dict[str, object] = {}
        #: Whether the engine has answered from the content that follows this state.
        self.moved = False
        self.gone: Callable[[], bool] = environ.get("waitress.client_disconnected") or (lambda: False)
        self._ended = False

    @property
    def version(self) -> str:
        """The version of the catalogue that a query was answered from."""
        return self.site.following if self.moved else self.site.catalogue.version

    def go_back(self, version: str) -> None:
        """From now on the request is about an earlier release. Raises UnknownName, CatalogueError."""
        self.site = self.service.archive.acquire(version, self._acquired)

    @property
    def area(self) -> str:
        """The first part of the route, so that there are few."""
        return self.route.split("/")[1].partition(".")[0].partition("<")[0] or "start" if self.route else "unknown"

    def drop(self) -> None:
        """Lets the state go, of a request that is answered by others and counted there."""
        self._ended = True
        self.service.release(self._acquired)

    def end(self, *, whole: bool) -> None:
        """Counts and logs the request and lets its state go. Only the first call does anything."""
        if self._ended:
            return
        self._ended = True
        seconds = time.perf_counter() - self.began
        metrics = self.service.metrics
        metrics.add("psin_requests_total", area=self.area, status=str(self.status))
        metrics.add("psin_response_bytes_total", self.bytes)
        metrics.observe(self.area, seconds)
        self.service.log.write(
            "request",
            method=self.method,
            route=self.route or None,
            status=self.status,
            seconds=round(seconds, 6),
            bytes=self.bytes,
            cut=None if whole else True,
            client=self.client if "address" in self.service.personal else None,
            **self.facts,
        )
        self.service.release(self._acquired)
        if self.site is not self._acquired:
            self.service.archive.release(self.site)


class Requests:
    """The middleware: ``application`` is a WSGI application (PEP 3333)."""

    def __init__(self, application: Callable[..., Iterable[bytes]], service: Service) -> None:
        self._application, self._service = application, service

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        record: Record | None = environ.get(KEY)
        if record is None:
            record = environ[KEY] = Record(self._service, environ)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            record.status = int(status[:3])
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            return _Body(self._application(environ, start), record)
        except BaseException:
            record.end(whole=False)
            raise


class _Body:
    """The answer's bytes, counted on their way out."""

    def __init__(self, body: Iterable[bytes], record: Record) -> None:
        self._body, self._record = body, record
        self._chunks = iter(body)
        self._whole = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._whole = True
            raise
        self._record.bytes += len(chunk)
        return chunk

    def close(self) -> None:
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            self._record.end(whole=self._whole)
