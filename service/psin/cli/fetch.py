"""Turtle from the web, with every limit that a tool on a person's machine should keep.

Only http and https, one host, no credentials, no proxy, a size and a time. Addresses of this machine and of private
networks are refused unless asked for: a URL is often pasted from elsewhere, and must not make this machine ask a
router, a database or the metadata service of a cloud. What is checked is the address that the connection goes to, so
that a name cannot resolve to another one in between.
"""

from __future__ import annotations

import http.client
import time
from urllib.parse import SplitResult, urljoin, urlsplit

from ..engine.reaching import AddressRefused, GuardedConnection
from ..errors import InputError, UnreadableFile
from ..validation.rules import shorten

SECONDS = 20.0
_REDIRECTS = 5
_CHUNK = 65_536
_TURTLE = frozenset({"", "text/turtle", "application/x-turtle", "text/plain", "application/octet-stream"})


def fetch(url: str, limit: int, *, allow_private: bool = False, seconds: float = SECONDS) -> bytes:
    """The body at a URL, at most ``limit`` bytes. Raises InputError or UnreadableFile with what went wrong."""
    end = time.monotonic() + seconds
    target = _checked(url)
    for _ in range(_REDIRECTS + 1):
        secure = target.scheme.lower() == "https"
        connection = GuardedConnection(target.hostname or "", target.port, end, secure=secure, internal=allow_private)
        try:
            connection.request("GET", _path(target), headers=_HEADERS)
            with connection.getresponse() as answer:
                if answer.status not in (301, 302, 303, 307, 308):
                    return _body(answer, target, limit, connection)
                target = _redirected(target, answer.getheader("Location", ""))
        except AddressRefused as refused:
            name = refused.host if refused.host == refused.address else f"{shorten(refused.host)} ({refused.address})"
            detail = f"{name} is an address of this machine or of a private network."
            raise InputError(detail, "If you mean that, add --allow-private.") from None
        except TimeoutError:
            raise UnreadableFile(
                f"{_shown(target)} did not answer within {seconds:g} seconds.", "Try again later."
            ) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise UnreadableFile(
                f"{_shown(target)} cannot be fetched: {shorten(reason)}.", "Check the address."
            ) from None
        finally:
            connection.close()
    raise UnreadableFile(f"{_shown(target)} forwards again and again.", "Give the address that it ends at.")


_HEADERS = {
    "Accept": "text/turtle, text/plain;q=0.5, */*;q=0.1",
    "Accept-Encoding": "identity",
    "User-Agent": "psin-diff",
}


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError(
            f"'{shorten(url)}' is not an address.", "Write it like https://example.org/record.ttl."
        ) from None
    if parts.scheme.lower() not in ("http", "https"):
        raise InputError(f"'{shorten(url)}' is not an address of the web.", "Only http:// and https:// are fetched.")
    if not parts.hostname or port == 0:
        raise InputError(f"'{shorten(url)}' names no host.", "Write it like https://example.org/record.ttl.")
    if parts.username or parts.password:
        raise InputError(
            "The address contains a user name or a password.", "Fetch the file yourself and give its name."
        )
    return parts


def _path(target: SplitResult) -> str:
    from urllib.parse import quote

    path = quote(target.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + (f"?{quote(target.query, safe='/%:@!$&()*+,;=~-._?')}" if target.query else "")


def _redirected(target: SplitResult, location: str) -> SplitResult:
    following = _checked(urljoin(target.geturl(), location))
    here = (target.scheme.lower(), target.port)
    there = (following.scheme.lower(), following.port)
    if following.hostname != target.hostname or (here != there and (here, there) != (("http", None), ("https", None))):
        detail = f"{_shown(target)} forwards to {_shown(following)}."
        raise UnreadableFile(detail, "If you trust that address, give it instead.")
    return following


def _body(answer: http.client.HTTPResponse, target: SplitResult, limit: int, connection: GuardedConnection) -> bytes:
    if answer.status != 200:
        raise UnreadableFile(
            f"{_shown(target)} answers {answer.status} {shorten(answer.reason)}.", "Check the address."
        )
    kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
    if kind not in _TURTLE:
        raise UnreadableFile(
            f"{_shown(target)} sends {shorten(kind)}, not Turtle.", "Give the address of the Turtle file itself."
        )
    if (answer.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise UnreadableFile(
            f"{_shown(target)} sends it compressed although that was not asked for.", "Fetch the file yourself."
        )
    parts, size = [], 0
    while size <= limit:
        connection.hurry()
        part = answer.read1(_CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
    raise UnreadableFile(
        f"{_shown(target)} is larger than {limit:,} bytes.", "Fetch the file yourself and give its name."
    )


def _shown(target: SplitResult) -> str:
    return shorten(target.geturl())
