"""Every page of the real catalogue, fetched once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

import pytest

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: In SVG these are written with a closing slash.
SELF_CLOSING = frozenset("circle line path rect".split())
EXTENSIONS = (
    ".ttl", ".jsonld", ".nt", ".rdf", ".nq", ".trig", ".atom", ".csv", ".tsv", ".json", ".xml", ".rq", ".ipynb", ".svg", ".graphml", ".gexf", ".bib", ".ris", ".txt", ".gz",
)  # fmt: skip
STARTS = (
    "/",
    "/networks",
    "/organisations",
    "/convenings",
    "/lessons",
    "/guidance",
    "/catalogues",
    "/values",
    "/practices",
    "/trade-offs",
    "/concepts",
    "/queries",
    "/about",
    "/ns",
    "/shapes",
    "/sparql",
)


@dataclass
class Page(HTMLParser):
    """A page as a reader gets it, with what is wrong with its markup."""

    path: str = ""
    status: int = 0
    html: str = ""
    problems: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str | None]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    scripts: list[dict[str, str | None]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self.feed(self.html)
        self.close()
        self.problems += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in SELF_CLOSING:
            self.problems.append(f"<{tag}/> closes itself")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"line {self.getpos()[0]}: </{tag}> closes {self._open[-1:]}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["script"]:
            self.text += data

    def internal(self) -> Iterator[tuple[str, str]]:
        """Address without fragment, and fragment, of every link that stays on the site."""
        for link in self.links:
            if link.startswith(("/", "#")) and not link.startswith("//"):
                address, fragment = urldefrag(link)
                yield address or self.path, unquote(fragment)

    @staticmethod
    def is_data(address: str) -> bool:
        path, _, asked = address.partition("?")
        return (
            path.endswith(EXTENSIONS)
            or path.startswith(("/static/", "/memento/", "/timegate/", "/fr/timegate/", "/reconcile"))
            or (path == "/sparql" and bool(asked))
        )

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append(dict(attrs))
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.problems.append(f"<{tag}> repeats an attribute")
        for name, value in attrs:
            self.attributes.append((tag, name, value))
            if name == "id" and value is not None:
                self.ids.append(value)
            if name == "href" and tag == "a" and value is not None:
                self.links.append(value)


def fetch(client: object, path: str) -> Page:
    response = client.get(path, headers={"Accept": "text/html"})
    return Page(path=path, status=response.status_code, html=response.get_data(as_text=True))


@pytest.fixture(scope="session")
def crawled(app: object, site: object) -> dict[str, Page]:
    """Every page in English that can be reached from the start, by its address; and every document, reached or not."""
    client = app.test_client()
    waiting = [*STARTS, *(item.document.page for item in site.catalogue.documents)]
    found: dict[str, Page] = {}
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = fetch(client, path)
            waiting += [
                address
                for address, _ in found[path].internal()
                if address not in found and not Page.is_data(address) and not address.startswith("/fr/")
            ]
    return found


@pytest.fixture
def page(client: object) -> object:
    """A function from an address to the page there."""
    return lambda path: fetch(client, path)
