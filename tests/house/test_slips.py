"""The code is read for slips (names that do not exist, imports that nobody uses), and laid out in one way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("command", [("check", "--output-format", "concise"), ("format", "--diff", "--quiet")])
def test_the_linter_and_the_formatter_find_nothing(command: tuple[str, ...]) -> None:
    wanted = [sys.executable, "-m", "ruff", *command, "--no-cache", "service", "tests", "benchmarks", "explorer"]
    found = subprocess.run(wanted, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, f"ruff check --fix and ruff format mend most of this:\n{found.stdout}"
