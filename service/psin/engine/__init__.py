"""Answering SPARQL within a budget: strangers' queries are parsed and evaluated only in worker processes."""

from .answer import Answer
from .budget import Budget
from .engine import Engine
from .formats import FORMATS, Format
from .inspection import kind_of

__all__ = ["FORMATS", "Answer", "Budget", "Engine", "Format", "kind_of"]
