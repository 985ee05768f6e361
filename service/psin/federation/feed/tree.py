"""The log as a Linked Data Event Stream, paged by time: LDES 1.0, TREE, and DCAT-AP Feeds for the form of an event.

An event is a Create, Update or Delete of Activity Streams; what the document says from then on stands in the graph that
is named by the event.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ...documents import BASE
from ...vocabulary.namespaces import RDF, XSD
from .. import canonical
from ..history import CREATE, DELETE, UPDATE, Event
from ..history.events import stamp
from ..history.log import Log
from . import SIZE

PREFIXES = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "dct": "http://purl.org/dc/terms/",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
    "xsd": XSD,
}
STREAM = f"{BASE}feed#stream"
#: How often a follower need not look more often, in seconds.
_POLLING = 60
_TYPES = {CREATE: "as:Create", UPDATE: "as:Update", DELETE: "as:Delete"}
_TYPE = ox.NamedNode(f"{RDF}type")


def pages(log: Log) -> int:
    """How many pages there are, the one that still grows included."""
    return -(-log.count // SIZE)


def root(log: Log, base: str) -> list[ox.Quad]:
    """The way into the stream: every page with the times between which its events lie.

    ``base`` is the address of the service without a slash at the end.
    """
    view, policy = ox.NamedNode(f"{base}/feed"), ox.NamedNode(f"{base}/feed#kept")
    spans = log.every(SIZE)
    out = [*_stream(view), _says(view, _TYPE, "tree:Node"), _says(view, _TYPE, "ldes:EventSource")]
    description = ox.NamedNode(f"{base}/feed#view")
    out += [_says(view, "tree:viewDescription", description), _says(description, "ldes:retentionPolicy", policy)]
    out += [_says(view, "ldes:retentionPolicy", policy), _says(policy, _TYPE, "ldes:RetentionPolicy")]
    if spans:
        out.append(_says(policy, "ldes:startingFrom", _time(spans[0][0])))
    for number, (first, last) in enumerate(spans, 1):
        page = ox.NamedNode(f"{base}/feed/page/{number}")
        out += _relation(view, f"{base}/feed#from-{number}", "tree:GreaterThanOrEqualToRelation", first, page)
        if number < len(spans) or not log.count % SIZE:
            out += _relation(view, f"{base}/feed#until-{number}", "tree:LessThanOrEqualToRelation", last, page)
    return out


def page(log: Log, number: int, base: str) -> list[ox.Quad] | None:
    """The events of a page, the first being 1; None if there is no such page."""
    found = log.events((number - 1) * SIZE + 1, number * SIZE) if number > 0 else []
    if not found:
        return None
    node = ox.NamedNode(f"{base}/feed/page/{number}")
    out = [*_stream(ox.NamedNode(f"{base}/feed")), _says(node, _TYPE, "tree:Node")]
    if is_full(log, number):
        out.append(_says(node, "ldes:immutable", ox.Literal("true", datatype=ox.NamedNode(f"{XSD}boolean"))))
    for event in found:
        out.append(_says(ox.NamedNode(STREAM), "tree:member", ox.NamedNode(event.iri)))
        out += member(log, event)
    return out


def is_full(log: Log, number: int) -> bool:
    """Whether a page has all the events that it can have, and so never changes."""
    return number * SIZE <= log.count


def member(log: Log, event: Event) -> Iterator[ox.Quad]:
    """One event, with what the document says from then on."""
    node = ox.NamedNode(event.iri)
    yield _says(node, _TYPE, _TYPES[event.kind])
    yield _says(node, "as:object", ox.NamedNode(event.graph))
    yield _says(node, "as:published", _time(event.time))
    if event.digest:
        yield from payload(log.text(event.digest), event, node)


def payload(text: str, event: Event, node: ox.NamedNode) -> Iterator[ox.Quad]:
    """The statements of a document in the graph ``node``; blank nodes are named after the event, the same every time."""
    parsed = ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=event.graph)
    for quad in ox.parse("\n".join(canonical.stable(parsed)).encode(), ox.RdfFormat.N_TRIPLES):
        yield ox.Quad(_named(quad.subject, event), quad.predicate, _named(quad.object, event), node)  # type: ignore[arg-type]


def _named(term: object, event: Event) -> object:
    return ox.BlankNode(f"e{event.number}{term.value}") if isinstance(term, ox.BlankNode) else term


def _stream(view: ox.NamedNode) -> list[ox.Quad]:
    stream = ox.NamedNode(STREAM)
    return [
        _says(stream, _TYPE, "ldes:EventStream"),
        _says(stream, "ldes:timestampPath", "as:published"),
        _says(stream, "ldes:versionOfPath", "as:object"),
        _says(stream, "ldes:versionCreateObject", "as:Create"),
        _says(stream, "ldes:versionUpdateObject", "as:Update"),
        _says(stream, "ldes:versionDeleteObject", "as:Delete"),
        _says(stream, "ldes:pollingInterval", ox.Literal(str(_POLLING), datatype=ox.NamedNode(f"{XSD}integer"))),
        _says(stream, "tree:view", view),
    ]


def _relation(view: ox.NamedNode, iri: str, kind: str, time: int, page: ox.NamedNode) -> list[ox.Quad]:
    node = ox.NamedNode(iri)
    return [
        _says(view, "tree:relation", node),
        _says(node, _TYPE, kind),
        _says(node, "tree:path", "as:published"),
        _says(node, "tree:value", _time(time)),
        _says(node, "tree:node", page),
    ]


def _time(milliseconds: int) -> ox.Literal:
    return ox.Literal(stamp(milliseconds), datatype=ox.NamedNode(f"{XSD}dateTime"))


def _says(subject: ox.NamedNode, predicate: str | ox.NamedNode, value: str | ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(subject, _iri(predicate), _iri(value) if isinstance(value, str) else value)


def _iri(name: str | ox.NamedNode) -> ox.NamedNode:
    if isinstance(name, ox.NamedNode):
        return name
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)
