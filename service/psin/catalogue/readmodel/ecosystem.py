"""Networks, organisations and convenings as one graph: measures, communities, places in a drawing, exchange formats.

Everything is computed once for a state, when it is first asked for, by networkx. Sources: Brandes 2001 (betweenness),
Brandes and Pich 2007 (its estimate from a sample), Blondel et al. 2008 (communities), Fruchterman and Reingold 1991 (places),
GraphML 1.0, GEXF 1.2draft.
"""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...errors import EngineUnavailable
from ...vocabulary.namespaces import PSINC
from .database import Database

if TYPE_CHECKING:
    import networkx as nx

KINDS = ("network", "organisation", "convening")
#: The kinds of ties that are told apart in drawings and filters; all others are links between networks.
TIES = ("convenes", "sponsors", "belongs", "organises", "holds", "took-part", "part-of", "link")
#: Up to so many things betweenness is exact; beyond that it is estimated from some of them: as many as can be followed
#: in so many steps, a few seconds' worth, and no fewer than so many.
EXACT, STEPS, FEWEST = 2500, 8_000_000, 16
#: Things that can be told apart in one drawing.
DRAWN = 400
SEED = 1
#: Drawings whose places are kept, and how many seconds somebody waits for the turn to make another: one is made at a time.
KEPT, PATIENCE = 64, 10.0


@contextmanager
def _turn(lock: threading.Lock) -> Iterator[None]:
    """Holds the lock. Raises EngineUnavailable if others have it for too long."""
    if not lock.acquire(timeout=PATIENCE):
        raise EngineUnavailable(
            "Others are waiting for the drawing of the ecosystem too.", "Ask again in a moment.", retry_after=10
        )
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class Node:
    """A thing of the ecosystem. ``betweenness`` is between 0 and 1; ``community`` counts from 1, the largest first."""

    number: int
    kind: str
    iri: str
    address: str
    name: str
    degree: int
    betweenness: float
    community: int


@dataclass(frozen=True)
class Tie:
    """``kind`` is one of TIES before ``link``, or the name of a concept such as ``link-partner``."""

    source: int
    target: int
    kind: str
    past: bool

    @property
    def group(self) -> str:
        return "link" if self.kind.startswith("link") else self.kind


class Ecosystem:
    """Thread-safe. Things without a tie are nodes too, with the degree 0 and no community (0).

    Whoever asks for something that is still to be computed gets EngineUnavailable if too many do.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._measuring, self._drawing = threading.Lock(), threading.Lock()
        self._places: dict[tuple[Any, ...], dict[int, tuple[float, float]]] = {}

    @cached_property
    def ties(self) -> list[Tie]:
        rows = self._database.rows(
            "SELECT source, target, tie.kind, past FROM tie JOIN thing AS a ON a.id = source JOIN thing AS b ON b.id = target "
            "WHERE a.kind IN ('network', 'organisation', 'convening') AND b.kind IN ('network', 'organisation', 'convening') "
            "ORDER BY source, target, tie.kind"
        )
        return [Tie(source, target, kind, bool(past)) for source, target, kind, past in rows]

    @cached_property
    def _simple(self) -> nx.Graph:
        import networkx as nx

        graph = nx.Graph()
        graph.add_edges_from((tie.source, tie.target) for tie in self.ties)
        return graph

    @cached_property
    def sampled(self) -> bool:
        """Whether betweenness is an estimate."""
        return len(self._simple) > EXACT

    @property
    def nodes(self) -> dict[int, Node]:
        """By number, in the order of kinds and names."""
        if "_measured" in self.__dict__:
            return self._measured
        with _turn(self._measuring):
            return self._measured

    @cached_property
    def _measured(self) -> dict[int, Node]:
        import networkx as nx

        graph = self._simple
        sample = max(FEWEST, STEPS // (len(graph) + 2 * graph.number_of_edges() + 1))
        between = nx.betweenness_centrality(graph, k=min(sample, len(graph)) if self.sampled else None, seed=SEED)
        communities = sorted(
            nx.community.louvain_communities(graph, seed=SEED), key=lambda found: (-len(found), min(found))
        )
        member = {number: place for place, found in enumerate(communities, 1) for number in found}
        names = {}
        for number, value in self._database.rows(
            "SELECT thing, value FROM label WHERE main = 1 ORDER BY lang <> 'en', lang <> '', rowid"
        ):
            names.setdefault(number, value)
        rows = self._database.rows(
            "SELECT id, kind, iri, address FROM thing WHERE kind IN ('network', 'organisation', 'convening') ORDER BY id"
        )
        return {
            number: Node(
                number, kind, iri, address, names.get(number, address.rpartition("/")[2]),
                graph.degree(number) if number in graph else 0, between.get(number, 0.0), member.get(number, 0),
            )
            for number, kind, iri, address in rows
        }  # fmt: skip

    @cached_property
    def communities(self) -> int:
        return max((node.community for node in self.nodes.values()), default=0)

    def drawn(
        self, kinds: Sequence[str], groups: Sequence[str], within: Iterable[int] | None = None
    ) -> tuple[list[Node], list[Tie], int]:
        """What a drawing shows: things of these kinds with the ties of these groups between them, and how many things had to
        be left out. ``within`` narrows networks to some of them and the others to those tied to these.

        Of too many, those with the most ties stay.
        """
        nodes = self.nodes
        kept = {number for number, node in nodes.items() if node.kind in kinds}
        ties = [tie for tie in self.ties if tie.group in groups and tie.source in kept and tie.target in kept]
        if within is not None:
            inner = set(within)
            ties = [tie for tie in ties if tie.source in inner or tie.target in inner]
        tied = {end for tie in ties for end in (tie.source, tie.target)}
        best = sorted(tied, key=lambda number: (-nodes[number].degree, number))[:DRAWN]
        shown = set(best)
        ties = [tie for tie in ties if tie.source in shown and tie.target in shown]
        shown = {end for tie in ties for end in (tie.source, tie.target)}
        return [nodes[number] for number in sorted(shown)], ties, len(tied) - len(shown)

    def places(
        self, nodes: Sequence[Node], ties: Sequence[Tie], width: float, height: float
    ) -> dict[int, tuple[float, float]]:
        """Where each thing stands in a drawing of this size: every connected part by itself, the parts side by side."""
        key = (tuple(node.number for node in nodes), tuple((tie.source, tie.target) for tie in ties), width, height)
        found = self._places.get(key)
        if found is None:
            with _turn(self._drawing):
                found = self._places.get(key) or _laid_out(nodes, ties, width, height)
                if len(self._places) >= KEPT:
                    self._places.clear()
                self._places[key] = found
        return found

    def graph(self) -> nx.MultiDiGraph:
        """All things with their measures, and all ties, for other programs."""
        import networkx as nx

        graph = nx.MultiDiGraph(name="psin")
        for node in self.nodes.values():
            graph.add_node(
                node.iri, label=node.name, kind=node.kind, degree=node.degree,
                betweenness=round(node.betweenness, 8), community=node.community,
            )  # fmt: skip
        for number, tie in enumerate(self.ties):
            ends = self.nodes[tie.source].iri, self.nodes[tie.target].iri
            iri = f"{PSINC}{tie.kind}" if tie.group == "link" else tie.kind
            graph.add_edge(*ends, key=number, kind=iri, past=tie.past)
        return graph

    def graphml(self) -> bytes:
        import networkx as nx

        out = io.BytesIO()
        nx.write_graphml_xml(_plain(self.graph()), out)
        return out.getvalue()

    def gexf(self) -> bytes:
        import networkx as nx

        out = io.BytesIO()
        nx.write_gexf(_plain(self.graph()), out, version="1.2draft")
        return out.getvalue()


def _plain(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Without the signs that XML cannot hold."""
    import re

    bad = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
    for _, values in graph.nodes(data=True):
        values["label"] = bad.sub("", values["label"])
    return graph


def _laid_out(
    nodes: Sequence[Node], ties: Sequence[Tie], width: float, height: float
) -> dict[int, tuple[float, float]]:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(node.number for node in nodes)
    graph.add_edges_from((tie.source, tie.target) for tie in ties)
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    boxes = [(part, _part(graph.subgraph(part)), 30.0 * math.sqrt(len(part))) for part in parts]
    return _packed(boxes, width, height)


def _part(graph: nx.Graph) -> Mapping[int, Any]:
    """Places between -1 and 1."""
    import networkx as nx

    if len(graph) < 3:
        return {number: (place - (len(graph) - 1) / 2, 0.0) for place, number in enumerate(sorted(graph))}
    start = nx.circular_layout(sorted(graph))
    found = nx.spring_layout(graph, pos=start, seed=SEED, k=1.6 / math.sqrt(len(graph)), iterations=90, method="force")
    low, high = ([pick(float(place[axis]) for place in found.values()) for axis in (0, 1)] for pick in (min, max))
    return {
        number: tuple(
            (2 * float(place[axis]) - low[axis] - high[axis]) / ((high[axis] - low[axis]) or 1.0) for axis in (0, 1)
        )
        for number, place in found.items()
    }


def _packed(
    boxes: Sequence[tuple[list[int], Mapping[int, Any], float]], width: float, height: float
) -> dict[int, tuple[float, float]]:
    """The parts in rows from the largest to the smallest, the whole stretched to the picture."""
    places: dict[int, tuple[float, float]] = {}
    row_width = math.sqrt(sum(side * side for *_, side in boxes) * width / height) * 1.08
    # Beside the first and largest part there is room for several rows.
    first = boxes[0][2] if boxes else 0.0
    left = x = y = row = 0.0
    for place, (part, inner, side) in enumerate(boxes):
        if x > left and x + side > row_width:
            x, y, row = left, y + row, 0.0
        if left and y + side > first + 1:
            left = x = row = 0.0
            y = max(y, first)
        for number in part:
            at = inner[number]
            places[number] = (x + side / 2 + at[0] * (side / 2 - 9), y + side / 2 + at[1] * (side / 2 - 9))
        if place == 0 and side < row_width - boxes[-1][2]:
            left = x = side
        else:
            x, row = x + side, max(row, side)
    if not places:
        return {}
    edge = 14.0
    low = [min(place[axis] for place in places.values()) for axis in (0, 1)]
    spread = [max(place[axis] for place in places.values()) - low[axis] or 1.0 for axis in (0, 1)]
    sizes = (width - 2 * edge, height - 2 * edge)
    return {
        number: tuple(round(edge + (place[axis] - low[axis]) / spread[axis] * sizes[axis], 1) for axis in (0, 1))  # type: ignore[misc]
        for number, place in places.items()
    }
