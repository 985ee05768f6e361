"""The triple patterns of a SPARQL query: which triples its answers can depend on.

Reads what constraints are made of: basic graph patterns with property paths, OPTIONAL, UNION, FILTER, EXISTS, BIND and
inner SELECT. For anything else ``read_patterns`` gives up, and the query counts as depending on everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ...light import Record
from ...vocabulary.namespaces import RDF
from .bound import GRAPH_MARK
from .prebinding import Cursor

_TYPE = f"<{RDF}type>"
#: Ways through one property path that are told apart.
_MOST_WAYS = 64
#: Ways through one query before it counts as depending on everything.
_MOST = 5000


class Step(Record):
    """From a node along triples with one of ``predicates`` (None: any), from subject to object or backwards."""

    predicates: frozenset[str] | None
    forward: bool
    many: bool = False

    def reversed(self) -> Step:
        return Step(self.predicates, not self.forward, self.many)


#: A way through a graph; what is read are the triples of each step.
Way = tuple[Step, ...]
ANY = Step(None, True)


class Pattern(Record):
    """Subject and object: ``?name`` for a variable, anything else for a term. ``ways`` are those of the path."""

    subject: str
    ways: tuple[Way, ...]
    object: str


class _Unreadable(Exception):
    pass


def read_patterns(text: str) -> list[Pattern] | None:
    """All triple patterns of a query, whatever group they stand in; None if it cannot be told."""
    try:
        return _Reader(text).run()
    except (_Unreadable, IndexError):
        return None


def read_path(text: str) -> tuple[Way, ...] | None:
    """The ways of a property path with full IRIs; None if it cannot be told."""
    try:
        return _Reader(text).path()
    except (_Unreadable, IndexError):
        return None


class _Reader(Cursor):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.patterns: list[Pattern] = []

    def run(self) -> list[Pattern]:
        while self.at < len(self.tokens):
            token = self.take()
            if token.keyword == "PREFIX":
                name, iri = self.take().text, self.take().text
                self.prefixes[name.rstrip(":")] = iri[1:-1]
            elif token.text == "{":
                self.group()
            elif token.keyword == "BASE":
                raise _Unreadable
        return self.patterns

    def group(self) -> None:
        """What follows a bracket, up to the one that closes it."""
        while True:
            token = self.next
            word = token.keyword
            if token.text == "}":
                self.at += 1
                return
            if token.text == "{":
                self.at += 1
                self.group()
            elif word == "GRAPH":
                self.at += 1
                if self.take().text != GRAPH_MARK:
                    raise _Unreadable
                while self.take().text != "}":
                    pass
            elif (
                word in ("OPTIONAL", "UNION", "SELECT", "DISTINCT", "REDUCED", "WHERE", "NOT", "EXISTS")
                or token.text == "."
            ):
                self.at += 1
                if word == "SELECT":
                    self.expression("{")
            elif word in ("FILTER", "BIND"):
                self.at += 1
                self.condition()
            elif word in ("GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"):
                self.expression("}")
            elif word in ("VALUES", "MINUS", "SERVICE"):
                raise _Unreadable
            else:
                self.triples()

    def condition(self) -> None:
        """FILTER and BIND: a bracketed expression, a call, or EXISTS with its group."""
        while self.next.text not in ("(", "{"):
            self.at += 1
        if self.take().text == "{":
            self.group()
            return
        self.bracketed()

    def bracketed(self) -> None:
        """The rest of an expression after its opening bracket; groups in it are read."""
        depth = 1
        while depth:
            text = self.take().text
            depth += (text == "(") - (text == ")")
            if text == "{":
                self.group()

    def expression(self, end: str) -> None:
        while self.next.text != end:
            if self.take().text == "(":
                self.bracketed()

    def triples(self) -> None:
        subject = self.term()
        while True:
            ways, variable = self.predicate()
            while True:
                value = self.term()
                self.patterns.append(Pattern(subject, ways, value))
                if variable:
                    self.patterns.append(Pattern(subject, (), variable))
                if self.next.text != ",":
                    break
                self.at += 1
            if self.next.text != ";":
                return
            while self.next.text == ";":
                self.at += 1
            if self.next.text in (".", "}"):
                return

    def predicate(self) -> tuple[tuple[Way, ...], str]:
        if self.next.kind == "variable":
            return ((ANY,),), f"?{self.take().variable}"
        return self.path(), ""

    def term(self) -> str:
        token = self.take()
        if token.kind == "variable":
            return f"?{token.variable}"
        if token.kind == "iri":
            return token.text
        if token.kind == "name" and not token.text.startswith("_:"):
            return self.full(token.text)
        if token.keyword in ("TRUE", "FALSE"):
            return '"'
        if token.kind == "string":
            if self.next.text in ("@", "^"):
                while self.next.text in ("@", "^"):
                    self.at += 1
                self.at += 1
            return '"'
        if token.text.isdigit():
            while self.next.text.isdigit():
                self.at += 1
            return '"'
        raise _Unreadable

    def full(self, name: str) -> str:
        prefix, _, local = name.rstrip(".").partition(":")
        if prefix not in self.prefixes:
            raise _Unreadable
        return f"<{self.prefixes[prefix]}{local}>"

    def path(self) -> tuple[Way, ...]:
        ways = list(self.sequence())
        while self.next.text == "|":
            self.at += 1
            ways.extend(self.sequence())
        single = [way[0] for way in ways if len(way) == 1 and way[0].predicates is not None and not way[0].many]
        if len(ways) > 1 and len(single) == len(ways) and len({step.forward for step in single}) == 1:
            return ((Step(frozenset().union(*(step.predicates or () for step in single)), single[0].forward),),)
        return _few(ways)

    def sequence(self) -> tuple[Way, ...]:
        ways = self.element()
        while self.next.text == "/":
            self.at += 1
            ways = _few([one + other for one, other in product(ways, self.element())])
        return ways

    def element(self) -> tuple[Way, ...]:
        inverse = self.next.text == "^"
        self.at += inverse
        ways = self.primary()
        if inverse:
            ways = tuple(tuple(step.reversed() for step in reversed(way)) for way in ways)
        if self.next.text in ("*", "+", "?"):
            sign = self.take().text
            ways = ways if sign == "?" else _repeated(ways)
            if sign != "+":
                ways = (*ways, ())
        return ways

    def primary(self) -> tuple[Way, ...]:
        token = self.take()
        if token.text == "(":
            ways = self.path()
            if self.take().text != ")":
                raise _Unreadable
            return ways
        if token.kind == "iri":
            return ((Step(frozenset({token.text}), True),),)
        if token.text == "a":
            return ((Step(frozenset({_TYPE}), True),),)
        if token.kind == "name":
            return ((Step(frozenset({self.full(token.text)}), True),),)
        raise _Unreadable


def _repeated(ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """Any number of times: every step of the ways, in any order, in the one or in both directions."""
    steps = {step for way in ways for step in way}
    if any(step.predicates is None for step in steps) or len({step.forward for step in steps}) != 1:
        raise _Unreadable
    predicates = frozenset().union(*(step.predicates or () for step in steps))
    return ((Step(predicates, next(iter(steps)).forward, True),),)


def _few(ways: list[Way]) -> tuple[Way, ...]:
    if len(ways) > _MOST_WAYS:
        raise _Unreadable
    return tuple(dict.fromkeys(ways))


def ways_from(patterns: list[Pattern], start: str) -> tuple[set[Way], list[Pattern]] | None:
    """Every way on which a triple that matches a pattern is reached from a variable, and the patterns that none reaches.

    A way visits each variable once at most: in one solution a variable has one value, so whatever hangs together with
    the start does so without coming back, and a triple between two of them is read from the first. None if there are too many ways.
    """
    patterns = list(dict.fromkeys(patterns))
    found, reached = set[Way](), set[int]()
    todo: list[tuple[str, frozenset[str], Way]] = [(start, frozenset({start}), ())]
    while todo:
        variable, visited, way = todo.pop()
        for number, pattern in enumerate(patterns):
            for end, onward in _directions(pattern, variable):
                reached.add(number)
                for one in onward if end not in visited else ():
                    found.add(way + one)
                    if end[0] == "?":
                        todo.append((end, visited | {end}, way + one))
        if len(found) + len(todo) > _MOST:
            return None
    return found, [pattern for number, pattern in enumerate(patterns) if number not in reached and pattern.ways]


def _directions(pattern: Pattern, variable: str) -> Iterator[tuple[str, tuple[Way, ...]]]:
    if pattern.subject == variable:
        yield pattern.object, pattern.ways
    if pattern.object == variable:
        yield pattern.subject, tuple(tuple(step.reversed() for step in reversed(way)) for way in pattern.ways)
