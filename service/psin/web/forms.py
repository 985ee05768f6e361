"""What a query can be answered as, and within which budget."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..engine import Budget, Format
from ..engine.alike import kind_alike
from ..engine.formats import BINDINGS, BOOLEAN, GRAPH, of_kind
from ..errors import InputError
from .negotiation import Representation
from .protocol import Operation
from .site import Site

_ALIASES = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    "ntriples": ("text/plain",),
    "jsonld": ("application/json",),
    "rdfxml": ("application/xml", "text/xml"),
}
#: Other names in the parameter ``format``, as clients in use send them.
_NAMES = {
    "json": ("sparql-results+json",),
    "xml": ("sparql-results+xml",),
    "turtle": ("n3", "x-turtle"),
    "ntriples": ("n-triples",),
    "jsonld": ("json-ld", "json"),
    "rdfxml": ("rdf+xml", "rdf-xml", "rdf/xml", "rdf", "xml"),
}

#: By kind of result what it can be had as, the usual form first.
OFFERS: dict[str, dict[Representation, Format]] = {
    kind: {Representation(f.extension, f.media_type, f.title, _ALIASES.get(f.name, ())): f for f in of_kind(kind)}
    for kind in (BINDINGS, BOOLEAN, GRAPH)
}


def kind_of_query(site: Site, query: str) -> str:
    """The kind of result; texts that are too long are not even looked at."""
    return kind_alike(query) if len(query) <= site.settings.query_text_bytes else BINDINGS


def graphs_of(operation: Operation) -> dict[str, Any]:
    """The dataset of an operation as arguments for the engine."""
    return {"default_graphs": operation.default_graphs, "named_graphs": operation.named_graphs}


def named(kind: str, names: tuple[str, ...]) -> Representation:
    """The form that all these names mean for a result of this kind. Raises InputError if there is none, or several."""
    offers = OFFERS[kind]
    wishes = {name.strip().lower() for name in names}
    found = [
        offer
        for offer, form in offers.items()
        if wishes & {form.name, offer.extension, offer.media_type, *_NAMES.get(form.name, ())}
    ]
    if len(found) == 1:
        return found[0]
    said = " and ".join(f"'{name[:60]}'" for name in names[:3])
    reason = f"The formats {said} contradict each other." if found else f"{said} is not a format for this answer."
    raise InputError(reason, f"Formats are: {', '.join(form.name for form in offers.values())}.")


def budget_of(site: Site, operation: Operation) -> Budget:
    """The budget of the service, or less time if the client asks for less; never more. Raises InputError."""
    full = site.engine.budget
    if not operation.timeout:
        return full
    try:
        seconds = float(operation.timeout)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise InputError(
            f"The timeout '{operation.timeout[:60]}' is not a number of seconds.", "Give it like timeout=2.5."
        )
    return replace(full, seconds=min(seconds, full.seconds))
