"""Every IRI of ours as page and data: documents, concepts, terms, shapes.

Source: Cool URIs for the Semantic Web, section 4.1 (hash IRIs); content negotiation as in RFC 9110, section 12.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pyoxigraph
from flask import Blueprint, Response, abort, redirect, request

from .. import assets
from ..catalogue import LoadedDocument
from ..catalogue.void import VOID_GRAPH
from ..documents import BASE, KINDS, document
from ..errors import UnknownName
from ..federation.history.contents import content
from ..vocabulary.namespaces import PSIN
from . import data, pages, signposting, tombstones
from .language import here
from .negotiation import DOCUMENT, HTML, TURTLE, Representation, choose
from .site import Site, site
from .versions import HEADER

blueprint = Blueprint("documents", __name__)
_BY_EXTENSION = {representation.extension: representation for representation in DOCUMENT}


def _split(name: str) -> tuple[str, Representation | None]:
    """``x.ttl`` is ``x`` in Turtle; a name without a known extension is negotiated."""
    stem, dot, extension = name.rpartition(".")
    if dot and extension in _BY_EXTENSION:
        return stem, _BY_EXTENSION[extension]
    return name, None


def _negotiated(representation: Representation | None) -> Representation:
    found = representation or choose(request.accept_mimetypes, DOCUMENT)
    if found is None:
        offers = ", ".join(offer.media_type for offer in DOCUMENT)
        abort(406, f"This can be had as {offers}; the Accept header asks for none of them.")
    return found


def answer(path: str, representation: Representation | None, html: Callable[[], str], graph: str) -> Response:
    """The response for a document that has a page: negotiated, or in the representation that the address names.

    Data have the canonical hash of ``graph`` as their entity tag; a page, which tells of other documents too, that of its
    bytes.
    """
    chosen = _negotiated(representation)
    tag = ""
    if chosen is HTML:
        response = Response(html(), mimetype="text/html")
    else:
        tag = digest_of(site(), graph)
        response = Response(graph_of(site(), graph, chosen), content_type=chosen.content_type)
    response.headers["Content-Location"] = _address(path, chosen)
    for other in DOCUMENT:
        if other is not chosen:
            response.headers.add("Link", f'<{_address(path, other)}>; rel="alternate"; type="{other.media_type}"')
    response.headers.add("Link", f'<{BASE}{path.lstrip("/")}>; rel="canonical"')
    response.headers["Cache-Control"] = "no-cache"
    response.headers[HEADER] = site().catalogue.version
    if representation is None:
        response.vary.add("Accept")
    if tag:
        # The bytes may differ where the statements do not: a comment in Turtle, the names of blank nodes.
        response.set_etag(f"{tag[:40]}-{chosen.extension}", weak=True)
    response.add_etag()
    return response.make_conditional(request)


def _address(path: str, form: Representation) -> str:
    """Where a form of a document lies; data are the same in every language, and have one address."""
    address = f"{path}.{form.extension}"
    return here(address) if form is HTML else address


def _times(page: str) -> tuple[str, str]:
    """Links to earlier states (RFC 7089, section 2.2)."""
    return f'</timegate{page}>; rel="timegate"', f'</timemap{page}>; rel="timemap"; type="application/link-format"'


def _document_view(kind_name: str) -> Callable[[str], Response]:
    def view(name: str) -> Response:
        current = site()
        slug, representation = _split(name)
        found = document(kind_name, slug)
        loaded = current.catalogue.by_graph.get(found.iri)
        if not loaded:
            if withdrawn := tombstones.of(found.iri):
                return tombstones.respond(withdrawn)
            raise UnknownName(
                f"There is no {kind_name} '{slug}' in this catalogue.", f"The list is at /{found.kind.folder}."
            )
        response = answer(found.page, representation, lambda: pages.document_page(current, found), found.iri)
        for link in (*signposting.links(found), *_times(found.page)):
            response.headers.add("Link", link)
        return response

    return view


for _kind in KINDS:
    blueprint.add_url_rule(f"/{_kind.name}/<name>", _kind.name, _document_view(_kind.name))


@blueprint.route("/concept/<name>")
def concept(name: str) -> Response:
    """A concept or a scheme; a concept's data are those of its whole scheme, so that labels of neighbours come along."""
    current = site()
    local, representation = _split(name)
    iri = f"{BASE}concept/{local}"
    scheme = _scheme_of(current, iri)
    if scheme is None:
        raise UnknownName(f"There is no concept '{local}' in the vocabulary.", "All concepts are listed at /concepts.")
    return answer(f"/concept/{local}", representation, lambda: pages.concept_page(current, iri), scheme)


def _scheme_of(current: Site, iri: str) -> str | None:
    if iri in current.catalogue.by_graph:
        return iri
    found = current.vocabulary.concepts.get(iri)
    return found.schemes[0] if found and found.schemes else None


@blueprint.route("/ns")
@blueprint.route("/ns.<extension>")
def vocabulary(extension: str = "") -> Response:
    current = site()
    return answer("/ns", _known(extension), lambda: pages.vocabulary_page(current), PSIN.removesuffix("#"))


@blueprint.route("/shapes")
@blueprint.route("/shapes.<extension>")
def shapes(extension: str = "") -> Response:
    current = site()
    return answer("/shapes", _known(extension), lambda: pages.shapes_page(current), f"{BASE}shapes")


@blueprint.route("/ns/<version>")
def vocabulary_version(version: str) -> Response:
    """The version IRI of the vocabulary in force; others are not kept here."""
    if version != site().vocabulary.version:
        raise UnknownName(
            f"There is no version {version} of the vocabulary here.", f"In force is {site().vocabulary.version}: /ns."
        )
    return redirect(here("/ns"), 303)


@blueprint.route("/context.jsonld")
@blueprint.route("/context/<version>.jsonld")
def context(version: str = "") -> Response:
    if version and version != site().vocabulary.version:
        raise UnknownName(
            f"There is no version {version} of the context here.", f"In force is {site().vocabulary.version}."
        )
    response = Response((assets.ontology() / "context.jsonld").read_bytes(), content_type="application/ld+json")
    response.add_etag()
    return response.make_conditional(request)


def _known(extension: str) -> Representation | None:
    if extension and extension not in _BY_EXTENSION:
        raise UnknownName(f"'.{extension}' is not a format.", f"Formats are: {', '.join(_BY_EXTENSION)}.")
    return _BY_EXTENSION.get(extension)


def graph_of(current: Site, graph: str, representation: Representation) -> bytes:
    """A named graph in a format; in Turtle as its file has it. Raises KeyError for a graph that is not there."""
    loaded = tuple(current.catalogue.by_graph[graph])
    if representation is TURTLE and len(loaded) == 1:
        return loaded[0].text.encode()
    return _converted(loaded, representation)


@lru_cache(maxsize=4096)
def _digest(loaded: tuple[LoadedDocument, ...]) -> str:
    return content(loaded[0].graph, loaded).digest


def digest_of(current: Site, graph: str) -> str:
    """The canonical hash (RDFC-1.0) of a named graph. Raises KeyError for a graph that is not there."""
    return _digest(tuple(current.catalogue.by_graph[graph]))


@lru_cache(maxsize=512)
def _converted(loaded: tuple[LoadedDocument, ...], representation: Representation) -> bytes:
    triples = dict.fromkeys(
        pyoxigraph.Triple(q.subject, q.predicate, q.object) for item in loaded for q in item.quads()
    )
    return data.serialise(triples, representation, compact=loaded[0].graph != VOID_GRAPH)
