"""SPARQL text that is ready to be asked for many focus nodes, as ``prebinding`` makes it."""

from __future__ import annotations

from ...light import TYPE_CHECKING, Record

if TYPE_CHECKING:
    from typing import Any

FOCUS = "urn:psin:focus"
#: Stands for the named graph that holds the focus nodes until the query is asked.
GRAPH_MARK = "<urn:psin:focus-graph>"


class BoundQuery(Record):
    """``text`` with GRAPH_MARK in place of the graph of focus nodes; ``plain`` is the same for ``native``, if it can be."""

    text: str
    one_by_one: bool
    plain: Any = None
