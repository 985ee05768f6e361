"""Playing a follower of a stream of changes: ldes-client 0.3.

Source: Linked Data Event Streams 1.0 and TREE; what breaks the client was measured.
"""

from __future__ import annotations

import re

from ...settings import Settings
from ..harvest.gathering import Node
from . import reading
from .asking import Client, Reply
from .report import BROKEN, NOTE, UNKNOWN, Report, counted

FOLLOWER = "feed follower (ldes-client)"
_HEADERS = {
    "User-Agent": "ldes-client/0.3",
    "Accept": (
        "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,text/turtle;q=0.6"
    ),
    "Accept-Encoding": "gzip, deflate",
}
_TREE, _LDES = "https://w3id.org/tree#", "https://w3id.org/ldes#"
_PAGES = 5
_ZONE = re.compile(r'"[^"]*T[^"]*(?:Z|[+-]\d\d:\d\d)"')


def check(url: str, client: Client, report: Report, settings: Settings) -> None:
    """Reads the root and some pages."""
    reply = client.ask(url, _HEADERS)
    if reply.status == 404 or not reply.status:
        report.add(FOLLOWER, UNKNOWN, f"There is no stream of changes at {url}: {reply.what}.")
        return
    graph = _read(reply, report, settings)
    if graph is None:
        return
    views = {value for node in graph.values() for value in node.get(f"{_TREE}view", ())}
    pages = list(dict.fromkeys(v[1:-1] for node in graph.values() for v in node.get(f"{_TREE}node", ()) if v[0] == "<"))
    if len(views) != 1:
        report.add(
            FOLLOWER,
            BROKEN,
            f"The root names {len(views)} views of the stream; it needs exactly one.",
            "Say tree:view once, on the first page.",
        )
        return
    members = _members(graph, report)
    checked = [(reply, graph)]
    for page in [*pages[: _PAGES - 1], *pages[-1:]]:
        if page not in {one.url for one, _ in checked}:
            found = client.ask(page, _HEADERS)
            read = _read(found, report, settings)
            if read is None:
                return
            members += _members(read, report)
            checked.append((found, read))
    if not members:
        report.add(
            FOLLOWER,
            BROKEN,
            "No page has a member (tree:member), so it replicates nothing, without an error.",
            "Name the members of each page.",
        )
    else:
        report.good(
            FOLLOWER, f"It reads {len(checked)} of {len(pages) + 1} pages with {counted(members, 'member', 'members')}."
        )
    _immutable(checked, report)
    _times(checked, report)


def _read(reply: Reply, report: Report, settings: Settings) -> dict[str, Node] | None:
    if not reply.ok:
        if reply.status == 429 and "retry-after" in reply.headers:
            report.add(FOLLOWER, NOTE, f"{reply.url} was busy and told when to come back, which it does.")
        else:
            report.add(
                FOLLOWER,
                BROKEN,
                f"{reply.url} cannot be read: {reply.what}.",
                "Serve every page that the stream names; one that is gone for good answers 410.",
            )
        return None
    try:
        return reading.graph(reply, settings)
    except reading.Unreadable as problem:
        report.add(
            FOLLOWER,
            BROKEN,
            f"It cannot read a page: {problem}.",
            "Offer TriG, N-Quads, Turtle or JSON-LD, with the right type and full addresses.",
        )
        return None


def _members(graph: dict[str, Node], report: Report) -> int:
    members = [value for node in graph.values() for value in node.get(f"{_TREE}member", ())]
    blank = [one for one in members if one.startswith("_:")]
    if blank:
        report.add(
            FOLLOWER,
            BROKEN,
            f"{counted(len(blank), 'member of a page has', 'members of a page have')} no address, so it takes them for"
            " new ones each time.",
            "Give every member an address.",
        )
    return len(members)


def _immutable(checked: list[tuple[Reply, dict[str, Node]]], report: Report) -> None:
    said = [reply for reply, graph in checked if any(f"{_LDES}immutable" in node for node in graph.values())]
    cached = [reply for reply in said if "immutable" in reply.headers.get("cache-control", "")]
    if len(checked) > 2 and not said:
        report.add(
            FOLLOWER,
            NOTE,
            "No page says that it never changes, so a follower fetches all of them again and again.",
            "Say ldes:immutable true on full pages.",
        )
    elif len(cached) < len(said):
        report.add(
            FOLLOWER,
            NOTE,
            "Pages that never change are not cached as such.",
            "Send Cache-Control: immutable with them.",
        )
    elif said:
        report.good(FOLLOWER, "Full pages say that they never change, so it fetches them once.")


def _times(checked: list[tuple[Reply, dict[str, Node]]], report: Report) -> None:
    paths = {
        value[1:-1]
        for _, graph in checked
        for node in graph.values()
        for value in node.get(f"{_LDES}timestampPath", ())
    }
    if not paths:
        report.add(
            FOLLOWER,
            NOTE,
            "The stream does not say which property tells the time of a member.",
            "Say ldes:timestampPath.",
        )
        return
    times = [value for _, graph in checked for node in graph.values() for path in paths for value in node.get(path, ())]
    if any(not _ZONE.match(value) for value in times):
        report.add(
            FOLLOWER,
            BROKEN,
            "Times of members have no time zone, so their order is not certain.",
            "Write them as 2026-11-24T08:00:00Z.",
        )
