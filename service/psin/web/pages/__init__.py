"""The pages for readers: functions from the loaded site to HTML, and the routes of those that are not documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...documents import Document
from ...errors import PsinError
from ..titles import title_words
from . import concept, convening, knowledge, network, organisation, partners, questions, reference, sparql, terms
from .citing import citation_of
from .rendering import render
from .routes import blueprint
from .validation import page as validation_page

if TYPE_CHECKING:
    from ..site import Site

_BY_KIND: dict[str, Callable[[Site, Document], str]] = {
    "network": network.page,
    "organisation": organisation.page,
    "convening": convening.page,
    "lesson": knowledge.lesson_page,
    "guidance": knowledge.guidance_page,
    "catalogue": knowledge.catalogue_page,
    "partner": partners.partner_page,
    "identity": partners.identity_page,
}


def document_page(site: Site, document: Document) -> str:
    """The page of a document of any kind."""
    return _BY_KIND[document.kind_name](site, document)


def concept_page(site: Site, iri: str) -> str:
    """The page of a concept or of a scheme. Raises UnknownName."""
    return concept.page(site, iri)


def vocabulary_page(site: Site) -> str:
    """Every term of the vocabulary, with its local name as anchor."""
    return reference.vocabulary_page(site)


def shapes_page(site: Site) -> str:
    """Every rule, with its local name as anchor."""
    return reference.shapes_page(site)


def query_page(site: Site, query: str, problem: PsinError | None) -> str:
    """The form for a SPARQL query; ``problem`` is what was wrong with ``query``, if anything was."""
    return sparql.form(site, query, problem)


def completion(site: Site) -> str:
    """JSON for the query editor."""
    return terms.completion(site)


def library_page(site: Site) -> str:
    """All questions of the query library."""
    return questions.library_page(site)


def error_page(site: Site, status: int, title: str, detail: str, advice: str, about: str = "") -> str:
    """What a reader sees instead of a page. ``status`` is the HTTP status, ``about`` the address that explains the kind."""
    return render(
        "error.html", site, title=title_words(title), status=status, detail=detail, advice=advice, about=about
    )


__all__ = [
    "blueprint",
    "citation_of",
    "completion",
    "concept_page",
    "document_page",
    "error_page",
    "library_page",
    "query_page",
    "shapes_page",
    "validation_page",
    "vocabulary_page",
]
