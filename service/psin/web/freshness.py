"""When an answer is still the answer: entity tags for queries. Source: RFC 9110, section 8.8.3."""

from __future__ import annotations

import hashlib
import re

from ..engine.formats import GRAPH
from .protocol import Operation
from .site import Site

#: Calls that give something else each time, also with a comment before the bracket, and SERVICE, whose answer lies
#: with a partner. Names that merely end so cost nothing but the tag.
_MOODY = re.compile(r"(?:RAND|NOW|UUID|BNODE)(?:\s|#[^\n]*\n)*\(|SERVICE|\\[uU]", re.IGNORECASE)


def entity_tag(site: Site, operation: Operation, kind: str, media_type: str) -> str | None:
    """A strong tag of the loaded state, the text of the query, its dataset and the format; None for a query whose
    answer may differ each time: by RAND, NOW and their like, by a partner asked, or by new blank nodes of a CONSTRUCT."""
    query = (operation.query or "").strip()
    if _MOODY.search(query) or (kind == GRAPH and ("[" in query or "_:" in query)):
        return None
    parts = (site.state, query, media_type, *sorted(operation.default_graphs), "\0", *sorted(operation.named_graphs))
    lengths = ",".join([str(len(part)) for part in parts])
    return hashlib.sha256("\0".join((lengths, *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
