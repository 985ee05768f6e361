"""What a client asks of the endpoint, read strictly: UTF-8 only, every parameter of ours once.

Source: SPARQL 1.1 Protocol, sections 2.1 and 2.2; URL Standard, section 5.1 (application/x-www-form-urlencoded).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from werkzeug import Request
from werkzeug.exceptions import abort

from ..errors import InputError, QueryRefused

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_ONCE = ("query", "timeout", "version")
_MANY = ("format", "default-graph-uri", "named-graph-uri")
_KNOWN = frozenset((*_ONCE, *_MANY, "graph", "default", "update"))
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
#: How an update begins, for those who send it under a wrong type or name.
_UPDATE_TEXT = re.compile(
    r"(?:update=|(?:\s|#[^\n]*\n|(?:PREFIX|BASE)\b[^>]*>)*(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Operation:
    """One request: ``query`` is None where none is asked, ``timeout`` and ``version`` are as written or empty.

    ``formats`` are names for the one format that is wished for; SPARQLWrapper sends two.
    """

    query: str | None
    timeout: str
    formats: tuple[str, ...]
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    version: str = ""


def read(method: str, encoded: bytes, request: Callable[[], Request]) -> Operation:
    """The query operation of a GET or POST with the parameters ``encoded``; ``request`` is called if there is a body.

    Raises QueryRefused for an update in whatever form, InputError for what is malformed, given twice or missing, and
    an HTTP error 413 or 415 for a body that is too large or of another type.
    """
    found = parameters(encoded, "address")
    if "update" in found:
        raise _only_reads()
    if method == "POST":
        for name, values in _body(request(), "query" in found).items():
            found.setdefault(name, []).extend(values)
    for name in _ONCE:
        if len(found.get(name, ())) > 1:
            raise InputError(f"The parameter '{name}' is given {len(found[name])} times.", "Give it once.")
    query = found.get("query", [None])[0]
    if query is None and method == "POST":
        raise InputError("There is no query in the request.", "Send it as the parameter 'query'.")
    timeout, version = (found.get(name, [""])[0] for name in ("timeout", "version"))
    return Operation(
        query, timeout, *(tuple(value for value in found.get(name, ()) if value) for name in _MANY), version=version
    )


def parameters(encoded: bytes, where: str) -> dict[str, list[str]]:
    """The parameters that mean something here, decoded once. Others are left alone, whatever they hold.

    Raises InputError, naming the parameter, for a broken percent sign or bytes that are not UTF-8.
    """
    found: dict[str, list[str]] = {}
    for pair in encoded.split(b"&"):
        raw_name, _, raw_value = pair.partition(b"=")
        name = unquote_to_bytes(raw_name.replace(b"+", b" ")).decode("utf-8", "replace")
        if name not in _KNOWN:
            continue
        broken = _BROKEN.search(raw_value)
        if broken:
            detail = f"In the {where}, the parameter '{name}' has a '%' without two hexadecimal digits after it."
            raise InputError(detail, "Write a percent sign as %25.")
        value = unquote_to_bytes(raw_value.replace(b"+", b" "))
        found.setdefault(name, []).append(utf8(value, f"In the {where}, the parameter '{name}'"))
    return found


def utf8(data: bytes, what: str) -> str:
    """Text from bytes. Raises InputError with the place of the first byte that does not fit."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{what} is not UTF-8: byte {error.start + 1} has no meaning.", "Send it as UTF-8.") from None


def _body(request: Request, query_in_address: bool) -> dict[str, list[str]]:
    kind = request.mimetype
    if kind == UPDATE:
        raise _only_reads()
    body = request.get_data()
    if kind not in (FORM, QUERY):
        if _UPDATE_TEXT.match(body[:4096].decode("utf-8", "replace")):
            raise _only_reads()
        abort(415, f"The body is of type '{kind[:60] or 'none'}'; send it as {FORM} or {QUERY}.")
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
        abort(415, f"The body is in the character set '{charset[:60]}'; send it as UTF-8.")
    if request.content_encoding:
        abort(415, f"The body is encoded as '{request.content_encoding[:60]}'; send it without Content-Encoding.")
    if kind == FORM:
        found = parameters(body, "body")
        if "update" in found:
            raise _only_reads()
        return found
    if query_in_address:
        raise InputError("The query stands in the body and in the address.", "Send it once.")
    return {"query": [utf8(body, "The query")]}


def _only_reads() -> QueryRefused:
    return QueryRefused("This endpoint only reads.", "Changes are made in the files of the catalogue.")
