"""One document with everything that other documents say about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ...documents import Document
from ..language import _
from .graph import Graph, key
from .names import Names, names, texts, web_name
from .words import Link, Span, Text, best, date_words, span

if TYPE_CHECKING:
    from ..site import Site

#: What the document itself states.
OWN = "SELECT ?document ?s ?p ?o WHERE { GRAPH ?document { ?s ?p ?o } }"

#: Records of other documents that point to the thing, complete. Who handed a document in is not a tie.
INCOMING = """
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?this ?own ?s ?p ?o WHERE {
  ?s ?via ?this .
  FILTER(?via NOT IN (prov:wasAttributedTo, foaf:primaryTopic))
  FILTER(!STRSTARTS(STR(?s), ?own) && !STRSTARTS(STR(?s), "https://w3id.org/psin/concept/"))
  ?s ?p ?o .
}
"""


@dataclass(frozen=True)
class Mark:
    """The small number beside a statement that leads to its source; three sources in a row become one range."""

    words: str
    title: str
    href: str


@dataclass(frozen=True)
class Source:
    number: int
    anchor: str
    title: Text | None
    link: Link | None
    publisher: Link | None = None
    supports: list[Text] = field(default_factory=list)
    seen: str = ""
    published: str = ""


class Subject:
    """What a page about one document is made from. ``used`` collects the records that a section has shown."""

    def __init__(self, site: Site, document: Document) -> None:
        self.site = site
        self.document = document
        self.iri = document.iri
        self.this = document.thing
        self.names: Names = names(site)
        self.graph = Graph.of_rows(site.engine.select(OWN, {"document": NamedNode(self.iri)}))
        bindings = {"this": NamedNode(self.this), "own": Literal(f"{self.iri}#")}
        self.incoming = Graph.of_rows(site.engine.select(INCOMING, bindings))
        self.used: set[str] = {self.iri, self.this}
        self._numbers: dict[str, int] = {}
        for node in sorted(self.graph.typed("psin:Source"), key=natural):
            self._number(node)

    @property
    def name(self) -> Text:
        return self.names.text(self.this, self.graph)

    def records(self, *types: str) -> list[str]:
        """The document's own records of some types, in natural order of their fragments; marks them as shown."""
        found = sorted((node for node in self.graph.typed(*types) if node != self.this), key=natural)
        self.used.update(found)
        return found

    def others(self, *types: str) -> list[str]:
        """Records of other documents that point here."""
        return sorted(self.incoming.typed(*types), key=natural)

    def anchor(self, node: str) -> str | None:
        """The id that a record has on this page; None for what belongs to another document."""
        return node[len(self.iri) + 1 :] if node.startswith(f"{self.iri}#") else None

    def marks(self, *nodes: str) -> tuple[Mark, ...]:
        """Markers for the sources of some records, each source once, in the order of their numbers."""
        found = sorted({self._number(key(term)) for node in nodes for term in self.graph.all(node, "dcterms:source")})
        cited = {number: node for node, number in self._numbers.items()}
        marks: list[Mark] = []
        for first, last in _runs(found):
            href = f"#{self._source_anchor(cited[first])}"
            if last - first < 2:
                marks += [
                    Mark(
                        str(n),
                        _("Source {n}: {title}", n=n, title=self._source_title(cited[n])),
                        f"#{self._source_anchor(cited[n])}",
                    )
                    for n in range(first, last + 1)
                ]
            else:
                marks.append(Mark(f"{first}–{last}", _("Sources {first} to {last}", first=first, last=last), href))
        return tuple(marks)

    def link(self, term: object) -> Link:
        return self.names.link(term, self.graph, here=self.iri)  # type: ignore[arg-type]

    def links(self, node: str, *predicates: str) -> list[Link]:
        return [self.link(term) for term in self.graph.all(node, *predicates)]

    def concept(self, node: str, predicate: str) -> Link | None:
        return next(iter(self.links(node, predicate)), None)

    def text(self, node: str, *predicates: str) -> Text | None:
        return best(self.graph.all(node, *predicates))

    def texts(self, node: str, *predicates: str) -> list[Text]:
        return texts(self.graph, node, *predicates)

    def span(self, node: str) -> Span:
        return span(self.graph, node)

    def sources(self) -> list[Source]:
        """All sources cited so far, in the order of their numbers. Call it after every section has been built."""
        return [self._source(node, number) for node, number in sorted(self._numbers.items(), key=lambda item: item[1])]

    def _number(self, node: str) -> int:
        self.used.add(node)
        return self._numbers.setdefault(node, len(self._numbers) + 1)

    def _source_anchor(self, node: str) -> str:
        own = self.anchor(node) if node in self.graph else None
        return own or f"cited-{self._numbers[node]}"

    def _source_title(self, node: str) -> str:
        title = self.text(node, "dcterms:title")
        if title:
            return title.value
        page = self.graph.value(node, "foaf:page", "schema:url")
        return web_name(page) if page else self.names.text(node).value

    def _source(self, node: str, number: int) -> Source:
        graph, title = self.graph, self.text(node, "dcterms:title")
        page = graph.one(node, "foaf:page", "schema:url")
        if node not in graph:
            return Source(number, self._source_anchor(node), None, self.link(node))
        link = Link(title or Text(web_name(key(page))), *self.names.place(key(page))) if page else None
        publisher = self.concept(node, "dcterms:publisher")
        supports = self.texts(node, "dcterms:description", "dcterms:bibliographicCitation")
        seen, published = (
            graph.value(node, "psin:seenOn") or "",
            graph.value(node, "dcterms:date", "dcterms:issued") or "",
        )
        return Source(
            number, self._source_anchor(node), title, link, publisher, supports, date_words(seen), date_words(published)
        )


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbours: 1, 2, 3, 7 are (1, 3) and (7, 7)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def natural(node: str) -> list[tuple[int, int, str]]:
    """Sort key that puts ``source-2`` before ``source-10``."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", node) if part]
