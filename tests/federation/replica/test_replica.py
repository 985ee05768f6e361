"""Copies made in three ways are one and the same, whatever changes and breaks off in between; and a difference is found."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psin.cli import main
from psin.documents import from_iri
from psin.errors import InputError
from psin.federation.harvest.fetching import FetchFailed
from psin.federation.replica.copies import FEED, QUERIES, Copies, graph_digest
from psin.federation.replica.replicate import Proof, replicate
from psin.federation.replica.source import Source

Write = Callable[..., Path]
Start = Callable[..., Any]
NAMES = ("alder", "birch", "cedar", "dogwood", "elm", "fir")


class CutOff(Exception):
    """The run ends here."""


class Breaking(Source):
    """A source that breaks off at some request: ``left`` is how many are still answered, -1 for all."""

    left = -1

    def _get(self, url: str, accept: str) -> Any:
        if self.left == 0:
            raise CutOff
        self.left -= 1
        return super()._get(url, accept)


def copy(address: str, folder: Path, left: int = -1, version: str = "latest") -> Proof:
    copies = Copies(folder, f"{address}/")
    try:
        source = Breaking(address, folder, internal=True)
        source.left = left
        return replicate(source, copies, version)
    finally:
        copies.close()


def version_of(served: Any) -> str:
    return str(served.get("/dump/latest.nq.gz", "HEAD").headers["content-location"].split("/")[2])


def test_three_ways_give_the_same_and_a_second_instance_serves_it_again(
    served: Start, write: Write, tmp_path: Path, folder: Path
) -> None:
    for name in NAMES[:3]:
        write(name)
    first = served()
    before = version_of(first)
    write("alder", "Alder renamed")
    write("dogwood")
    first.reload()
    (folder / "networks" / "birch.ttl").unlink()
    first.reload()
    proof = copy(first.address, tmp_path / "copies", version=before)
    assert proof.holds, proof
    assert proof.version == before
    assert len(set(proof.graphs.values())) == 1
    copies = Copies(tmp_path / "copies", f"{first.address}/")
    digests = copies.digests(FEED)
    assert "https://w3id.org/psin/network/birch" not in digests
    assert "https://w3id.org/psin/network/dogwood" in digests
    second_data = tmp_path / "second"
    rows = sqlite3.connect(tmp_path / "copies" / "copies.db").execute(
        "SELECT name, statements FROM graph WHERE way = 'feed'"
    )
    for name, statements in rows:
        document = from_iri(name)
        if document is not None:
            path = second_data / document.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"@base <{name}> .\n{statements}", "utf-8")
    copies.close()
    environment = {
        **os.environ,
        "PSIN_PORT": "0",
        "PSIN_WORKERS": "2",
        "PSIN_STATE": str(tmp_path / "second-state"),
        "PSIN_LOG": "off",
    }
    command = [sys.executable, "-m", "psin", "serve", "--data", str(second_data)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as process:
        try:
            line = process.stdout.readline()  # type: ignore[union-attr]
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert address, line
            again = copy(address[0], tmp_path / "copies-of-second")
        finally:
            process.terminate()
    assert again.holds
    assert again.hashes == proof.hashes


def test_changes_deletions_and_interruptions_at_random_end_in_the_same(
    served: Start, write: Write, folder: Path, tmp_path: Path
) -> None:
    dice = random.Random(20261124)
    for name in NAMES:
        write(name)
    service = served()
    cut = changed = 0
    for _ in range(6):
        try:
            copy(service.address, tmp_path / "copies", left=dice.randrange(1, 25))
        except CutOff:
            cut += 1
        name = dice.choice(NAMES)
        path = folder / "networks" / f"{name}.ttl"
        if path.exists() and dice.random() < 0.3:
            path.unlink()
        else:
            write(name, f"{name.title()} {dice.randrange(1000)}")
        if dice.random() < 0.6:
            service.reload()
            changed += 1
    service.reload()
    proof = copy(service.address, tmp_path / "copies")
    assert proof.holds, proof.differing
    assert cut >= 3
    assert changed >= 2
    assert copy(service.address, tmp_path / "fresh").hashes == proof.hashes


def test_a_run_that_is_killed_goes_on_where_it_was(served: Start, write: Write, tmp_path: Path) -> None:
    write("alder")
    service = served()
    into = tmp_path / "copies"
    command = [
        sys.executable,
        "-m",
        "psin",
        "replicate",
        "--allow-private",
        "--verbose",
        "--into",
        str(into),
        service.address,
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        for line in process.stderr:  # type: ignore[union-attr]
            if line.startswith("dump:"):
                process.send_signal(signal.SIGKILL)
                break
    before = len(service.get("/feed", accept="application/n-quads").body)
    assert before
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The three copies of" in done.stdout
    assert "Version" not in done.stderr, "the dump was not loaded a second time"


def test_a_change_in_the_middle_of_a_copy_does_not_spoil_it(served: Start, write: Write, tmp_path: Path) -> None:
    write("alder")
    service = served()

    class Moving(Source):
        asked = 0

        def graph(self, name: str) -> str:
            self.asked += 1
            found = super().graph(name)
            if self.asked == 5:
                write("alder", f"Alder {self.asked}")
                service.reload()
            return found

    copies = Copies(tmp_path / "copies", "x")
    proof = replicate(Moving(service.address, tmp_path / "copies", internal=True), copies)
    copies.close()
    assert proof.holds
    assert copy(service.address, tmp_path / "fresh").hashes == proof.hashes


def test_a_difference_is_found_and_named(
    served: Start, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("alder")
    service = served()
    into = tmp_path / "copies"
    arguments = ["replicate", "--allow-private", "--into", str(into), service.address]
    assert main(arguments) == 0
    with sqlite3.connect(into / "copies.db") as db:
        db.execute(
            "UPDATE graph SET digest = '', statements = replace(statements, 'Alder', 'Oak') WHERE way = ? AND name LIKE"
            " '%/alder'",
            (QUERIES,),
        )
    db.close()
    capsys.readouterr()
    assert main(arguments) == 1
    out = capsys.readouterr().out
    assert "differs: <https://w3id.org/psin/network/alder>" in out
    assert "differ in 1 graph." in out


def test_hashes_do_not_depend_on_blank_labels_order_or_how_numbers_are_written() -> None:
    one = '<a:x> <a:p> _:b1 .\n_:b1 <a:q> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n'
    other = '_:z <a:q> "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n<a:x> <a:p> _:z .\n'
    assert graph_digest(one) == graph_digest(other)
    assert graph_digest(one) != graph_digest(other.replace("1.5", "1.6"))


def test_a_folder_of_another_source_is_refused(tmp_path: Path) -> None:
    Copies(tmp_path, "https://one.example/").close()
    with pytest.raises(InputError, match="holds copies of https://one.example/"):
        Copies(tmp_path, "https://other.example/")


def test_a_private_address_is_not_copied_from_unless_that_is_meant(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="the internet cannot reach") as refused:
        Source("http://127.0.0.1:9/", tmp_path).pages()
    assert "127.0.0.1:9" in refused.value.advice
