"""The command in a process of its own, in a folder with two good documents."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .inprocess import run as run

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "shapes" / "examples"

Psin = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**variables: str) -> dict[str, str]:
    """Variables for a run: no colour, width or setting of the caller, and the package of this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PSIN_")}
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"):
        kept.pop(name, None)
    return {**kept, "PYTHONPATH": str(ROOT / "service"), "PYTHONIOENCODING": "utf-8", **variables}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds ``data/`` with a network and the organisation that convenes it."""
    for example, place in (
        ("N03", "networks/example-harbour-circle.ttl"),
        ("O03", "organisations/example-harbour-office.ttl"),
    ):
        file = tmp_path / "data" / place
        file.parent.mkdir(parents=True)
        file.write_bytes((EXAMPLES / f"{example}.valid.ttl").read_bytes())
    return tmp_path


@pytest.fixture
def network(folder: Path) -> Path:
    return folder / "data" / "networks" / "example-harbour-circle.ttl"


@pytest.fixture
def psin(folder: Path) -> Psin:
    """Runs ``psin`` with arguments; ``input`` is what it reads from standard input."""

    def run(*arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "psin", *arguments],
            cwd=folder,
            env=environment(),
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
