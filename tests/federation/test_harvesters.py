"""Clients of others, each in an environment of its own, take our catalogue and match names with our service."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).with_name("clients")


@pytest.fixture
def run(root: Path) -> Callable[..., Any]:
    """A function that runs a script in the environment of a client and gives what it printed."""

    def run_(environment: str, script: str, *arguments: str) -> Any:
        python = root / ".cache" / "clients" / environment / "bin" / "python"
        if not python.exists():
            pytest.skip(f"{environment} is not installed: make clients does it")
        done = subprocess.run(
            [python, HERE / script, *arguments], capture_output=True, text=True, timeout=180, cwd=HERE
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.strip().splitlines()[-1])

    return run_


@pytest.mark.parametrize("path", ["/catalog", "/catalog.ttl", "/catalog.rdf", "/catalog.jsonld"])
def test_ckan_harvests_every_dataset_in_every_format(address: str, run: Callable[..., Any], path: str) -> None:
    found = run("ckan", "harvest_ckan.py", f"{address}{path}")
    assert found["errors"] == []
    kept = {one["id"]: one for one in found["kept"]}
    data = kept["https://w3id.org/psin/catalog#data"]
    assert f"{address}/dump/latest.nq.gz" in data["resources"] and len(data["resources"]) == 5
    assert data["title"] == "Public sector innovation networks"
    assert len(kept) == len(found["kept"]) >= 3
    assert all(one["resources"] and one["id"].startswith("https://w3id.org/psin/") for one in kept.values())


def test_reconciler_matches_a_column(address: str, run: Callable[..., Any]) -> None:
    found = run(
        "reconciler", "reconcile_table.py", f"{address}/reconcile", "One Team Gov", "Ambtenaar 2.0", "zzzz qqqq"
    )
    matched = {row["input_value"]: row for row in found}
    assert matched["One Team Gov"]["id"] == "network/one-team-gov" and matched["One Team Gov"]["match"]
    assert matched["Ambtenaar 2.0"]["id"] == "network/ambtenaar-2-0"
    assert not matched["zzzz qqqq"]["id"]


def test_extruct_and_signposting_read_a_page(address: str, run: Callable[..., Any]) -> None:
    found = run("web", "read_page.py", f"{address}/network/one-team-gov")
    assert found["cite_as"] == "https://w3id.org/psin/network/one-team-gov"
    assert "text/turtle" in found["described_by"]
    assert found["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "One Team Gov" in json.dumps(found["embedded"])
