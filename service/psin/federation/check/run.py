"""One check of a site: find what it has, then let every client ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from ...errors import InputError
from ...settings import Settings
from ...vocabulary.namespaces import DCAT, DCTERMS
from ..harvest.fetching import host_of
from ..harvest.gathering import Node
from . import browser, endpoint, follower, harvester
from .asking import Client
from .report import Report

_CATALOGUES = ("/catalog.ttl", "/catalog.rdf", "/catalog.jsonld", "/catalog.xml", "/catalog")
_RDF = ("text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples", "application/xml")
_LDES = "ldes"


def check(url: str, settings: Settings, client: Client | None = None) -> Report:
    """Plays a portal's harvester, SPARQL clients, a feed follower and a browser. Raises InputError for what is no address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or port == 0:
        raise InputError(f"'{url[:160]}' is no address of a site.", "Write it like https://example.org/.")
    client = client or Client(internal=frozenset(str(settings.harvest_internal).split()))
    report = Report(url)
    catalogue = _catalogue(url, client)
    _reached(url, client)
    graph = harvester.check(catalogue, client, report, settings)
    services = _services(graph)
    sparql = services.get("sparql") or (url if parts.path.rstrip("/").endswith("sparql") else urljoin(url, "/sparql"))
    endpoint.check(sparql, client, report)
    follower.check(services.get("feed") or urljoin(url, "/feed"), client, report, settings)
    if graph:
        browser.check(catalogue, client, report)
    if any(one.client == endpoint.COMUNICA and one.verdict == "works" for one in report.findings):
        browser.check_endpoint(sparql, client, report)
    report.requests = len(client.log)
    return report


def _catalogue(url: str, client: Client) -> str:
    """The address itself if it is RDF, else the first usual one at the site that is; the plain one if none is."""
    headers = {"Accept": "*/*", "User-Agent": "python-requests/2.32.3"}
    for candidate in (url, *(urljoin(url, path) for path in _CATALOGUES)):
        reply = client.ask(candidate, headers, "HEAD")
        if reply.status == 405:
            reply = client.ask(candidate, headers)
        if reply.status == 200 and reply.type in _RDF:
            return candidate
    return url if urlsplit(url).path not in ("", "/") else urljoin(url, "/catalog")


def _reached(url: str, client: Client) -> None:
    """Raises InputError for a site at addresses that are not asked."""
    if not all(reply.refused for reply in client.log):
        return
    raise InputError(
        f"{url[:160]} cannot be checked: {client.log[0].problem}.",
        f"If you mean that, name {host_of(url)} in PSIN_HARVEST_INTERNAL.",
    )


def _services(graph: Mapping[str, Node]) -> dict[str, str]:
    """The endpoint and the stream that a catalogue names as its services."""
    found: dict[str, str] = {}
    for node in graph.values():
        urls = [one[1:-1] for one in node.get(f"{DCAT}endpointURL", ()) if one.startswith("<http")]
        if not urls:
            continue
        about = " ".join((*node.get(f"{DCTERMS}conformsTo", ()), *node.get(f"{DCTERMS}title", ()), urls[0])).lower()
        if _LDES in about or "/feed" in urls[0]:
            found.setdefault("feed", urls[0])
        elif "sparql" in about:
            found.setdefault("sparql", urls[0])
    return found
