"""``psin validate`` as people and programs run it."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import Psin, environment

ROOT = Path(__file__).resolve().parents[2]
NAME = "data/networks/example-harbour-circle.ttl"
NO_LANGUAGE = ('"Harbour Circle"@en ,\n', '"Harbour Circle" ,\n')
DOUBTFUL = ('"Cercle du port"@fr', '"Cercle du port"@FR')


def change(file: Path, *pairs: tuple[str, str]) -> str:
    """Makes mistakes in a file; returns what it held before."""
    before = file.read_bytes().decode()
    after = before
    for old, new in pairs:
        assert old in after
        after = after.replace(old, new, 1)
    file.write_bytes(after.encode())
    return before


def test_a_good_file_is_one_line(psin: Psin) -> None:
    done = psin("validate", NAME)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{NAME} conforms: ") and done.stdout.count("\n") == 1


def test_a_violation_is_exit_code_1_with_the_place_of_the_value(psin: Psin, network: Path) -> None:
    change(network, NO_LANGUAGE)
    done = psin("validate", NAME)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{NAME}:24:9: violation N03 Say in which language this name is")
    assert lines[1:3] == ['  24 |         "Harbour Circle" ,', f"     |         {'^' * 16}"]
    assert "https://w3id.org/psin/rules/N03" in done.stdout


def test_warnings_fail_with_strict_only(psin: Psin, network: Path) -> None:
    change(network, DOUBTFUL)
    assert psin("validate", NAME).returncode == 0
    strict = psin("validate", "--strict", NAME)
    assert strict.returncode == 1 and "does not conform: 1 warning" in strict.stdout


def test_tips_come_last_and_quiet_leaves_them_out(psin: Psin, network: Path) -> None:
    change(network, ("    dcterms:language language:ENG ;\n", ""))
    loud = psin("validate", NAME)
    assert loud.returncode == 0
    summary, _, heading, tip = loud.stdout.splitlines()
    assert summary.startswith(f"{NAME} conforms: 1 tip;") and heading.startswith("Tips, not errors")
    assert tip.startswith("  N11 In which language") and "[21:1]" in tip
    assert psin("validate", "--quiet", NAME).stdout.count("\n") == 1


def test_what_cannot_be_read_is_exit_code_2(psin: Psin, network: Path) -> None:
    network.write_text("<#this> a", encoding="utf-8")
    assert psin("validate", NAME).returncode == 2
    network.write_bytes(b"\xff\xfe")
    assert psin("validate", NAME).returncode == 2


@pytest.mark.parametrize("name", ["missing.ttl", "no/such/folder", "empty"])
def test_a_file_that_is_not_there_is_one_sentence(psin: Psin, folder: Path, name: str) -> None:
    (folder / "empty").mkdir()
    done = psin("validate", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert name in done.stderr and "Traceback" not in done.stderr and done.stderr.count("\n") == 1


def test_a_folder_is_all_its_files(psin: Psin) -> None:
    done = psin("validate", "--quiet", "data")
    assert done.returncode == 0 and done.stdout.startswith("2 documents conform: ")


def test_standard_input_is_a_file_called_stdin(psin: Psin, network: Path) -> None:
    change(network, NO_LANGUAGE)
    done = psin("validate", "-", input=network.read_text(encoding="utf-8"))
    assert done.returncode == 1 and done.stdout.startswith("<stdin>:24:9: violation N03")
    assert psin("validate", "--fix", "-", input="").returncode == 2


def test_french(psin: Psin, network: Path) -> None:
    change(network, NO_LANGUAGE, DOUBTFUL)
    lines = psin("validate", "--language", "fr", NAME).stdout.splitlines()
    assert "violation N03 Dire dans quelle langue est ce nom" in lines[0]
    assert any(": avertissement G08 « @FR »" in line for line in lines)
    assert lines[-1].startswith(f"{NAME} n’est pas conforme : 1 violation, 1 avertissement ; ")


def test_every_format_can_be_read_by_its_readers(psin: Psin, network: Path) -> None:
    change(network, NO_LANGUAGE, DOUBTFUL)
    written = {}
    for name in ("json", "sarif", "github", "junit", "html", "shacl"):
        done = psin("validate", "--format", name, NAME)
        assert (done.returncode, done.stderr) == (1, ""), name
        written[name] = done.stdout
    assert {one["code"] for one in json.loads(written["json"])["findings"]} == {"N03", "G08"}
    assert len(json.loads(written["sarif"])["runs"][0]["results"]) == 2
    assert written["github"].startswith(f"::error file={NAME},line=24,col=9,")
    assert ElementTree.fromstring(written["junit"]).get("failures") == "1"
    assert "<mark " in written["html"] and "Harbour Circle" in written["html"]
    assert "sh:conforms false" in written["shacl"]


MISTAKES = [
    ("@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n", ""),
    ("@prefix schema: <https://schema.org/> .", "@prefix schema: <http://schema.org/> ."),
    ("psin:networkKind", "psin:netwrokKind"),
    ('"2026-11-01"^^xsd:date ;\n    dcterms:description', '"2026-11-01" ;\n    dcterms:description'),
    ("country:NZL", "<http://publications.europa.eu/resource/authority/country/NZL/>"),
    ('"Cercle du port"@fr', '"Cercle du port"@FR'),
]


def test_fix_mends_what_is_safe_and_shows_the_diff(psin: Psin, network: Path) -> None:
    change(network, MISTAKES[4])
    before = (
        network.read_bytes()
        .decode()
        .replace(MISTAKES[4][1], "<http://publications.europa.eu/resource/authority/country/NZL>")
    )
    network.write_bytes(before.encode())
    change(network, *MISTAKES[:4], ("country/NZL>", "country/NZL/>"), MISTAKES[5])
    network.chmod(0o640)
    done = psin("validate", "--fix", "--quiet", NAME)
    assert done.returncode == 0, done.stdout
    assert network.read_bytes().decode() == before
    assert network.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in network.parent.iterdir()] == [network.name], "nothing is left behind"
    diff, _, summary = done.stdout.rpartition(f"{NAME} conforms: ")
    changes = [line for line in diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changes == [
        "+@prefix foaf: <http://xmlns.com/foaf/0.1/> .",
        "-@prefix schema: <http://schema.org/> .",
        "+@prefix schema: <https://schema.org/> .",
        '-        "Cercle du port"@FR ;',
        '+        "Cercle du port"@fr ;',
        '-    psin:lastConfirmed "2026-11-01" ;',
        '+    psin:lastConfirmed "2026-11-01"^^xsd:date ;',
        "-    psin:netwrokKind psinc:kind-network ;",
        "+    psin:networkKind psinc:kind-network ;",
        "-    dcterms:spatial <http://publications.europa.eu/resource/authority/country/NZL/> ;",
        "+    dcterms:spatial <http://publications.europa.eu/resource/authority/country/NZL> ;",
    ]
    assert summary.endswith(" s\n")


def test_a_rehearsal_shows_the_diff_and_changes_nothing(psin: Psin, network: Path) -> None:
    change(network, MISTAKES[2])
    held = network.read_bytes()
    done = psin("validate", "--fix", "--dry-run", NAME)
    assert done.returncode == 1
    assert done.stdout.startswith(f"--- {NAME}\n+++ {NAME}\n") and "conforms" not in done.stdout
    assert network.read_bytes() == held


def test_fix_keeps_the_rest_byte_for_byte(psin: Psin, network: Path) -> None:
    text = network.read_bytes().decode().replace("\n", "\r\n") + "# end without a line end,\t\u00e9"
    network.write_bytes(text.encode())
    change(network, MISTAKES[2])
    assert psin("validate", "--fix", NAME).returncode == 0
    assert network.read_bytes() == text.encode()


def test_fix_follows_a_link_and_leaves_it_one(psin: Psin, folder: Path, network: Path) -> None:
    change(network, MISTAKES[2])
    link = folder / "link.ttl"
    link.symlink_to(network)
    psin("validate", "--fix", "link.ttl")
    assert link.is_symlink() and "psin:networkKind" in network.read_text(encoding="utf-8")


def test_fix_does_not_touch_what_needs_no_change(psin: Psin, network: Path) -> None:
    change(network, NO_LANGUAGE)
    stat = network.stat()
    done = psin("validate", "--fix", NAME)
    assert done.returncode == 1 and "violation N03" in done.stdout
    assert (network.stat().st_mtime_ns, network.stat().st_ino) == (stat.st_mtime_ns, stat.st_ino)


def test_fix_with_a_format_for_programs_leaves_their_output_clean(psin: Psin, network: Path) -> None:
    change(network, MISTAKES[2])
    done = psin("validate", "--fix", "--format", "json", NAME)
    assert json.loads(done.stdout)["conforms"] is True
    assert "+    psin:networkKind" in done.stderr


def test_colour_is_for_terminals_or_for_those_who_ask(psin: Psin, network: Path) -> None:
    change(network, NO_LANGUAGE)
    assert "\x1b" not in psin("validate", NAME).stdout
    assert "\x1b[" in psin("validate", "--color", "always", NAME).stdout


def on_terminal(folder: Path, *arguments: str, **variables: str) -> str:
    """What the command writes to a terminal of 60 columns."""
    main, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "psin", *arguments],
        cwd=folder,
        env=environment(COLUMNS="60", TERM="xterm", **variables),
        stdin=end,
        stdout=end,
        stderr=end,
        close_fds=True,
    )
    os.close(end)
    written = b""
    try:
        while True:
            try:
                chunk = os.read(main, 65536)
            except OSError:
                break
            if not chunk:
                break
            written += chunk
    finally:
        process.wait(timeout=60)
        os.close(main)
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_lines_that_fit(folder: Path, network: Path) -> None:
    change(network, NO_LANGUAGE)
    text = on_terminal(folder, "validate", NAME)
    assert "\x1b[1;31mviolation N03\x1b[0m" in text
    plain = on_terminal(folder, "validate", NAME, NO_COLOR="1")
    assert "\x1b[1;31m" not in plain
    assert max(map(len, plain.splitlines())) <= 60
    assert "\x1b[1;31m" not in on_terminal(folder, "validate", "--color", "never", NAME)


def read_until(process: subprocess.Popen[bytes], words: bytes, seconds: float = 60) -> bytes:
    """Reads what a process writes until the words are there."""
    written, end = b"", time.monotonic() + seconds
    assert process.stdout
    while words not in written:
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, end - time.monotonic()))
        chunk = os.read(process.stdout.fileno(), 65536) if ready else b""
        assert chunk, f"no {words!r} in {written!r}"
        written += chunk
    return written


def test_watching_checks_again_after_a_change_and_ends_with_ctrl_c(folder: Path, network: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "psin", "validate", "--watch", "--quiet", "data"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        read_until(process, b"2 documents conform")
        change(network, NO_LANGUAGE)
        assert b"violation N03" in read_until(process, b"1 of 2 documents does not conform")
        network.unlink()
        read_until(process, b"conforms")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
        assert b"Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def test_an_interrupted_run_leaves_no_files_behind(folder: Path, network: Path) -> None:
    held = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    process = subprocess.Popen(
        [sys.executable, "-m", "psin", "validate", "--watch", "data"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        read_until(process, b"conform")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == held


def test_pyshacl_can_be_asked_too(psin: Psin, network: Path) -> None:
    change(network, NO_LANGUAGE)
    # With the editors in it the folder is a catalogue of its own: pySHACL takes most of a minute over the real one.
    shutil.copy(ROOT / "data" / "organisations" / "psin.ttl", network.parents[1] / "organisations")
    done = psin("validate", "--reference", "--data", "data", NAME)
    assert done.returncode == 1 and done.stderr == "pySHACL agrees.\n"


@pytest.mark.parametrize("module", ["psin.cli", "psin.cli.bundle", "psin.errors", "psin.cli.validate"])
def test_an_interruption_before_the_command_has_begun_is_silent(module: str, tmp_path: Path) -> None:
    script = f"""
import runpy, signal, sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupting())
sys.argv = ["psin", "validate", "x.ttl"]
runpy.run_module("psin", run_name="__main__", alter_sys=True)
"""
    # Modules that an earlier run has kept are found by nobody.
    uncached = {**os.environ, "PSIN_CACHE": "off"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=uncached, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
