"""Rebuilding a catalogue three ways and comparing what came out.

A dump with the changes since, the stream of changes from its beginning, and the endpoint asked graph by graph have to hold
the same statements, by their canonical hashes (RDFC-1.0). Left out is the description that counts all others, which follows
from them and so has no changes of its own; and what partners say, which they publish themselves. While it is copied the
catalogue may move on: the comparison is made when no change came in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...errors import PsinError
from ..history.history import DERIVED
from .copies import DUMP, FEED, QUERIES, WAYS, Copies, by_graph, whole
from .source import Page, Source

#: Rounds until the catalogue has kept still while it was compared.
_ROUNDS = 20
Progress = Callable[[str], None]


class NeverStill(PsinError):
    """The catalogue changed all the time, so that no two copies were of one moment."""

    code = "never-still"
    title = "The catalogue does not keep still"


@dataclass(frozen=True)
class Proof:
    """``hashes`` and ``graphs`` by way; ``differing`` are the graphs that are not the same in all copies."""

    source: str
    version: str
    position: str
    hashes: dict[str, str]
    graphs: dict[str, int]
    differing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return len(set(self.hashes.values())) == 1 and not self.differing


def replicate(source: Source, copies: Copies, version: str = "latest", progress: Progress = lambda _: None) -> Proof:
    """Brings all three copies up to date and compares them. Raises FetchFailed, NeverStill."""
    _dump(source, copies, version, progress)
    for _ in range(_ROUNDS):
        _follow(source, copies, FEED, "", progress)
        _follow(source, copies, DUMP, copies.note("dump since"), progress)
        position = copies.note(f"{FEED} position")
        _queries(source, copies, position, progress)
        _follow(source, copies, FEED, "", progress)
        if copies.note(f"{FEED} position") == position == copies.note(f"{DUMP} position"):
            return _compare(source, copies, position)
        progress("The catalogue has changed in between; what changed is copied again.")
    raise NeverStill(f"{source.url} changed in each of {_ROUNDS} rounds.", "Try again when less is going on there.")


def _dump(source: Source, copies: Copies, version: str, progress: Progress) -> None:
    """Once: later runs go on from the dump that the copy began with."""
    if copies.note("dump version"):
        return
    quads, name, since = source.dump(version)
    graphs = [(graph, statements) for graph, statements in by_graph(quads) if graph not in DERIVED]
    copies.load(DUMP, graphs, ("dump since", since))
    copies.apply(DUMP, (), notes=[("dump version", name)])
    progress(f"Version {name}: {len(graphs)} graphs.")


def _follow(source: Source, copies: Copies, way: str, since: str, progress: Progress) -> None:
    """Applies what the stream has from a time on, page by page; full pages are read once."""
    for url in source.pages():
        if copies.has_page(way, url):
            continue
        page = source.page(url)
        last = page.events[-1].iri if page.events else ""
        position = [(f"{way} position", last)] if last else []
        changes = [(event.graph, event.state) for event in page.events if event.time[:19] >= since]
        copies.apply(way, changes, page=url if page.full else "", notes=position)
        if way == FEED:
            _outdate(copies, page)
        progress(f"{way}: {url}, {len(page.events)} events.")


def _outdate(copies: Copies, page: Page) -> None:
    """Graphs with newer events than when they were asked for are asked for again."""
    known = copies.note(f"{QUERIES} position")
    numbers = [event.iri for event in page.events]
    newer = page.events[numbers.index(known) + 1 :] if known in numbers else page.events
    copies.apply(QUERIES, [(event.graph, None) for event in newer] if known else ())


def _queries(source: Source, copies: Copies, position: str, progress: Progress) -> None:
    """Asks for every graph that is not there yet, one step each, so that an interrupted run goes on where it was."""
    wanted, held = source.graphs(), copies.names(QUERIES)
    # Noted first: what changes while they are asked for is newer than this, and asked for again.
    copies.apply(QUERIES, [(name, None) for name in held - set(wanted)], notes=[(f"{QUERIES} position", position)])
    missing = [name for name in wanted if name not in held]
    for number, name in enumerate(missing, 1):
        copies.apply(QUERIES, [(name, source.graph(name) or None)])
        if number % 100 == 0:
            progress(f"queries: {number} of {len(missing)} graphs.")
    progress(f"queries: {len(wanted)} graphs, {len(missing)} asked for.")


def _compare(source: Source, copies: Copies, position: str) -> Proof:
    digests = {way: copies.digests(way) for way in WAYS}
    names = sorted(set().union(*digests.values()))
    differing = tuple(name for name in names if len({digests[way].get(name) for way in WAYS}) > 1)
    return Proof(
        source.url,
        copies.note("dump version"),
        position,
        {way: whole(found) for way, found in digests.items()},
        {way: len(found) for way, found in digests.items()},
        differing,
    )
