"""Following an event stream: every page once, the latest event of each thing, deletions as they are told.

Source: Linked Data Event Streams 1.0 and TREE (relations, immutable pages), DCAT-AP Feeds (events of Activity Streams, the
state of a thing in the graph that the event names). A member may also be a version object with dcterms:isVersionOf.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...vocabulary.namespaces import DCTERMS, RDF
from .intake import Intake
from .sniffing import NotData

if TYPE_CHECKING:
    from .gathering import Gatherer

AS, TREE, LDES = "https://www.w3.org/ns/activitystreams#", "https://w3id.org/tree#", "https://w3id.org/ldes#"
_TYPES = "application/trig, application/n-quads;q=0.9, text/turtle;q=0.6, application/ld+json;q=0.4"
_MOST_PAGES = 20_000
_KINDS = {f"<{AS}Create>": False, f"<{AS}Update>": False, f"<{AS}Delete>": True}
#: What of a page tells of the stream and not of its members.
_NEXT = (f"{TREE}node", f"{TREE}next", "http://www.w3.org/ns/hydra/core#next")
_IMMUTABLE = f"{LDES}immutable"
_TIMES = (
    f"{AS}published",
    f"{AS}endTime",
    f"{DCTERMS}created",
    f"{DCTERMS}modified",
    "http://www.w3.org/ns/prov#generatedAtTime",
)
Node = dict[str, list[str]]


@dataclass(frozen=True)
class Member:
    """``graph`` is the event, whose name the graph with the state has; ``thing`` is what it is about."""

    thing: str
    time: str
    order: int
    graph: str
    deleted: bool
    version: bool = False

    @property
    def moment(self) -> tuple[float, str]:
        """The time as seconds since 1970, in whatever zone and to whatever fraction it is written; else as text."""
        try:
            found = datetime.fromisoformat(self.time.split('"')[1])
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp(), ""
        except (ValueError, IndexError, OverflowError):
            return float("-inf"), self.time


class Stream:
    """The stream of a partner. Pages that can never change are not fetched again."""

    def __init__(self, gatherer: Gatherer) -> None:
        self._gatherer, self._gathered = gatherer, gatherer.gathered
        self._done: set[str] = set(self._gathered.cursor.get("pages", []))
        self._latest: dict[str, Member] = {}
        self._order = 0

    def follow(self, intake: Intake) -> None:
        """Fills the intake with the states that are new; raises FetchFailed or NotData."""
        start = self._gatherer.partner.address
        todo, seen = deque([start]), {start}
        members = 0
        while todo:
            url = todo.popleft()
            if len(seen) > _MOST_PAGES:
                raise NotData(
                    f"The stream at {start[:160]} has more than {_MOST_PAGES:,} pages.", "Offer larger pages."
                )
            graph = self._page(url, intake)
            members += self._members(graph)
            if url != start and any("true" in node[_IMMUTABLE][0] for node in graph.values() if _IMMUTABLE in node):
                self._done.add(url)
            for following in _following(graph):
                if following not in seen and following not in self._done and _same_place(start, following):
                    seen.add(following)
                    todo.append(following)
        self._gatherer.licences_in(intake, start)
        self._choose(intake)
        self._gathered.complete = False
        self._gathered.cursor = {"pages": sorted(self._done)}
        self._gatherer.step("stream", f"{len(seen)} pages, {members:,} events, {len(self._latest):,} things.")

    def _page(self, url: str, intake: Intake) -> dict[str, Node]:
        file, path = self._gatherer.get(url, _TYPES)
        lines = self._gatherer.read(file, path)
        intake.add(lines)
        return _of_the_page(lines)

    def _members(self, graph: dict[str, Node]) -> int:
        number = 0
        for name, node in graph.items():
            kinds = [_KINDS[kind] for kind in node.get(f"{RDF}type", ()) if kind in _KINDS]
            things = node.get(f"{AS}object", ()) if kinds else node.get(f"{DCTERMS}isVersionOf", ())
            if not things or not things[0].startswith("<"):
                continue
            self._order += 1
            number += 1
            time = next((node[one][0] for one in _TIMES if one in node), "")
            member = Member(things[0][1:-1], time, self._order, name[1:-1], bool(kinds and kinds[0]), not kinds)
            before = self._latest.get(member.thing)
            if before is None or (before.moment, before.order) <= (member.moment, member.order):
                self._latest[member.thing] = member
        return number

    def _choose(self, intake: Intake) -> None:
        """Keeps the states of the latest events only; what is told to be deleted is noted."""
        intake.keep_graphs(
            member.graph for member in self._latest.values() if not member.deleted and not member.version
        )
        for member in self._latest.values():
            if member.deleted:
                self._gathered.deleted[member.thing.partition("#")[0]] = member.time
            elif member.version:
                intake.rename(member.graph, member.thing)
        intake.drop_plain({member.thing for member in self._latest.values() if member.version})


def _of_the_page(lines: Path) -> dict[str, Node]:
    """The statements of a page outside of named graphs."""
    graph: dict[str, Node] = {}
    with lines.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            if line[0] != "S":
                continue
            _, _, _, named, predicate, statement = line.rstrip("\n").split("\t", 5)
            if not named:
                subject, _, value = statement.removesuffix(" .").split(" ", 2)
                graph.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return graph


def _following(graph: dict[str, Node]) -> list[str]:
    return [value[1:-1] for node in graph.values() for name in _NEXT for value in node.get(name, ()) if value[0] == "<"]


def _same_place(one: str, other: str) -> bool:
    """Pages of a stream lie where the stream begins."""
    first, second = urlsplit(one), urlsplit(other)
    return (first.scheme, first.netloc) == (second.scheme, second.netloc)
