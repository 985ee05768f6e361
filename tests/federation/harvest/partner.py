"""A partner on loopback that answers as a test wants it to, well or badly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
from psin.federation import partners

SPACE = "https://partner.example/network/"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
PREFIXES = """
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix psinc: <https://w3id.org/psin/concept/> .
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Page:
    """What a path answers: a body with headers, or ``act``, which does as it likes with the connection."""

    body: bytes = b""
    content_type: str = "text/turtle"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    act: Handler | None = None


class Site:
    """``pages`` by path; ``asked`` are the requests so far: method, path and headers in small letters."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.port = server.server_address[1]
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.stopped = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def serve(self, path: str, body: str | bytes, content_type: str = "text/turtle", **more: object) -> str:
        self.pages[path] = Page(body if isinstance(body, bytes) else body.encode(), content_type, **more)  # type: ignore[arg-type]
        return self.url(path)


@contextmanager
def serving() -> Iterator[Site]:
    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}))
            page = (
                site.pages.get(self.path)
                or site.pages.get(self.path.partition("?")[0])
                or Page(b"not here", "text/plain", 404)
            )
            if page.act is not None:
                self.close_connection = True
                page.act(self)
                return
            etag = page.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.send_header("ETag", etag)
                self.end_headers()
                return
            self.send_response(page.status)
            for name, value in {
                "Content-Type": page.content_type,
                "Content-Length": str(len(page.body)),
                **page.headers,
            }.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(page.body)

        do_HEAD = do_POST = do_OPTIONS = do_GET

        def log_message(self, *_: object) -> None:
            """Nothing is to be seen in the output of tests."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that hang up are what is tested here."""

    server = Server(("127.0.0.1", 0), Answering)
    site = Site(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        site.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def network(name: str, label: str = "", *, more: str = "", space: str = SPACE) -> str:
    """The Turtle of one network, as a partner would publish it."""
    iri = f"{space}{name}"
    return f"""
<{iri}#this> a psin:Network ;
    skos:prefLabel "{label or name.title()}"@en ;
    dcterms:description "A network that a partner describes."@en ;
    dcterms:spatial country:BEL ;
    foaf:homepage <https://{name}.example/> ;
    {more}
    dcterms:source <{iri}#source-1> .
<{iri}#source-1> a psin:Source ; foaf:page <https://{name}.example/about> .
"""


def networks(*names: str, more: str = "") -> str:
    return PREFIXES + "".join(network(name) for name in names) + more


def partner(
    address: str, method: str = "dump", *, more: str = "", slug: str = "example", space: str = SPACE
) -> partners.Partner:
    """A partner as the registry would have it."""
    iri = f"https://w3id.org/psin/partner/{slug}"
    text = f"""{PREFIXES}
<{iri}#this> a psin:Partner ;
    skos:prefLabel "Example partner"@en ;
    psin:harvestMethod psinc:harvest-{method} ;
    dcat:accessURL <{address}> ;
    psin:namespace "{space}" ;
    dcterms:license <{CC_BY}> .
{more.replace("THIS", f"<{iri}#this>")}
"""
    return partners.read(iri, ox.parse(text, ox.RdfFormat.TURTLE, base_iri=iri))
