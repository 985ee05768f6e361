"""Cards on partners' pages: in a frame, by one script, or by oEmbed (https://oembed.com/)."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, current_app, request

from ...documents import BASE
from ...errors import InputError, UnknownName
from ...federation.reconcile.records import TYPES, Record
from ..address import root
from ..language import here, language, speak
from ..site import site
from .cards import card
from .reconcile import search_of

blueprint = Blueprint("embed", __name__)
_WIDTH, _HEIGHT = 420, 320


@blueprint.route("/embed/<kind>/<slug>")
def embed(kind: str, slug: str) -> Response:
    """The card of a network, organisation or convening."""
    records = search_of(site()).records
    record = records.by_id.get(f"{kind}/{slug}")
    if record is None:
        raise UnknownName(f"There is no card of '{kind}/{slug}'.", f"There are cards of each {', '.join(TYPES)}.")
    return card(record, records)


@blueprint.route("/embed.js")
def script() -> Response:
    response = current_app.send_static_file("embed.js")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.route("/oembed")
def oembed() -> Response:
    """How to show the page at ``url`` elsewhere, as JSON or XML."""
    asked, form = request.args.get("url", ""), request.args.get("format", "json")
    if form not in ("json", "xml"):
        abort(501, "oEmbed is answered as json or xml.")
    record = _record(asked)
    base, chosen = root(site()), language()
    width, height = _size("maxwidth", _WIDTH), _size("maxheight", _HEIGHT)
    title, source = record.name(chosen).text, f"{base}{here(f'/embed/{record.id}')}"
    frame = (
        f'<iframe src="{escape(source)}" width="{width}" height="{height}" title="{escape(title)}" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy"></iframe>'
    )
    found = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "psin",
        "provider_url": f"{base}/",
        "cache_age": 300,
        "html": frame,
        "width": width,
        "height": height,
    }
    if form == "json":
        response = current_app.json.response(found)
    else:
        top = ET.Element("oembed")
        for name, value in found.items():
            ET.SubElement(top, name).text = str(value)
        response = Response(
            ET.tostring(top, encoding="utf-8", xml_declaration=True), content_type="text/xml; charset=utf-8"
        )
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    return response.make_conditional(request)


def _record(address: str) -> Record:
    """What the address of one of our pages, here or under its permanent name, is about. Raises UnknownName."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise InputError("'url' is no address.", "Give the address of a page here.") from None
    plain = f"{parts.scheme}://{parts.netloc}{parts.path}"
    for start in (f"{root(site())}/fr/", f"{root(site())}/", BASE):
        if plain.startswith(start):
            if start.endswith("/fr/"):
                speak("fr")
            record = search_of(site()).records.by_id.get(plain.removeprefix(start).removesuffix(".html"))
            if record is not None:
                return record
    raise UnknownName(
        "'url' is not the page of a network, an organisation or a convening here.", "Give the address of such a page."
    )


def _size(name: str, usual: int) -> int:
    """At most what is asked for (oEmbed, section 2.3.4.4)."""
    text = request.args.get(name, "").lstrip("0")
    return min(usual, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else usual
