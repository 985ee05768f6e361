"""Which blank nodes of two graphs are the same: by what is said of them and around them, within a deadline.

Blank nodes get colours, as in the hashing of RDF Dataset Canonicalization (W3C, 2024, section 4.6): first from what
they say, then from where they stand. Nodes of one colour are tried out one after the other; what then still differs is
paired by its place, so that a change inside brackets is told as that change and not as a new pair of brackets.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from . import terms

Triple = tuple[str, str, str]
#: Nodes without a common place that are compared each with each.
_LOOSE = 200


class Deadline:
    """Raises TimeoutError once ``seconds`` have passed."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def check(self) -> None:
        if self._clock() > self._end:
            raise TimeoutError


class Edges:
    """The statements around the blank nodes of a graph."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.out: dict[str, list[tuple[str, str]]] = {}
        self.into: dict[str, list[tuple[str, str]]] = {}
        for subject, predicate, value in triples:
            for node in (subject, value):
                if terms.is_blank(node):
                    self.out.setdefault(node, [])
                    self.into.setdefault(node, [])
            if terms.is_blank(subject):
                self.out[subject].append((predicate, value))
            if terms.is_blank(value):
                self.into[value].append((subject, predicate))


class Palette:
    """Small numbers for structures: equal structures get equal numbers, in both graphs."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def number(self, structure: object) -> int:
        return self._numbers.setdefault(structure, len(self._numbers))


Colours = dict[str, int]


def colours(edges: Edges, palette: Palette, deadline: Deadline) -> Colours:
    """From the leaves up, from the roots down, then until nothing changes."""
    found = _pass(edges.out, edges.into, dict.fromkeys(edges.out, -1), palette, deadline, towards=1)
    found = _pass(edges.into, edges.out, found, palette, deadline, towards=0)
    return refine(edges, found, palette, deadline)


def refine(edges: Edges, start: Colours, palette: Palette, deadline: Deadline) -> Colours:
    """Colours that tell apart all nodes whose surroundings differ."""
    found, size = start, len(set(start.values()))
    while True:
        deadline.check()
        found = {node: palette.number(_surroundings(edges, node, found)) for node in found}
        now = len(set(found.values()))
        if now == size:
            return found
        size = now


def _surroundings(edges: Edges, node: str, colour: Mapping[str, int]) -> object:
    out = sorted((p, _shade(v, colour)) for p, v in edges.out[node])
    into = sorted((_shade(s, colour), p) for s, p in edges.into[node])
    return (colour[node], tuple(out), tuple(into))


def _shade(term: str, colour: Mapping[str, int]) -> tuple[int, str]:
    return (colour[term], "") if terms.is_blank(term) else (-2, term)


def _pass(
    ahead: Mapping[str, list[tuple[str, str]]],
    behind: Mapping[str, list[tuple[str, str]]],
    start: Colours,
    palette: Palette,
    deadline: Deadline,
    towards: int,
) -> Colours:
    """One sweep in which all that lies ahead of a node is coloured before it; nodes in circles keep their colour."""
    found = dict(start)
    open_ends = {node: sum(terms.is_blank(edge[towards]) for edge in ahead[node]) for node in ahead}
    ready = [node for node, number in open_ends.items() if not number]
    while ready:
        deadline.check()
        node = ready.pop()
        seen = sorted((edge[1 - towards], _shade(edge[towards], found)) for edge in ahead[node])
        found[node] = palette.number((start[node], towards, tuple(seen)))
        for edge in behind[node]:
            other = edge[1 - towards]
            if terms.is_blank(other):
                open_ends[other] -= 1
                if not open_ends[other]:
                    ready.append(other)
    return found


def same(old: set[Triple], new: set[Triple], deadline: Deadline) -> dict[str, str] | None:
    """Names in ``old`` for the blank nodes of ``new`` if the graphs say the same, else None. Raises TimeoutError."""
    if len(old) != len(new):
        return None
    palette, one, two = Palette(), Edges(old), Edges(new)
    return _try(old, new, one, two, colours(one, palette, deadline), colours(two, palette, deadline), palette, deadline)


def _try(
    old: set[Triple],
    new: set[Triple],
    one: Edges,
    two: Edges,
    first: Colours,
    second: Colours,
    palette: Palette,
    deadline: Deadline,
) -> dict[str, str] | None:
    """Depth first, with a stack of its own: a graph of many like nodes would exhaust Python's."""
    stack = [(first, second)]
    while stack:
        deadline.check()
        left, right = stack.pop()
        if Counter(left.values()) != Counter(right.values()):
            continue
        by_colour: dict[int, list[str]] = defaultdict(list)
        for node, colour in left.items():
            by_colour[colour].append(node)
        unclear = min((nodes for nodes in by_colour.values() if len(nodes) > 1), key=len, default=None)
        if unclear is None:
            names = {node: by_colour[colour][0] for node, colour in right.items()}
            if {renamed(triple, names) for triple in new} == old:
                return names
            continue
        chosen = unclear[0]
        mark = palette.number(("chosen", len(palette._numbers)))
        marked = refine(one, {**left, chosen: mark}, palette, deadline)
        likes = [node for node, colour in right.items() if colour == left[chosen]]
        stack += [(marked, refine(two, {**right, node: mark}, palette, deadline)) for node in reversed(likes)]
    return None


def renamed(triple: Triple, names: Mapping[str, str]) -> Triple:
    subject, predicate, value = triple
    return names.get(subject, subject), predicate, names.get(value, value)


def nearest(old: set[Triple], new: set[Triple], deadline: Deadline) -> tuple[dict[str, str], bool]:
    """Names in ``old`` for those blank nodes of ``new`` that have a counterpart, and whether time sufficed."""
    names: dict[str, str] = {}
    one, two = Edges(old), Edges(new)
    try:
        palette = Palette()
        _by_colour(colours(one, palette, deadline), colours(two, palette, deadline), names)
        _by_place(one, two, names, deadline)
    except TimeoutError:
        return names, False
    return names, True


def _by_colour(left: Colours, right: Colours, names: dict[str, str]) -> None:
    """Pairs of which there is no other like them."""
    holders: dict[int, list[str]] = defaultdict(list)
    for node, colour in left.items():
        holders[colour].append(node)
    times = Counter(right.values())
    for node, colour in right.items():
        if times[colour] == 1 and len(holders[colour]) == 1:
            names[node] = holders[colour][0]


def _by_place(one: Edges, two: Edges, names: dict[str, str], deadline: Deadline) -> None:
    """Pairs that the same subject names with the same predicate, the most alike first; then whatever is alike."""
    taken = set(names.values())
    while True:
        places: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
        for node, edges in one.into.items():
            for subject, predicate in edges if node not in taken else ():
                places.setdefault((subject, predicate), ([], []))[0].append(node)
        for node, edges in two.into.items():
            for subject, predicate in edges if node not in names else ():
                places.setdefault((names.get(subject, subject), predicate), ([], []))[1].append(node)
        found = False
        for left, right in places.values():
            found |= _pair(left, right, one, two, names, taken, deadline)
        if not found:
            break
    loose = [node for node in one.out if node not in taken], [node for node in two.out if node not in names]
    if max(map(len, loose)) <= _LOOSE:
        _pair(*loose, one, two, names, taken, deadline, least=1)


def _pair(
    left: list[str],
    right: list[str],
    one: Edges,
    two: Edges,
    names: dict[str, str],
    taken: set[str],
    deadline: Deadline,
    least: int = 0,
) -> bool:
    ranked = []
    for node in right:
        deadline.check()
        said = Counter((p, names.get(v, "_:" if terms.is_blank(v) else v)) for p, v in two.out[node])
        for other in left:
            theirs = Counter((p, v if v in taken or not terms.is_blank(v) else "_:") for p, v in one.out[other])
            ranked.append((-(said & theirs).total(), len(ranked), node, other))
    found = False
    for score, _, node, other in sorted(ranked):
        if -score >= least and node not in names and other not in taken:
            names[node] = other
            taken.add(other)
            found = True
    return found
