"""The lists as data: CSV that spreadsheets read, JSON, Turtle, and the SPARQL query that gives the same.

A list is written once for a state of the catalogue, and kept like the answer to a query; who has it is told so at once.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyoxigraph
from flask import Response, abort, request

from ... import __version__
from ...documents import BASE
from ...queries.cells import safe
from ...vocabulary.namespaces import PREFIXES
from ..answers import Kept
from ..language import language
from . import rows
from .browse import FOLDERS, Browse, facet_title, value_link
from .rows import Item

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from ..site import Site

_ITEMS: dict[str, Callable[[Site, Any], list[Any]]] = {
    "network": rows.networks,
    "organisation": rows.organisations,
    "convening": rows.convenings,
}
#: Content type by extension.
EXTENSIONS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ttl": "text/turtle; charset=utf-8",
    "rq": "application/sparql-query; charset=utf-8",
}
#: What the spreadsheet that needs it reads as UTF-8.
_MARK = "\ufeff"


def download(site: Site, kind: str, arguments: MultiDict[str, str], extension: str) -> Response:
    """The whole of a list, on all its pages, in one of EXTENSIONS; ``bom`` has CSV begin with the mark that Excel needs."""
    if extension not in EXTENSIONS:
        abort(404, f"A list can be had as {', '.join(f'.{name}' for name in EXTENSIONS)}.")
    browse = Browse(site, kind, arguments)
    marked = extension == "csv" and arguments.get("bom", "") not in ("", "0", "no")
    response = Response(content_type=EXTENSIONS[extension])
    response.headers["Cache-Control"] = "no-cache"
    if extension == "csv":
        response.headers["Content-Disposition"] = f'attachment; filename="psin-{FOLDERS[kind]}.csv"'
    parts = (__version__, site.catalogue.version, language(), extension, str(marked), browse.address())
    tag = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    response.set_etag(tag)
    if not request.if_none_match.contains_weak(tag):
        response.set_data(_body(browse, extension, marked, tag))
    return response.make_conditional(request)


def _body(browse: Browse, extension: str, marked: bool, tag: str) -> bytes:
    kept = browse.site.answers.get(tag)
    if kept is not None:
        return kept.body
    many, most = len(browse.numbers), int(browse.site.settings.list_members)
    if extension != "rq" and many > most:
        abort(
            422,
            f"The list has {many:,} members, and {most:,} can be had at once. Choose facets, or take everything from /dump/latest.nq.gz.",
        )
    body = _written(browse, extension, marked)
    browse.site.answers.put(tag, Kept(body, "", "", many))
    return body


def _written(browse: Browse, extension: str, marked: bool) -> bytes:
    if extension == "csv":
        return ((_MARK if marked else "") + table(browse)).encode()
    if extension == "json":
        return json.dumps(listing(browse), ensure_ascii=False).encode()
    if extension == "ttl":
        return turtle(browse)
    query = browse.sparql()
    if query is None:
        abort(422, "The query would name more members than a query may. Choose facets instead of searching words.")
    return query.encode()


def record(site: Site, kind: str, item: Item) -> dict[str, Any]:
    """A member as plain data: single values as text, the values of each facet as a list of names."""
    row = item.row
    found: dict[str, Any] = {
        "name": str(item.link),
        "native_name": item.native.value if item.native else "",
        "iri": row.iri,
        "page": BASE.rstrip("/") + row.address,
        "homepage": row.parts.get("page", ""),
        "since": item.since.words,
        "since_date": row.parts.get("since", {}).get("date", ""),
        "until": item.until.words,
        "until_date": row.parts.get("until", {}).get("date", ""),
    }
    if kind == "network":
        found |= {"last_seen": row.seen, "conveners_in_words": list(row.parts.get("named", ()))}
    if isinstance(item, rows.Organisation):
        found |= {"networks_convened": item.convenes, "networks_sponsored": item.sponsors}
    if isinstance(item, rows.Convening):
        found |= {
            "organisers": [str(link) for link in item.organisers],
            "networks": [str(link) for link in item.networks],
        }
    for facet in site.model.listings[kind].listed.facets:
        codes = [code for code in row.facets.get(facet.name, ()) if code != "unknown"]
        found[facet.name] = sorted(str(value_link(site, kind, facet, code)) for code in codes)
    return found


def table(browse: Browse) -> str:
    """CSV after RFC 4180, the values of a facet with a semicolon between."""
    out = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for item in _ITEMS[browse.kind](browse.site, browse.numbers):
        found = record(browse.site, browse.kind, item)
        if writer is None:
            writer = csv.DictWriter(out, list(found))
            writer.writeheader()
        writer.writerow(
            {name: safe("; ".join(value) if isinstance(value, list) else str(value)) for name, value in found.items()}
        )
    if writer is None:
        out.write("name,iri\r\n")
    return out.getvalue()


def listing(browse: Browse) -> dict[str, Any]:
    """The members, the facets with their counts, the query and the version of the catalogue."""
    counts = browse.listing.counts(browse.selection)
    facets = [
        {
            "name": facet.name,
            "title": facet_title(browse.kind, facet.name),
            "values": [
                {"value": code, "label": str(value_link(browse.site, browse.kind, facet, code)), "count": count}
                for code, count in counts[facet.name]
            ],
        }
        for facet in browse.listing.listed.facets
    ]
    return {
        "version": browse.site.catalogue.version,
        "total": browse.listing.total,
        "count": len(browse.numbers),
        "chosen": dict(_chosen(browse)),
        "facets": facets,
        "sparql": browse.sparql(),
        "items": [record(browse.site, browse.kind, item) for item in _ITEMS[browse.kind](browse.site, browse.numbers)],
    }


def _chosen(browse: Browse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in browse.pairs():
        found.setdefault(name, []).append(value)
    return found


def turtle(browse: Browse) -> bytes:
    """What the document of each member says of it directly, without its records."""
    facts = "".join(row.facts for row in browse.site.model.rows(browse.numbers, facts=True))
    out = io.BytesIO()
    quads = pyoxigraph.parse(facts.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    pyoxigraph.serialize((quad.triple for quad in quads), out, format=pyoxigraph.RdfFormat.TURTLE, prefixes=PREFIXES)
    return out.getvalue()
