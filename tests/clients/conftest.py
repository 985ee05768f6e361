"""Two services as a reader starts them, and the clients that people ask them with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from psin.catalogue import Catalogue, load

HERE = Path(__file__).resolve().parent
# For ``limits.served``, which starts services with other limits.
if str(HERE.parent) not in sys.path:
    sys.path.append(str(HERE.parent))


class ClientError(Exception):
    """What Comunica says instead of the end of an answer."""


class Comunica:
    """A Comunica in a process of its own. One question at a time."""

    def __init__(self, node: Path) -> None:
        self._process = subprocess.Popen(
            [node / "node_modules" / ".bin" / "node", HERE / "comunica.cjs", node],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, query: str, *sources: str, **context: object) -> Iterator[Any]:
        """Rows as they come. Raises ClientError where the answer is none or does not come to its end."""
        assert self._process.stdin is not None and self._process.stdout is not None
        asked = {"query": query, "sources": sources, "context": context}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        count = 0
        for line in self._process.stdout:
            told: Mapping[str, Any] = json.loads(line)
            if "error" in told:
                raise ClientError(told["error"])
            if "rows" in told:
                assert told["rows"] == count
                return
            if "row" in told:
                count += 1
                yield told["row"]
        raise AssertionError("Comunica has ended")

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture(scope="session")
def comunica(node: Path) -> Iterator[Comunica]:
    started = Comunica(node)
    yield started
    started.close()


@pytest.fixture
def by_itself(node: Path) -> Iterator[Comunica]:
    """A Comunica that a test may leave in the middle of an answer."""
    started = Comunica(node)
    yield started
    started.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """Another catalogue, whose documents are none of ours."""
    written = tmp_path_factory.mktemp("partner")
    command = [sys.executable, "-m", "benchmarks.synthetic", "--triples", "5000", "--documents", str(written)]
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    return written


@pytest.fixture(scope="session")
def partner(folder: Path) -> Iterator[str]:
    """The address of a second service, over that catalogue."""
    command = [sys.executable, "-m", "psin", "serve", "--data", str(folder)]
    environment = {**os.environ, "PSIN_PORT": "0", "PSIN_LOG": "off"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    assert process.stdout is not None
    try:
        first = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", first)
        assert found, f"the second service did not start: {first}"
        yield found[0]
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture(scope="session")
def both(folder: Path) -> Sequence[Catalogue]:
    """The catalogues of the two services."""
    return load(), load(folder)
