"""Headers that every answer has."""

from __future__ import annotations

#: Nothing from elsewhere, nothing inline.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

#: Headers of a request that a page of another site may send, and those of the answer that it may read.
ASKED = "Accept, Accept-Datetime, Content-Type, If-Modified-Since, If-None-Match, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, Range"
_READ = (
    "Link, ETag, Accept-Ranges, Allow, Content-Location, Content-Range, Memento-Datetime, RateLimit, RateLimit-Policy, Retry-After, Vary, "
    "Psin-Catalogue-Version"
)

COMMON: tuple[tuple[str, str], ...] = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", _READ),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", _POLICY),
    ("Referrer-Policy", "no-referrer"),
)
