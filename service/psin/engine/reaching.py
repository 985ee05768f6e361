"""Connections to hosts that somebody else has named: the address is checked when it is connected to, and time is limited.

What is checked is the address that the connection goes to, so that a name cannot resolve to another one in between.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time

#: Translates IPv4 for networks without it (RFC 6052); what it reaches is the address in its last four bytes.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """A host is at an ``address`` that the internet cannot reach."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} is at an address that the internet cannot reach.")
        self.host, self.address = host, address


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


def left(end: float) -> float:
    """Seconds until ``end``, a reading of ``time.monotonic()``. Raises TimeoutError if there are none."""
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class GuardedConnection(http.client.HTTPConnection):
    """A connection that ends at ``end`` and goes to addresses of the internet only, unless ``internal``.

    Connecting raises AddressRefused, TimeoutError, or OSError of the last address that was tried.
    """

    def __init__(self, host: str, port: int | None, end: float, *, secure: bool, internal: bool = False) -> None:
        super().__init__(host, port or (443 if secure else 80))
        self.end, self._secure, self._internal = end, secure, internal

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        for *_, address in found:
            if not self._internal and not may_be_reached(str(address[0])):
                raise AddressRefused(self.host, str(address[0]))
        failure: OSError | None = None
        for family, kind, protocol, _, address in found:
            link = socket.socket(family, kind, protocol)
            try:
                link.settimeout(left(self.end))
                link.connect(address)
                if self._secure:
                    link = ssl.create_default_context().wrap_socket(link, server_hostname=self.host)
            except TimeoutError:
                link.close()
                raise
            except OSError as error:
                link.close()
                failure = error
            else:
                self.sock = self._socket = link
                return
        raise failure or OSError("no address found")

    def hurry(self) -> None:
        """Allows the next step no more than the time that is left. Raises TimeoutError if there is none.

        It has its own name for the socket, since the library forgets it when an answer ends with the connection.
        """
        self._socket.settimeout(left(self.end))
