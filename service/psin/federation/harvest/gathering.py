"""Getting hold of everything that a partner sends in one run, whatever the way it publishes.

Source: SPARQL 1.1 Protocol, section 2.1; DCAT 3, sections 6.6 to 6.8; Hydra Core (paging of catalogues).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ...documents import BASE
from ...settings import Settings
from ...vocabulary.namespaces import DCAT, DCTERMS, RDF
from ..partners import Partner
from . import children
from .counting import counted, counting, told_partial
from .fetching import Fetcher, FetchFailed
from .intake import Intake
from .sniffing import NotData, sniff

RDF_TYPES = (
    "application/n-triples, application/n-quads;q=0.9, text/turtle;q=0.9, application/trig;q=0.8, "
    "application/ld+json;q=0.6, application/rdf+xml;q=0.5"
)
TABLE_TYPES = "text/csv, text/tab-separated-values;q=0.9, text/plain;q=0.3"
_HYDRA = "http://www.w3.org/ns/hydra/core#"
_PAGES, _DATASETS = 100, 200
_COUNT_BYTES = 100_000
_READABLE = ("turtle", "n-triples", "n-quads", "trig", "ld+json", "rdf+xml", "json-ld", "rdf_turtle", "rdf_xml")
_ENDINGS = (".ttl", ".nt", ".nq", ".trig", ".jsonld", ".rdf", ".ttl.gz", ".nt.gz", ".nq.gz")
_OURS = (f"<{BASE}ns>", f"<{BASE}shapes>")
#: What leads from a dataset to states of it, or to those before it.
_VERSIONS = (
    *(f"{DCAT}{name}" for name in ("hasVersion", "previousVersion", "prev")),
    *(f"{DCTERMS}{name}" for name in ("hasVersion", "replaces")),
    "http://www.w3.org/ns/adms#prev",
)
Node = dict[str, list[str]]


@dataclass
class Gathered:
    """``files`` are URL to what is known of it; ``deleted`` are records that the partner says are gone, and when.

    ``complete`` tells that a record which is not there is gone. ``licences`` are IRIs in angle brackets, as stated.
    """

    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    licences: set[str] = field(default_factory=set)
    deleted: dict[str, str] = field(default_factory=dict)
    complete: bool = True
    cursor: dict[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(int(file["size"]) for file in self.files.values())


class Gatherer:
    """``before`` are the files of the version that is current; ``raw`` is the folder in which files are kept by hash."""

    def __init__(
        self,
        partner: Partner,
        fetcher: Fetcher,
        settings: Settings,
        raw: Path,
        before: Mapping[str, dict[str, Any]],
        step: Callable[[str, str], None],
    ) -> None:
        self.partner, self.fetcher, self.settings = partner, fetcher, settings
        self.raw, self.before, self.step = raw, before, step
        self.gathered = Gathered()
        self._sent = 0
        raw.mkdir(parents=True, exist_ok=True)

    def gather(self, intake: Intake) -> Gathered:
        """Fetches, sniffs and reads; what was read is in ``intake``. Raises FetchFailed or NotData."""
        partner = self.partner
        if partner.method == "catalogue":
            self._catalogue(intake)
        elif partner.method == "query":
            self._query(intake)
        elif partner.method == "stream":
            from .streams import Stream

            Stream(self).follow(intake)
        else:
            self.take(partner.address, intake, TABLE_TYPES if partner.method == "table" else RDF_TYPES)
        return self.gathered

    def _query(self, intake: Intake) -> None:
        """Asks the query, and before and after it how many statements there are, where that can be asked."""
        partner, question = self.partner, counting(self.partner.query)
        before = self._count(question)
        self.take(self._asking(partner.query), intake, "application/n-triples, text/turtle;q=0.9")
        there = min((number for number in (before, self._count(question)) if number is not None), default=0)
        if self._sent < there:
            raise NotData(
                f"{partner.address[:160]} sent {self._sent:,} statements of {there:,} without saying that some are left out.",
                "What was harvested before is kept. Ask the partner for a dump, or for a higher limit.",
            )

    def _asking(self, query: str) -> str:
        return self.partner.address + ("&" if "?" in self.partner.address else "?") + urlencode({"query": query})

    def _count(self, question: str) -> int | None:
        if not question:
            return None
        path = self.raw / f"count-{os.getpid()}"
        try:
            self.fetcher.fetch(
                self._asking(question), path, accept="application/sparql-results+json", limit=_COUNT_BYTES
            )
            number = counted(path)
        except FetchFailed as failed:
            self.step("count", f"not counted: {failed.detail}")
            return None
        finally:
            path.unlink(missing_ok=True)
        self.step(
            "count", "not counted: the answer is no number." if number is None else f"{number:,} statements are there."
        )
        return number

    def take(self, url: str, intake: Intake, accept: str) -> None:
        """One file, into the intake, with the licences that it states for itself."""
        file, path = self.get(url, accept)
        intake.add(self.read(file, path, table=self.partner.method == "table"))
        self.licences_in(intake, url, str(file["url"]))

    def get(self, url: str, accept: str, *, keep: bool = True) -> tuple[dict[str, Any], Path]:
        """What is known of a file, and where it lies; fetched only if it has changed."""
        before = self.before.get(url, {})
        known = self.raw / str(before.get("sha256", "none"))
        etag, modified = (before.get("etag", ""), before.get("modified", "")) if known.exists() else ("", "")
        new = self.raw / f"new-{os.getpid()}"
        left = max(0, self.partner.largest - self.gathered.size)
        try:
            found = self.fetcher.fetch(url, new, accept=accept, limit=left, etag=etag, modified=modified)
            if found.status == 304:
                self.step("fetch", f"{url[:200]} has not changed.")
                file = dict(before)
            else:
                if part := told_partial(found.headers):
                    raise NotData(
                        f"{url[:160]} sent only a part, and says so ({part}).",
                        "Ask the partner for a dump, or for a higher limit.",
                    )
                os.replace(new, self.raw / found.sha256)
                file = {
                    "url": found.url,
                    "sha256": found.sha256,
                    "size": found.size,
                    "type": found.headers.get("content-type", ""),
                    "etag": found.headers.get("etag", ""),
                    "modified": found.headers.get("last-modified", ""),
                }
                licence = _licence_link(found.headers.get("link", ""))
                file["licence"] = licence
                self.step("fetch", f"{url[:200]}: {found.size:,} bytes, sha-256 {found.sha256[:16]}.")
        finally:
            new.unlink(missing_ok=True)
        if file.get("licence"):
            self.gathered.licences.add(f"<{file['licence']}>")
        if keep:
            self.gathered.files[url] = file
        return file, self.raw / str(file["sha256"])

    def read(self, file: Mapping[str, Any], path: Path, *, table: bool = False) -> Path:
        """The lines that the reading process makes of a file."""
        form = sniff(path, str(file["url"]), str(file["type"]), table=table)
        self.step("sniff", f"{str(file['url'])[:200]} is read as {form}.")
        lines = self.raw / f"lines-{os.getpid()}"
        counts = children.read(path, lines, form, self.partner, str(file["url"]), self.settings)
        self._sent += counts["statements"] + counts["refused"]
        self.step("read", f"{counts['statements']:,} statements, {counts['refused']:,} refused.")
        return lines

    def licences_in(self, intake: Intake, *urls: str) -> None:
        """Notes the licences that were stated for the addresses, or for the namespaces of the partner."""
        subjects = {url.partition("#")[0] for url in (*urls, *self.partner.spaces)}
        subjects |= {subject.rstrip("/") for subject in subjects}
        self.gathered.licences |= intake.licences(tuple(sorted(subjects)), f"{DCTERMS}license")

    def _catalogue(self, intake: Intake) -> None:
        graph = self._pages(self.partner.address)
        wanted = distributions(graph)
        if not wanted:
            raise NotData(
                f"The catalogue at {self.partner.address[:160]} lists no dataset with data that can be read.",
                "What was harvested before is kept.",
            )
        self.step("catalogue", f"{len(wanted)} files are listed.")
        for url, licences in wanted.items():
            self.gathered.licences |= licences
            self.take(url, intake, RDF_TYPES)

    def _pages(self, first: str) -> dict[str, Node]:
        graph: dict[str, Node] = {}
        todo, seen = [first], set[str]()
        while todo:
            url = todo.pop(0)
            if url in seen:
                continue
            seen.add(url)
            if len(seen) > _PAGES:
                raise NotData(f"The catalogue at {first[:160]} has more than {_PAGES} pages.", "Offer it in fewer.")
            file, path = self.get(url, RDF_TYPES)
            for node in add_lines(graph, self.read(file, path)):
                todo.extend(
                    one[1:-1] for name in ("next", "nextPage") for one in node.get(_HYDRA + name, ()) if one[0] == "<"
                )
        return graph


def add_lines(graph: dict[str, Node], lines: Path) -> list[Node]:
    """Puts what a reading process wrote into a graph of terms as texts; returns the nodes it is about."""
    touched: dict[str, Node] = {}
    with lines.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            if line[0] == "S":
                statement = line.rstrip("\n").split("\t", 5)[5].removesuffix(" .")
                subject, predicate, value = statement.split(" ", 2)
                node = touched.setdefault(subject, graph.setdefault(subject, {}))
                node.setdefault(predicate[1:-1], []).append(value)
    return list(touched.values())


def distributions(graph: Mapping[str, Node]) -> dict[str, set[str]]:
    """URL to licences of the files to take: one for each dataset, of those that say they follow our vocabulary, or of all.

    Earlier states of a dataset that is listed itself are left out: together they would bring back what is gone.
    """
    datasets = [name for name, node in graph.items() if f"<{DCAT}Dataset>" in node.get(f"{RDF}type", ())]
    files = {name: found for name in datasets if (found := _file(graph, name))}
    states = {one for name in files for predicate in _VERSIONS for one in graph[name].get(predicate, ()) if one != name}
    current = [name for name in files if name not in states]
    ours = [name for name in current if set(graph[name].get(f"{DCTERMS}conformsTo", ())) & set(_OURS)]
    chosen = ours or current
    if len(chosen) > _DATASETS:
        raise NotData(f"The catalogue lists {len(chosen)} datasets.", f"At most {_DATASETS} are taken.")
    catalogues = [node for node in graph.values() if f"<{DCAT}Catalog>" in node.get(f"{RDF}type", ())]
    common = {one for node in catalogues for one in node.get(f"{DCTERMS}license", ())}
    found: dict[str, set[str]] = {}
    for name in chosen:
        url, stated = files[name]
        found[url] = set(stated or graph[name].get(f"{DCTERMS}license", ()) or common)
    return found


def _file(graph: Mapping[str, Node], dataset: str) -> tuple[str, list[str]] | None:
    """The first distribution of a dataset that can be read, and the licences that it states."""
    for one in graph[dataset].get(f"{DCAT}distribution", ()):
        node = graph.get(one, {})
        if url := _readable(node):
            return url, node.get(f"{DCTERMS}license", [])
    return None


def _readable(node: Node) -> str:
    urls = [one[1:-1] for name in ("downloadURL", "accessURL") for one in node.get(DCAT + name, ()) if one[0] == "<"]
    said = " ".join((*node.get(f"{DCAT}mediaType", ()), *node.get(f"{DCTERMS}format", ()))).lower()
    for url in urls:
        if any(word in said for word in _READABLE) or url.partition("?")[0].lower().endswith(_ENDINGS):
            return url
    return ""


def _licence_link(header: str) -> str:
    """The target of a Link header with the relation ``license`` (RFC 8288, RFC 4946)."""
    for part in header.split(","):
        target, *parameters = part.split(";")
        relations = [p.partition("=")[2].strip(' "') for p in parameters if p.strip().lower().startswith("rel")]
        if "license" in relations:
            return target.strip().removeprefix("<").removesuffix(">")
    return ""
