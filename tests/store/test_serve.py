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


def loaded(store: Path) -> dict[str, object]:
    try:
        found: dict[str, object] = json.loads((store / "loaded").read_bytes())
    except OSError:
        return {}
    return found


def page(address: str, path: str) -> str:
    request = urllib.request.Request(f"{address}{path}", headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.read(), "utf-8").replace(address, "")


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Documents that point at each other and nowhere else."""
    folder = tmp_path / "few"
    (folder / "organisations").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "organisations" / "psin.ttl", folder / "organisations")
    return folder


def another(text: str, slug: str) -> str:
    """A document like that of the editors, about another body."""
    text = text.replace("organisation/psin>", f"organisation/{slug}>", 1)
    text = re.sub(r"\n    foaf:homepage [^;]*;", "", text)
    return re.sub(r'("[^"]*)"(@\w+)', rf'\1 {slug}"\2', text)


ALL = "SELECT ?s ?p ?o { GRAPH <https://w3id.org/psin/organisation/psin> { ?s ?p ?o } }"


def answer(address: str, query: str = ALL) -> tuple[str, str]:
    """The rows, sorted, and the ETag."""
    url = f"{address}/sparql?{urllib.parse.urlencode({'query': query})}"
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/csv"}), timeout=20) as found:
        return "\n".join(sorted(str(found.read(), "utf-8").splitlines())), found.headers["ETag"]


def test_an_unchanged_folder_is_served_again_without_being_read(few: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    with served(few, store) as (address, _):
        first, before = answer(address), page(address, "/organisation/psin")
        assert eventually(lambda: loaded(store), 20)
    with served(few, store) as (address, _):
        assert answer(address) == first
        assert page(address, "/organisation/psin") == before
    faked = json.loads((store / "loaded").read_bytes()) | {"triples": 7}
    (store / "loaded").write_text(json.dumps(faked))
    with served(few, store) as (address, _):
        assert f'"triples":{faked["triples"]}' in page(address, "/-/versions").replace(" ", "")


@pytest.mark.parametrize("how", ["edited", "added", "damaged note"])
def test_whatever_has_changed_is_read(few: Path, tmp_path: Path, how: str) -> None:
    store, document = tmp_path / "store", few / "organisations" / "psin.ttl"
    with served(few, store) as (address, _):
        rows, _ = answer(address)
        assert eventually(lambda: loaded(store), 20)
    label = re.search(r'skos:prefLabel\s+"([^"]+)"', document.read_text())
    assert label and label[1] in rows
    note = store / "loaded"
    faked = loaded(store) | {"triples": 7}
    note.write_text(json.dumps(faked))
    expected = rows
    if how == "edited":
        times = document.stat()
        changed = label[1][:-1] + "?"
        document.write_text(document.read_text().replace(label[1], changed))
        os.utime(document, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert document.stat().st_size == times.st_size
        expected = rows.replace(label[1], changed)
    elif how == "added":
        (few / "organisations" / "other-office.ttl").write_text(another(document.read_text(), "other-office"))
    else:
        note.write_bytes(b"{")
    with served(few, store) as (address, _):
        assert '"triples":7,' not in page(address, "/-/versions").replace(" ", "").replace("\n", "")
        assert answer(address)[0] == expected


def test_documents_that_change_right_after_such_a_start_are_told_apart(few: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    with served(few, store):
        assert eventually(lambda: loaded(store), 20)
    faked = loaded(store) | {"version": "of another state"}
    (store / "loaded").write_text(json.dumps(faked))
    with served(few, store) as (address, _):
        assert eventually(lambda: "of another state" not in page(address, "/-/versions"), 30)
        assert "psin" in page(address, "/organisation/psin")
