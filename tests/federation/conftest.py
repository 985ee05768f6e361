"""A small folder of documents in a git repository of its own, and the service over it as a reader starts it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

#: Documents that refer to nobody but each other and the editors.
_KEPT = {"organisations": ["psin"], "catalogues": ["psin"]}


class Answer(NamedTuple):
    """What the service said: ``headers`` have lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Service:
    """The service over ``data``, with its log and dumps in ``state``."""

    def __init__(self, data: Path, state: Path, **settings: str) -> None:
        self.data = data
        environment = {
            **os.environ,
            "PSIN_PORT": "0",
            "PSIN_WORKERS": "2",
            "PSIN_STATE": str(state),
            "PSIN_LOG": "json",
            **settings,
        }
        self._log = data.parent / "service.log"
        with self._log.open("a") as log:
            command = [sys.executable, "-m", "psin", "serve", "--data", str(data)]
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if not found:
            self.stop()
            raise RuntimeError(line + self._log.read_text())
        self.address = found[0]

    def get(self, path: str, method: str = "GET", data: bytes | None = None, **headers: str) -> Answer:
        """``headers`` are written with underscores. Redirections are not followed."""
        url = path if "://" in path else self.address + path
        request = urllib.request.Request(
            url, data, {name.replace("_", "-"): value for name, value in headers.items()}, method=method
        )
        try:
            with _OPENER.open(request, timeout=60) as found:
                return Answer(found.status, _joined(found.headers), found.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _joined(error.headers), error.read())

    def _reloads(self) -> list[str]:
        return [line for line in self._log.read_text().splitlines() if '"event":"reload"' in line.replace(" ", "")]

    def reload(self) -> None:
        """Has the service load the folder again, and waits until it has told the outcome in its log."""
        before, end = len(self._reloads()), time.monotonic() + 60
        self._process.send_signal(signal.SIGHUP)
        while len(found := self._reloads()) == before:
            assert self._process.poll() is None and time.monotonic() < end, "no outcome of the reload"
            time.sleep(0.02)
        assert '"refused"' not in found[-1], found[-1]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
        self._process.stdout.close()  # type: ignore[union-attr]


def _joined(headers: Message) -> dict[str, str]:
    return {name.lower(): ", ".join(headers.get_all(name, [])) for name in headers}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def least(top: Path, root: Path) -> Path:
    """A folder below ``top`` with the least that is valid: the editors and the catalogue."""
    data = top / "data"
    for kind, names in _KEPT.items():
        (data / kind).mkdir(parents=True)
        for name in names:
            shutil.copy(root / "data" / kind / f"{name}.ttl", data / kind)
    (data / "networks").mkdir()
    return data


NETWORK = """@base <https://w3id.org/psin/network/{slug}> .
@prefix psin: <https://w3id.org/psin/ns#> .
@prefix country: <http://publications.europa.eu/resource/authority/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<>
    a psin:Contribution ;
    dcterms:title "{name}"@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    prov:wasAttributedTo <../organisation/psin#this> ;
    prov:generatedAtTime "2026-11-01T08:00:00Z"^^xsd:dateTime ;
    foaf:primaryTopic <#this> .

<#this>
    a psin:Network ;
    skos:prefLabel "{name}"@en ;
    dcterms:description "{words}"@en ;
    dcterms:spatial country:{country} ;
    dcterms:source <#source-1> .

<#source-1>
    a psin:Source ;
    foaf:page <https://{slug}.example/about> .
"""


def network(
    folder: Path, slug: str, name: str = "", words: str = "People who try new things together.", country: str = "NZL"
) -> Path:
    """Writes a network into a folder; ``words`` are its description."""
    path = folder / "networks" / f"{slug}.ttl"
    name = name or slug.replace("-", " ").title()
    path.write_text(NETWORK.format(slug=slug, name=name, words=words, country=country), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """A folder of documents of the test's own."""
    return least(tmp_path, root)


@pytest.fixture
def write(folder: Path) -> Callable[..., Path]:
    """``network`` for that folder."""
    return partial(network, folder)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Service]:
    """A service for all tests of a file, over a folder of their own with one network, harbour-circle."""
    top = tmp_path_factory.mktemp("lasting")
    data = least(top, root)
    network(data, "harbour-circle")
    service = Service(data, top / "state")
    yield service
    service.stop()


@pytest.fixture
def served(folder: Path, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """A function that starts the service over the folder; all are stopped at the end."""
    running: list[Service] = []

    def start(**settings: str) -> Service:
        running.append(Service(folder, tmp_path / "state", **settings))
        return running[-1]

    yield start
    for service in running:
        service.stop()
