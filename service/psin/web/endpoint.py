"""Queries from programs, on the shortest way from the request to the engine and back.

What is no such query (a browser's request, a description, a mistake) goes on to the application behind, with the
operation that was read or the error that was met in its environment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from werkzeug import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_etags

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
#: Where a kept answer lies that the server has found already.
AT_HAND = "psin.kept"
#: Characters of an Accept header whose meaning is remembered.
_SHORT = 512
_Headers = list[tuple[str, str]]
_Answered = tuple[str, _Headers, Iterable[bytes]]


class Endpoint:
    """The middleware: ``application`` is a WSGI application (PEP 3333) that answers everything else."""

    def __init__(self, application: Callable[..., Iterable[bytes]], service: Service) -> None:
        self._application = application
        self._most = int(service.settings.request_bytes)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in PATHS and environ["REQUEST_METHOD"] in METHODS:
            record: Record = environ[KEY]
            try:
                answered = self._answer(environ, record)
            except Exception as error:  # the application behind tells it, whatever it is
                environ[FAILED], answered = error, None
            if answered is not None:
                status, fields, body = answered
                record.route = environ["PATH_INFO"]
                fields += [*fair.allowance(record), (versions.HEADER, record.site.catalogue.version)]
                start_response(status, fields)
                return body
        return self._application(environ, start_response)

    def _answer(self, environ: Environ, record: Record) -> _Answered | None:
        """Status, headers and body, or None for what is not answered here. Raises PsinError and HTTPException."""
        method, asked, accept = environ["REQUEST_METHOD"], environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT", "")
        answers = record.site.answers
        found = None if method == "POST" else environ.get(AT_HAND) or answers.asked(asked, accept)
        if found is not None:
            return _again(environ, record, found)
        operation = protocol.read(method, asked.encode("latin-1"), lambda: self._request(environ))
        environ[OPERATION] = operation
        if operation.query is None:
            return None
        versions.at(record, operation.version)
        kind = kind_of_query(record.site, operation.query)
        page, chosen = _wish(accept, kind)
        if operation.formats:
            chosen = named(kind, operation.formats)
        elif page or chosen is None:
            return None
        return _respond(environ, record, operation, kind, chosen)

    def _request(self, environ: Environ) -> Request:
        request = Request(environ)
        request.max_content_length = self._most
        return request


def _respond(environ: Environ, record: Record, operation: Operation, kind: str, chosen: Representation) -> _Answered:
    site, method, query = record.site, environ["REQUEST_METHOD"], operation.query or ""
    budget = budget_of(site, operation)
    tag = freshness.entity_tag(site, operation, kind, chosen.media_type)
    if tag is not None:
        kept = site.answers.get(tag)
        if kept is not None and method != "POST":
            site.answers.note(environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT", ""), tag, chosen.content_type)
        if method != "POST" and _unchanged(environ, tag):
            return "304 NOT MODIFIED", _fields(chosen.content_type, tag), ()
        if kept is not None:
            return _reused(environ, record, Found(tag, chosen.content_type, kept))
    answer = fair.stream(record, query, accept=OFFERS[kind][chosen], budget=budget, **graphs_of(operation))
    if method == "HEAD":
        sent = transfer.measure(answer)
    else:
        # A client of HTTP/1.0 would take a cut for the end.
        held = None if environ.get("SERVER_PROTOCOL") == "HTTP/1.0" else int(site.settings.held_bytes)
        sent = transfer.send(answer, held)
        if tag and sent.whole is not None:
            site.answers.put(tag, Kept(sent.whole, query, answer.key, answer.rows))
    fields = _fields(chosen.content_type, None if method == "POST" else tag)
    if sent.length is not None:
        fields.append(("Content-Length", str(sent.length)))
    return "200 OK", fields, sent.body


def _again(environ: Environ, record: Record, found: Found) -> _Answered:
    """What was asked before in the same words."""
    if _unchanged(environ, found.tag):
        return "304 NOT MODIFIED", _fields(found.content_type, found.tag), ()
    return _reused(environ, record, found)


def _reused(environ: Environ, record: Record, found: Found) -> _Answered:
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
    fields = [*headers.COMMON, ("Vary", "Accept"), ("Content-Type", content_type), ("Cache-Control", "no-cache" if tag else "no-store")]
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
