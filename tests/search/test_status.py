"""The status of a network is that of its newest reading, whether the read model is filled or the shown query is asked."""

from __future__ import annotations

import itertools

import pyoxigraph as ox
import pytest
from psin.catalogue.readmodel import LISTS, Selection, twin
from psin.catalogue.readmodel.facets import prologue

NETWORK = "https://w3id.org/psin/network/read"
TURTLE = f"""
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix psinc: <https://w3id.org/psin/concept/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<{NETWORK}#this> a psin:Network .
"""
READINGS = [("2020", "active"), ("2021-05", "dormant"), ("2021-05-02", "ended"), ("2021-05-02", "active")]


def newest(readings: tuple[tuple[str, str], ...]) -> list[str]:
    last = max(date for date, _ in readings)
    return sorted({status for date, status in readings if date == last})


@pytest.mark.parametrize("readings", [pair for n in (1, 2, 4) for pair in itertools.permutations(READINGS, n)][:20])
def test_only_the_newest_reading_counts(readings: tuple[tuple[str, str], ...]) -> None:
    store, listed = ox.Store(), LISTS["network"]
    records = (
        f"<{NETWORK}#r{place}> a psin:StatusReading ; psin:ofNetwork <{NETWORK}#this> ; "
        f"psin:status psinc:status-{status} ; "
        f'dcterms:date "{date}" .'
        for place, (date, status) in enumerate(readings)
    )
    store.load(TURTLE + "\n".join(records), ox.RdfFormat.TURTLE)
    facet = listed.facet("status")
    assert facet is not None
    body = f"SELECT DISTINCT ?value WHERE {{ {listed.base} . {facet.pattern} }}"
    found = sorted(row["value"].value.rpartition("status-")[2] for row in store.query(prologue(body) + body))
    assert found == newest(readings)
    for status in ("active", "dormant", "ended"):
        query = twin(listed, Selection({"status": (f"status-{status}",)}), [])
        assert query is not None
        assert bool(list(store.query(query))) == (status in found), query
