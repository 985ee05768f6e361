"""Which representation a client gets. Source: RFC 9110, section 12.5.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Request
from werkzeug.datastructures import MIMEAccept


@dataclass(frozen=True)
class Representation:
    """A form in which a document can be had: ``extension`` without dot, ``aliases`` are other media types for it."""

    extension: str
    media_type: str
    title: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        text = self.media_type.startswith("text/") or self.media_type.endswith(("+xml", "n-triples"))
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


HTML = Representation("html", "text/html", "page", ("application/xhtml+xml",))
TURTLE = Representation("ttl", "text/turtle", "Turtle", ("application/x-turtle",))
JSON_LD = Representation("jsonld", "application/ld+json", "JSON-LD", ("application/json",))
N_TRIPLES = Representation("nt", "application/n-triples", "N-Triples", ("text/plain",))
RDF_XML = Representation("rdf", "application/rdf+xml", "RDF/XML", ("application/xml", "text/xml"))

#: What every document, concept, term and shape can be had as; the first is for those who accept anything.
DOCUMENT = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)


def choose(accept: MIMEAccept, offered: Sequence[Representation]) -> Representation | None:
    """The offer that the client likes best, the earlier one among equals; None if it accepts none of them."""
    if not accept:
        return offered[0]
    best: Representation | None = None
    best_rank = (0.0, 0)
    for offer in offered:
        for number, media_type in enumerate((offer.media_type, *offer.aliases)):
            exact = any(_same(entry, media_type) for entry, _ in accept)
            if number and not exact:
                continue  # another name for a format counts only where the client uses it
            # A client's exact words win over wildcards of the same quality, and a name over its aliases.
            quality = accept[media_type]
            rank = (float(quality), 2 - (number > 0) if exact else 0)
            if quality > 0 and rank > best_rank:
                best, best_rank = offer, rank
    return best


def _same(entry: str, media_type: str) -> bool:
    return entry.split(";")[0].strip().lower() == media_type


def wants_html(request: Request) -> bool:
    """Whether the request comes from a browser, which names HTML itself; a wildcard alone does not count."""
    accept = request.accept_mimetypes
    named = any(_same(entry, "text/html") or _same(entry, "application/xhtml+xml") for entry, _ in accept)
    return named and choose(accept, (HTML, TURTLE, JSON_LD, RDF_XML)) is HTML
