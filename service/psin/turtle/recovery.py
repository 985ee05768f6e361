"""All that is wrong with a Turtle text, and what it says all the same.

What hangs on a mistake is left out of the statements, and a mistake that follows from another on its line is left out of
the complaints. Only texts that were refused come here, so nothing of this costs a good one.
"""

from __future__ import annotations

import re
from collections import Counter

from ..errors import SyntaxProblem
from ..light import Record
from .causes import CAUSES
from .complaints import Complaint, TurtleProblem
from .lenient import LenientParser
from .lenient_terms import BROKEN
from .lines import Lines
from .reader import Reading, Statement

#: Complaints with one cause that are kept.
MOST = 20
#: Complaints about a text in which nothing at all could be read: more would be noise.
_STRANGE = 3


class Recovered(Record):
    """``reading`` holds what could be read for certain, ``graphs`` the same by graph for TriG; complaints are in order."""

    reading: Reading
    graphs: dict[str, list[Statement]]
    complaints: list[Complaint]


def recover(text: str, base: str = "", *, graphs: bool = False) -> Recovered:
    """What is wrong with a text that ``read`` or ``check`` refused. Never raises; takes time linear in its length."""
    strange = _other_syntax(text)
    if strange:
        return Recovered(Reading([], {}, base, []), {}, [Complaint("other-syntax", 0, {"what": strange})])
    parser = LenientParser(text, base, graphs=graphs)
    reading = parser.run()
    found = _kept(parser.complaints, Lines(text))
    if not reading.statements and not parser.prefixes:
        found = found[:_STRANGE]
    known = {name: _certain(statements) for name, statements in (parser.graphs or {}).items()}
    return Recovered(reading._replace(statements=_certain(reading.statements)), known, found)


def explained(text: str, base: str, problem: SyntaxProblem) -> SyntaxProblem:
    """The first mistake of a text that ``read`` or ``check`` refused, or their ``problem`` if only they see it."""
    complaints = recover(text, base).complaints
    return TurtleProblem(complaints[0], text) if complaints else problem


def _certain(statements: list[Statement]) -> list[Statement]:
    return [one for one in statements if BROKEN not in one[:3]]


def _other_syntax(text: str) -> str:
    start = text[:2000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype", "<html")):
        return "HTML"
    if start.startswith(("<?xml", "<rdf:rdf")):
        return "XML"
    return "JSON" if re.match(r"\{\s*[\"}]|\[\s*\{", start) else ""


def _kept(complaints: list[Complaint], lines: Lines) -> list[Complaint]:
    """One complaint a line where the rest follows from it, and a few of each cause."""
    kept: list[Complaint] = []
    seen: set[tuple[str, int]] = set()
    counts: Counter[str] = Counter(one.cause for one in complaints)
    used: Counter[str] = Counter()
    derailed = 0
    for one in sorted(complaints, key=lambda one: one.at):
        line = lines(one.at)[0]
        derails = CAUSES[one.cause].derails
        if (one.cause, one.at) in seen or (derails and line == derailed):
            counts[one.cause] -= 1
            continue
        seen.add((one.cause, one.at))
        derailed = line if derails else derailed
        used[one.cause] += 1
        if used[one.cause] <= MOST:
            kept.append(one)
        elif used[one.cause] == MOST + 1:
            kept.append(Complaint("more", one.at, {"number": one.cause}))
    return [_rest(one, counts[one.values["number"]] - MOST) if one.cause == "more" else one for one in kept]


def _rest(one: Complaint, number: int) -> Complaint:
    return one._replace(cause="one-more", values={}) if number == 1 else one._replace(values={"number": f"{number:,}"})
