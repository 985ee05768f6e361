"""The log as Atom, for people's readers: RFC 4287, with older events in archives (RFC 5005, section 4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from ...documents import BASE
from ..history import Event
from ..history.events import stamp

_ATOM, _HISTORY = "http://www.w3.org/2005/Atom", "http://purl.org/syndication/history/1.0"
#: What XML 1.0 cannot hold (section 2.2).
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(NamedTuple):
    """An event as people read it: ``address`` is its page, ``words`` tells what changed."""

    event: Event
    title: str
    words: str
    address: str


class Place(NamedTuple):
    """Where a page of the feed is: ``own``, the ``current`` one, and the one before it, if there is one."""

    own: str
    current: str
    before: str = ""
    is_archive: bool = False


def write(title: str, language: str, place: Place, entries: Sequence[Entry], *, empty_at: int) -> bytes:
    """One page, the newest event first. ``empty_at`` is the time of a page without entries, in milliseconds since 1970."""
    ET.register_namespace("", _ATOM)
    ET.register_namespace("fh", _HISTORY)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    _add(feed, "id", f"{BASE}feed.atom")
    _add(feed, "title", title)
    _add(feed, "updated", stamp(max((entry.event.time for entry in entries), default=empty_at)))
    author = ET.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", "psin")
    _add(author, "uri", BASE)
    _add(feed, "rights", "https://creativecommons.org/licenses/by/4.0/")
    _link(feed, "self", place.own)
    _link(feed, "current", place.current)
    if place.before:
        _link(feed, "prev-archive", place.before)
    if place.is_archive:
        ET.SubElement(feed, f"{{{_HISTORY}}}archive")
    for entry in reversed(entries):
        _entry(feed, entry)
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(feed: ET.Element, entry: Entry) -> None:
    event = entry.event
    node = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(node, "id", event.iri)
    _add(node, "title", entry.title)
    _add(node, "published", stamp(event.time))
    _add(node, "updated", stamp(event.time))
    ET.SubElement(node, f"{{{_ATOM}}}category", {"term": event.kind, "scheme": f"{BASE}feed"})
    _link(node, "alternate", entry.address)
    _link(node, "via", event.graph)
    _add(node, "summary", entry.words)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = _UNFIT.sub("\ufffd", text)


def _link(parent: ET.Element, relation: str, address: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": _UNFIT.sub("\ufffd", address)})
