"""What crawlers and agents look for first: robots.txt, the site map, llms.txt.

Source: RFC 9309; https://www.sitemaps.org/protocol.html; https://llmstxt.org/.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, render_template, request

from ..documents import KINDS
from ..errors import UnknownName
from .address import root
from .language import LANGUAGES, here
from .pages.cache import per_version
from .site import Site, site

blueprint = Blueprint("discovery", __name__)
#: Addresses of one file; the protocol allows 50,000, each counted with its translations.
_PER_FILE = 40_000 // len(LANGUAGES)
_FIXED = (
    "/",
    *(f"/{kind.folder}" for kind in KINDS),
    "/values",
    "/practices",
    "/trade-offs",
    "/concepts",
    "/queries",
    "/ns",
    "/shapes",
    "/about",
)
#: Addresses that compute: a program that wants everything takes a dump instead.
_COMPUTED = (
    "/sparql",
    "/queries/*?",
    "/networks?*",
    "/organisations?*",
    "/search",
    "/validate",
    "/reconcile",
    "/timegate/",
    "/-/",
)
_CHANGED = "SELECT ?document ?when { ?document <http://www.w3.org/ns/prov#generatedAtTime> ?when }"


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read; what is computed for each request may not be crawled."""
    refused = "".join(f"Disallow: {here(path, tag)}\n" for tag in LANGUAGES for path in _COMPUTED)
    text = f"# The whole catalogue in one file: {root(site())}/dump/latest.nq\nUser-agent: *\n{refused}\nSitemap: {root(site())}/sitemap.xml\n"
    return _kept(Response(text, mimetype="text/plain"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """All pages with the day of their last change, or the list of such files where one cannot hold them."""
    current, base = site(), root(site())
    number = -(-len(_addresses(current)) // _PER_FILE)
    if number == 1:
        return _kept(_part(current, base, 1))
    entries = "".join(f"<sitemap><loc>{escape(base)}/sitemap-{n}.xml</loc></sitemap>\n" for n in range(1, number + 1))
    return _kept(_xml(f'<sitemapindex xmlns="{_SITEMAPS}">\n{entries}</sitemapindex>\n'))


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    current = site()
    if not 1 <= number <= -(-len(_addresses(current)) // _PER_FILE):
        raise UnknownName(f"There is no site map number {number}.", "They are listed in /sitemap.xml.")
    return _kept(_part(current, root(current), number))


@blueprint.get("/llms.txt")
def llms() -> Response:
    """What there is and how to ask for it, for programs that read prose."""
    current = site()
    counts = {kind.folder: current.catalogue.count(kind.name) for kind in KINDS}
    questions = [(query.name, query.title) for query in current.library.queries.values()]
    text = render_template("llms.txt", base=root(current), counts=counts, questions=questions)
    return _kept(Response(text, content_type="text/markdown; charset=utf-8"))


_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _addresses(current: Site) -> list[tuple[str, str]]:
    """Every page, with the day of its last change where one is stated."""

    def build() -> list[tuple[str, str]]:
        days = {row["document"].value: row["when"].value[:10] for row in current.engine.select(_CHANGED)}
        found = [(path, "") for path in _FIXED]
        for item in current.catalogue.documents:
            if item.document is not None:
                found.append((item.document.page, days.get(item.document.iri, "")))
        found += [(f"/queries/{name}", "") for name in sorted(current.library.queries)]
        found += [(f"/concept/{iri.rpartition('/')[2]}", "") for iri in sorted(current.vocabulary.concepts)]
        return found

    return per_version(current, "addresses", build)


def _part(current: Site, base: str, number: int) -> Response:
    entries = "".join(_entries(_addresses(current)[(number - 1) * _PER_FILE : number * _PER_FILE], base))
    return _xml(f'<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{entries}</urlset>\n')


def _entries(addresses: list[tuple[str, str]], base: str) -> Iterator[str]:
    for path, day in addresses:
        changed = f"<lastmod>{escape(day)}</lastmod>" if day else ""
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href={quoteattr(base + here(path, tag))}/>'
            for tag in LANGUAGES
        )
        for tag in LANGUAGES:
            yield f"<url><loc>{escape(base + here(path, tag))}</loc>{changed}{others}</url>\n"


def _xml(text: str) -> Response:
    return Response(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}', mimetype="application/xml")


def _kept(response: Response) -> Response:
    response.add_etag()
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response.make_conditional(request)
