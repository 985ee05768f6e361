"""``psin publish`` and ``psin serve --endpoint`` as they are typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from psin.catalogue import load

from .servers import Server, free_port

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A catalogue of one document that needs no other, beside vocabulary and shapes."""
    (tmp_path / "data" / "organisations").mkdir(parents=True)
    shutil.copy(DATA / "organisations" / "psin.ttl", tmp_path / "data" / "organisations")
    return tmp_path / "data"


def psin(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "psin", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=120, check=False
    )


def to(server: Server) -> list[str]:
    where = ["--to", server.change_url]
    where += ["--update-url", server.update_url] if server.update_url else []
    return where + (["--user", server.user] if server.user else [])


def test_a_catalogue_is_published_and_served(server: Server, few: Path) -> None:
    count = len(load(few).by_graph) + 2
    planned = psin("publish", *to(server), "--data", str(few), "--dry-run", PSIN_PUBLISH_PASSWORD=server.password)
    assert planned.returncode == 0, planned.stderr
    assert re.search(r"^\d+ graphs? would change, \d+ would not\.$", planned.stdout, re.MULTILINE)

    refused = psin("serve", "--endpoint", server.query_url, "--data", str(few), "--port", "0")
    assert refused.returncode == 2
    assert "psin publish --to URL" in refused.stderr and "Traceback" not in refused.stderr

    first = psin("publish", *to(server), "--data", str(few), PSIN_PUBLISH_PASSWORD=server.password)
    assert first.returncode == 0, first.stderr
    assert server.password not in first.stdout + first.stderr or not server.password
    again = psin("publish", *to(server), "--data", str(few), PSIN_PUBLISH_PASSWORD=server.password)
    assert f"0 graphs added, 0 replaced, 0 removed, {count} unchanged" in again.stdout

    command = [sys.executable, "-m", "psin", "serve", "--endpoint", server.query_url, "--data", str(few), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            raise AssertionError("".join(lines))
        with urllib.request.urlopen(f"{found[0]}/-/health", timeout=20) as answer:
            assert answer.read().startswith(b"ok")
        query = "query=SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%20%3Fs%20a%20%3Ft%20%7D"
        with urllib.request.urlopen(f"{found[0]}/sparql?{query}&format=csv", timeout=20) as answer:
            assert int(answer.read().split()[1]) > 100
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def test_what_cannot_be_done_is_said_in_one_line(few: Path) -> None:
    done = psin("publish", "--to", f"http://127.0.0.1:{free_port()}/query", "--data", str(few))
    assert done.returncode == 2
    assert done.stderr.startswith("psin: The engine at 127.0.0.1") and len(done.stderr.splitlines()) == 1


def test_what_does_not_conform_is_not_published(few: Path) -> None:
    path = sorted((few / "organisations").glob("*.ttl"))[0]
    path.write_text(
        path.read_text(encoding="utf-8") + "\n<#this> <https://w3id.org/psin/ns#nonsense> 1 .\n", encoding="utf-8"
    )
    done = psin("publish", "--to", "http://127.0.0.1:1/query", "--data", str(few))
    assert done.returncode == 2
    assert "nonsense" in done.stderr and "Traceback" not in done.stderr
