"""What ``pip install`` gives: one command with everything it needs, working from an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("psin-*.whl"))


@pytest.fixture(scope="module")
def psin(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, in an environment that holds the wheel and nothing of this checkout."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "bin" / "psin"


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PSIN", "VIRTUAL"))}


def test_the_wheel_holds_everything_that_is_not_code(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder, ending in (("ontology", ".ttl"), ("ontology/concepts", ".ttl"), ("shapes", ".ttl"), ("queries", ".rq")):
        here = {p.name for p in (ROOT / folder).glob(f"*{ending}")}
        there = {
            n.rsplit("/", 1)[1]
            for n in names
            if n.startswith(f"psin/assets/{folder}/") and n.count("/") == 2 + folder.count("/") + 1
        }
        assert here and here <= there, folder
    documents = sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "data").rglob("*.ttl"))
    assert documents == sorted(n.removeprefix("psin/assets/") for n in names if n.startswith("psin/assets/data/"))
    assert any(n.startswith("psin/web/templates/") for n in names)
    assert any(n.endswith("licenses/LICENSE") for n in names)
    assert not [n for n in names if "__pycache__" in n or n.startswith("tests/")]


def test_the_installed_command_answers_from_an_empty_folder(psin: Path, tmp_path: Path) -> None:
    question = "SELECT (COUNT(?n) AS ?networks) WHERE { ?n a <https://w3id.org/psin/ns#Network> }"
    done = subprocess.run(
        [psin, "query", "-", "--format", "csv"],
        input=question,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=clean_environment(),
    )
    assert done.returncode == 0, done.stderr
    expected = len(list((ROOT / "data" / "networks").glob("*.ttl")))
    assert done.stdout.split() == ["networks", str(expected)]


def test_the_installed_command_serves_from_an_empty_folder(psin: Path, tmp_path: Path) -> None:
    environment = {**clean_environment(), "PSIN_PORT": "0"}
    process = subprocess.Popen(
        [psin, "serve"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path, env=environment
    )
    try:
        seen = []
        for line in process.stdout:
            seen.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                break
        else:
            pytest.fail("".join(seen))
        with urllib.request.urlopen(f"{found[0]}/network/one-team-gov", timeout=10) as page:
            assert page.status == 200
            assert b"One Team Gov" in page.read()
        with urllib.request.urlopen(f"{found[0]}/shapes", timeout=10) as page:
            assert b"<h1" in page.read()
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()
    assert list(tmp_path.iterdir()) == []
