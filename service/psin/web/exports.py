"""The catalogue as a whole: dumps in every format, and the views for those who speak ORG, schema.org or DCAT."""

from __future__ import annotations

import io
from functools import lru_cache

import pyoxigraph
from flask import Blueprint, Response, abort, request

from .. import assets
from ..catalogue import Catalogue
from ..errors import UnknownName
from ..vocabulary.namespaces import PREFIXES
from . import data
from .negotiation import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Representation, choose
from .site import site

blueprint = Blueprint("exports", __name__)

N_QUADS = Representation("nq", "application/n-quads", "N-Quads")
DUMPS = {
    N_QUADS: pyoxigraph.RdfFormat.N_QUADS,
    N_TRIPLES: pyoxigraph.RdfFormat.N_TRIPLES,
    TURTLE: pyoxigraph.RdfFormat.TURTLE,
    JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
}
_VIEW_FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)


@blueprint.route("/dump/latest.<extension>")
def dump(extension: str) -> Response:
    """All documents, vocabulary and shapes: N-Quads with one graph a document, the others as one graph."""
    chosen = next((r for r in DUMPS if r.extension == extension), None)
    if chosen is None:
        names = ", ".join(f"/dump/latest.{r.extension}" for r in DUMPS)
        raise UnknownName(f"There is no dump in the format '{extension}'.", f"There are {names}.")
    current = site()
    response = Response(dump_of(current.catalogue, chosen), content_type=chosen.content_type)
    response.set_etag(f"{current.catalogue.version[:32]}-{extension}")
    return response.make_conditional(request)


@lru_cache(maxsize=4)
def dump_of(catalogue: Catalogue, chosen: Representation) -> bytes:
    """All graphs in one of DUMPS; but for N-Quads as one graph, each statement once."""
    quads = pyoxigraph.parse(catalogue.nquads, pyoxigraph.RdfFormat.N_QUADS)
    out = io.BytesIO()
    if chosen is N_QUADS:
        return catalogue.nquads
    triples = dict.fromkeys(pyoxigraph.Triple(q.subject, q.predicate, q.object) for q in quads)
    prefixes = PREFIXES if chosen is TURTLE else None
    pyoxigraph.serialize(triples, out, format=DUMPS[chosen], prefixes=prefixes)
    return out.getvalue()


@blueprint.route("/export/<name>")
def view(name: str) -> Response:
    """The present of the catalogue in another vocabulary, by a query of ``ontology/exports/``."""
    stem, _, extension = name.partition(".")
    path = assets.ontology() / "exports" / f"{stem}.rq"
    known = {p.stem for p in path.parent.glob("*.rq")}
    if stem not in known:
        raise UnknownName(f"There is no export '{stem}'.", f"Exports are: {', '.join(sorted(known))}.")
    chosen = next((r for r in _VIEW_FORMATS if r.extension == extension), None) if extension else None
    chosen = chosen or choose(request.accept_mimetypes, _VIEW_FORMATS)
    if chosen is None or (extension and chosen.extension != extension):
        abort(406, f"An export can be had as {', '.join(r.media_type for r in _VIEW_FORMATS)}.")
    triples = site().engine.construct(path.read_text(encoding="utf-8"))
    response = Response(data.serialise(triples, chosen), content_type=chosen.content_type)
    response.vary.add("Accept")
    response.add_etag()
    return response.make_conditional(request)
