"""One measurement in a process of its own: ``harvest`` by psin, or ``rdflib`` reading the same file into a graph.

Prints a JSON object: seconds, the peak memory of the process and of the largest of its children in MiB, and what came out.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

SPACE = "https://partner.example/network/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def harvest(url: str, host: str) -> dict[str, object]:
    from psin.documents import document
    from psin.federation.harvest.harvester import Harvester
    from psin.federation.harvest.state import State
    from psin.federation.partners import Partner
    from psin.settings import Settings

    settings = Settings({}, harvest_internal=host)
    partner = Partner(
        document("partner", "benchmark"),
        "Benchmark",
        "dump",
        url,
        (SPACE,),
        frozenset({_LICENCE}),
        largest=1_000_000_000,
    )
    with tempfile.TemporaryDirectory(prefix="psin-benchmark-") as folder:
        run = Harvester(settings, State(Path(folder))).harvest(partner)
    return {
        "outcome": run.outcome,
        "records": run.counts.get("records", 0),
        "quarantined": run.counts.get("quarantined", 0),
    }


def read(url: str, _: str) -> dict[str, object]:
    import urllib.request

    import rdflib

    graph = rdflib.Graph()
    with urllib.request.urlopen(url) as answer:
        graph.parse(answer, format="nt")
    return {
        "outcome": "read",
        "records": sum(1 for _ in graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://w3id.org/psin/ns#Network"))),
    }


def main() -> None:
    what, url, host = sys.argv[1:]
    started = time.perf_counter()
    found = {"harvest": harvest, "rdflib": read}[what](url, host)
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"seconds": time.perf_counter() - started, "own_mib": peaks[0], "child_mib": peaks[1], **found}))


if __name__ == "__main__":
    main()
