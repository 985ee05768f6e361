"""How many statements an endpoint has for a query: some send a part of an answer and say nothing.

Source: SPARQL 1.1 Query Language, sections 11 (counting) and 16.2 (which triples a template gives).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

_TERM = r"[?$]\w+|<[^<>\s]*>|[\w.-]*:[\w.-]*|a"
_TRIPLE = rf"\{{\s*(?P<s>{_TERM})\s+(?P<p>{_TERM})\s+(?P<o>{_TERM})\s*\.?\s*\}}"
_BEFORE = r"(?P<before>(?:\s|#[^\n]*\n|PREFIX\s+[\w.-]*:\s*<[^<>]*>|BASE\s+<[^<>]*>)*)"
_LONG = re.compile(rf"{_BEFORE}CONSTRUCT\s*{_TRIPLE}\s*(?:WHERE\s*)?(?P<where>\{{.*\}})\s*", re.I | re.S)
_SHORT = re.compile(rf"{_BEFORE}CONSTRUCT\s+WHERE\s*(?P<where>{_TRIPLE})\s*", re.I | re.S)
#: What Virtuoso answers with when it has sent only a part.
_PART = ("x-sparql-maxrows", "x-sql-state")


def counting(query: str) -> str:
    """The query that counts the statements which a CONSTRUCT of one triple gives; empty for any other query."""
    found = _LONG.fullmatch(query) or _SHORT.fullmatch(query)
    if found is None:
        return ""
    subject, predicate, value = found["s"], found["p"], found["o"]
    names = list(dict.fromkeys(term.replace("$", "?", 1) for term in (subject, predicate, value) if term[0] in "?$"))
    if not names:
        return ""
    conditions = [f"BOUND({name})" for name in names]
    conditions += [f"!isLiteral({subject})"] * (subject[0] in "?$") + [f"isIRI({predicate})"] * (predicate[0] in "?$")
    inner = f"SELECT DISTINCT {' '.join(names)} WHERE {{ {found['where']} FILTER({' && '.join(conditions)}) }}"
    return f"{found['before']}SELECT (COUNT(*) AS ?statements) WHERE {{ {{ {inner} }} }}"


def counted(path: Path) -> int | None:
    """The one number of a result in JSON; None if it is none."""
    try:
        (row,) = json.loads(path.read_bytes())["results"]["bindings"]
        return int(row["statements"]["value"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def told_partial(headers: Mapping[str, str]) -> str:
    """What an answer says of being only a part, as ``name: value``; empty if it says nothing of the kind."""
    return next((f"{name}: {headers[name][:60]}" for name in _PART if name in headers), "")
