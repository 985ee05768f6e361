"""Proving a password without sending it. Source: RFC 7616, sections 3.3 and 3.4; RFC 7617 for Basic."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import threading
from collections.abc import Callable

_PARAMETER = re.compile(r'([a-zA-Z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES: dict[str, Callable[[bytes], object]] = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class Credentials:
    """Header lines for one user. Remembers the last challenge, so that only a first request has to be sent twice."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._challenge: dict[str, str] | None = None
        self._basic = False
        self._count = 0
        self._lock = threading.Lock()

    def challenged(self, header: str) -> bool:
        """Takes a ``WWW-Authenticate`` header; False if it asks for what is not known here."""
        scheme, _, rest = header.strip().partition(" ")
        if scheme.lower() == "basic":
            self._basic = True
            return True
        if scheme.lower() != "digest":
            return False
        found = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(rest)}
        if found.get("algorithm", "MD5").upper() not in _HASHES or "nonce" not in found:
            return False
        if "qop" in found and "auth" not in [word.strip() for word in found["qop"].split(",")]:
            return False
        with self._lock:
            self._challenge, self._count = found, 0
        return True

    def header(self, method: str, target: str) -> str | None:
        """The ``Authorization`` header for a method and a request target; None before the first challenge."""
        if self._basic:
            return "Basic " + base64.b64encode(f"{self._user}:{self._password}".encode()).decode()
        with self._lock:
            if self._challenge is None:
                return None
            self._count += 1
            challenge, count = self._challenge, f"{self._count:08x}"
        return self._digest(challenge, count, method, target)

    def _digest(self, challenge: dict[str, str], count: str, method: str, target: str) -> str:
        algorithm = challenge.get("algorithm", "MD5").upper()

        def hashed(*parts: str) -> str:
            return _HASHES[algorithm](":".join(parts).encode()).hexdigest()  # type: ignore[attr-defined, no-any-return]

        realm, nonce, client = challenge.get("realm", ""), challenge["nonce"], secrets.token_hex(8)
        secret, request = hashed(self._user, realm, self._password), hashed(method, target)
        fields = {"username": self._user, "realm": realm, "nonce": nonce, "uri": target, "algorithm": algorithm}
        if "qop" in challenge:
            fields["response"] = hashed(secret, nonce, count, client, "auth", request)
        else:
            fields["response"] = hashed(secret, nonce, request)
        if "opaque" in challenge:
            fields["opaque"] = challenge["opaque"]
        bare = {"qop": "auth", "nc": count} if "qop" in challenge else {}
        quoted = fields | ({"cnonce": client} if bare else {})
        words = [f'{name}="{_escaped(value)}"' for name, value in quoted.items() if name != "algorithm"]
        words += [f"{name}={value}" for name, value in {"algorithm": algorithm, **bare}.items()]
        return "Digest " + ", ".join(words)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
