"""Three ways to follow the changes: the stream, Atom, and the time maps of the documents; each gives the same history."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree as ET

import pyoxigraph as ox

AS, TREE, LDES = "https://www.w3.org/ns/activitystreams#", "https://w3id.org/tree#", "https://w3id.org/ldes#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
ATOM, HISTORY = "{http://www.w3.org/2005/Atom}", "{http://purl.org/syndication/history/1.0}"
#: Document to what happened to it: kind and time, in order.
Told = dict[str, list[tuple[str, str]]]


def pages_of(service: Any) -> list[str]:
    """The addresses of all pages of the stream, in the order of their times."""
    found = ox.Store()
    found.bulk_load(service.get("/feed", Accept="application/trig").body, ox.RdfFormat.TRIG)
    rows = found.query(
        f"SELECT ?node (MIN(?value) AS ?first) {{ ?view <{TREE}relation> ?r . ?r <{TREE}node> ?node ; <{TREE}value> ?value ; "
        f"<{TREE}path> <{AS}published> }} GROUP BY ?node ORDER BY ?first"
    )
    return sorted((row["node"].value for row in rows), key=lambda page: int(page.rsplit("/", 1)[1]))


def from_stream(service: Any) -> tuple[Told, dict[str, set[str]]]:
    """What happened, and what every document that is left says, as N-Triples."""
    told: Told = {}
    says: dict[str, set[str]] = {}
    for page in pages_of(service):
        answer = service.get(page, Accept="application/trig")
        quads = ox.Dataset(ox.parse(answer.body, ox.RdfFormat.TRIG))
        events = []
        for quad in quads.quads_for_predicate(ox.NamedNode(f"{TREE}member")):
            facts = {q.predicate.value: q.object.value for q in quads.quads_for_subject(quad.object)}
            events.append(
                (facts[f"{AS}published"], facts[f"{AS}object"], facts[TYPE.value].removeprefix(AS).lower(), quad.object)
            )
        for time, document, kind, event in sorted(
            events, key=lambda e: (e[0], int(e[3].value.rsplit("/", 1)[1].split("-")[0]))
        ):
            told.setdefault(document, []).append((kind, time))
            said = {f"{q.subject} {q.predicate} {q.object}" for q in quads.quads_for_graph_name(event)}
            if kind == "delete":
                assert not said
                del says[document]
            else:
                says[document] = said
    return told, says


def from_atom(service: Any) -> Told:
    entries: dict[str, tuple[str, str, str]] = {}
    address = "/feed.atom"
    while address:
        feed = ET.fromstring(service.get(address).body)
        for entry in feed.iter(f"{ATOM}entry"):
            links = {link.get("rel"): link.get("href") for link in entry.iter(f"{ATOM}link")}
            kind = entry.find(f"{ATOM}category").get("term")  # type: ignore[union-attr]
            entries[entry.findtext(f"{ATOM}id")] = (entry.findtext(f"{ATOM}updated"), links["via"], kind)  # type: ignore[index,assignment]
        address = next(
            (link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "prev-archive"), ""
        )  # type: ignore[assignment]
    told: Told = {}
    for _, (time, document, kind) in sorted(
        entries.items(), key=lambda e: (e[1][0], int(e[0].rsplit("/", 1)[1].split("-")[0]))
    ):
        told.setdefault(document, []).append((kind, time))
    return told


def from_time_map(service: Any, document: str) -> list[tuple[str, str]]:
    """The addresses and times of all states of a document."""
    body = service.get(f"/timemap/{document.removeprefix('https://w3id.org/psin/')}").text
    found = re.findall(r'<([^>]+)>; rel="[^"]*memento"; datetime="([^"]+)"', body)
    return [(address, f"{parsedate_to_datetime(time):%Y-%m-%dT%H:%M:%S}") for address, time in found]
