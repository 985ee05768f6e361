"""What partners say stands beside the default graph, in memory, on disk, and after a change of either."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from psin.engine import bulk, dataset, delta, trust
from psin.errors import QueryRefused

PARTNER = "https://w3id.org/psin/partner/"
QUADS = f"""<a:ours> <a:p> "1" <https://w3id.org/psin/network/a> .
<a:ours> <a:p> "1" <https://w3id.org/psin/network/b> .
<a:theirs> <a:p> "a text that ends like a graph <{PARTNER}x/records> ." <{PARTNER}x/records> .
<a:ours> <a:p> "claimed" <{PARTNER}x/claims> .
<a:other> <a:p> "2" <{PARTNER}y/records> .
<{PARTNER}x#this> <https://w3id.org/psin/ns#trust> <https://w3id.org/psin/concept/trust-verified> <{PARTNER}x> .
<a:theirs> <https://w3id.org/psin/ns#trust> <https://w3id.org/psin/concept/trust-verified> <{PARTNER}y/records> .
<a:ours> <a:p> "a text about <{PARTNER}y/records> ." <https://w3id.org/psin/network/a> .
"""
TRUSTED = f"<{PARTNER}x#this>"


def memory() -> ox.Store:
    with tempfile.TemporaryFile() as file:
        file.write(QUADS.encode())
        file.seek(0)
        return dataset.load(file)


def disk(folder: Path) -> ox.Store:
    return bulk.load(folder / "store", io.BytesIO(QUADS.encode()))[0]


def default(store: ox.Store) -> set[tuple[str, str]]:
    return {
        (str(quad.subject), str(quad.object)) for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }


OURS = {
    ("<a:ours>", '"1"'),
    ("<a:ours>", f'"a text about <{PARTNER}y/records> ."'),
    (TRUSTED, "<https://w3id.org/psin/concept/trust-verified>"),
}


def test_the_default_graph_is_without_partners_in_memory_and_on_disk(tmp_path: Path) -> None:
    assert default(memory()) == OURS
    assert default(disk(tmp_path)) == OURS


def test_a_change_keeps_it_so(tmp_path: Path) -> None:
    for store in (memory(), disk(tmp_path)):
        new = f'<a:ours> <a:p> "1" <{PARTNER}x/records> .\n<a:new> <a:p> "3" <{PARTNER}x/records> .\n'.encode()
        delta.apply(store, delta.read({f"{PARTNER}x/records": new}))
        assert default(store) == OURS
        delta.apply(
            store, delta.read({"https://w3id.org/psin/network/a": None, "https://w3id.org/psin/network/b": None})
        )
        assert ("<a:ours>", '"1"') not in default(store), (
            "a partner that says it too does not keep it in the default graph"
        )
        delta.apply(store, delta.read({f"{PARTNER}x/records": None, f"{PARTNER}x/claims": None}))
        assert not store.contains_named_graph(ox.NamedNode(f"{PARTNER}x/records"))


@pytest.mark.parametrize(("level", "graphs"), [(trust.OURS, set()), (trust.VERIFIED, {"x"}), (trust.ALL, {"x", "y"})])
def test_a_level_is_the_default_graph_and_some_records(level: str, graphs: set[str]) -> None:
    found = trust.graphs(memory(), level)
    assert found[0] == ox.DefaultGraph()
    assert {graph.value.split("/")[-2] for graph in found[1:]} == graphs


def test_a_level_can_be_put_together_with_other_graphs() -> None:
    store, arguments = dataset.choose(memory(), [trust.OURS, f"{PARTNER}y/records"], [])
    rows = {str(row["s"]) for row in store.query("SELECT ?s { ?s ?p ?o }", **arguments)}
    assert rows == {"<a:ours>", TRUSTED, "<a:other>", "<a:theirs>"}
    with pytest.raises(QueryRefused, match="There is no graph"):
        dataset.choose(memory(), ["https://w3id.org/psin/trust/none"], [])


@pytest.mark.parametrize(
    ("graph", "beside"),
    [
        (f"{PARTNER}x/records", True),
        (f"{PARTNER}x/claims", True),
        (f"{PARTNER}x", False),
        (f"{PARTNER}x/records/more", False),
        (f"{PARTNER}X/records", False),
        ("https://elsewhere.example/partner/x/records", False),
    ],
)
def test_only_graphs_of_partners_stand_beside(graph: str, beside: bool) -> None:
    assert trust.stands_beside(graph) is beside
