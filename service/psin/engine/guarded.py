"""Asking a partner's endpoint without being led astray: the address is checked when it is connected to, there are no
redirects, and time and size are limited."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from psin import __version__
from psin.errors import InputError

JSON = "application/sparql-results+json"
_INTERNAL = "internal:"
#: Translates IPv4 for networks without it (RFC 6052); what it reaches is the address in its last four bytes.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
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
    end = time.monotonic() + seconds
    try:
        connection = _Connection(partner, end)
        try:
            return _exchange(connection, partner, query, size)
        finally:
            connection.close()
    except TimeoutError:
        raise PartnerFailed(f"{partner.host} did not answer within {seconds:g} s.") from None
    except (OSError, http.client.HTTPException) as error:
        raise PartnerFailed(f"{partner.host} cannot be reached: {error or type(error).__name__}.") from None


def may_be_reached(address: str) -> bool:
    """Whether an IP address is one of the internet: not private, local, reserved or a way around to such a one."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo or (None, None))[1]
        if parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None and not inner.is_global:
            return False
    return parsed.is_global and not parsed.is_multicast


class _Connection(http.client.HTTPConnection):
    """Connects to an address it has looked up and checked itself, so that no second look-up can differ."""

    def __init__(self, partner: Partner, end: float) -> None:
        parts = urlsplit(partner.url)
        self._partner, self._end, self._secure = partner, end, parts.scheme == "https"
        super().__init__(str(parts.hostname), parts.port or (443 if self._secure else 80))

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        if not self._partner.internal and not all(may_be_reached(str(entry[4][0])) for entry in found):
            raise PartnerFailed(f"{self._partner.host} is at an address that the internet cannot reach.")
        family, kind, protocol, _, address = found[0]
        self.sock = self._socket = socket.socket(family, kind, protocol)
        self.hurry()
        self.sock.connect(address)
        if self._secure:
            self.sock = self._socket = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def hurry(self) -> None:
        """Allows the next step no more than the time that is left. Raises TimeoutError if there is none.

        It has its own name for the socket, since the library forgets it when an answer ends with the connection.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def _exchange(connection: _Connection, partner: Partner, query: str, size: int) -> bytes:
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
