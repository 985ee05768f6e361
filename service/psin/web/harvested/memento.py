"""What a document was on a day (RFC 7089): the gate, the map, and every earlier state under a dated address."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, abort, redirect, request

from ...documents import BASE
from ...errors import UnknownName
from ...federation import memento
from ...federation.history import Event
from .. import data, tombstones
from ..address import root
from ..language import here, language
from ..negotiation import DOCUMENT, HTML, TURTLE, Representation, choose
from ..pages.rendering import render
from ..site import site
from .feed import current_history, heading, words_of

blueprint = Blueprint("memento", __name__)
_KEPT = "public, max-age=31536000, immutable"
_BY_EXTENSION = {offer.extension: offer for offer in DOCUMENT}


@blueprint.route("/timegate/<path:path>")
def gate(path: str) -> Response:
    """Leads to what the document was at the time that Accept-Datetime names; without it, to what it is."""
    events = _events(path)
    header = request.headers.get("Accept-Datetime")
    found = memento.at(events, memento.asked(header)) if header else events[-1]
    if found.digest is None:
        response = tombstones.respond(found)
    else:
        response = redirect(here(memento.address(found)), 302)
    response.vary.add("accept-datetime")
    response.headers["Cache-Control"] = "no-cache"
    _link(response, events[0], ())
    return response


@blueprint.route("/timemap/<path:path>")
def times(path: str) -> Response:
    """Every state there was, with its address."""
    events = _events(path)
    body = ",\n".join(memento.links(events, root(site()))) + "\n"
    response = Response(body, content_type="application/link-format")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@blueprint.route("/memento/<moment>/<path:path>")
def state(moment: str, path: str) -> Response:
    """What the document was. A moment between two states leads to the one in force."""
    stem, dot, extension = path.rpartition(".")
    named = _BY_EXTENSION.get(extension) if dot else None
    events = _events(stem if named else path)
    known = memento.states(events)
    found = memento.at(events, memento.stamped(moment))
    if found.digest is None:
        return tombstones.respond(found)
    if memento.address(found).split("/")[2] != moment:
        return redirect(here(memento.address(found)) + (f".{extension}" if named else ""), 302)
    chosen = named or choose(request.accept_mimetypes, DOCUMENT)
    if chosen is None:
        abort(
            406,
            f"This state can be had as {', '.join(offer.media_type for offer in DOCUMENT)}; the Accept header asks for none of them.",
        )
    text = current_history().log.text(found.digest)
    response = Response(_body(found, events, text, chosen), content_type=chosen.content_type)
    response.headers["Memento-Datetime"] = memento.http_date(found)
    address = f"{memento.address(found)}.{chosen.extension}"
    response.headers["Content-Location"] = here(address) if chosen is HTML else address
    if not named:
        response.vary.add("Accept")
    # The page has a frame that changes with the site, the data never do.
    response.headers["Cache-Control"] = "no-cache" if chosen is HTML else _KEPT
    _link(response, found, known)
    response.add_etag()
    return response.make_conditional(request)


def _events(path: str) -> list[Event]:
    events = current_history().log.of(f"{BASE}{path}")
    if not events:
        raise UnknownName(
            f"Nothing is known of a document '{path[:100]}'.",
            "Give the path of its page, such as network/one-team-gov.",
        )
    return events


def _body(found: Event, events: list[Event], text: str, chosen: Representation) -> bytes:
    if chosen is TURTLE:
        return text.encode()
    if chosen is HTML:
        return _page(found, events, text).encode()
    parsed = ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=found.graph)
    return data.serialise((quad.triple for quad in parsed), chosen, compact=len(text) < 200_000)


def _page(found: Event, events: list[Event], text: str) -> str:
    current = site()
    words = words_of(current)
    rows = [
        (event, heading(event), here(memento.address(event)) if event.digest else "", words.of(event, language()))
        for event in reversed(events)
    ]
    return render(
        "memento.html",
        current,
        title=found.title,
        found=found,
        rows=rows,
        text=text,
        now=found.graph.removeprefix(BASE.rstrip("/")) if events[-1].digest else "",
        latest=found is events[-1],
        data=f"{memento.address(found)}.ttl",
    )


def _link(response: Response, found: Event, known: list[Event] | tuple[()]) -> None:
    path, base = found.graph.removeprefix(BASE), root(site())
    response.headers.add("Link", f'<{BASE}{path}>; rel="original"')
    response.headers.add("Link", f'<{base}/timegate/{path}>; rel="timegate"')
    response.headers.add("Link", f'<{base}/timemap/{path}>; rel="timemap"; type="application/link-format"')
    if not known:
        return
    number = known.index(found)
    for relation, other in (("first", 0), ("prev", number - 1), ("next", number + 1), ("last", len(known) - 1)):
        if 0 <= other < len(known) and (other != number or relation in ("first", "last")):
            event = known[other]
            response.headers.add(
                "Link",
                f'<{base}{memento.address(event)}>; rel="{relation} memento"; datetime="{memento.http_date(event)}"',
            )
