"""Whom a request comes from, as far as fairness needs it; never stored, never logged by default.

One IPv4 address is one client: providers sell them singly and share them between strangers, so a wider prefix would
punish neighbours. In IPv6 a line gets a /64 at least and can take any address in it, so a single one means nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ..errors import InputError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_IPV6_PREFIX = 64


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks separated by blanks. Raises InputError."""
    try:
        return tuple(ipaddress.ip_network(part, strict=False) for part in text.split())
    except ValueError as error:
        raise InputError(
            f"The setting PSIN_TRUSTED_PROXIES is '{text}': {error}.",
            "Give addresses or networks, separated by blanks.",
        ) from None


def client_of(environ: Mapping[str, object], proxies: Sequence[Network]) -> str:
    """The prefix of the address that the request comes from.

    X-Forwarded-For counts only as far as the addresses in ``proxies`` have written it: it is read from its end, and the
    first address that is no proxy of ours is the client.
    """
    address = str(environ.get("REMOTE_ADDR") or "")
    if not proxies:
        return prefix(address)
    hops = [hop.strip() for hop in str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")]
    while is_one_of(address, proxies) and hops and _parsed(hops[-1]) is not None:
        address = hops.pop()
    return prefix(address)


@lru_cache(maxsize=4096)
def prefix(address: str) -> str:
    """``198.51.100.7`` is itself, ``2001:db8::7`` is ``2001:db8::/64``; what is no address stays as it is."""
    parsed = _parsed(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(parsed), _IPV6_PREFIX), strict=False))
    return str(parsed) if parsed is not None else address


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        parsed = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def is_one_of(address: str, proxies: Sequence[Network]) -> bool:
    """Whether an address lies in one of the networks."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in proxies if network.version == parsed.version)
