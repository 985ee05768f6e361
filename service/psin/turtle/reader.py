"""Turtle text to statements, each with the place of its subject, predicate and object.

Source: RDF 1.1 Turtle, sections 6.5 and 7. The strict parser of the engine has the last word on what is well formed
(``check``): it also judges what this reader leaves aside, such as the syntax of IRIs and language tags.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urljoin

import pyoxigraph

from ..errors import SyntaxProblem
from ..vocabulary.namespaces import PREFIXES, RDF, XSD
from . import terms
from .tokens import Lines, Token, problem, tokenise

__all__ = ["Lines", "Reading", "Statement", "check", "read"]

_TYPE, _FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
#: Nested brackets beyond this are a mistake or an attack; Python's own limit lies near 300 levels of this parser.
MAX_DEPTH = 100


class Statement(NamedTuple):
    """A triple and the offsets of its three terms in the text."""

    subject: str
    predicate: str
    object: str
    subject_at: int
    predicate_at: int
    object_at: int


class Reading(NamedTuple):
    """What a text says, in its order. ``base`` is the last base declared, ``comments`` are (offset, text)."""

    statements: list[Statement]
    prefixes: dict[str, str]
    base: str
    comments: list[Token]


def read(text: str, base: str = "") -> Reading:
    """The statements of a Turtle text; relative IRIs are resolved against ``@base`` or ``base``. Raises SyntaxProblem."""
    return _Parser(text, base).run()


def check(text: str, base: str = "") -> None:
    """Raises SyntaxProblem where the engine's strict parser refuses the text."""
    try:
        for _ in pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.TURTLE, base_iri=base or None):
            pass
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at line \d+ (between columns? \d+ and (?:column )?\d+|column \d+)?:? *", "", error.msg)
        reason = reason.removeprefix("error: ").strip().rstrip(".")
        raise SyntaxProblem(
            f"This is not valid Turtle: {reason}.", line=error.lineno or 1, column=error.offset or 1
        ) from None
    except ValueError as error:
        raise SyntaxProblem(f"This is not valid Turtle: {error}.") from None


class _Parser:
    def __init__(self, text: str, base: str) -> None:
        self.text = text
        self.base = base
        self.tokens, self.comments = tokenise(text)
        self.index = 0
        self.prefixes: dict[str, str] = {}
        self.statements: list[Statement] = []
        self.blanks = 0
        self.depth = 0
        self.known: dict[str, str] = {}

    def run(self) -> Reading:
        while self.tokens[self.index].kind != "end":
            if not self.directive():
                self.triples()
        return Reading(self.statements, self.prefixes, self.base, self.comments)

    def fail(self, token: Token, detail: str, advice: str = "") -> SyntaxProblem:
        return problem(self.text, token.at, detail, advice)

    def take(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def directive(self) -> bool:
        token = self.tokens[self.index]
        word = token.text.lower()
        if word not in ("@prefix", "@base", "prefix", "base") or token.kind not in ("language", "word"):
            return False
        self.index += 1
        if word.endswith("prefix"):
            name = self.take()
            if name.kind != "name" or not name.text.endswith(":"):
                raise self.fail(name, "A prefix declaration needs a name that ends with a colon.", _PREFIX_FORM)
            self.prefixes[name.text[:-1]] = self.declared_iri(_PREFIX_FORM)
        else:
            self.base = self.declared_iri("Write it like @base <https://w3id.org/psin/network/my-network> .")
        self.known.clear()
        if word[0] == "@":
            self.end_of_sentence()
        return True

    def declared_iri(self, form: str) -> str:
        token = self.take()
        if token.kind != "iri":
            raise self.fail(token, f"An address in angle brackets is expected here, not {_name(token)}.", form)
        return self.iri(token)[1:-1]

    def end_of_sentence(self) -> None:
        token = self.take()
        if token.text == ".":
            return
        before = self.tokens[self.index - 2]
        place = Token(before.kind, before.text, before.at + len(before.text))
        raise self.fail(place, f"A dot, a semicolon or a comma is missing before {_name(token)}.", _SEPARATORS)

    def triples(self) -> None:
        token = self.tokens[self.index]
        if token.text in (".", ";", ","):
            raise self.fail(token, f"The '{token.text}' ends nothing.", "Remove it, or write the missing subject before it.")
        subject = self.node(as_subject=True)
        if token.text == "[" and self.tokens[self.index].text == ".":
            self.index += 1
            return
        self.predicates(subject, token.at)
        self.end_of_sentence()

    def predicates(self, subject: str, subject_at: int) -> None:
        while True:
            token = self.tokens[self.index]
            predicate = self.predicate()
            while True:
                place = self.tokens[self.index].at
                value = self.node()
                self.statements.append(Statement(subject, predicate, value, subject_at, token.at, place))
                if self.tokens[self.index].text != ",":
                    break
                self.index += 1
            if self.tokens[self.index].text != ";":
                return
            while self.tokens[self.index].text == ";":
                self.index += 1
            if self.tokens[self.index].text in (".", "]"):
                return

    def predicate(self) -> str:
        token = self.take()
        if token.kind == "word" and token.text == "a":
            return _TYPE
        if token.kind == "name":
            return self.name(token)
        if token.kind == "iri":
            return self.iri(token)
        detail = f"A property is expected here, not {_name(token)}."
        raise self.fail(token, detail, "Is a semicolon or a dot missing before it, or one too many?")

    def node(self, *, as_subject: bool = False) -> str:
        token = self.take()
        kind = token.kind
        if kind == "name":
            return self.name(token)
        if kind == "iri":
            return self.iri(token)
        if kind == "blank":
            return token.text
        if token.text == "[":
            return self.nested(token)
        if token.text == "(":
            return self.collection(token)
        if not as_subject:
            found = self.value(token)
            if found is not None:
                return found
        what = "A subject" if as_subject else "A value"
        raise self.fail(token, f"{what} is expected here, not {_name(token)}.", _SEPARATORS)

    def value(self, token: Token) -> str | None:
        if token.kind in ("string", "long"):
            return self.string(token)
        if token.kind == "number":
            kind = "double" if "e" in token.text.lower() else "decimal" if "." in token.text else "integer"
            return f'"{token.text}"^^<{XSD}{kind}>'
        if token.kind == "word" and token.text in ("true", "false"):
            return f'"{token.text}"^^<{XSD}boolean>'
        return None

    def string(self, token: Token) -> str:
        marks = 3 if token.kind == "long" else 1
        try:
            text = terms.unescape(token.text[marks:-marks])
        except (ValueError, OverflowError):
            raise self.fail(token, "The text contains an escape that is not allowed.", "Allowed: \\t \\n \\r \\\" \\\\ \\uXXXX.") from None
        following = self.tokens[self.index]
        if following.kind == "language":
            self.index += 1
            return terms.literal(text, language=following.text[1:])
        if following.kind == "datatype":
            self.index += 1
            datatype = self.take()
            if datatype.kind not in ("iri", "name"):
                raise self.fail(datatype, f"A datatype is expected behind ^^, not {_name(datatype)}.", "Write it like ^^xsd:date.")
            iri = self.iri(datatype) if datatype.kind == "iri" else self.name(datatype)
            return terms.literal(text, datatype=iri[1:-1])
        return terms.quote(text)

    def nested(self, opening: Token) -> str:
        self.deeper(opening)
        blank = self.fresh()
        if self.tokens[self.index].text != "]":
            self.predicates(blank, opening.at)
        self.close(opening, "]")
        return blank

    def collection(self, opening: Token) -> str:
        head = previous = ""
        self.deeper(opening)
        while self.tokens[self.index].text != ")":
            if self.tokens[self.index].kind == "end":
                raise self.fail(opening, "The '(' is never closed.", "Close it with ')'.")
            place = self.tokens[self.index].at
            cell = self.fresh()
            if previous:
                self.statements.append(Statement(previous, _REST, cell, opening.at, place, place))
            head = head or cell
            item = self.node()
            self.statements.append(Statement(cell, _FIRST, item, opening.at, place, place))
            previous = cell
        place = self.take().at
        self.depth -= 1
        if previous:
            self.statements.append(Statement(previous, _REST, _NIL, opening.at, place, place))
        return head or _NIL

    def fresh(self) -> str:
        self.blanks += 1
        return f"_:psin{self.blanks}"

    def deeper(self, opening: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            advice = "Give the inner things addresses of their own."
            raise self.fail(opening, f"Brackets are nested more than {MAX_DEPTH} deep.", advice)

    def close(self, opening: Token, sign: str) -> None:
        token = self.take()
        if token.text != sign:
            raise self.fail(opening, f"The '{opening.text}' is not closed before {_name(token)}.", f"Close it with '{sign}'.")
        self.depth -= 1

    def iri(self, token: Token) -> str:
        found = self.known.get(token.text)
        if found is None:
            try:
                text = terms.unescape(token.text[1:-1])
                if not _ABSOLUTE.match(text):
                    if not self.base:
                        raise self.fail(token, f"The address {token.text} is relative, and the file names no base.", _BASE_FORM)
                    text = self.base.partition("#")[0] + text if text[:1] in ("", "#") else urljoin(self.base, text)
            except (ValueError, OverflowError):
                raise self.fail(token, f"The address {token.text} is not one.", "Check it in a browser.") from None
            found = self.known[token.text] = f"<{text}>"
        return found

    def name(self, token: Token) -> str:
        found = self.known.get(token.text)
        if found is None:
            prefix, _, local = token.text.partition(":")
            namespace = self.prefixes.get(prefix)
            if namespace is None:
                known = PREFIXES.get(prefix)
                advice = f"Add at the top: @prefix {prefix}: <{known or 'https://example.org/'}> ."
                raise self.fail(token, f"The prefix '{prefix}:' is not declared.", advice)
            found = self.known[token.text] = f"<{namespace}{re.sub(chr(92) * 2 + '(.)', chr(92) + '1', local)}>"
        return found


_PREFIX_FORM = "Write it like @prefix ex: <https://example.org/> ."
_BASE_FORM = "Add as first line: @base <https://w3id.org/psin/network/my-network> ."
_SEPARATORS = "Values of one property are separated by commas, properties by semicolons, and a subject ends with a dot."


def _name(token: Token) -> str:
    if token.kind == "end":
        return "the end of the file"
    text = token.text if len(token.text) <= 40 else token.text[:37] + "..."
    return f"'{text}'"
