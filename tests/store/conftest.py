"""Small catalogues that count up, engines over them, and eyes on their folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from psin.engine import Engine
from psin.settings import Settings

SMALL = {"workers": 2, "query_seconds": 20.0, "query_memory_mib": 512}
DOCUMENTS = 60


def document(number: int, state: int) -> bytes:
    """A document of four statements that tells its state; one of them is in every other document too."""
    lines = (
        f'<http://e/{number}> <http://e/state> "{state}"',
        f'<http://e/{number}> <http://e/twice> "{state // 2}"',
        f"<http://e/{number}> <http://e/knows> _:b",
        "<http://e/all> <http://e/p> <http://e/same>",
    )
    return "".join(f"{line} <http://g/{number}> .\n" for line in lines).encode()


def catalogue(state: int = 0) -> bytes:
    # Labels of blank nodes are those of the whole, so they are made different here.
    return b"".join(document(n, state).replace(b"_:b", b"_:b%d" % n) for n in range(DOCUMENTS))


def changes(state: int) -> dict[str, bytes | None]:
    """Every document in its next state."""
    return {f"http://g/{number}": document(number, state) for number in range(DOCUMENTS)}


def states(engine: Engine) -> set[str]:
    """The states that documents are in: one, unless something is half done."""
    pattern = "?d <http://e/state> ?s"
    rows = engine.select(f"SELECT DISTINCT ?s {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}")
    return {row["s"].value for row in rows}


def counts(engine: Engine) -> tuple[int, int, int]:
    """Statements of the default graph, of the named graphs, and number of these."""
    [row] = engine.select(
        "SELECT ?d ?n ?g { { SELECT (COUNT(*) AS ?d) { ?s ?p ?o } }"
        " { SELECT (COUNT(*) AS ?n) { GRAPH ?h { ?s ?p ?o } } }"
        " { SELECT (COUNT(DISTINCT ?h) AS ?g) { GRAPH ?h { } } } }"
    )
    return tuple(int(row[name].value) for name in "dng")  # type: ignore[return-value]


COMPLETE = (3 * DOCUMENTS + 1, 4 * DOCUMENTS, DOCUMENTS)


def content(engine: Engine) -> Mapping[str, int]:
    """Every statement with its graph and how often it stands there; blank nodes lose their labels."""
    found: dict[str, int] = {}
    for row in engine.select("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"):
        key = " ".join("_:" if str(row.get(name)).startswith("_:") else str(row.get(name)) for name in "spog")
        found[key] = found.get(key, 0) + 1
    return found


@pytest.fixture(params=["memory", "disk"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    store = tmp_path / "store" if request.param == "disk" else None
    with Engine.open(catalogue(), Settings({}, **SMALL), store=store) as opened:
        yield opened
