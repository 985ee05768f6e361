"""What browsers get of others' code and outlines is exactly what its sources make."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def explorer(root: Path) -> Path:
    folder = root / "explorer"
    if not (folder / "node_modules" / "esbuild").is_dir():
        pytest.skip("explorer/node_modules is not installed: make test does it where npm is")
    return folder


def test_the_drawing_is_built_from_its_source(explorer: Path, node: Path, root: Path, tmp_path: Path) -> None:
    build = json.loads((explorer / "package.json").read_text(encoding="utf-8"))["scripts"]["build"]
    target = "../service/psin/web/static/ecosystem.js"
    assert build.endswith(f"--outfile={target}")
    command = build.replace(target, str(tmp_path / "ecosystem.js"))
    path = os.pathsep.join(
        [str(explorer / "node_modules" / ".bin"), str(node / "node_modules" / ".bin"), os.environ["PATH"]]
    )
    subprocess.run(command, shell=True, cwd=explorer, check=True, capture_output=True, env={**os.environ, "PATH": path})
    assert (tmp_path / "ecosystem.js").read_bytes() == (explorer / target).read_bytes()


def test_the_outlines_are_made_from_their_source(explorer: Path, root: Path, tmp_path: Path) -> None:
    script = (explorer / "world.py").read_text(encoding="utf-8")
    kept = root / "service/psin/web/pages/drawings/world.json"
    line = next(line for line in script.splitlines() if line.startswith("TARGET = "))
    copy = tmp_path / "world.py"
    copy.write_text(
        script.replace(line, f"TARGET = Path({str(tmp_path / 'world.json')!r})").replace(
            "Path(__file__).resolve().parent\n", f"Path({str(explorer)!r})\n"
        ),
        encoding="utf-8",
    )
    subprocess.run([sys.executable, str(copy)], check=True, env={**os.environ, "PYTHONPATH": str(root / "service")})
    assert (tmp_path / "world.json").read_bytes() == kept.read_bytes()


def test_licences_of_what_is_held_stand_beside_it(root: Path) -> None:
    licences = (root / "explorer" / "LICENCES").read_text(encoding="utf-8")
    for name in ("d3-zoom", "d3-selection", "world-atlas", "Natural Earth"):
        assert f"== {name}" in licences
    assert "explorer/LICENCES" in (root / "service/psin/web/static/ecosystem.js").read_text(encoding="utf-8")[:300]
