"""Playing a script in a browser on another site: what it may read (Fetch, cross-origin resource sharing), and caches.

Measured in Chromium from another origin.
"""

from __future__ import annotations

from urllib.parse import urlencode

from .asking import Client, Reply
from .report import BROKEN, NOTE, Report

BROWSER, CACHE = "browser", "cache"
_ORIGIN = "https://editor.example"
_AGENT = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
    "Origin": _ORIGIN,
}
_EXPOSED = ("etag", "link", "retry-after")


def check(address: str, client: Client, report: Report) -> None:
    """Whether a script elsewhere may read an address."""
    reply = client.ask(address, {**_AGENT, "Accept": "text/turtle, application/ld+json;q=0.9, */*;q=0.1"})
    if not _allowed(reply):
        report.add(
            BROWSER,
            BROKEN,
            f"A script on another site may not read {address}.",
            "Send Access-Control-Allow-Origin: * with every answer, errors too.",
        )
        return
    report.good(BROWSER, f"A script on another site may read {address}.")
    exposed = {name.strip().lower() for name in reply.headers.get("access-control-expose-headers", "").split(",")}
    hidden = [name for name in _EXPOSED if name in reply.headers and name not in exposed and "*" not in exposed]
    if hidden:
        report.add(
            BROWSER,
            NOTE,
            f"It cannot see the headers {', '.join(hidden)}.",
            "Name them in Access-Control-Expose-Headers.",
        )
    _cached(address, reply, client, report)


def check_endpoint(url: str, client: Client, report: Report) -> None:
    """The same for queries: the preflight of a POST, and errors."""
    asked = {**_AGENT, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    preflight = client.ask(url, asked, "OPTIONS")
    allowed = preflight.headers.get("access-control-allow-headers", "").lower()
    if preflight.status in (200, 204) and _allowed(preflight) and ("content-type" in allowed or allowed.strip() == "*"):
        report.good(BROWSER, "A query editor may send queries by POST.")
    else:
        mend = (
            "Answer OPTIONS with 204, Access-Control-Allow-Methods: GET, HEAD, POST and Access-Control-Allow-Headers:"
            " Accept, Content-Type."
        )
        report.add(
            BROWSER,
            BROKEN,
            f"A query editor asks whether it may send application/sparql-query, and OPTIONS got {preflight.what}.",
            mend,
        )
    wrong = client.ask(
        f"{url}?{urlencode({'query': 'SELECT WHERE {'})}", {**_AGENT, "Accept": "application/sparql-results+json"}
    )
    if wrong.status >= 400 and not _allowed(wrong):
        report.add(
            BROWSER,
            BROKEN,
            "An error may not be read, so a query editor shows nothing but a failed request.",
            "Send Access-Control-Allow-Origin: * with errors too.",
        )
    if (
        preflight.headers.get("access-control-allow-credentials", "").lower() == "true"
        and preflight.headers.get("access-control-allow-origin") != "*"
    ):
        report.add(
            BROWSER,
            NOTE,
            "Answers are shared with cookies, which open data never needs.",
            "Leave out Access-Control-Allow-Credentials.",
        )


def _cached(address: str, reply: Reply, client: Client, report: Report) -> None:
    tag, modified = reply.headers.get("etag"), reply.headers.get("last-modified")
    if not tag and not modified:
        report.add(
            CACHE,
            NOTE,
            f"{address} says neither ETag nor Last-Modified, so everything is fetched again each time.",
            "Send a strong ETag.",
        )
        return
    condition = {"If-None-Match": tag} if tag else {"If-Modified-Since": str(modified)}
    again = client.ask(
        reply.url, {**_AGENT, "Accept": "text/turtle, application/ld+json;q=0.9, */*;q=0.1", **condition}
    )
    if again.status == 304:
        report.good(CACHE, "What has not changed is answered with 304.")
    else:
        report.add(
            CACHE,
            NOTE,
            f"A request with the same {'ETag' if tag else 'date'} got {again.what} instead of 304.",
            "Answer conditional requests.",
        )


def _allowed(reply: Reply) -> bool:
    return reply.headers.get("access-control-allow-origin", "") in ("*", _ORIGIN)
