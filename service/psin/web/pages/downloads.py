"""The lists as data: CSV that spreadsheets read, JSON, Turtle, and the SPARQL query that gives the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyoxigraph
from flask import Response, abort

from ...documents import BASE
from ...queries.cells import safe
from ...vocabulary.namespaces import PREFIXES
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
EXTENSIONS = ("csv", "json", "ttl", "rq")


def download(site: Site, kind: str, arguments: MultiDict[str, str], extension: str) -> Response:
    """The whole of a list, on all its pages, in one of EXTENSIONS; ``bom`` has CSV begin with the mark that Excel needs."""
    if extension not in EXTENSIONS:
        abort(404, f"A list can be had as {', '.join(f'.{name}' for name in EXTENSIONS)}.")
    browse = Browse(site, kind, arguments)
    if extension == "csv":
        mark = "\ufeff" if arguments.get("bom", "") not in ("", "0", "no") else ""
        response = Response(mark + table(browse), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="psin-{FOLDERS[kind]}.csv"'
    elif extension == "json":
        from flask import jsonify

        response = jsonify(listing(browse))
    elif extension == "ttl":
        response = Response(turtle(browse), content_type="text/turtle; charset=utf-8")
    else:
        query = browse.sparql()
        if query is None:
            abort(422, "The query would name more members than a query may. Choose facets instead of searching words.")
        response = Response(query, content_type="application/sparql-query; charset=utf-8")
    return response


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
        found |= {"organisers": [str(link) for link in item.organisers], "networks": [str(link) for link in item.networks]}
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
        writer.writerow({name: safe("; ".join(value) if isinstance(value, list) else str(value)) for name, value in found.items()})
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
