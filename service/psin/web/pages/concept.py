"""Concepts and their schemes: what they mean and who uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from ... import documents
from ...errors import UnknownName
from ...vocabulary.namespaces import PSINC
from ..language import _
from .adoption import adoptions
from .cache import per_version
from .graph import iri as full
from .graph import key
from .names import Names, names, texts
from .record import property_words
from .rendering import render
from .words import Link, Text, besides, spoken

if TYPE_CHECKING:
    from ..site import Site

#: Everything outside the vocabulary that points to a concept, and the network it speaks of.
USERS = """
PREFIX psin: <https://w3id.org/psin/ns#>
SELECT DISTINCT ?concept ?record ?via ?network WHERE {
  ?record ?via ?concept .
  FILTER(!STRSTARTS(STR(?record), "https://w3id.org/psin/concept/"))
  OPTIONAL { ?record psin:ofNetwork ?network }
}
"""

#: How many things use each concept: the network where a record speaks of one, else the record.
USAGE = """
PREFIX psin: <https://w3id.org/psin/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?concept (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  ?concept skos:inScheme ?scheme .
  ?record ?via ?concept .
  FILTER(!STRSTARTS(STR(?record), "https://w3id.org/psin/concept/") && STRSTARTS(STR(?record), "https://w3id.org/psin/"))
  OPTIONAL { ?record psin:ofNetwork ?network }
  BIND(COALESCE(?network, ?record) AS ?thing)
} GROUP BY ?concept
"""

#: Users named on a page; the rest can be asked for.
SHOWN = 250


@dataclass(frozen=True)
class Entry:
    """A concept in a list."""

    link: Link
    others: list[Text]
    definition: Text | None
    count: int
    broader: Link | None = None
    anchor: str = ""


def usage(site: Site) -> dict[str, int]:
    """IRI of a concept → number of networks and other things that use it."""
    return per_version(
        site,
        "usage",
        lambda: {key(row["concept"]): int(key(row["count"])) for row in site.engine.select(USAGE) if "concept" in row},
        words=False,
    )


def page(site: Site, iri: str) -> str:
    """The page of a concept or a scheme. Raises UnknownName."""
    known = names(site)
    kinds = known.vocabulary.types(iri)
    if full("skos:ConceptScheme") in kinds:
        return _scheme(site, known, iri)
    if full("skos:Concept") in kinds:
        return _concept(site, known, iri)
    raise UnknownName(
        f"There is no concept '{iri.removeprefix(PSINC)}' in the vocabulary.", "All concepts are listed at /concepts."
    )


def _scheme(site: Site, known: Names, iri: str) -> str:
    return render(
        "scheme.html",
        site,
        title=known.text(iri),
        crumbs=[("/concepts", _("Concepts"))],
        name=known.text(iri),
        others=_others(known, iri),
        definitions=spoken(texts(known.vocabulary, iri, "skos:definition", "dcterms:description")),
        entries=entries(site, iri),
        iri=iri,
        local=iri.removeprefix(PSINC),
    )


def entries(site: Site, scheme: str) -> list[Entry]:
    """The concepts of a scheme, narrower ones behind their broader one."""
    known = names(site)
    terms, counts = known.vocabulary, usage(site)
    members = terms.having("skos:inScheme", scheme)
    top = terms.values(scheme, "skos:hasTopConcept") or [
        node for node in members if not terms.all(node, "skos:broader")
    ]
    found: list[Entry] = []

    def walk(node: str, depth: int, broader: Link | None = None) -> None:
        if depth > 5:
            return
        link = known.link(node)
        local = node.removeprefix(PSINC)
        found.append(Entry(link, _others(known, node), known.definition(node), counts.get(node, 0), broader, local))
        for child in members:
            if node in terms.values(child, "skos:broader"):
                walk(child, depth + 1, link)

    for node in top:
        walk(node, 0)
    listed = {entry.anchor for entry in found}
    for node in members:
        if node.removeprefix(PSINC) not in listed:
            walk(node, 0)
    return found


def _others(known: Names, iri: str) -> list[Text]:
    return [text for text in texts(known.vocabulary, iri, "skos:prefLabel", "dcterms:title") if text.foreign]


def _concept(site: Site, known: Names, iri: str) -> str:
    terms = known.vocabulary
    records = adoptions(site, iri) if known.vocabulary.values(iri, "skos:inScheme")[:1] in _ADOPTED else []
    groups = [group for group in _users(site, known, iri) if not (records and group[2])]
    schemes = [known.link(scheme) for scheme in terms.values(iri, "skos:inScheme")]
    axis = full("psin:TradeOffAxis") in terms.types(iri)
    return render(
        "concept.html",
        site,
        title=known.text(iri),
        crumbs=[("/concepts", _("Concepts")), *((link.href or "/concepts", link.text) for link in schemes[:1])],
        name=known.text(iri),
        others=besides(known.text(iri), _others(known, iri)),
        definitions=spoken(texts(terms, iri, "skos:definition")),
        aliases=texts(terms, iri, "skos:altLabel"),
        notes=[
            text
            for name in ("skos:scopeNote", "skos:example", "skos:note", "skos:editorialNote")
            for text in spoken(texts(terms, iri, name))
        ],
        relations=_relations(known, iri),
        groups=[(via, users) for via, users, _adopted in groups],
        records=records,
        shown=SHOWN,
        iri=iri,
        axis=axis,
        local=iri.removeprefix(PSINC),
        count=usage(site).get(iri, 0),
    )


def _relation_words() -> tuple[tuple[str, str], ...]:
    return (
        (_("List"), "skos:inScheme"),
        (_("Broader"), "skos:broader"),
        (_("Narrower"), "skos:narrower"),
        (_("Related"), "skos:related"),
        (_("Pole at one end"), "psin:firstPole"),
        (_("Pole at the other end"), "psin:secondPole"),
        (_("Advantages"), "psin:advantage"),
        (_("Limitations"), "psin:limitation"),
        (_("Same as"), "skos:exactMatch"),
        (_("Close to"), "skos:closeMatch"),
        (_("Wider elsewhere"), "skos:broadMatch"),
        (_("Source"), "dcterms:source"),
        (_("Replaced by"), "dcterms:isReplacedBy"),
    )


def _relations(known: Names, iri: str) -> list[tuple[str, list[Link]]]:
    found = []
    for words, name in _relation_words():
        linked = known.vocabulary.all(iri, name)
        if name == "skos:narrower" and not linked:
            linked = [NamedNode(node) for node in known.vocabulary.having("skos:broader", iri)]
        if linked:
            found.append((words, [known.link(term) for term in linked]))
    return found


#: Schemes whose concepts are followed, claimed or judged, and the properties that say so.
_ADOPTED = [[f"{PSINC}practices"], [f"{PSINC}values"], [f"{PSINC}trade-offs"]]
_TOLD = frozenset(map(full, ("psin:practice", "psin:value", "psin:axis")))


def _users(site: Site, known: Names, iri: str) -> list[tuple[str, list[Link], bool]]:
    """The property by which things use the concept, the things by name, and whether such records are told in full."""
    found: dict[str, dict[str, Link]] = {}
    for row in site.engine.select(USERS, {"concept": NamedNode(iri)}):
        record = key(row["record"])
        document = documents.from_iri(record)
        if document is None:
            continue
        thing = key(row["network"]) if "network" in row and document.kind_name == "network" else document.thing
        place = known.place(record)[0]
        found.setdefault(key(row["via"]), {})[thing] = Link(known.text(thing), place)
    return [
        (
            property_words(known, via),
            sorted(things.values(), key=lambda link: str(link).casefold())[:SHOWN],
            via in _TOLD,
        )
        for via, things in sorted(found.items(), key=lambda item: -len(item[1]))
    ]


def schemes_page(site: Site) -> str:
    """All lists of concepts."""
    known = names(site)
    terms = known.vocabulary
    found = []
    for scheme in terms.typed("skos:ConceptScheme"):
        found.append((known.link(scheme), known.definition(scheme), len(terms.having("skos:inScheme", scheme))))
    found.sort(key=lambda item: str(item[0]).casefold())
    return render("schemes.html", site, title=_("Concepts"), schemes=found, total=sum(count for _, _, count in found))


def scheme_story(site: Site, local: str, title: str, words: str) -> str:
    """A scheme as a page of its own for readers, such as the values."""
    entries_ = entries(site, PSINC + local)
    return render("story_scheme.html", site, title=title, words=words, entries=entries_, local=local)
