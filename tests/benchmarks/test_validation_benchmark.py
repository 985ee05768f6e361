"""The benchmark of validation runs, counts findings and writes its report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("psin")

from benchmarks.validation.__main__ import main


def test_one_document_is_measured_and_reported(tmp_path: Path) -> None:
    wanted = ["--quick", "--sizes", "1", "--engines", "psin,import pyoxigraph"]
    assert main([*wanted, "--work", str(tmp_path), "--output", str(tmp_path / "reports")]) == 0
    measured = json.loads((tmp_path / "reports" / "validation.json").read_text("utf-8"))["sizes"]["1"]
    assert measured["psin"]["wall"] > 0 and measured["psin"]["memory"] > 10 and measured["psin"]["findings"] > 0
    assert "| psin | all |" in (tmp_path / "reports" / "validation.md").read_text("utf-8")
