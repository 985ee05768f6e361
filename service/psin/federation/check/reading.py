"""What a partner's data say, read by the isolated process that harvests use."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ...documents import document
from ...settings import Settings
from ..harvest import children
from ..harvest.gathering import Node, add_lines
from ..harvest.sniffing import NotData, sniff
from ..partners import Partner
from .asking import Reply

_STATEMENTS = 500_000


class Unreadable(Exception):
    """The end of a sentence about why nothing can be read."""


def graph(reply: Reply, settings: Settings) -> dict[str, Node]:
    """The statements of a reply, those of named graphs included: subject to predicate to values, as N-Triples terms.

    Raises Unreadable.
    """
    asked = Partner(
        document("partner", "checked"),
        "the partner",
        "dump",
        reply.url,
        (reply.url,),
        frozenset(),
        statements=_STATEMENTS,
    )
    with tempfile.TemporaryDirectory(prefix="psin-check-") as folder:
        raw, lines = Path(folder) / "raw", Path(folder) / "lines"
        raw.write_bytes(reply.body)
        try:
            children.read(
                raw, lines, sniff(raw, reply.url, reply.headers.get("content-type", "")), asked, reply.url, settings
            )
        except NotData as problem:
            raise Unreadable(problem.detail.rstrip(".")) from None
        found: dict[str, Node] = {}
        add_lines(found, lines)
        with lines.open(encoding="utf-8") as file:
            aside = next((line.rstrip("\n").split("\t", 2)[2] for line in file if line[0] == "Q"), "")
    if aside:
        found.setdefault("refused", {})["first"] = [aside]
    return found
