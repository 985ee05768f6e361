"""What a catalogue of psin publishes of itself: dumps, the stream of changes, the endpoint.

Only formats of one statement a line are asked for, since they hold no surprises for who reads them.
Source: LDES 1.0 and TREE for the stream, SPARQL 1.1 Protocol for the endpoint.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pyoxigraph as ox

from ...engine.trust import stands_beside
from ...errors import InputError
from ..harvest.fetching import Fetched, Fetcher, FetchFailed, host_of
from ..harvest.streams import AS, LDES, TREE
from ..history.history import DERIVED

_NQUADS, _NTRIPLES, _JSON = "application/n-quads", "application/n-triples", "application/sparql-results+json"
_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
#: Times that a busy service is asked again, and the longest wait before, in seconds.
_TRIES, _LONGEST = 6, 30.0
_LARGEST = 2_000_000_000


@dataclass(frozen=True)
class Event:
    """``state`` is N-Triples, None for a graph that is gone; ``time`` as it is written, in UTC."""

    iri: str
    graph: str
    time: str
    state: str | None


@dataclass(frozen=True)
class Page:
    """One page of the stream, its events in their order. ``full`` ones never change."""

    url: str
    events: tuple[Event, ...]
    full: bool


class Source:
    """The service at ``url``. ``wait`` waits so many seconds."""

    def __init__(
        self, url: str, folder: Path, *, internal: bool = False, wait: Callable[[float], None] | None = None
    ) -> None:
        self.url = url if url.endswith("/") else f"{url}/"
        self._fetcher = Fetcher(folder / "hosts", frozenset({host(url)}) if internal else frozenset())
        self._folder = folder
        self._wait = wait or (lambda seconds: _pause(seconds))

    def dump(self, version: str) -> tuple[list[ox.Quad], str, str]:
        """The statements of a version, its name, and the time from which on the stream has to be applied (UTC)."""
        name = "dump/latest.nq.gz" if version == "latest" else f"dump/{version}/psin.nq.gz"
        found, path = self._get(urljoin(self.url, name), _NQUADS)
        with path.open("rb") as file:
            quads = list(ox.parse(file, ox.RdfFormat.N_QUADS))
        place = found.headers.get("content-location", f"/dump/{version}/").split("/")
        from email.utils import parsedate_to_datetime

        when = parsedate_to_datetime(found.headers["last-modified"]) if "last-modified" in found.headers else None
        return quads, place[place.index("dump") + 1], when.strftime("%Y-%m-%dT%H:%M:%S") if when else ""

    def pages(self) -> list[str]:
        """The pages of the stream, in the order of time."""
        root, node = self._read(urljoin(self.url, "feed"), _NQUADS), {}
        for quad in root:
            node.setdefault(str(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object.value)
        firsts: dict[str, str] = {}
        for one in node.values():
            for page in one.get(f"{TREE}node", ()):
                firsts[page] = min(firsts.get(page, "9"), *one.get(f"{TREE}value", ["9"]))
        return sorted(firsts, key=lambda page: (firsts[page], len(page), page))

    def page(self, url: str) -> Page:
        quads = self._read(url, _NQUADS)
        about: dict[str, dict[str, str]] = {}
        payload: dict[str, list[str]] = {}
        order: list[str] = []
        for quad in quads:
            if isinstance(quad.graph_name, ox.NamedNode):
                payload.setdefault(quad.graph_name.value, []).append(f"{quad.subject} {quad.predicate} {quad.object} .")
                continue
            if quad.predicate.value == f"{TREE}member":
                order.append(quad.object.value)
            about.setdefault(str(quad.subject), {})[quad.predicate.value] = getattr(
                quad.object, "value", str(quad.object)
            )
        events = []
        for iri in order:
            said = about.get(f"<{iri}>", {})
            deleted = said.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type") == f"{AS}Delete"
            state = None if deleted else "\n".join(payload.get(iri, ())) + "\n"
            events.append(Event(iri, said[f"{AS}object"], said[f"{AS}published"], state))
        full = any(one.get(f"{LDES}immutable") == "true" for one in about.values())
        return Page(url, tuple(sorted(events, key=lambda event: (event.time, _number(event.iri)))), full)

    def graphs(self) -> list[str]:
        """The named graphs of the endpoint that are its own."""
        _, path = self._get(f"{urljoin(self.url, 'sparql')}?{urlencode({'query': _GRAPHS})}", _JSON)
        bindings = json.loads(path.read_bytes())["results"]["bindings"]
        names = (row["g"]["value"] for row in bindings)
        return sorted(name for name in names if name not in DERIVED and not stands_beside(name))

    def graph(self, name: str) -> str:
        """The statements of a named graph as the endpoint constructs them; empty where there is none."""
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {ox.NamedNode(name)} {{ ?s ?p ?o }} }}"
        _, path = self._get(f"{urljoin(self.url, 'sparql')}?{urlencode({'query': query})}", _NTRIPLES)
        return path.read_text("utf-8")

    def _read(self, url: str, accept: str) -> Iterator[ox.Quad]:
        _, path = self._get(url, accept)
        with path.open("rb") as file:
            yield from list(ox.parse(file, ox.RdfFormat.N_QUADS))

    def _get(self, url: str, accept: str) -> tuple[Fetched, Path]:
        path = self._folder / "fetched"
        for attempt in range(_TRIES):
            try:
                return self._fetcher.fetch(url, path, accept=accept, limit=_LARGEST), path
            except FetchFailed as failed:
                if not failed.retry_after or attempt == _TRIES - 1:
                    raise
                self._wait(min(failed.retry_after, _LONGEST))
        raise AssertionError("the last attempt returns or raises")


def host(url: str) -> str:
    """The host of an address, with its port. Raises InputError for what is no address."""
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return host_of(url)
    except ValueError:
        pass
    raise InputError(f"'{url[:160]}' is no address of a site.", "Write it like https://example.org/.")


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def _number(iri: str) -> int:
    number = iri.rsplit("/", 1)[-1].partition("-")[0]
    return int(number) if number.isdigit() else 0
