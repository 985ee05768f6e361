"""Search over everything that has a page, and suggestions while typing.

Sources: OpenSearch 1.1 draft 6 (description), the OpenSearch suggestions extension 1.1 (suggestions), and the combobox
pattern of the ARIA Authoring Practices Guide, which ``static/search.js`` follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ...catalogue.readmodel.folding import clean
from ...catalogue.readmodel.search import KINDS, Hit, Piece, marked
from ..language import _, _n, here
from . import kinds
from .rendering import capital, render
from .words import Text, order

if TYPE_CHECKING:
    from ..site import Site

#: Hits of each kind on the first page, hits on a page of one kind, and characters of a text around what was found.
_EACH, _PAGE, _EXCERPT = 5, 20, 180
SUGGESTED = 8


@dataclass(frozen=True)
class Shown:
    """A hit as it is shown: its name and an excerpt, both cut where they answer to what was asked."""

    address: str
    name: list[Piece]
    lang: str
    direction: str
    other: list[Piece]
    other_lang: str
    excerpt: list[Piece]
    excerpt_lang: str


@dataclass(frozen=True)
class Section:
    """The hits of one kind; ``more`` leads to all of them."""

    kind: str
    title: str
    counted: str
    more: str
    hits: list[Shown]


def titles() -> dict[str, str]:
    """Kinds of hits in the language of the page."""
    return {
        "network": _("Networks"),
        "organisation": _("Organisations"),
        "convening": _("Convenings"),
        "concept": _("Concepts"),
        "lesson": _("Lessons"),
        "guidance": _("Guidance"),
        "catalogue": _("Catalogues"),
        "query": _("Questions"),
    }


def single(kind: str) -> str:
    """One hit of a kind in the language of the page."""
    words = {"concept": _("Concept"), "query": _("Question")}
    return words[kind] if kind in words else capital(kinds.single()[kind])


def page(site: Site, q: str, kind: str, number: str) -> str:
    """What answers to ``q``: a few of every kind, or with ``kind`` all of one kind in pages."""
    search, asked = site.model.search, clean(q)
    kind = kind if kind in KINDS else ""
    at = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 6 else 1
    at = max(1, at)
    if kind:
        found = search.find(asked, kind=kind, limit=_PAGE, offset=(at - 1) * _PAGE)
        last = max(1, -(-found.counts.get(kind, 0) // _PAGE))
        if at > last:
            at = last
            found = search.find(asked, kind=kind, limit=_PAGE, offset=(at - 1) * _PAGE)
    else:
        found, last = search.find(asked, each=_EACH), 1
    named = titles()
    sections = [
        Section(
            name,
            named[name],
            _n("{n} hit", "{n} hits", count),
            address(found.asked, name) if not kind and count > _EACH else "",
            [shown(hit, found.asked) for hit in found.hits if hit.kind == name],
        )
        for name, count in found.counts.items()
        if not kind or name == kind
    ]
    return render(
        "search.html",
        site,
        title=_("Search: {words}", words=asked) if asked else _("Search"),
        section="",
        q=asked,
        found=found,
        kind=kind,
        kinds=[(name, named[name], count, address(found.asked, name)) for name, count in found.counts.items()],
        sections=sections,
        everything=address(found.asked),
        number=at,
        last=last,
        pages=lambda wanted: address(found.asked, kind, wanted),
    )


def address(q: str, kind: str = "", number: int = 1) -> str:
    """The search for ``q`` in the language of the page."""
    pairs = {"q": q} | ({"kind": kind} if kind else {}) | ({"page": number} if number > 1 else {})
    return f"{here('/search')}?{urlencode(pairs)}"


def shown(hit: Hit, q: str) -> Shown:
    """A hit with what answers marked. Another name stands beside the first one where only that answers."""
    names = sorted((Text(*pair) for pair in hit.names), key=order) or [Text(hit.address.rpartition("/")[2])]
    name = marked(capital(names[0].value) if hit.kind == "concept" else names[0].value, q)
    others = [] if _answers(name) else [Text(*pair) for pair in (*hit.names, *hit.others) if pair[0] != names[0].value]
    other = next((text for text in others if _answers(marked(text.value, q))), None)
    # Those of one language keep their order: descriptions come first.
    bodies = sorted((Text(*pair) for pair in hit.body), key=lambda text: order(text)[0])
    body = next((text for text in bodies if _answers(marked(text.value, q))), bodies[0] if bodies else None)
    return Shown(
        here(hit.address),
        name,
        names[0].lang,
        names[0].direction,
        marked(other.value, q) if other else [],
        other.lang if other else "",
        marked(body.value, q, _EXCERPT) if body else [],
        body.lang if body else "",
    )


def _answers(pieces: list[Piece]) -> bool:
    return any(piece.marked for piece in pieces)


def suggestions(site: Site, q: str, root: str) -> list[object]:
    """What a search box offers: the words asked, names, their kinds, and their addresses below ``root``."""
    asked = clean(q)
    hits = site.model.search.suggest(asked, SUGGESTED)
    names = [_best(hit, asked) for hit in hits]
    return [asked, names, [single(hit.kind) for hit in hits], [root + here(hit.address) for hit in hits]]


def _best(hit: Hit, q: str) -> str:
    """The name of a hit, with the one that answers behind it if that is another."""
    names = sorted((Text(*pair) for pair in hit.names), key=order) or [Text(hit.address)]
    first = names[0].value
    if _answers(marked(first, q)):
        return first
    other = next((value for value, _lang in (*hit.names, *hit.others) if _answers(marked(value, q))), None)
    return f"{first} ({other})" if other else first


def description(root: str) -> str:
    """The OpenSearch description, by which a browser or a library adds this search to its own."""
    from xml.sax.saxutils import escape, quoteattr

    url = root + here("/search")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>psin</ShortName>
  <Description>{escape(_("Public sector innovation networks"))}</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image type="image/svg+xml">{escape(root)}/static/icon.svg</Image>
  <Url type="text/html" template={quoteattr(url + "?q={searchTerms}")}/>
  <Url type="application/x-suggestions+json" template={quoteattr(url + "/suggest?q={searchTerms}")}/>
</OpenSearchDescription>
"""
