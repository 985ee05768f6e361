"""One change of one document, and one state of all of them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import NamedTuple

from ...documents import BASE

CREATE, UPDATE, DELETE = "create", "update", "delete"


class Event(NamedTuple):
    """What happened to a graph. ``number`` counts from 1 without gaps, ``time`` is in milliseconds since 1970.

    ``digest`` is the canonical hash of what the graph is from then on, None where it is no more; ``title`` is what people
    call it.
    """

    number: int
    kind: str
    graph: str
    time: int
    digest: str | None
    title: str

    @property
    def name(self) -> str:
        """Short name: the same wherever the same was made of the same history."""
        text = f"{self.number}\0{self.kind}\0{self.graph}\0{self.time}\0{self.digest}"
        return f"{self.number}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    @property
    def iri(self) -> str:
        return f"{BASE}feed/event/{self.name}"

    @property
    def when(self) -> datetime:
        return moment(self.time)


class Version(NamedTuple):
    """A state of all graphs: ``name`` is its day and the beginning of ``digest``, which is the hash of their hashes.

    ``number`` counts from 1 in the order of publication, ``time`` is in milliseconds since 1970.
    """

    number: int
    name: str
    time: int
    digest: str

    @property
    def when(self) -> datetime:
        return moment(self.time)


def moment(milliseconds: int) -> datetime:
    """A time of the log, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def stamp(milliseconds: int) -> str:
    """A time of the log as xsd:dateTime, to the millisecond."""
    return f"{moment(milliseconds):%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"
