"""Queries from programs, on the shortest way from the request to the engine and back.

What is no such query (a browser's request, a description, a mistake) goes on to the application behind, with the
operation that was read or the error that was met in its environment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from werkzeug import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_etags

from ..engine import Budget
from . import fair, freshness, headers, protocol, transfer, versions
from .answers import Found, Kept
from .forms import OFFERS, budget_of, graphs_of, kind_of_query, named
from .negotiation import Representation, choose, prefers_html
from .protocol import Operation
from .requests import KEY, Environ, Record
from .service import Service

PATHS = ("/sparql", "/sparql/")
METHODS = ("GET", "HEAD", "POST")
#: Where what was read of the request lies in the environment, or the error that reading or answering it met.
OPERATION, FAILED = "psin.operation", "psin.failed"
#: Where a query lies that the server's loop has begun.
BEGUN = "psin.begun"
#: Characters of a request and of its query that are read in the server's loop: a few milliseconds at worst.
_REQUEST_AT_ONCE, _QUERY_AT_ONCE = 6144, 2048
#: Characters of an Accept header whose meaning is remembered.
_SHORT = 512
_Headers = list[tuple[str, str]]
#: Status, headers and body.
Answered = tuple[str, _Headers, Iterable[bytes]]


@dataclass(slots=True)
class Asked:
    """A query with all that is needed to answer it; ``tag`` is None where the answer may differ each time."""

    query: str
    operation: Operation
    kind: str
    chosen: Representation
    budget: Budget
    tag: str | None
    begun: fair.Begun | None = None


class Endpoint:
    """The middleware: ``application`` is a WSGI application (PEP 3333) that answers everything else."""

    def __init__(self, application: Callable[..., Iterable[bytes]], service: Service) -> None:
        self._application = application
        self._most = int(service.settings.request_bytes)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in PATHS and environ["REQUEST_METHOD"] in METHODS:
            record: Record = environ[KEY]
            begun: Asked | Answered | None = environ.get(BEGUN)
            try:
                answered = finished(environ, record, begun) if begun else self._answer(environ, record)
            except Exception as error:  # the application behind tells it, whatever it is
                environ[FAILED], answered = error, None
            if answered is not None:
                status, fields, body = answered
                start_response(status, fields)
                return body
        return self._application(environ, start_response)

    def at_once(self, environ: Environ, record: Record) -> Answered | Asked | None:
        """Status, headers and body of what is known already, or a query that has been begun, its answer still to come.

        For the server's loop: nothing is waited for. None for what has to be answered in another way, mistakes among it.
        """
        length = len(environ["QUERY_STRING"]) + int(environ.get("CONTENT_LENGTH") or 0)
        if length > _REQUEST_AT_ONCE or not record.site.ready or record.service.rates.wait(record.client):
            return None
        try:
            asked = self._read(environ, record, at_once=True)
            if not isinstance(asked, Asked):
                return asked
            if len(asked.query) > _QUERY_AT_ONCE:
                return None
            asked.begun = fair.begin(record, asked.query, **_arguments(asked))
        except Exception:  # a thread meets it too, and tells it
            return None
        return asked if asked.begun is not None else None

    def _answer(self, environ: Environ, record: Record) -> Answered | None:
        """Status, headers and body, or None for what is not answered here. Raises PsinError and HTTPException."""
        asked = self._read(environ, record)
        return finished(environ, record, asked) if asked is not None else None

    def _read(self, environ: Environ, record: Record, *, at_once: bool = False) -> Answered | Asked | None:
        """A query that has to be evaluated, else as ``_answer``; ``at_once`` also leaves out what may have to be opened."""
        method, asked, accept = (
            environ["REQUEST_METHOD"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_ACCEPT", ""),
        )
        found = None if method == "POST" else record.site.answers.asked(asked, accept)
        if found is not None:
            return _again(environ, record, found)
        operation = protocol.read(method, asked.encode("latin-1"), lambda: self._request(environ))
        environ[OPERATION] = operation
        if operation.query is None:
            return None
        if at_once and not versions.is_current(record.site, operation.version):
            return None
        site = versions.at(record, operation.version)
        kind = kind_of_query(site, operation.query)
        page, chosen = _wish(accept, kind)
        if operation.formats:
            chosen = named(kind, operation.formats)
        elif page or chosen is None:
            return None
        budget = budget_of(site, operation)
        tag = freshness.entity_tag(site, operation, kind, chosen.media_type)
        if tag is not None:
            kept = site.answers.get(tag)
            if kept is not None and method != "POST":
                site.answers.note(asked, accept, tag, chosen.content_type)
            if method != "POST" and _unchanged(environ, tag):
                return "304 NOT MODIFIED", _fields(chosen.content_type, tag), ()
            if kept is not None:
                return _reused(environ, record, Found(tag, chosen.content_type, kept))
        return Asked(operation.query, operation, kind, chosen, budget, tag)

    def _request(self, environ: Environ) -> Request:
        request = Request(environ)
        request.max_content_length = self._most
        return request


def _arguments(asked: Asked) -> dict[str, Any]:
    return {"accept": OFFERS[asked.kind][asked.chosen], "budget": asked.budget, **graphs_of(asked.operation)}


def finished(environ: Environ, record: Record, asked: Asked | Answered) -> Answered:
    """What is answered to a query, begun or not, or what is known already, with the headers that come last.

    Raises what the engine raises, TooManyRequests and EngineUnavailable.
    """
    status, fields, body = _evaluated(environ, record, asked) if isinstance(asked, Asked) else asked
    record.route = environ["PATH_INFO"]
    return status, [*fields, *fair.allowance(record), (versions.HEADER, record.version)], body


def _evaluated(environ: Environ, record: Record, asked: Asked) -> Answered:
    site, method, tag, content_type = record.site, environ["REQUEST_METHOD"], asked.tag, asked.chosen.content_type
    answer = fair.stream(record, asked.query, begun=asked.begun, **_arguments(asked))
    if record.moved:
        tag = None  # it is that of the state before
    if method == "HEAD":
        sent = transfer.measure(answer)
    else:
        # A client of HTTP/1.0 would take a cut for the end.
        held = None if environ.get("SERVER_PROTOCOL") == "HTTP/1.0" else int(site.settings.held_bytes)
        sent = transfer.send(answer, held)
        if tag and sent.whole is not None:
            site.answers.put(tag, Kept(sent.whole, asked.query, answer.key, answer.rows))
    fields = _fields(content_type, None if method == "POST" else tag)
    if sent.length is not None:
        fields.append(("Content-Length", str(sent.length)))
    return "200 OK", fields, sent.body


def _again(environ: Environ, record: Record, found: Found) -> Answered:
    """What was asked before in the same words."""
    if _unchanged(environ, found.tag):
        return "304 NOT MODIFIED", _fields(found.content_type, found.tag), ()
    return _reused(environ, record, found)


def _reused(environ: Environ, record: Record, found: Found) -> Answered:
    method, body = environ["REQUEST_METHOD"], found.kept.body
    fair.reused(record, found.kept)
    fields = _fields(found.content_type, None if method == "POST" else found.tag)
    fields.append(("Content-Length", str(len(body))))
    return "200 OK", fields, () if method == "HEAD" else (body,)


def _unchanged(environ: Environ, tag: str) -> bool:
    known = environ.get("HTTP_IF_NONE_MATCH")
    return bool(known) and parse_etags(known).contains_weak(tag)


def _fields(content_type: str, tag: str | None) -> _Headers:
    """Kept by caches, but only used after asking again, which costs no query; not kept at all without a tag."""
    fields = [
        *headers.COMMON,
        ("Vary", "Accept"),
        ("Content-Type", content_type),
        ("Cache-Control", "no-cache" if tag else "no-store"),
    ]
    if tag:
        fields.append(("ETag", f'"{tag}"'))
    return fields


def _wish(accept: str, kind: str) -> tuple[bool, Representation | None]:
    """Whether a client wants a page, and the form it likes best for an answer of this kind."""
    return _remembered(accept, kind) if len(accept) <= _SHORT else _read_wish(accept, kind)


def _read_wish(accept: str, kind: str) -> tuple[bool, Representation | None]:
    parsed = parse_accept_header(accept, MIMEAccept)
    return prefers_html(parsed), choose(parsed, tuple(OFFERS[kind]))


_remembered = lru_cache(maxsize=512)(_read_wish)
