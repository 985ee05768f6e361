"""What is left of a document that was withdrawn: the answer 410, as a page, as data, or as any other error.

Source: RFC 9110, section 15.5.11; PROV-O for the time.
"""

from __future__ import annotations

import pyoxigraph as ox
from flask import Response, current_app, request

from ..documents import BASE
from ..federation import memento
from ..federation.history import Event
from ..federation.history.events import stamp
from ..vocabulary.namespaces import DCTERMS, PROV, RDF, XSD
from . import data, problems
from .language import here
from .negotiation import DOCUMENT, HTML, choose
from .pages.rendering import render
from .site import site


def of(graph: str) -> Event | None:
    """The withdrawal of a document that is not served; None if it never was."""
    past = current_app.extensions["psin"].past
    past.history.at(site().catalogue)
    found = past.history.last(graph)
    return found if found is not None and found.digest is None else None


def respond(event: Event) -> Response:
    """The answer for a document that an event withdrew."""
    chosen = choose(request.accept_mimetypes, DOCUMENT)
    extension = request.path.rpartition(".")[2]
    chosen = next((offer for offer in DOCUMENT if offer.extension == extension), chosen)
    events = current_app.extensions["psin"].past.history.log.of(event.graph)
    states = memento.states(events)
    if chosen is HTML:
        last = here(memento.address(states[-1])) if states else ""
        body = render("tombstone.html", site(), title=event.title, event=event, last=last).encode()
        response = Response(body, 410, content_type=HTML.content_type)
    elif chosen is not None:
        response = Response(
            data.serialise(statements(event, states), chosen, compact=False), 410, content_type=chosen.content_type
        )
    else:
        detail = f"The document '{event.title}' was withdrawn on {event.when:%Y-%m-%d}."
        response = problems.problem(
            410, "Withdrawn", detail, "What it was stands in its time map.", {"code": "withdrawn"}
        )
    path = event.graph.removeprefix(BASE)
    response.headers.add("Link", f'</timemap/{path}>; rel="timemap"; type="application/link-format"')
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def statements(event: Event, states: list[Event]) -> list[ox.Triple]:
    """That there was such a document, under which title, and until when."""
    node = ox.NamedNode(event.graph)
    time = ox.Literal(stamp(event.time), datatype=ox.NamedNode(f"{XSD}dateTime"))
    found = [
        ox.Triple(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{PROV}Entity")),
        ox.Triple(node, ox.NamedNode(f"{PROV}invalidatedAtTime"), time),
        ox.Triple(node, ox.NamedNode(f"{DCTERMS}title"), ox.Literal(event.title)),
    ]
    if states:
        first = ox.Literal(stamp(states[0].time), datatype=ox.NamedNode(f"{XSD}dateTime"))
        found.append(ox.Triple(node, ox.NamedNode(f"{PROV}generatedAtTime"), first))
    return found
