"""Turtle text to statements, each with the place of its subject, predicate and object.

Source: RDF 1.1 Turtle, sections 6.5 and 7, and RDF 1.1 TriG, section 3.6. The strict parser of the engine has the last
word on what is well formed (``check``): it also judges what this reader leaves aside, such as the syntax of IRIs and
language tags. What is wrong with a text that is refused, all of it, is told by ``recovery``.
"""

from __future__ import annotations

import pyoxigraph

from ..errors import SyntaxProblem
from ..lazily import lazy
from ..vocabulary.namespaces import PREFIXES, RDF, XSD
from . import terms
from .complaints import problem, shown
from .intent import continuation, date_of
from .statements import Reading, Statement
from .tokens import Lines, Token, tokenise

__all__ = ["Lines", "Parser", "Reading", "Statement", "check", "read"]

TYPE, _FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("type", "first", "rest", "nil"))
ABSOLUTE = lazy(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WHERE = lazy(r"^Parser error at line \d+ (between columns? \d+ and (?:column )?\d+|column \d+)?:? *")
#: A text that ends like this has swallowed the end of another that was not closed.
_SWALLOWED = lazy(r"(?:@[A-Za-z-]+|\^\^[\w:.-]+)[ \t]*[;,.][ \t]*.\Z")
#: Nested brackets beyond this are a mistake or an attack; Python's own limit lies near 300 levels of this parser.
MAX_DEPTH = 100


#: What is made for every statement is made without looking at the names of its parts.
_new = tuple.__new__


def read(text: str, base: str = "") -> Reading:
    """The statements of a Turtle text; relative IRIs are resolved against ``@base`` or ``base``. Raises SyntaxProblem."""
    return Parser(text, base).run()


def check(text: str, base: str = "", syntax: pyoxigraph.RdfFormat = pyoxigraph.RdfFormat.TURTLE) -> None:
    """Raises SyntaxProblem where the engine's strict parser refuses the text."""
    try:
        for _ in pyoxigraph.parse(text.encode(), syntax, base_iri=base or None):
            pass
    except SyntaxError as error:
        raise refusal(error, syntax) from None
    except ValueError as error:
        raise SyntaxProblem(f"This is not valid {syntax.name}: {error}.") from None


def refusal(error: SyntaxError, syntax: pyoxigraph.RdfFormat) -> SyntaxProblem:
    """What the engine says of a text, as an error of ours."""
    reason = _WHERE.sub("", error.msg)
    reason = reason.removeprefix("error: ").strip().rstrip(".")
    return SyntaxProblem(
        f"This is not valid {syntax.name}: {reason}.", line=error.lineno or 1, column=error.offset or 1
    )


def joined(base: str, text: str) -> str:
    """An IRI relative to a base (RFC 3986, section 5.2)."""
    start, _, kind = base.rpartition("/")[0].rpartition("/")
    if (
        text[:3] == "../"
        and kind
        and start.count("/") > 2
        and not any(one in base for one in "?#")
        and "/." not in text[2:] + base
    ):
        return f"{start}/{text[3:]}" if "//" not in text and "//" not in base[8:] else _by_the_book(base, text)
    return _by_the_book(base, text)


def _by_the_book(base: str, text: str) -> str:
    from .references import resolved  # few texts need it

    return resolved(base, text)


def undeclared(prefix: str, declared: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Cause and values of the complaint about a prefix that is not declared."""
    if prefix in PREFIXES:
        return "undeclared-prefix", {"prefix": prefix, "namespace": PREFIXES[prefix]}
    small = prefix.lower()
    if small in declared or small in PREFIXES:
        return "prefix-case", {"prefix": prefix, "small": small}
    return "unknown-prefix", {"prefix": prefix}


def labels(tokens: list[Token]) -> frozenset[str]:
    """The names that a text itself gives to blank nodes."""
    return frozenset(token.text for token in tokens if token.kind == "blank")


class Parser:
    """Reads one text and stops at the first mistake. With ``graphs`` it reads TriG; ``graph`` is then the graph entered."""

    def __init__(self, text: str, base: str, *, graphs: bool = False) -> None:
        self.text = text
        self.base = base
        self.graphs: dict[str, list[Statement]] | None = {} if graphs else None
        self.tokens: list[Token] = []
        self.comments: list[Token] = []
        self.index = 0
        self.prefixes: dict[str, str] = {}
        self.statements: list[Statement] = []
        self.blanks = 0
        self.given: frozenset[str] = frozenset()
        self.depth = 0
        self.known: dict[str, str] = {}

    def run(self) -> Reading:
        self.tokens, self.comments = tokenise(self.text)
        self.given = labels(self.tokens) if "_:psin" in self.text else self.given
        while self.tokens[self.index].kind != "end":
            if not self.directive() and not self.block():
                self.triples()
        return Reading(self.statements, self.prefixes, self.base, self.comments)

    def error(self, at: int, cause: str, **values: str) -> Exception:
        return problem(self.text, at, cause, **values)

    def fail(self, token: Token, cause: str, **values: str) -> Exception:
        return self.error(token.at, cause, **values)

    def expected(self, cause: str, token: Token) -> Exception:
        """A term is missing, or something that is none stands in its place."""
        if token.kind == "word" and cause != "no-subject":
            lower = token.text.lower()
            if lower in ("true", "false", "a") and token.text != lower:
                return self.fail(token, "boolean-case", found=shown(token.text), word=lower)
            return self.fail(token, "bare-word", found=shown(token.text), word=token.text)
        if token.text in (")", "]", "}") and not self.depth:
            return self.fail(token, "closes-nothing", found=shown(token.text))
        return self.fail(token, cause, found=shown(token.text))

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
            self.prefix(self.take())
        else:
            self.base = self.declared_iri("@base <https://w3id.org/psin/network/my-network> .")
        self.known.clear()
        following = self.tokens[self.index]
        if word[0] == "@":
            self.end_of_sentence()
        elif following.text == ".":
            raise self.fail(following, "sparql-dot", word=token.text, small=word)
        return True

    def prefix(self, name: Token) -> None:
        if name.kind != "name" or not name.text.endswith(":"):
            written = name.text.rstrip(":") if name.kind in ("word", "name") else "ex"
            namespace = PREFIXES.get(written, "https://example.org/")
            raise self.fail(name, "prefix-form", prefix=written, namespace=namespace)
        self.prefixes[name.text[:-1]] = self.declared_iri(f"@prefix {name.text} <https://example.org/> .")

    def declared_iri(self, form: str) -> str:
        token = self.take()
        if token.kind != "iri":
            raise self.fail(token, "declared-iri", found=shown(token.text), form=form)
        return self.iri(token)[1:-1]

    def block(self) -> bool:
        """A graph of TriG: ``<name> { ... }``, ``GRAPH <name> { ... }`` or ``{ ... }``."""
        if self.graphs is None:
            return False
        token = self.tokens[self.index]
        at = self.index + (token.kind == "word" and token.text.lower() == "graph")
        has_name = self.tokens[at].kind in ("iri", "name", "blank")
        if self.tokens[at + has_name].text != "{":
            return False
        self.index = at
        name = self.node(as_subject=True) if has_name else ""
        opening = self.take()
        outside, self.statements = self.statements, self.graphs.setdefault(name, [])
        try:
            self.inside(opening)
        finally:
            self.statements = outside
        return True

    def inside(self, opening: Token) -> None:
        while self.tokens[self.index].text != "}":
            if self.tokens[self.index].kind == "end":
                raise self.fail(opening, "never-closed", opening="'{'", closing="}")
            self.triples()
        self.index += 1

    def end_of_sentence(self) -> None:
        token = self.tokens[self.index]
        if token.text == ".":
            self.index += 1
        elif token.text != "}" or self.graphs is None:
            raise self.separator_missing()

    def separator_missing(self) -> Exception:
        """What should stand before the token at hand, as far as what follows it tells."""
        token, before = self.tokens[self.index], self.tokens[self.index - 1]
        touching = before.end == token.at
        if (
            before.kind in ("string", "long")
            and touching
            and token.kind in ("word", "name", "number", "string", "long")
        ):
            sign = before.text[-1]
            if _SWALLOWED.search(before.text):
                return self.error(before.at, "not-closed-text", sign=sign)
            return self.error(before.end - 1, "quote-inside", sign=sign)
        if before.kind == "number" and touching and token.kind == "number":
            date, kind = date_of(self.text, before.at)
            if date:
                return self.error(before.at, "bare-date", date=date, type=kind)
        if token.kind in ("language", "datatype") and token.text.lower() not in ("@prefix", "@base"):
            return self.fail(token, "tag-without-text", found=shown(token.text))
        if token.text in (")", "]", "}"):
            return self.fail(token, "closes-nothing", found=shown(token.text))
        cause = {",": "missing-comma", ";": "missing-semicolon"}.get(
            continuation(self.text, self.tokens, self.index), "missing-dot"
        )
        return self.error(before.end, cause, found=shown(token.text))

    def triples(self) -> None:
        token = self.tokens[self.index]
        if token.text in (".", ";", ","):
            raise self.fail(token, "ends-nothing", found=shown(token.text))
        subject = self.node(as_subject=True)
        if token.text == "[" and self.tokens[self.index].text in (".", "}"):
            self.end_of_sentence()
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
                self.statements.append(_new(Statement, (subject, predicate, value, subject_at, token.at, place)))
                if self.tokens[self.index].text != ",":
                    break
                self.index += 1
            if self.tokens[self.index].text != ";":
                return
            while self.tokens[self.index].text == ";":
                self.index += 1
            if self.tokens[self.index].text in (".", "]", "}"):
                return

    def predicate(self) -> str:
        token = self.take()
        if token.kind == "word" and token.text == "a":
            return TYPE
        if token.kind == "name":
            return self.name(token)
        if token.kind == "iri":
            return self.iri(token)
        raise self.expected("no-property", token)

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
        raise self.expected("no-subject" if as_subject else "no-value", token)

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
            raise self.fail(token, "bad-escape") from None
        following = self.tokens[self.index]
        if following.kind == "language":
            self.index += 1
            return terms.literal(text, language=following.text[1:])
        if following.kind == "datatype":
            self.index += 1
            return terms.literal(text, datatype=self.datatype()[1:-1])
        return terms.quote(text)

    def datatype(self) -> str:
        token = self.take()
        if token.kind not in ("iri", "name"):
            raise self.fail(token, "no-datatype", found=shown(token.text))
        return self.iri(token) if token.kind == "iri" else self.name(token)

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
            if self.tokens[self.index].text in ("", ".", ";", ",", "]", "}"):
                break
            place = self.tokens[self.index].at
            cell = self.fresh()
            if previous:
                self.statements.append(Statement(previous, _REST, cell, opening.at, place, place))
            head = head or cell
            item = self.node()
            self.statements.append(Statement(cell, _FIRST, item, opening.at, place, place))
            previous = cell
        place = self.tokens[self.index].at
        self.close(opening, ")")
        if previous:
            self.statements.append(Statement(previous, _REST, _NIL, opening.at, place, place))
        return head or _NIL

    def fresh(self) -> str:
        """A label for a node without one, different from all that the text gives."""
        self.blanks += 1
        while f"_:psin{self.blanks}" in self.given:
            self.blanks += 1
        return f"_:psin{self.blanks}"

    def deeper(self, opening: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail(opening, "too-deep", limit=str(MAX_DEPTH))

    def close(self, opening: Token, sign: str) -> None:
        token = self.take()
        if token.kind == "end":
            raise self.fail(opening, "never-closed", opening=shown(opening.text), closing=sign)
        if token.text != sign:
            found = shown(token.text)
            raise self.fail(opening, "not-closed", opening=shown(opening.text), found=found, closing=sign)
        self.depth -= 1

    def iri(self, token: Token) -> str:
        found = self.known.get(token.text)
        if found is None:
            try:
                text = terms.unescape(token.text[1:-1])
                if not ABSOLUTE.match(text):
                    if not self.base:
                        raise self.fail(token, "no-base", iri=token.text)
                    text = self.base.partition("#")[0] + text if text[:1] in ("", "#") else joined(self.base, text)
            except (ValueError, OverflowError):
                raise self.fail(token, "no-iri", iri=token.text) from None
            found = self.known[token.text] = f"<{text}>"
        return found

    def name(self, token: Token) -> str:
        found = self.known.get(token.text)
        if found is None:
            prefix, _, local = token.text.partition(":")
            namespace = self.prefixes.get(prefix)
            if namespace is None:
                cause, values = undeclared(prefix, self.prefixes)
                raise self.fail(token, cause, **values)
            found = self.known[token.text] = f"<{namespace}{terms.unescape_name(local)}>"
        return found
