"""Asking a partner's endpoint without being led astray: the address is checked when it is connected to, there are no
redirects, and time and size are limited."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from psin import __version__
from psin.errors import InputError

from .reaching import AddressRefused, GuardedConnection

JSON = "application/sparql-results+json"
_INTERNAL = "internal:"
_CHUNK = 65_536


class PartnerFailed(Exception):
    """One sentence that says what went wrong with whom."""


@dataclass(frozen=True)
class Partner:
    """``internal`` ones may be at addresses that the internet cannot reach."""

    url: str
    internal: bool

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


def partners(text: str) -> dict[str, Partner]:
    """The allow-list: IRIs of endpoints separated by blanks, ``internal:`` before those at private addresses.

    Raises InputError.
    """
    found = {}
    for entry in text.split():
        url = entry.removeprefix(_INTERNAL)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
            raise InputError(
                f"The setting PSIN_SERVICE_ALLOW names '{entry}', which is no address of an endpoint.",
                "Give addresses like https://example.org/sparql, separated by blanks.",
            )
        found[url] = Partner(url, entry.startswith(_INTERNAL))
    return found


def ask(partner: Partner, query: str, seconds: float, size: int) -> bytes:
    """The partner's answer as SPARQL results in JSON, in time and of ``size`` bytes at most. Raises PartnerFailed."""
    parts = urlsplit(partner.url)
    secure, end = parts.scheme == "https", time.monotonic() + seconds
    connection = GuardedConnection(str(parts.hostname), parts.port, end, secure=secure, internal=partner.internal)
    try:
        try:
            return _exchange(connection, partner, query, size)
        finally:
            connection.close()
    except AddressRefused:
        raise PartnerFailed(f"{partner.host} is at an address that the internet cannot reach.") from None
    except TimeoutError:
        raise PartnerFailed(f"{partner.host} did not answer within {seconds:g} s.") from None
    except (OSError, http.client.HTTPException) as error:
        raise PartnerFailed(f"{partner.host} cannot be reached: {error or type(error).__name__}.") from None


def _exchange(connection: GuardedConnection, partner: Partner, query: str, size: int) -> bytes:
    parts = urlsplit(partner.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Accept": JSON,
        "Accept-Encoding": "identity",
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"psin/{__version__}",
    }
    connection.request("POST", path, urlencode({"query": query}).encode(), headers)
    connection.hurry()
    answer = connection.getresponse()
    kind = answer.headers.get_content_type()
    if answer.status != 200:
        raise PartnerFailed(f"{partner.host} answered with the status {answer.status}.")
    if kind not in (JSON, "application/json") or answer.headers.get("Content-Encoding", "identity") != "identity":
        raise PartnerFailed(f"{partner.host} answered with '{kind}' instead of {JSON}.")
    data = bytearray()
    while True:
        connection.hurry()
        chunk = answer.read1(_CHUNK)
        if not chunk:
            break
        data += chunk
        if len(data) > size:
            raise PartnerFailed(f"The answer of {partner.host} is larger than {size:,} bytes.")
    if answer.length:
        raise PartnerFailed(f"The answer of {partner.host} has no end.")
    return bytes(data)
