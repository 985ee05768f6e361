"""What a document was on a day: RFC 7089 (Memento), with the time map in the link format of RFC 6690."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from ..documents import BASE
from ..errors import InputError
from .history import Event

_STAMP = re.compile(r"\d{14}(?:\d{3})?")


def address(event: Event) -> str:
    """The path of what a document was from an event on."""
    return f"/memento/{event.when:%Y%m%d%H%M%S}{event.time % 1000:03d}/{event.graph.removeprefix(BASE)}"


def http_date(event: Event) -> str:
    """The time of an event as HTTP writes it, to the second."""
    return format_datetime(event.when.replace(microsecond=0), usegmt=True)


def asked(header: str) -> int:
    """The time that an Accept-Datetime header names, in milliseconds since 1970; to the end of its second.

    Raises InputError if it is no date.
    """
    try:
        found = parsedate_to_datetime(header)
        found = found.replace(tzinfo=found.tzinfo or UTC)
        return int(found.timestamp() * 1000) + 999
    except (ValueError, TypeError, OverflowError, IndexError):
        advice = "Write it like Accept-Datetime: Tue, 24 Nov 2026 08:00:00 GMT."
        raise InputError(f"'{header[:60]}' is not a date as HTTP has it.", advice) from None


def stamped(text: str) -> int:
    """The time that 14 digits (to the second) or 17 (to the millisecond) name, in milliseconds since 1970. Raises InputError."""
    try:
        if not _STAMP.fullmatch(text):
            raise ValueError(text)
        found = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise InputError(
            f"'{text[:40]}' is not a moment.", "Write year, month, day, hour, minute and second: 20261124080000."
        ) from None
    return int(found.timestamp()) * 1000 + int(text[14:] or 999)


def at(events: Sequence[Event], time: int) -> Event:
    """The event that made a document what it was at a time; the first one for times before it."""
    return next((event for event in reversed(events) if event.time <= time), events[0])


def states(events: Sequence[Event]) -> list[Event]:
    """Those after which there was a document."""
    return [event for event in events if event.digest is not None]


def links(events: Sequence[Event], base: str) -> list[str]:
    """The members of a time map, each without the comma."""
    path = events[0].graph.removeprefix(BASE)
    known = states(events)
    span = f'; from="{http_date(known[0])}"; until="{http_date(known[-1])}"' if known else ""
    found = [
        f'<{BASE}{path}>; rel="original"',
        f'<{base}/timegate/{path}>; rel="timegate"',
        f'<{base}/timemap/{path}>; rel="self"; type="application/link-format"{span}',
    ]
    for number, event in enumerate(known):
        place = " ".join(word for word, here in (("first", number == 0), ("last", number == len(known) - 1)) if here)
        relation = f"{place} memento".strip()
        found.append(f'<{base}{address(event)}>; rel="{relation}"; datetime="{http_date(event)}"')
    return found
