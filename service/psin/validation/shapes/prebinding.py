"""SPARQL text of a constraint to SPARQL text that answers for many focus nodes at once.

SHACL-SPARQL wants ``$this`` bound before a query is evaluated, at every depth of its text (section 5.3.1, appendix A).
No engine offers that, so the focus nodes are put into a named graph, and every group of the query that mentions
``$this`` starts with a pattern that reads them from there. Joins, options, unions, filters and EXISTS then answer for
each focus node apart, as if it had been bound alone. Two things do not: aggregates that are not grouped by ``$this``,
and LIMIT; such queries are asked for one focus node at a time (``one_by_one``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...errors import ShapesError
from ...lazily import lazy
from ...light import Record
from .bound import FOCUS, GRAPH_MARK, BoundQuery

TOKEN = lazy(
    r"""
    (?P<space>\s+|\#[^\n]*)
  | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
  | (?P<string>"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<word>[^\W\d][\w.-]*(?![\w:.-]))
  | (?P<name>[\w.-]*:[\w.:%\\-]*)
  | (?P<sign>.)
    """,
    "xs",
)
_AGGREGATES = frozenset("COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT".split())
_FORBIDDEN = frozenset("MINUS VALUES SERVICE FROM".split())


class Token(Record):
    kind: str
    text: str

    @property
    def keyword(self) -> str:
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        return self.text[1:] if self.kind == "variable" else ""


class Cursor:
    """Goes through the tokens of a query that mean something. ``take`` raises IndexError behind the last."""

    def __init__(self, text: str) -> None:
        found = (Token(match.lastgroup or "", match[0]) for match in TOKEN.finditer(text))
        self.tokens = [token for token in found if token.kind != "space"]
        self.at = 0
        self.prefixes: dict[str, str] = {}

    @property
    def next(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "")

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]


@dataclass
class Group:
    """A ``{ ... }`` by the positions of its brackets."""

    start: int
    end: int
    outer: Group | None
    is_exists: bool


@dataclass
class Select:
    """A SELECT or the head of an ASK: where its projection starts, its WHERE group, and where its modifiers end."""

    start: int
    where: Group
    end: int


def bind(text: str, variables: Sequence[str], constants: Mapping[str, str], where: str) -> BoundQuery:
    """Prepares a SELECT query, or an ASK query, which then selects the rows of the focus graph it is true for.

    ``variables`` are read from the focus graph, ``constants`` (terms or paths by name) are written into the text;
    ``where`` names the shape in errors. Raises ShapesError for what SHACL forbids in such queries.
    """
    return _Binding(text, variables, constants, where).run()


class _Binding:
    def __init__(self, text: str, variables: Sequence[str], constants: Mapping[str, str], where: str) -> None:
        self.tokens = [Token(m.lastgroup or "", m[0]) for m in TOKEN.finditer(text)]
        self.code = [i for i, token in enumerate(self.tokens) if token.kind != "space"]
        self.variables = variables
        self.constants = constants
        self.where = where
        self.groups = self.read_groups()
        self.selects = self.read_selects()

    def run(self) -> BoundQuery:
        self.refuse_forbidden()
        outer = self.selects[0]
        before = dict.fromkeys(range(len(self.tokens)), "")
        for group in self.groups:
            if self.wants_focus(group, outer):
                before[self.next_code(group.start)] += self.focus_pattern(outer)
        one_by_one = any(self.needs_one_by_one(select) for select in self.selects)
        head = self.tokens[outer.start]
        if head.keyword == "ASK":
            self.tokens[outer.start] = Token("word", "SELECT ?psinRow WHERE")
        elif not one_by_one and not self.projects(outer):
            before[self.next_code(self.after_distinct(outer.start))] += f"${self.variables[0]} "
        return BoundQuery("".join(before[i] + text for i, text in self.written()), one_by_one)

    def fail(self, detail: str) -> ShapesError:
        return ShapesError(f"The query of {self.where} {detail}.", "See SHACL, section 5.3 and appendix A.")

    def next_code(self, position: int) -> int:
        return next((i for i in self.code if i > position), len(self.tokens) - 1)

    def read_groups(self) -> list[Group]:
        groups: list[Group] = []
        open_groups: list[Group] = []
        before = ""
        for i in self.code:
            token = self.tokens[i]
            if token.text == "{" and token.kind == "sign":
                group = Group(i, -1, open_groups[-1] if open_groups else None, before == "EXISTS")
                groups.append(group)
                open_groups.append(group)
            elif token.text == "}" and token.kind == "sign":
                if not open_groups:
                    raise self.fail("has a '}' too many")
                open_groups.pop().end = i
            before = token.keyword
        if open_groups or not groups:
            raise self.fail("has no group in curly brackets, or does not close it")
        return groups

    def read_selects(self) -> list[Select]:
        selects: list[Select] = []
        for i in self.code:
            if self.tokens[i].keyword in ("SELECT", "ASK"):
                holder = next((g for g in reversed(self.groups) if g.start < i < g.end), None)
                end = holder.end if holder else len(self.tokens)
                selects.append(Select(i, self.where_group(i, end), end))
        if not selects:
            raise self.fail("is neither SELECT nor ASK")
        return selects

    def where_group(self, start: int, end: int) -> Group:
        depth = 0
        for i in self.code:
            if start < i < end:
                text = self.tokens[i].text
                depth += (text == "(") - (text == ")")
                if text == "{" and depth == 0:
                    return next(group for group in self.groups if group.start == i)
        raise self.fail("has a SELECT without a group in curly brackets")

    def refuse_forbidden(self) -> None:
        reserved = {*self.variables, "this", "shapesGraph", "currentShape", "PATH", *self.constants}
        before = Token("sign", "")
        for i in self.code:
            token = self.tokens[i]
            if token.keyword in _FORBIDDEN:
                raise self.fail(f"uses {token.keyword}, which SHACL does not allow")
            if before.keyword == "AS" and token.variable in reserved:
                raise self.fail(f"gives ${token.variable} another value, which SHACL does not allow")
            before = token
        for select in self.selects[1:]:
            for name in self.variables:
                if not self.projects(select, name):
                    raise self.fail(f"has an inner SELECT that does not return ${name}")

    def projects(self, select: Select, name: str = "this") -> bool:
        inside = [self.tokens[i] for i in self.code if select.start < i < select.where.start]
        if any(token.variable == name for token in inside):
            return True
        return any(token.text == "*" for token in inside) and self.in_scope(select.where, name)

    def in_scope(self, group: Group, name: str) -> bool:
        """Whether a group mentions a variable outside expressions, so that ``SELECT *`` returns it."""
        depth = 0
        for i in self.code:
            if group.start < i < group.end:
                token = self.tokens[i]
                depth += (token.text == "(") - (token.text == ")")
                hidden = any(g.is_exists and g.start < i < g.end and g.start > group.start for g in self.groups)
                if token.variable == name and depth == 0 and not hidden:
                    return True
        return False

    def wants_focus(self, group: Group, outer: Select) -> bool:
        if self.tokens[self.next_code(group.start)].keyword == "SELECT":
            return False
        if group is outer.where:
            return True
        return any(self.tokens[i].variable in self.variables for i in self.code if group.start < i < group.end)

    def focus_pattern(self, outer: Select) -> str:
        row = "?psinRow" if self.tokens[outer.start].keyword == "ASK" else f"<{FOCUS}>"
        triples = " . ".join(f"{row} <{FOCUS}-{name}> ${name}" for name in self.variables)
        return f"GRAPH {GRAPH_MARK} {{ {triples} }} "

    def needs_one_by_one(self, select: Select) -> bool:
        head = [self.tokens[i] for i in self.code if select.start < i < select.where.start]
        tail = [self.tokens[i] for i in self.code if select.where.end < i < select.end]
        words = [token.keyword for token in tail]
        if "LIMIT" in words or "OFFSET" in words:
            return True
        grouped = "GROUP" in words
        if not grouped and "HAVING" not in words and not any(token.keyword in _AGGREGATES for token in (*head, *tail)):
            return False
        keys = self.group_keys(tail) if grouped else set()
        return not keys.issuperset(self.variables)

    def group_keys(self, tail: Sequence[Token]) -> set[str]:
        start = next(i for i, token in enumerate(tail) if token.keyword == "GROUP")
        keys: set[str] = set()
        for token in tail[start + 1 :]:
            if token.keyword in ("HAVING", "ORDER"):
                break
            keys.add(token.variable)
        return keys

    def after_distinct(self, start: int) -> int:
        following = self.next_code(start)
        return following if self.tokens[following].keyword in ("DISTINCT", "REDUCED") else start

    def written(self) -> Iterator[tuple[int, str]]:
        """The tokens as text, constants in place of their variables; ``bound(constant)`` becomes true."""
        skipped: set[int] = set()
        for position, i in enumerate(self.code):
            around = self.code[position : position + 4]
            if self.tokens[i].keyword == "BOUND" and len(around) == 4:
                if self.tokens[around[2]].variable in self.constants:
                    self.tokens[i] = Token("word", "(true)")
                    skipped.update(around[1:])
        for i, token in enumerate(self.tokens):
            if i not in skipped:
                yield i, self.constants.get(token.variable, token.text) if token.kind == "variable" else token.text
