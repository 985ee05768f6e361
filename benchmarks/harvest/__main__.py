"""``python -m benchmarks.harvest [--sizes 1000,10000]``: memory and time of a harvest, beside rdflib on the same file."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .one import SPACE

_RDF, _PSIN = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "https://w3id.org/psin/ns#"
_SKOS, _DCTERMS, _FOAF = (
    "http://www.w3.org/2004/02/skos/core#",
    "http://purl.org/dc/terms/",
    "http://xmlns.com/foaf/0.1/",
)


def lines(networks: int) -> Iterator[str]:
    """N-Triples of so many networks, twelve statements each, every hundredth of them wrong."""
    country = "http://publications.europa.eu/resource/authority/country/"
    for number in range(networks):
        iri = f"{SPACE}network-{number}"
        this, source = f"<{iri}#this>", f"<{iri}#source-1>"
        level = "level-local" if number % 100 else "level-galactic"
        yield f"{this} <{_RDF}type> <{_PSIN}Network> .\n"
        yield f'{this} <{_SKOS}prefLabel> "Network number {number}"@en .\n'
        yield f'{this} <{_SKOS}prefLabel> "Réseau numéro {number}"@fr .\n'
        yield f'{this} <{_DCTERMS}description> "{"What it does, in a sentence or two. " * 4}"@en .\n'
        yield f"{this} <{_DCTERMS}spatial> <{country}{('BEL', 'FRA', 'NLD', 'DEU')[number % 4]}> .\n"
        yield f"{this} <{_PSIN}governmentLevel> <https://w3id.org/psin/concept/{level}> .\n"
        yield f"{this} <{_FOAF}homepage> <https://network-{number}.example/> .\n"
        yield f"{this} <{_DCTERMS}source> {source} .\n"
        yield f"{source} <{_RDF}type> <{_PSIN}Source> .\n"
        yield f"{source} <{_FOAF}page> <https://network-{number}.example/about> .\n"
        yield f'{source} <{_DCTERMS}title> "About"@en .\n'
        yield f'{source} <{_DCTERMS}description> "name and place"@en .\n'


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Only the measurements are printed."""


def measure(what: str, url: str, host: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.harvest.one", what, url, host], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000", help="numbers of networks (1000,10000)")
    sizes = [int(one) for one in parser.parse_args().sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="psin-benchmark-") as folder:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_address[1]}"
        print(
            "| networks | file MiB | psin s | psin MiB | largest child MiB | put aside | rdflib s | rdflib MiB |"
            " memory, rdflib to psin |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        own: list[float] = []
        for size in sizes:
            path = Path(folder) / f"{size}.nt"
            with path.open("w", encoding="utf-8") as file:
                file.writelines(lines(size))
            url = f"http://{host}/{path.name}"
            psin, peer = measure("harvest", url, host), measure("rdflib", url, host)
            whole = psin["own_mib"] + psin["child_mib"]
            own.append(whole)
            print(
                f"| {size:,} | {path.stat().st_size / 2**20:.1f} | {psin['seconds']:.1f} | {psin['own_mib']:.0f} |"
                f" {psin['child_mib']:.0f} | {psin['quarantined']} | {peer['seconds']:.1f} | {peer['own_mib']:.0f} |"
                f" {peer['own_mib'] / whole:.2f} |",
                flush=True,
            )
        print(
            f"\nFrom {sizes[0]:,} to {sizes[-1]:,} networks the memory of psin and its largest child grew by the factor"
            f" {own[-1] / own[0]:.2f}."
        )
        server.shutdown()


if __name__ == "__main__":
    main()
