"""What an engine elsewhere says instead of an answer, as one of our errors."""

from __future__ import annotations

import re

from psin.errors import EngineUnavailable, PsinError, QueryRefused, QuerySyntaxError

from .budget import Budget
from .client import Reply
from .messages import syntax_error

_LONGEST = 8_192
#: ``Virtuoso 37000 Error SP030: SPARQL compiler, line 2: syntax error at '}'`` and then the query again.
_VIRTUOSO = re.compile(
    r"Virtuoso (?P<state>\w{5}) Error (?P<code>[A-Z]{2}[\w.]*): ?(?P<words>.*?)(?=\n\s*\n|\Z)", re.DOTALL
)
_LINE = re.compile(r"\bline \d+:? ?")
_TIME = re.compile(r"time ?d? ?out|time limit|estimated execution time|cancelled", re.IGNORECASE)
_MEMORY = re.compile(r"out of memory|memory limit|bytes in transitive temp memory|stack overflow", re.IGNORECASE)


def complaint(reply: Reply, host: str, query: str, budget: Budget) -> PsinError:
    """The error for a reply that is not 200. ``query`` is the text that was sent."""
    status, text = reply.status, reply.text(_LONGEST)
    first = " ".join(text.strip().partition("\n\n")[0].split())[:300]
    virtuoso = _VIRTUOSO.search(text)
    if virtuoso:
        return _of_virtuoso(virtuoso["state"], virtuoso["code"], " ".join(virtuoso["words"].split())[:300], budget)
    if status in (401, 403):
        return EngineUnavailable(
            f"The engine at {host} does not let this service in ({status}).", "See to its user and password."
        )
    if status in (404, 405, 406, 415):
        return EngineUnavailable(
            f"There is no SPARQL endpoint at the address given for {host} ({status}).", "Correct the address."
        )
    if status == 400:
        return syntax_error(query, text.strip()[:_LONGEST])
    if status in (408, 504) or _TIME.search(first):
        return budget.exceeded("seconds")
    if status == 413 or _MEMORY.search(first):
        return budget.exceeded("memory")
    wait = reply.headers.get("Retry-After", "")
    return EngineUnavailable(
        f"The engine at {host} failed ({status}){f': {first}' if first else ''}.",
        "Ask again.",
        retry_after=min(int(wait), 600) if wait.isdecimal() else 1,
    )


def _of_virtuoso(state: str, code: str, words: str, budget: Budget) -> PsinError:
    """Its SQL states say more than its HTTP status, which is 500 for a division by zero."""
    if state == "S1T00" or _TIME.search(words):
        return budget.exceeded("seconds")
    if _MEMORY.search(words):
        return budget.exceeded("memory")
    if state == "40001":
        return EngineUnavailable("The engine gave the query up because of another one.", "Ask again.")
    if code == "SP030":
        # It counts lines from a text of its own.
        return QuerySyntaxError(
            f"The query does not follow the grammar: {_LINE.sub('', words.removeprefix('SPARQL compiler, '))}."
        )
    return QueryRefused(f"The engine cannot evaluate the query: {words.rstrip('. ')}.", "Write it in another way.")
