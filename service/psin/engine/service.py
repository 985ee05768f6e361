"""SERVICE for partners an operator has named: asked by us before the query is evaluated, never by the engine.

What a partner answers stands in the query as VALUES in the place of its SERVICE group, which means the same (SPARQL 1.1
Federated Query, section 4: a SERVICE group is evaluated by itself and then joined).
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pyoxigraph as ox

from psin.errors import BudgetExceeded, EngineUnavailable, QueryRefused, QuerySyntaxError
from psin.settings import Settings

from .guarded import PartnerFailed, ask, partners
from .inspection import Prologue
from .text import IRI, PNAME, VARIABLE, WORD, Places, Token, lex

#: SERVICE groups of one query, and queries that may be waiting for partners at the same time.
_GROUPS = 4
_AT_ONCE = 8


@dataclass(frozen=True)
class _Call:
    """A SERVICE group: offsets of the whole, of its pattern, and whom it asks."""

    start: int
    end: int
    inside: tuple[int, int]
    partner: str
    silent: bool


class Federation:
    """Knows the partners of ``settings``. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._partners = partners(str(settings["service_allow"]))
        self._room = threading.BoundedSemaphore(_AT_ONCE)

    def asks(self, query: str) -> bool:
        """Whether the query might have to wait for a partner."""
        return bool(self._partners) and "service" in query.lower()

    def resolved(self, query: str) -> str:
        """The query with the answers of partners in the place of its SERVICE groups; as it is if there are none or no
        partners, so that the engine refuses what is left.

        Raises QueryRefused for other partners and other forms of SERVICE, QuerySyntaxError, BudgetExceeded for answers
        that are too large to be joined, EngineUnavailable if a partner fails and the group is not SILENT.
        """
        limit = int(self._settings["query_text_bytes"])
        if len(query) > limit or not self.asks(query):
            return query
        lexed = lex(query)
        for offset in (lexed.unended, lexed.unopened, lexed.unclosed):
            if offset is not None:
                line, column = Places(query)(offset)
                detail = f"Line {line}, column {column}: what stands there has no partner: a quote or a bracket."
                raise QuerySyntaxError(detail, line=line, column=column)
        prologue = Prologue(lexed.tokens)
        head = query[: lexed.tokens[prologue.length - 1].end] if prologue.length else ""
        calls = self._calls(query, lexed.tokens, prologue)
        text, at = "", 0
        for call in calls:
            text += query[at : call.start] + self._answered(head, query, call)
            at = call.end
        text += query[at:]
        if calls and len(text.encode()) > limit:
            raise BudgetExceeded(
                f"With the answers of partners the query is {len(text.encode()):,} bytes long; {limit:,} are allowed.",
                "Have SERVICE answer fewer rows or columns, with a SELECT or a LIMIT in it.",
                budget="rows",
                limit=f"{limit} bytes",
            )
        return text

    def _calls(self, query: str, tokens: list[Token], prologue: Prologue) -> list[_Call]:
        found: list[_Call] = []
        for i, token in enumerate(tokens):
            if token.kind != WORD or token.word != "SERVICE":
                continue
            if found and token.start < found[-1].end:
                raise _refused(query, token, "a SERVICE inside another one is not answered here.")
            found.append(self._call(query, tokens, i, prologue))
        if len(found) > _GROUPS:
            raise QueryRefused(f"The query has {len(found)} SERVICE groups; {_GROUPS} are allowed.", "Split it.")
        return found

    def _call(self, query: str, tokens: list[Token], i: int, prologue: Prologue) -> _Call:
        service = tokens[i]
        silent = i + 1 < len(tokens) and tokens[i + 1].word == "SILENT"
        after = tokens[i + 1 + silent : i + 3 + silent]
        if after and after[0].kind == VARIABLE:
            reason = "SERVICE with a variable is not answered here."
            raise _refused(query, service, reason, "Name the endpoint by its IRI.")
        if len(after) < 2 or after[0].kind not in (IRI, PNAME) or after[1].text != "{":
            reason = "SERVICE has to be followed by the IRI of an endpoint and a group in braces."
            raise _refused(query, service, reason)
        name = prologue.resolve(after[0].text)
        if name not in self._partners:
            known = ", ".join(self._partners)
            raise _refused(query, service, f"<{name}> is no partner of this endpoint.", f"Partners are: {known}.")
        opening = after[1]
        closing = next(t for t in tokens[i:] if t.text == "}" and t.depth == opening.depth and t.start > opening.start)
        return _Call(service.start, closing.end, (opening.end, closing.start), name, silent)

    def _answered(self, head: str, query: str, call: _Call) -> str:
        start, end = call.inside
        text = f"{head}\nSELECT * {{ {query[start:end]}\n}}"
        partner = self._partners[call.partner]
        if not self._room.acquire(blocking=False):
            raise EngineUnavailable("Too many queries wait for partners.", "Try again in a few seconds.", retry_after=5)
        try:
            data = ask(partner, text, float(self._settings["service_seconds"]), int(self._settings["service_bytes"]))
            return _values(data, partner.host)
        except PartnerFailed as failure:
            if call.silent:
                return "{ }"
            advice = "Try again later, or write SERVICE SILENT."
            raise EngineUnavailable(f"A partner failed: {failure}", advice) from None
        finally:
            self._room.release()


def _values(data: bytes, host: str) -> str:
    """A VALUES block of a table in JSON. Raises PartnerFailed, and QueryRefused for what VALUES cannot hold."""
    try:
        results = ox.parse_query_results(data, ox.QueryResultsFormat.JSON)
        if not isinstance(results, ox.QuerySolutions):
            raise PartnerFailed(f"{host} answered with true or false instead of a table.")
        columns = list(results.variables)
        rows = [" ".join(_term(row[column], host) for column in columns) for row in results]
    except (SyntaxError, ValueError, OSError) as error:
        raise PartnerFailed(f"{host} sent what is no table of results: {str(error)[:200]}") from None
    names = " ".join(str(column) for column in columns)
    return f"VALUES ({names}) {{ {' '.join(f'({row})' for row in rows)} }}"


def _term(term: object, host: str) -> str:
    if term is None:
        return "UNDEF"
    if isinstance(term, ox.NamedNode | ox.Literal):
        return str(term)
    raise QueryRefused(
        f"{host} answered with blank nodes, which mean nothing outside its answer.",
        "Leave them out with a SELECT inside SERVICE.",
    )


def _refused(query: str, token: Token, reason: str, advice: str = "") -> QueryRefused:
    line, column = Places(query)(token.start)
    return QueryRefused(f"Line {line}, column {column}: {reason}", advice)
