"""Playing the harvesters of open data portals: ckanext-dcat 2.4 and udata (data.gouv.fr).

Both fetch a catalogue page by page with the defaults of python-requests. What they do with what they get was measured
against a local site and read in their sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from ...settings import Settings
from ...vocabulary.namespaces import DCAT, DCTERMS, RDF
from ..harvest.gathering import Node
from . import reading
from .asking import Client, Reply
from .report import BROKEN, NOTE, UNKNOWN, Report, counted

CKAN, UDATA = "CKAN harvester", "udata harvester"
_HEADERS = {
    "User-Agent": "python-requests/2.32.3",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "*/*",
    "Connection": "keep-alive",
}
_READ = (
    "text/turtle",
    "application/rdf+xml",
    "application/ld+json",
    "application/n-triples",
    "text/n3",
    "application/xml",
)
_HYDRA = "http://www.w3.org/ns/hydra/core#"
_PAGES = 20
_TYPE, _IDENTIFIER, _TITLE = f"{RDF}type", f"{DCTERMS}identifier", f"{DCTERMS}title"


def check(url: str, client: Client, report: Report, settings: Settings) -> dict[str, Node]:
    """Fetches the catalogue as they do, and returns what it says; empty if they cannot read it."""
    graph: dict[str, Node] = {}
    todo, seen = [url], set[str]()
    while todo and len(seen) < _PAGES:
        page = todo.pop(0)
        if page in seen:
            continue
        seen.add(page)
        found = _page(page, client, report, settings, first=len(seen) == 1)
        if found is None:
            return {}
        for name, node in found.items():
            known = graph.setdefault(name, {})
            for predicate, values in node.items():
                known.setdefault(predicate, []).extend(values)
        todo += [
            one[1:-1]
            for node in found.values()
            for name in ("next", "nextPage")
            for one in node.get(_HYDRA + name, ())
            if one[0] == "<"
        ]
    if len(seen) > 1:
        report.good(CKAN, f"It follows the paging of the catalogue through {len(seen)} pages.")
    datasets(graph, report)
    return graph


def _page(url: str, client: Client, report: Report, settings: Settings, *, first: bool) -> dict[str, Node] | None:
    head = client.ask(url, _HEADERS, "HEAD")
    if head.status >= 400 and head.status not in (404, 405):
        report.add(
            CKAN,
            BROKEN,
            f"Its HEAD request for {url} got the status {head.status}, and it stops there.",
            "Answer HEAD as GET, without the body.",
        )
        return None
    reply = client.ask(url, _HEADERS)
    if not reply.ok:
        verdict = UNKNOWN if reply.status == 404 else BROKEN
        report.add(
            CKAN,
            verdict,
            f"The catalogue at {url} cannot be fetched: {_why(reply)}.",
            "Serve it with the status 200 under an address that does not change.",
        )
        return None
    if first and reply.hops:
        report.add(
            UDATA,
            BROKEN,
            f"{url} forwards to {reply.url}, and it refuses every redirect.",
            "Give partners an address that answers with 200 itself.",
        )
    if reply.type not in _READ:
        what = "a web page" if reply.type in ("text/html", "application/xhtml+xml") else f"'{reply.type or 'no type'}'"
        mend = (
            "Give the catalogue an address with an ending for each format, such as /catalog.ttl, that answers with its"
            " type whatever is accepted."
        )
        report.add(
            CKAN, BROKEN, f"It accepts anything (Accept: */*) and got {what} from {url}, which it does not read.", mend
        )
        return None
    if reply.body.startswith(b"\xef\xbb\xbf"):
        report.add(
            CKAN,
            BROKEN,
            "The catalogue begins with a byte-order mark, at which its parser stops.",
            "Send UTF-8 without a byte-order mark.",
        )
        return None
    charset = reply.headers.get("content-type", "").lower().partition("charset=")[2].strip(' "')
    if charset and charset.partition(";")[0] not in ("utf-8", "utf8", "us-ascii"):
        report.add(
            CKAN,
            BROKEN,
            f"The catalogue is in {charset}, and it fails on every letter beyond ASCII.",
            "Send it as UTF-8.",
        )
        return None
    try:
        graph = reading.graph(reply, settings)
    except reading.Unreadable as problem:
        report.add(
            CKAN,
            BROKEN,
            f"Its parser cannot read the catalogue: {problem}.",
            "Check the file with a validator of its format before you publish it.",
        )
        return None
    if "refused" in graph:
        mend = "Mend that address: one of them can break the export of a whole portal."
        report.add(CKAN, BROKEN, f"In the catalogue {graph.pop('refused')['first'][0]}.", mend)
    if first:
        report.good(CKAN, f"It fetches {url} ({reply.what}) and reads it.")
        _extension(reply, report)
    return graph


def _extension(reply: Reply, report: Report) -> None:
    endings = {
        ".ttl": "text/turtle",
        ".rdf": "application/rdf+xml",
        ".xml": "application/rdf+xml",
        ".jsonld": "application/ld+json",
        ".nt": "application/n-triples",
    }
    path = urlsplit(reply.url).path
    wanted = next((kind for ending, kind in endings.items() if path.endswith(ending)), None)
    if wanted is None:
        report.add(
            UDATA,
            NOTE,
            "The address of the catalogue has no ending that tells its format, which it looks at first.",
            "Offer /catalog.ttl, .rdf or .jsonld too.",
        )
    elif wanted != reply.type:
        report.add(
            UDATA,
            BROKEN,
            f"The ending of {reply.url} promises {wanted}, and the answer is {reply.type}.",
            "Let both say the same.",
        )


def datasets(graph: Mapping[str, Node], report: Report) -> None:
    """What they make of the datasets: names, identifiers, files."""
    found = {name: node for name, node in graph.items() if f"<{DCAT}Dataset>" in node.get(_TYPE, ())}
    if not found:
        mend = "Never publish an empty catalogue: answer with an error instead."
        report.add(
            CKAN,
            BROKEN,
            "The catalogue lists no dataset, so everything harvested from it before is deleted there.",
            mend,
        )
        return
    report.good(CKAN, f"It finds {counted(len(found), 'dataset', 'datasets')}.")
    nameless = [name for name, node in found.items() if name.startswith("_:") and _IDENTIFIER not in node]
    if nameless:
        mend = "Give every dataset an address that never changes, and a dct:identifier."
        one = "dataset has neither an address nor an identifier and is skipped"
        several = "datasets have neither an address nor an identifier and are skipped"
        report.add(CKAN, BROKEN, f"{counted(len(nameless), one, several)}.", mend)
    without = [name for name, node in found.items() if _IDENTIFIER not in node]
    if without:
        report.add(
            UDATA,
            BROKEN,
            f"{counted(len(without), 'dataset has no dct:identifier', 'datasets have no dct:identifier')} and would be"
            f" skipped, such as {without[0][:120]}.",
            "Add dct:identifier with the address of the dataset.",
        )
    given = [node[_IDENTIFIER][0] for node in found.values() if _IDENTIFIER in node]
    twice = sorted({one for one in given if given.count(one) > 1})
    if twice:
        report.add(
            UDATA, BROKEN, f"The identifier {twice[0][:120]} stands for several datasets.", "Give each dataset its own."
        )
    untitled = [name for name, node in found.items() if _TITLE not in node]
    if untitled:
        report.add(
            CKAN,
            BROKEN,
            f"{counted(len(untitled), 'dataset has no title', 'datasets have no title')}, at which the whole harvest"
            " stops.",
            "Add dct:title.",
        )
    unlicensed = [name for name, node in found.items() if not _licensed(node, graph)]
    if unlicensed:
        report.add(
            CKAN,
            NOTE,
            f"{counted(len(unlicensed), 'dataset states no licence', 'datasets state no licence')}, so nobody knows"
            " what they may be used for.",
            "Add dct:license.",
        )
    empty = [
        name
        for name, node in found.items()
        if not any(_files(graph.get(one, {})) for one in node.get(f"{DCAT}distribution", ()))
    ]
    if empty:
        report.add(
            CKAN,
            NOTE,
            f"{counted(len(empty), 'dataset leads', 'datasets lead')} to no file, such as {empty[0][:120]}.",
            "Add dcat:distribution with dcat:accessURL.",
        )


def _licensed(node: Node, graph: Mapping[str, Node]) -> bool:
    parts = [node, *(graph.get(one, {}) for one in node.get(f"{DCAT}distribution", ()))]
    return any(f"{DCTERMS}license" in part or f"{DCTERMS}rights" in part for part in parts)


def _files(node: Node) -> list[str]:
    return [
        one for name in ("downloadURL", "accessURL") for one in node.get(DCAT + name, ()) if one.startswith("<http")
    ]


def _why(reply: Reply) -> str:
    return reply.problem or (f"the status was {reply.status}" if reply.status != 200 else "it broke off")
