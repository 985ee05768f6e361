"""What lists, search and the ecosystem cost on the server, and how that grows.

    python -m benchmarks.pages [--networks 1000,10000] [--rounds 15]

Every page is asked for in process, with all that Flask does. The median of the rounds counts, and beside it the median of
processor time, which depends less on who else uses the machine; the first answer stands apart. The peer is SPARQL in
psin's own engine, as a site without a read model would ask it: the query shown beside the list and one count for each
facet. Times of a shared machine: trust the ratios.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from psin import assets
from psin.catalogue import Catalogue, LoadedDocument, load
from psin.catalogue.readmodel import LISTS, Selection, twin
from psin.catalogue.readmodel.facets import prologue
from psin.engine import Engine
from psin.queries.library import Library
from psin.settings import Settings
from psin.vocabulary.terms import Vocabulary
from psin.web import create_app
from psin.web.site import Site

from .. import synthetic

PAGES = (
    "/networks",
    "/networks?country={country}",
    "/networks?q=network&sort=newest&page=2",
    "/organisations",
    "/convenings",
    "/search?q=network",
    "/search/suggest?q=net",
    "/ecosystem",
    "/ecosystem/map",
    "/ecosystem/sponsors",
    "/",
)


def documents(networks: int) -> Iterator[LoadedDocument]:
    """A synthetic catalogue, without files."""
    for item in synthetic.Catalogue(networks).documents():
        yield LoadedDocument(item.document.iri, Path(item.document.file), item.turtle(), item.document)


@contextmanager
def opened(networks: int) -> Iterator[tuple[Site, float]]:
    """A site over so many synthetic networks, the real catalogue for 0, and how many seconds its read model took."""
    settings = Settings(query_seconds=120.0, query_rows=10_000_000, query_bytes=2_000_000_000)
    catalogue = load()
    if networks:
        rest = [item for item in catalogue.loaded if item.document is None]
        catalogue = Catalogue(Path("synthetic"), [*documents(networks), *rest])
    vocabulary = Vocabulary.load(assets.ontology())
    with Engine.open(lambda: catalogue.nquads, settings) as engine:
        site = Site(settings, engine, catalogue, vocabulary, Library.load(assets.queries(), vocabulary))
        began = time.perf_counter()
        assert site.model.listings
        took = time.perf_counter() - began
        yield site, took
        site.model.close()


def median(act: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Elapsed and processor time of this process, in milliseconds."""
    times = []
    for _ in range(rounds):
        began, worked = time.perf_counter(), time.process_time()
        act()
        times.append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
    elapsed, processor = zip(*times, strict=True)
    return statistics.median(elapsed), statistics.median(processor)


def by_sparql(site: Site, selection: Selection) -> None:
    """The list and its counts as SPARQL alone would give them."""
    listed = LISTS["network"]
    query = twin(listed, selection, [])
    assert query
    site.engine.select(query)
    inner = query.partition("WHERE {")[2].rpartition("}")[0]
    for facet in listed.facets:
        if facet.pattern:
            pattern = facet.pattern.replace("?thing", "?network")
            text = f"SELECT ?value (COUNT(DISTINCT ?network) AS ?n) WHERE {{ {inner} {pattern} }} GROUP BY ?value"
            site.engine.select(prologue(text) + text)


def measure(networks: int, rounds: int) -> None:
    with opened(networks) as (site, took):
        listing = site.model.listings["network"]
        size = site.model.database.path.stat().st_size / 1e6
        name = f"{listing.total:,} {'synthetic networks' if networks else 'networks, the real catalogue'}"
        print(f"\n{name}: read model built in {took:.1f} s, {size:.1f} MB\n")
        print(
            "| page | first ms | median ms | processor ms | HTML kB | sent kB |\n| --- | ---: | ---: | ---: | ---: | ---: |"
        )
        client = create_app(site).test_client()
        country = next(code for code, _ in listing.counts(Selection())["country"] if code != "unknown")
        for page in PAGES:
            address = page.format(country=country)
            began = time.perf_counter()
            body = client.get(address).data
            first = (time.perf_counter() - began) * 1000
            elapsed, processor = median(lambda address=address: client.get(address).data, rounds)  # type: ignore[misc]
            print(
                f"| `{address}` | {first:.0f} | {elapsed:.1f} | {processor:.1f} | {len(body) / 1000:.0f} | {len(gzip.compress(body)) / 1000:.0f} |"
            )
        selection = Selection({"country": (country,)})
        pages, _ = median(lambda: (listing.ordered(selection), listing.counts(selection)), rounds)
        sparql, _ = median(lambda: by_sparql(site, selection), max(3, rounds // 5))
        print(
            f"\nList and counts of one country: read model {pages:.2f} ms, SPARQL {sparql:.0f} ms, ratio {sparql / pages:,.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pages", description="Measure the pages that rest on the whole catalogue."
    )
    parser.add_argument("--networks", default="1000,10000", help="sizes of synthetic catalogues beside the real one")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    for networks in (0, *(int(size) for size in options.networks.split(",") if size)):
        measure(networks, options.rounds)


if __name__ == "__main__":
    main()
