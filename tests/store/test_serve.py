"""``psin serve --store``: one folder from start to start, for one service at a time, that keeps up with the documents."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .processes import eventually

ROOT = Path(__file__).resolve().parents[2]
LABEL = "SELECT ?l { <https://w3id.org/psin/network/aapam#this> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }"


def command(data: Path, store: Path) -> list[str]:
    return [sys.executable, "-m", "psin", "serve", "--data", str(data), "--store", str(store), "--port", "0"]


@contextmanager
def served(data: Path, store: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    environment = {**os.environ, "PSIN_LOG": "off"}
    with subprocess.Popen(command(data, store), stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            found = next(filter(None, (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)))
            yield found[0], process
        finally:
            process.terminate()
            process.wait(20)


def labels(address: str) -> str:
    request = urllib.request.Request(
        f"{address}/sparql?{urllib.parse.urlencode({'query': LABEL})}", headers={"Accept": "text/csv"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return str(answer.read(), "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


def test_a_changed_document_reaches_the_store_and_outlasts_the_service(data: Path, tmp_path: Path) -> None:
    store, document = tmp_path / "store", data / "networks" / "aapam.ttl"
    with served(data, store) as (address, process):
        assert "African Association" in labels(address)
        text = document.read_text()
        document.write_text(re.sub(r'(skos:prefLabel\s+")[^"]*"', r'\1Renamed Circle"', text, count=1))
        process.send_signal(signal.SIGHUP)
        assert eventually(lambda: "Renamed Circle" in labels(address), 60)
        refused = subprocess.run(command(data, store), capture_output=True, text=True)
        assert refused.returncode == 2 and "Another service uses the store" in refused.stderr
        assert "Traceback" not in refused.stderr
        before = json.loads((store / "current").read_bytes())
        assert before["snapshot"] == 2
    with served(data, store) as (address, _):
        assert "Renamed Circle" in labels(address)
        assert json.loads((store / "current").read_bytes()) == before
