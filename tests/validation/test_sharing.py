"""Several processes find what one finds, in the same order, and none of them outlives the command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from psin import assets
from psin.validation import render, sharing
from psin.validation.findings import Finding
from psin.validation.parse import Parsed, parse_documents
from psin.validation.shapes.shapeset import ShapeSet
from psin.validation.validate import validate_parsed
from psin.vocabulary.terms import Vocabulary

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="documents are shared out on Linux only"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
CORPUS = Path(__file__).parent / "corpus"
#: Starts two processes that never end by themselves, and names the one that was forked.
ENDLESS = """
import os, signal, time
from psin.validation import sharing
from psin.validation.parse import Parsed

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored

parent = os.getpid()
def check(part, progress):
    if os.getpid() != parent:
        print(os.getpid(), flush=True)
    while True:
        progress(1, len(part))
        time.sleep(0.01)

sharing.shared_out([Parsed(f"{n}.ttl", "text") for n in range(100)], check, 2, None)
"""


@pytest.fixture(scope="module")
def documents() -> list[Parsed]:
    """Broken ones of every syntax, several to a file, twins of each other, and good ones."""
    files = [path for path in sorted(CORPUS.iterdir()) if path.suffix in (".ttl", ".trig", ".nq", ".jsonld", ".rdf")]
    files += sorted(assets.data().glob("networks/[a-c]*.ttl"))
    return [parsed for path in files for parsed in parse_documents(path)]


def test_the_report_is_the_same_to_the_last_byte(
    documents: list[Parsed], vocabulary: Vocabulary, shapes: ShapeSet
) -> None:
    one = validate_parsed(documents, vocabulary, shapes, None, 0.0)
    told: list[tuple[int, int]] = []
    several = validate_parsed(documents, vocabulary, shapes, None, 0.0, lambda *at: told.append(at), 4)
    assert several.findings == one.findings and len(one.findings) > 1000
    assert several.files == one.files
    assert render.json(several._replace(seconds=0.0)) == render.json(one._replace(seconds=0.0))
    counts = [done for done, of in told if of == len(documents)]
    assert len(counts) == len(told) > 10 and counts == sorted(counts) and counts[-1] <= len(documents)


@pytest.mark.parametrize("how", ["dies", "fails", "is not to be had"])
def test_what_a_lost_process_had_to_do_is_done_all_the_same(
    documents: list[Parsed], vocabulary: Vocabulary, shapes: ShapeSet, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = documents[:: len(documents) // 80]
    wanted = validate_parsed(few, vocabulary, shapes, None, 0.0).findings

    def lost(*_: object) -> None:
        os._exit(1)

    def none() -> int:
        raise BlockingIOError

    if how == "is not to be had":
        monkeypatch.setattr(sharing.os, "fork", none)
    elif how == "dies":
        monkeypatch.setattr(sharing, "_work", lost)
    else:
        monkeypatch.setattr(sharing.marshal, "dumps", none)
    assert validate_parsed(few, vocabulary, shapes, None, 0.0, None, 3).findings == wanted


def test_a_failure_is_heard_wherever_it_happens() -> None:
    def check(part: list[Parsed], progress: Callable[[int, int], None]) -> list[Finding]:
        if any(parsed.file == "99.ttl" for parsed in part):
            raise ValueError("99 is broken")
        return []

    with pytest.raises(ValueError, match="99 is broken"):
        sharing.shared_out([Parsed(f"{n}.ttl", "text") for n in range(100)], check, 2, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_the_command_ends_all_its_processes(end: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    helper = int(process.stdout.readline())
    assert is_running(helper)
    process.send_signal(end)
    assert process.wait(60) != 0
    limit = time.monotonic() + 60
    while is_running(helper) and time.monotonic() < limit:
        time.sleep(0.01)
    assert not is_running(helper)
    process.stdout.close()


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
