"""A thing on one small page that may be framed by any site: no script, no cookie, nothing from elsewhere."""

from __future__ import annotations

from flask import Response, request

from ...federation.reconcile.properties import PROPERTIES
from ...federation.reconcile.records import TYPES, Record, Records
from ...vocabulary.namespaces import DCTERMS
from ..address import root
from ..language import here, language
from ..pages.rendering import template
from ..site import site

#: What a card tells beside name and description.
_ROWS = ("place", "status", "convener", "founded", "start", "homepage")
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


def card(record: Record, records: Records) -> Response:
    """The card as a response of its own."""
    chosen, base = language(), root(site())
    rows = [
        (PROPERTIES[name].name(chosen), values) for name in _ROWS if (values := _values(name, record, records, chosen))
    ]
    name = record.name(chosen)
    body = template("card.html").render(
        name=name,
        kind=TYPES[record.kind][chosen == "fr"],
        words=record.text(f"{DCTERMS}description", chosen),
        rows=rows,
        address=base + here(f"/{record.id}"),
        base=base,
    )
    response = Response(body, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    return response.make_conditional(request)


def _values(name: str, record: Record, records: Records, chosen: str) -> list[tuple[str, str]]:
    """Texts with the address that each leads to, empty for those that lead nowhere."""
    if record.kind not in PROPERTIES[name].kinds:
        return []
    found = []
    for value in PROPERTIES[name].values(record, records, chosen)[:4]:
        text = str(value.get("name") or value.get("str") or value.get("int") or str(value.get("date", ""))[:10])
        link = f"{root(site())}{here('/' + str(value['id']))}" if "id" in value else text
        found.append((text, link if link.startswith(("https://", "http://")) else ""))
    return found
