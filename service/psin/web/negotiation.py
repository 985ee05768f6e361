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
TURTLE = Representation("ttl", "text/turtle", "Turtle", ("application/x-turtle", "application/turtle", "text/n3"))
JSON_LD = Representation("jsonld", "application/ld+json", "JSON-LD", ("application/json",))
N_TRIPLES = Representation("nt", "application/n-triples", "N-Triples", ("text/plain",))
RDF_XML = Representation("rdf", "application/rdf+xml", "RDF/XML", ("application/xml", "text/xml"))

#: What every document, concept, term and shape can be had as; the first is for those who accept anything.
DOCUMENT = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)

#: What a graph can be had as where there is no page for it; Turtle for those who accept anything.
RDF = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)


def choose(accept: MIMEAccept, offered: Sequence[Representation]) -> Representation | None:
    """The offer that the client likes best, the earlier one among equals; None if it accepts none of them."""
    if not accept:
        return offered[0]
    best: Representation | None = None
    best_rank = (0.0, 0)
    for offer in offered:
        # A client's exact words win over wildcards of the same quality, and a name over its aliases, which no wildcard
        # stands for.
        for number, media_type in enumerate((offer.media_type, *offer.aliases)):
            quality, precision = _quality(accept, media_type)
            if number and precision < 2:
                continue
            rank = (quality, 2 - (number > 0) if precision == 2 else 0)
            if quality > 0 and rank > best_rank:
                best, best_rank = offer, rank
    return best


def _quality(accept: MIMEAccept, media_type: str) -> tuple[float, int]:
    """How much a client likes a media type, and by how precise a range: 2 its name, 1 its family, 0 anything.

    The most precise range decides. Parameters such as ``charset`` and ``profile`` do not make another type of it.
    """
    family = f"{media_type.partition('/')[0]}/*"
    found = (0.0, -1)
    for entry, quality in accept:
        named = _name(entry)
        precision = 2 if named == media_type else 1 if named == family else 0 if named == "*/*" else -1
        if precision >= 0 and (precision > found[1] or (precision == found[1] and quality > found[0])):
            found = (float(quality), precision)
    return found


def _name(entry: str) -> str:
    return entry.partition(";")[0].strip().lower()


def wants_html(request: Request) -> bool:
    """Whether the request comes from a browser."""
    return prefers_html(request.accept_mimetypes)


def prefers_html(accept: MIMEAccept) -> bool:
    """Whether this is what a browser sends, which names HTML itself; a wildcard alone does not count."""
    named = any(_name(entry) in ("text/html", "application/xhtml+xml") for entry, _ in accept)
    return named and choose(accept, (HTML, TURTLE, JSON_LD, RDF_XML)) is HTML
