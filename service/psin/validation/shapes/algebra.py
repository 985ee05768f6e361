"""A SPARQL constraint as nested tuples, if it is made of what the index can answer itself.

Source: SPARQL 1.1, sections 5 to 9, 15 and 17. A query is ``(distinct, projection, group)``; a group holds
``("triple", subject, path, object)``, ``("filter", expression)``, ``("bind", variable, expression)``,
``("optional", group)`` and ``("union", groups)``. Variables are ``?name``, other terms N-Triples. A path is a predicate,
a variable, ``("any", variable, predicates)``, or ``(sign, paths)``. An expression is ``(operator or function, arguments)``, a variable or a constant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ...turtle import terms
from ...vocabulary.namespaces import RDF, XSD
from .bound import GRAPH_MARK
from .prebinding import Cursor, Token

Query = tuple[bool, tuple[tuple[str, Any], ...], tuple[Any, ...]]
#: With the numbers of arguments that each is read with; None for any.
FUNCTIONS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys("BOUND ISNUMERIC LANG LCASE STR STRLEN YEAR".split(), (1,)),
    **dict.fromkeys("REGEX STRBEFORE STRSTARTS".split(), (2,)),
    **dict.fromkeys("COALESCE CONCAT".split()),
    "NOW": (0,),
    "REPLACE": (3,),
    "SUBSTR": (2, 3),
}
_INTEGER = f"<{XSD}integer>"
#: Signs that mean the same in the regular expressions of Python and of the engine.
_COMMON_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789^$[](){}|-.,:/?+*_ ")
_COMPARISONS = ("!=", "<=", ">=", "=", "<", ">")


class _Unsupported(Exception):
    pass


def read(text: str) -> Query | None:
    """The query; None for one with anything else in it."""
    try:
        return _Reader(text).query()
    except (_Unsupported, IndexError, ValueError):
        return None


class _Reader(Cursor):
    def sign(self, signs: str) -> bool:
        """Takes these signs if they come next."""
        if [one.text for one in self.tokens[self.at : self.at + len(signs)]] == list(signs):
            self.at += len(signs)
            return True
        return False

    def word(self, *words: str) -> bool:
        if tuple(one.keyword for one in self.tokens[self.at : self.at + len(words)]) == words:
            self.at += len(words)
            return True
        return False

    def need(self, is_there: bool) -> None:
        if not is_there:
            raise _Unsupported

    def query(self) -> Query:
        while self.word("PREFIX"):
            name, iri = self.take().text, self.take().text
            self.prefixes[name.rstrip(":")] = iri[1:-1]
        self.need(self.word("SELECT"))
        distinct = self.word("DISTINCT")
        projection: list[tuple[str, Any]] = []
        while not self.word("WHERE"):
            if self.sign("("):
                expression = self.expression()
                self.need(self.word("AS"))
                projection.append((self.variable(), expression))
                self.need(self.sign(")"))
            else:
                name = self.variable()
                projection.append((name, name))
        self.need(self.sign("{"))
        group = self.group()
        self.need(self.next.kind == "end")
        return distinct, tuple(projection), group

    def variable(self) -> str:
        token = self.take()
        self.need(token.kind == "variable")
        return f"?{token.variable}"

    def group(self) -> tuple[Any, ...]:
        """What follows a bracket, up to the one that closes it; conditions stand as early as they can be judged."""
        found: list[Any] = []
        conditions: list[Any] = []
        while not self.sign("}"):
            if self.word("FILTER"):
                conditions.append(self.condition())
            elif self.word("BIND"):
                self.need(self.sign("("))
                expression = self.expression()
                self.need(self.word("AS"))
                found.append(("bind", self.variable(), expression))
                self.need(self.sign(")"))
            elif self.word("OPTIONAL"):
                self.need(self.sign("{"))
                found.append(("optional", self.group()))
            elif self.word("GRAPH"):
                self.need(self.take().text == GRAPH_MARK)
                while not self.sign("}"):
                    self.at += 1
            elif self.sign("{"):
                found.append(self.union())
            elif not self.sign("."):
                found += self.triples()
        return _ordered(found, conditions)

    def union(self) -> Any:
        branches = [self.group()]
        while self.word("UNION"):
            self.need(self.sign("{"))
            branches.append(self.group())
        for one in branches:
            # a condition in a branch sees nothing from outside of it
            own = set(_bound(one))
            self.need(all(own.issuperset(_read(each[1]) - {"?this"}) for each in one if each[0] == "filter"))
            self.need(not any(each[0] in ("bind", "optional") for each in one))
        return "union", tuple(branches)

    def condition(self) -> Any:
        if self.sign("("):
            expression = self.expression()
            self.need(self.sign(")"))
            return expression
        return self.primary()

    def triples(self) -> Iterator[Any]:
        subject = self.term()
        while True:
            path = self.variable() if self.next.kind == "variable" else self.path()
            while True:
                value = self.term()
                self.need(subject != value and path not in (subject, value))
                yield "triple", subject, path, value
                if not self.sign(","):
                    break
            if not self.sign(";"):
                return
            if self.next.text in (".", "}"):
                return

    def path(self) -> Any:
        choices = [self.sequence()]
        while self.sign("|"):
            choices.append(self.sequence())
        return choices[0] if len(choices) == 1 else ("|", tuple(choices))

    def sequence(self) -> Any:
        steps = [self.step()]
        while self.sign("/"):
            steps.append(self.step())
        return steps[0] if len(steps) == 1 else ("/", tuple(steps))

    def step(self) -> Any:
        if self.sign("^"):
            return "^", (self.step(),)
        if self.sign("("):
            found = self.path()
            self.need(self.sign(")"))
        else:
            token = self.take()
            found = f"<{RDF}type>" if token.text == "a" else self.iri(token)
        if self.sign("+"):
            return "+", (found,)
        self.need(self.next.text not in ("*", "?", "!"))
        return found

    def iri(self, token: Token) -> str:
        if token.kind == "iri":
            return token.text
        self.need(token.kind == "name" and not token.text.startswith("_:") and "\\" not in token.text)
        prefix, _, local = token.text.rstrip(".").partition(":")
        self.need(prefix in self.prefixes)
        return f"<{self.prefixes[prefix]}{local}>"

    def term(self) -> str:
        token = self.next
        if token.kind == "variable":
            return self.variable()
        found = self.constant()
        if found[0] == "text":
            return terms.quote(found[1])
        if found[0] == "number":
            return f'"{found[1]}"^^{_INTEGER}'
        if found[0] == "boolean":
            return f'"{str(found[1]).lower()}"^^<{XSD}boolean>'
        return str(found[1])

    def constant(self) -> tuple[str, Any]:
        token = self.take()
        if token.kind == "string":
            self.need(not token.text.startswith(('"""', "'''")) and self.next.text not in ("@", "^"))
            return "text", terms.unescape(token.text[1:-1])
        if token.text.isdigit() and token.text.isascii():
            digits = token.text
            while self.next.text.isdigit():
                digits += self.take().text
            self.need(self.next.text != ".")
            return "number", int(digits)
        if token.keyword in ("TRUE", "FALSE"):
            return "boolean", token.keyword == "TRUE"
        return "term", self.iri(token)

    def expression(self) -> Any:
        found = self.conjunction()
        while self.sign("||"):
            found = ("||", found, self.conjunction())
        return found

    def conjunction(self) -> Any:
        found = self.comparison()
        while self.sign("&&"):
            found = ("&&", found, self.comparison())
        return found

    def comparison(self) -> Any:
        left = self.sum()
        if self.word("IN"):
            return self.among(left)
        if self.word("NOT", "IN"):
            return "!", self.among(left)
        for sign in _COMPARISONS:
            if self.sign(sign):
                return (sign, left, self.sum())
        return left

    def among(self, value: Any) -> Any:
        members = self.arguments()
        if all(isinstance(one, tuple) and one[0] == "term" for one in members):
            return "among", value, ("term", *(one[1] for one in members))
        return "in", value, members

    def sum(self) -> Any:
        found = self.unary()
        while self.next.text in ("+", "-"):
            found = (self.take().text, found, self.unary())
        self.need(self.next.text not in ("*", "/"))
        return found

    def unary(self) -> Any:
        if self.next.text == "!" and self.tokens[self.at + 1].text != "=":
            self.at += 1
            return "!", self.unary()
        if self.sign("-"):
            return "-", ("number", 0), self.unary()
        return self.primary()

    def primary(self) -> Any:
        if self.sign("("):
            found = self.expression()
            self.need(self.sign(")"))
            return found
        if self.word("NOT", "EXISTS"):
            return "!", self.existing()
        if self.word("EXISTS"):
            return self.existing()
        if self.next.kind == "variable":
            return self.variable()
        if self.next.keyword in FUNCTIONS:
            name = self.take().keyword
            arguments = self.arguments()
            self.need(FUNCTIONS[name] is None or len(arguments) in (FUNCTIONS[name] or ()))
            self.need(name not in ("REGEX", "REPLACE") or _is_common(arguments[1]))
            return (name, *arguments)
        found = self.constant()
        if self.next.text == "(":
            self.need(found == ("term", _INTEGER))
            arguments = self.arguments()
            self.need(len(arguments) == 1)
            return "INTEGER", *arguments
        return found

    def existing(self) -> Any:
        self.need(self.sign("{"))
        return "exists", self.group()

    def arguments(self) -> tuple[Any, ...]:
        self.need(self.sign("("))
        found: list[Any] = []
        while not self.sign(")"):
            found.append(self.expression())
            self.sign(",")
        return tuple(found)


def _is_common(pattern: Any) -> bool:
    """Whether Python and the engine read a regular expression alike."""
    if pattern[0] != "text" or not _COMMON_SIGNS.issuperset(pattern[1]):
        return False
    text = pattern[1]
    if any(one in text for one in ("(?", "*?", "+?", "??", "}?", "++", "*+", "?+", "}+", "[[", "--")) or re.search(
        r"\$[^)|]", text
    ):
        return False
    try:
        return re.compile(text) is not None
    except re.error:
        return False


def _ordered(found: Sequence[Any], conditions: Sequence[Any]) -> tuple[Any, ...]:
    """Conditions hold for the whole group, so each stands as soon as what it reads has the value that it will keep."""
    surely: dict[str, int] = {"?this": 0}
    perhaps: dict[str, int] = {}
    for number, each in enumerate(found, 1):
        for name in _bound((each,)):
            if each[0] in ("triple", "bind"):
                surely.setdefault(name, number)
            else:
                perhaps[name] = number
    settled = perhaps | surely
    # what the focus node itself must say is found sooner than what must not be said about it
    own_say = next((number for number, each in enumerate(found) if each[:2] != ("triple", "?this")), len(found))
    places: dict[int, list[Any]] = {}
    for one in conditions:
        at = max((settled.get(name, 0) for name in _read(one)), default=0)
        while (
            at < len(found) and found[at][0] == "triple" and all(settled[name] <= at for name in _bound((found[at],)))
        ):
            at += 1
        places.setdefault(at or own_say, []).append(("filter", one))
    ordered: list[Any] = list(places.get(0, ()))
    for number, each in enumerate(found, 1):
        own = places.get(number, [])
        ordered += [_narrowed(each, own), *own]
    return tuple(ordered)


def _narrowed(element: Any, conditions: Sequence[Any]) -> Any:
    """A triple with any predicate as one with those that a condition names."""
    for _, one in conditions:
        if element[0] == "triple" and one[0] == "among" and one[1] == element[2]:
            return "triple", element[1], ("any", element[2], one[2][1:]), element[3]
    return element


def _bound(group: Sequence[Any]) -> Iterator[str]:
    """The variables that a group may bind."""
    for one in group:
        if one[0] == "triple":
            yield from (part for part in (*one[1:], *one[2][1:2]) if isinstance(part, str) and part[0] == "?")
        elif one[0] == "bind":
            yield one[1]
        elif one[0] == "optional":
            yield from _bound(one[1])
        elif one[0] == "union":
            for branch in one[1]:
                yield from _bound(branch)


def _read(expression: Any) -> set[str]:
    """The variables that an expression, with the groups in it, mentions."""
    if isinstance(expression, str):
        return {expression} if expression[:1] == "?" else set()
    if isinstance(expression, tuple):
        constant = expression[:1] in (("text",), ("number",), ("boolean",), ("term",))
        return set() if constant else {name for part in expression for name in _read(part)}
    return set()
