"""One rule as a page: what it says, the lesson behind it, a record that keeps it and one that breaks it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ... import assets
from ...documents import from_iri
from ...errors import UnknownName
from ...validation.explain import FAMILIES, Explanation, Rulebook
from ...validation.shapes.shapeset import ShapeSet
from ..language import _, language
from .cache import per_version
from .findings import pieces
from .names import names
from .reference import rules
from .rendering import render

if TYPE_CHECKING:
    from ..site import Site


def explained(site: Site, code: str) -> Explanation:
    """A rule of the shapes or of those beside them. Raises UnknownName."""
    book = per_version(site, "rulebook", lambda: _rulebook(site), words=False)
    try:
        return book.explain(code)
    except UnknownName as error:
        raise UnknownName(error.detail, "All rules are listed at /shapes.") from None


def rule_page(site: Site, code: str) -> str:
    """The page of a rule. Raises UnknownName."""
    told = explained(site, code)
    known = names(site)
    lesson = from_iri(told.lesson) if told.lesson else None
    return render(
        "rule.html",
        site,
        title=_("Rule {code}", code=told.code),
        crumbs=[("/shapes", _("Rules"))],
        told=told,
        family=FAMILIES.get(told.code[0]),
        say=lambda words: words.say(language()),
        shape=next((rule for rule in rules(site) if rule.code == told.code), None),
        message=pieces(known, _open(told.message.say(language()))),
        advice=pieces(known, _open(told.advice.say(language()))) if told.advice.en else None,
        lesson=known.link(lesson.thing) if lesson else None,
    )


def _open(sentence: str) -> str:
    """The sentence with an ellipsis where a finding names what it found."""
    return re.sub(r"\{[?$]?\w+\}", "…", sentence)


def _rulebook(site: Site) -> Rulebook:
    return Rulebook(ShapeSet.load(assets.shapes()), assets.shapes() / "examples", site.catalogue.folder)
