"""Who asks: the state that answers a call, and how its queries are evaluated."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from ...documents import BASE
from ...engine import FORMATS, kind_of
from ...engine.formats import GRAPH
from ..site import Site


@dataclass(frozen=True)
class Asker:
    """``evaluate`` takes a query and the name of a format, and gives the whole answer; it raises what the engine raises."""

    site: Site
    evaluate: Callable[[str, str], bytes]
    base: str = BASE.rstrip("/")


#: Set around every call; threads that tools run in inherit it.
ASKER: ContextVar[Asker] = ContextVar("asker")


def alone(site: Site) -> Asker:
    """The asker of a process that serves nobody else: the budget of a query holds, lanes and rates do not."""

    def evaluate(query: str, name: str) -> bytes:
        with site.engine.stream(query, accept=FORMATS[name]) as answer:
            return b"".join(answer)

    return Asker(site, evaluate)


def format_for(query: str) -> str:
    """The format in which an answer of this kind is read by assistants."""
    return "turtle" if kind_of(query) == GRAPH else "json"
