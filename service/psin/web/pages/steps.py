"""How networks turned formal and informal: the steps between the forms, as drawing and table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ...catalogue.readmodel import UNKNOWN, Selection
from ...vocabulary.namespaces import PSINC
from ..language import _, _n
from .cache import per_version
from .graph import key
from .names import names
from .view import View
from .words import Link, Text

if TYPE_CHECKING:
    from ..site import Site

_PHASES = """
PREFIX psin: <https://w3id.org/psin/ns#>
PREFIX psinc: <https://w3id.org/psin/concept/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
SELECT ?network ?form ?start ?end WHERE {
  { ?record a psin:FormalityPhase ; psin:ofNetwork ?network ; psin:formality ?form
    OPTIONAL { ?record schema:startDate ?start } OPTIONAL { ?record schema:endDate ?end } }
  UNION { VALUES (?event ?form) { (psinc:event-became-formal psinc:formality-formal) (psinc:event-became-informal psinc:formality-informal) }
    ?record psin:eventKind ?event ; psin:ofNetwork ?network OPTIONAL { ?record dcterms:date ?start } }
}
"""
_FORMS = ("informal", "mixed", "formal")


def _steps(site: Site) -> dict[tuple[str, str], set[str]]:
    """From one form to the next: the networks that took the step, by their phases in time, or by an event that says so."""

    def build() -> dict[tuple[str, str], set[str]]:
        phases: dict[str, list[tuple[str, str]]] = {}
        for row in site.engine.select(_PHASES):
            form = key(row["form"]).rpartition("/formality-")[2]
            start = key(row["start"]) if "start" in row else ""
            phases.setdefault(key(row["network"]), []).append((start, form))
        found: dict[tuple[str, str], set[str]] = {}
        for network, known in phases.items():
            forms = [form for _start, form in sorted(known) if form in _FORMS]
            for before, after in zip(forms, forms[1:], strict=False):
                if before != after:
                    found.setdefault((before, after), set()).add(network)
        return found

    return per_version(site, "formality-steps", build, words=False)


def formality(site: Site) -> View:
    """How many networks are informal, mixed and formal, and how many stepped from one to another."""
    listing = site.model.listings["network"]
    now = dict(listing.counts(Selection())["formality"])
    steps, known = _steps(site), names(site)
    words = {name: str(known.text(f"{PSINC}formality-{name}")) for name in _FORMS}
    most = max([now.get(f"formality-{name}", 0) for name in _FORMS] + [1])
    middle = 170
    forms = [
        {
            "x": 140 + 300 * number,
            "r": round(24 + 46 * math.sqrt(now.get(f"formality-{name}", 0) / most), 1),
            "count": now.get(f"formality-{name}", 0),
            "words": words[name],
            "below": middle + 104,
        }
        for number, name in enumerate(_FORMS)
    ]
    top = max([len(found) for found in steps.values()] + [1])
    arrows = [_arrow(forms, before, after, len(found), top, middle) for (before, after), found in sorted(steps.items())]
    drawing = {
        "title": _("Formality of networks now, and steps between forms"),
        "width": 880,
        "height": 350 if any(_FORMS.index(a) > _FORMS.index(b) for a, b in steps) else 290,
        "middle": middle,
        "forms": forms,
        "arrows": arrows,
    }
    rows: list[list[Any]] = [
        [Link(Text(f"{words[before]} → {words[after]}")), len(found), [known.link(iri) for iri in sorted(found)[:12]]]
        for (before, after), found in sorted(steps.items(), key=lambda item: -len(item[1]))
    ]
    notes = [
        _n(
            "The formality of {n} network is not known.",
            "The formality of {n} networks is not known.",
            now.get(UNKNOWN, 0),
        ),
        _(
            "A step is counted where a record tells of two forms in turn, or of the event. "
            "Most records tell only of one moment, so the steps are the fewest there can have been."
        ),
    ]
    lead = _("Circles are networks as they are now; arrows are networks that went from one form to another.")
    return View(
        "formality",
        _("Informal and formal"),
        lead,
        drawing,
        [_("Step"), _("Networks"), _("Which")],
        rows,
        notes,
        "flows",
    )


def _arrow(forms: list[dict[str, Any]], before: str, after: str, count: int, top: int, middle: int) -> dict[str, Any]:
    """A bow from circle to circle: above from left to right, below from right to left, ending in a triangle."""
    start, end = forms[_FORMS.index(before)], forms[_FORMS.index(after)]
    sign = 1 if end["x"] > start["x"] else -1
    far = abs(_FORMS.index(after) - _FORMS.index(before)) > 1
    x1, y1 = start["x"] + sign * start["r"] * 0.7, middle - sign * start["r"] * 0.75
    x2, y2 = end["x"] - sign * (end["r"] * 0.7 + 10), middle - sign * (end["r"] * 0.75 + 10)
    bow_x, bow_y = (x1 + x2) / 2, middle - sign * (210 if far else 130)
    length = math.hypot(x2 - bow_x, y2 - bow_y) or 1.0
    ux, uy = (x2 - bow_x) / length, (y2 - bow_y) / length
    thick = 2 + 10 * count / top
    wide = thick * 0.5 + 6
    return {
        "path": f"M{x1:.1f} {y1:.1f}Q{bow_x:.1f} {bow_y:.1f} {x2:.1f} {y2:.1f}",
        "head": f"M{x2 + 14 * ux:.1f} {y2 + 14 * uy:.1f}L{x2 - wide * uy:.1f} {y2 + wide * ux:.1f}L{x2 + wide * uy:.1f} {y2 - wide * ux:.1f}z",
        "thick": round(thick, 1),
        "x": round(bow_x, 1),
        "y": round((y1 + y2) / 4 + bow_y / 2 - sign * (thick / 2 + 6) + (0 if sign > 0 else 10), 1),
        "words": str(count),
    }
