"""What can be known about a query without parsing it: its form, its dataset, and whether it may be tried at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from psin.documents import BASE
from psin.errors import BudgetExceeded, QueryRefused, QuerySyntaxError
from psin.vocabulary.namespaces import PREFIXES

from .dataset import is_plain_text
from .formats import BINDINGS, BOOLEAN, GRAPH
from .text import IRI, OPERATOR, PNAME, VARIABLE, WORD, Lexed, Places, Token, lex

#: Characters of a query whose inspection is remembered.
_SHORT = 8_192
_FORMS = {"SELECT": BINDINGS, "ASK": BOOLEAN, "CONSTRUCT": GRAPH, "DESCRIBE": GRAPH}
_UPDATES = set("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())
#: What nests in the engine's parser or evaluator without a bracket, and how often a query may use it: at most a quarter
#: of the number that overflowed an 8 MiB stack (pyoxigraph 0.5.13: "!" 12,442, "+" 8,295, UNION 8,295, BIND 3,687).
_CHAINS = {"!": 1000, "+": 1000, "-": 1000, "*": 1000, "||": 1000, "&&": 1000, "/": 400, "|": 400, "^": 400}
_WORD_CHAINS = {"UNION": 1000, "OPTIONAL": 400, "MINUS": 400, "LATERAL": 400, "BIND": 800, "AS": 800, "VALUES": 800}


#: The smallest of these limits: a query of fewer tokens is below all of them.
_FEW = min(*_CHAINS.values(), *_WORD_CHAINS.values())


@dataclass(frozen=True)
class Group:
    """The outermost group pattern: offsets after its opening and before its closing bracket, and whether it is nothing
    but a sub-select. ``triples_only`` for CONSTRUCT WHERE { ... } (section 16.2.4)."""

    start: int
    end: int
    sub_select: bool
    triples_only: bool


@dataclass(frozen=True)
class Inspected:
    """``kind`` of the result; ``default_graphs`` and ``named_graphs`` of FROM, None where the query names no dataset.

    ``star`` is the offset of the ``*`` of a ``SELECT *`` at the top; ``variables`` are the names in the order of the
    text. ``plain`` as in ``dataset.is_plain``, for the strings of the query. ``graphs`` unless it surely has no GRAPH.
    """

    form: str
    kind: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    star: int | None
    variables: tuple[str, ...]
    group: Group | None
    plain: bool
    graphs: bool


def kind_of(query: str) -> str:
    """The kind of result the query asks for: bindings, boolean or graph; bindings also for what cannot be read."""
    tokens = lex(query).tokens
    first = tokens[0].word if tokens else ""
    if first not in _FORMS:
        length = Prologue(tokens).length
        first = tokens[length].word if length < len(tokens) else ""
    return _FORMS.get(first, BINDINGS)


def inspect(query: str, text_bytes: int, depth: int) -> Inspected:
    """What is to be known about the query; remembered for short texts, since those of pages come again and again.

    Raises BudgetExceeded for too long or too deep a text, QueryRefused for updates and SERVICE, and QuerySyntaxError
    for what no engine can read (SPARQL 1.1 Query, section 19)."""
    return _remembered(query, text_bytes, depth) if len(query) <= _SHORT else _inspect(query, text_bytes, depth)


def _inspect(query: str, text_bytes: int, depth: int) -> Inspected:
    try:
        size = len(query.encode())
    except UnicodeEncodeError as error:
        line, column = Places(query)(error.start)
        detail = f"Line {line}, column {column}: the query has half of a surrogate pair there, which is not text."
        raise QuerySyntaxError(detail, "Send the query as UTF-8.", line=line, column=column) from None
    if size > text_bytes:
        detail = f"The query is {size:,} bytes long; {text_bytes:,} are allowed."
        raise BudgetExceeded(detail, "Shorten it, or split it.", budget="text", limit=f"{text_bytes} bytes")
    lexed = lex(query)
    _check_depth(query, lexed, depth)
    tokens = lexed.tokens
    prologue = Prologue(tokens)
    start = prologue.length
    form = tokens[start].word if start < len(tokens) else ""
    if form in _UPDATES:
        detail = f"The text is an update ({form}); this endpoint only answers queries."
        advice = "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; contribute documents to change the data."
        raise QueryRefused(detail, advice)
    _check_service(query, tokens)
    _check_brackets(query, lexed)
    if form not in _FORMS:
        raise _syntax(
            query,
            tokens[start].start if start < len(tokens) else len(query),
            "a query has to start with SELECT, ASK, CONSTRUCT or DESCRIBE, after its PREFIX lines.",
        )
    _check_prefixes(query, tokens[start:], prologue)
    where = _where(tokens, start, form)
    default, named = _dataset(query, tokens, start, where, prologue)
    return Inspected(
        form,
        _FORMS[form],
        default,
        named,
        _star(tokens, start) if form == "SELECT" else None,
        tuple(dict.fromkeys(token.text[1:] for token in tokens if token.kind == VARIABLE)),
        _group(tokens, start, where, form),
        all(is_plain_text(token.text) for token in tokens if token.kind == "string"),
        any(_may_be_graph(token) for token in tokens),
    )


_remembered = lru_cache(maxsize=256)(_inspect)


class Prologue:
    """Declarations before the query form: ``prefixes``, ``base`` and the number of tokens they take."""

    def __init__(self, tokens: list[Token]) -> None:
        self.prefixes: dict[str, str] = {}
        self.base = BASE
        self.length = 0
        while self.length < len(tokens):
            rest = tokens[self.length : self.length + 3]
            kinds = [token.kind for token in rest]
            if rest[0].word == "BASE" and kinds[1:2] == [IRI]:
                self.base = self.resolve(rest[1].text)
                self.length += 2
            elif rest[0].word == "VERSION" and kinds[1:2] == ["string"]:
                self.length += 2
            elif rest[0].word == "PREFIX" and kinds[1:] == [PNAME, IRI]:
                self.prefixes[rest[1].text[:-1]] = self.resolve(rest[2].text)
                self.length += 3
            else:
                return

    def resolve(self, text: str) -> str:
        """The IRI of ``<...>`` or of a prefixed name; as written if it cannot be resolved, for the engine to refuse."""
        if not text.startswith("<"):
            prefix, _, local = text.partition(":")
            text = f"<{self.prefixes.get(prefix, '')}{_unescaped(local)}>"
        try:
            [statement] = ox.parse(f"{text} <a:> <a:> .".encode(), ox.RdfFormat.TURTLE, base_iri=self.base)
        except (SyntaxError, ValueError):
            return text[1:-1]
        return str(statement.subject.value)


def _unescaped(local: str) -> str:
    return "".join(part if i == 0 else part[:1] + part[1:] for i, part in enumerate(local.split("\\")))


def _syntax(query: str, offset: int, reason: str, advice: str = "") -> QuerySyntaxError:
    line, column = Places(query)(offset)
    return QuerySyntaxError(f"Line {line}, column {column}: {reason}", advice, line=line, column=column)


def _check_depth(query: str, lexed: Lexed, depth: int) -> None:
    if lexed.deepest > depth:
        line, column = Places(query)(lexed.deepest_at)
        raise BudgetExceeded(
            f"Line {line}, column {column}: brackets are nested {lexed.deepest:,} deep there; {depth} are allowed.",
            "Remove brackets that are not needed, or split the query.",
            budget="depth",
            limit=f"{depth} levels",
        )
    if len(lexed.tokens) <= _FEW:
        return
    counted: Counter[str] = Counter()
    for token in lexed.tokens:
        if token.kind == WORD or (token.kind == OPERATOR and (token.expression or token.text not in "+-")):
            counted[token.word or token.text] += 1
    for chains in (_CHAINS, _WORD_CHAINS):
        for name, limit in chains.items():
            if counted[name] > limit:
                raise BudgetExceeded(
                    f"The query uses {name} {counted[name]:,} times; {limit} are allowed.",
                    "Use VALUES or IN for long lists of alternatives, or split the query.",
                    budget="depth",
                    limit=f"{limit} times {name}",
                )


def _check_brackets(query: str, lexed: Lexed) -> None:
    if lexed.unended is not None:
        raise _syntax(query, lexed.unended, "the string that starts here has no end.", "Close it with the same quote.")
    if lexed.unopened is not None:
        raise _syntax(query, lexed.unopened, f"there is no opening bracket for this '{query[lexed.unopened]}'.")
    if lexed.unclosed is not None:
        raise _syntax(query, lexed.unclosed, f"the '{query[lexed.unclosed]}' that opens here is never closed.")


def _check_service(query: str, tokens: list[Token]) -> None:
    """The engine does not ask for a space after a keyword: ``SERVICESILENT<...>``, ``trueSERVICE<...>`` and even
    ``SERVICEex:a {`` call out, so the keyword counts as any part of a bare word, and of a name before ``{``."""
    for i, token in enumerate(tokens):
        hidden = token.kind == WORD and "SERVICE" in token.word
        if token.kind == PNAME and "service" in token.text.partition(":")[0].lower():
            follows = tokens[i + 1].text if i + 1 < len(tokens) else ""
            hidden = follows == "{" and (i == 0 or tokens[i - 1].word != "GRAPH")
        if hidden:
            line, column = Places(query)(token.start)
            raise QueryRefused(
                f"Line {line}, column {column}: SERVICE is switched off here; no query leaves this machine.",
                "Run the federated query in your own client (Comunica, for one), with this endpoint as a source.",
            )


def _may_be_graph(token: Token) -> bool:
    """Keywords may stand in any part of a bare word or before the colon of a name, as in ``_check_service``."""
    if token.kind == PNAME:
        prefix = token.text.partition(":")[0].lower()
        return "graph" in prefix or "\\" in prefix
    return "GRAPH" in token.word


def _check_prefixes(query: str, tokens: list[Token], prologue: Prologue) -> None:
    for i, token in enumerate(tokens):
        if token.kind != PNAME:
            continue
        if i and tokens[i - 1].text == "<" and tokens[i - 1].end == token.start and not token.expression:
            raise _syntax(
                query,
                tokens[i - 1].start,
                "the IRI that starts here holds a character that IRIs cannot have, or has no end.",
                "Write spaces as %20, and close it with '>'.",
            )
        prefix = token.text.partition(":")[0]
        if prefix not in prologue.prefixes:
            known = PREFIXES.get(prefix)
            advice = (
                f"Add the line PREFIX {prefix}: <{known}> at the top."
                if known
                else f"Declare it with a line PREFIX {prefix}: <...> at the top, or write the IRI in full."
            )
            raise _syntax(query, token.start, f"the prefix '{prefix}:' is not declared.", advice)


def _where(tokens: list[Token], start: int, form: str) -> int | None:
    """Index of the token that opens the outermost group pattern."""
    groups = [i for i, token in enumerate(tokens) if i >= start and token.text == "{" and token.depth == 0]
    if form == "CONSTRUCT" and groups and groups[0] == start + 1:
        groups = groups[1:]
    return groups[0] if groups else None


def _group(tokens: list[Token], start: int, where: int | None, form: str) -> Group | None:
    if where is None:
        return None
    closing = next((token for token in tokens[where:] if token.text == "}" and token.depth == 0), tokens[-1])
    sub_select = where + 1 < len(tokens) and tokens[where + 1].word == "SELECT"
    has_template = tokens[start + 1].text == "{" and where > start + 1
    return Group(tokens[where].end, closing.start, sub_select, form == "CONSTRUCT" and not has_template)


def _star(tokens: list[Token], start: int) -> int | None:
    after = start + 1
    while after < len(tokens) and tokens[after].word in ("DISTINCT", "REDUCED"):
        after += 1
    return tokens[after].start if after < len(tokens) and tokens[after].text == "*" else None


def _dataset(
    query: str, tokens: list[Token], start: int, where: int | None, prologue: Prologue
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """FROM and FROM NAMED (section 13.2), each graph once. None and None without either."""
    default: dict[str, None] = {}
    named: dict[str, None] = {}
    found = False
    i = start + 1
    end = len(tokens) if where is None else where
    while i < end:
        token = tokens[i]
        i += 1
        if token.depth or token.word not in ("FROM", "FROMNAMED"):
            if token.depth == 0 and token.word.startswith("FROM"):
                raise _syntax(query, token.start, "there has to be a space after FROM.")
            if token.depth == 0 and token.kind == PNAME and tokens[start].word != "DESCRIBE":
                reason = f"the name '{token.text}' has no meaning here."
                raise _syntax(query, token.start, reason, "Does FROM lack a space?")
            continue
        target = default
        if token.word == "FROMNAMED":
            target = named
        elif i < end and tokens[i].word == "NAMED":
            target = named
            i += 1
        if i >= end or tokens[i].kind not in (IRI, PNAME):
            raise _syntax(query, token.start, "FROM has to be followed by the IRI of a graph.")
        target[prologue.resolve(tokens[i].text)] = None
        found = True
        i += 1
    return (tuple(default), tuple(named)) if found else (None, None)
