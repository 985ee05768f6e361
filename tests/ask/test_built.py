"""What is built for browsers belongs to its sources, and says whose work it holds."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from psin import web

WEB = Path(web.__file__).parent
BUILT = json.loads((WEB / "static" / "editor" / "built.json").read_text(encoding="utf-8"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_files_are_those_that_were_built() -> None:
    assert digest(WEB / "static" / "editor" / "editor.js") == BUILT["script"]
    assert digest(WEB / "drawing" / "world.json") == BUILT["world"]


def test_they_were_built_from_the_sources_as_they_are(root: Path) -> None:
    """The same hash as ``editor/build.mjs`` makes. If it differs: make editor."""
    folder, whole = root / "editor", hashlib.sha256()
    names = [
        "build.mjs",
        "package-lock.json",
        "package.json",
        "world.mjs",
        *(f"src/{path.name}" for path in (folder / "src").iterdir()),
    ]
    for name in sorted(names):
        whole.update(f"{name}\0".encode() + (folder / name).read_bytes() + b"\0")
    assert whole.hexdigest() == BUILT["source"], "the sources of the editor have changed: make editor"


def test_the_licence_of_every_package_in_it_is_there(root: Path) -> None:
    text = (WEB / "static" / "editor" / "licences.txt").read_text(encoding="utf-8")
    names = set(re.findall(r"^(\S+) [0-9][^ ]* \((?:MIT|ISC|BSD-[23]-Clause|Apache-2\.0)\)", text, re.MULTILINE))
    wanted = set(json.loads((root / "editor" / "package.json").read_text())["dependencies"])
    assert wanted <= names and "world-atlas" in text
    assert text.count("Permission is hereby granted") >= len(wanted) - 1


def test_nothing_in_it_asks_another_site() -> None:
    script = (WEB / "static" / "editor" / "editor.js").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[\w.-]+", script)) <= {"http://www.w3.org"}
    assert "eval(" not in script and "new Function" not in script


def test_the_lock_names_no_registry(root: Path) -> None:
    lock = json.loads((root / "editor" / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)


def test_building_again_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    if not (root / "editor" / "node_modules" / "esbuild").is_dir():
        pytest.skip("the packages of the editor are not installed: make editor does it where npm is")
    own = root / "tests/node/node_modules/.bin/node"
    node = str(own) if own.exists() else shutil.which("node")
    if node is None:
        pytest.skip("Node is not here")
    (tmp_path / "drawing").mkdir()
    done = subprocess.run(
        [node, "build.mjs", str(tmp_path)],
        cwd=root / "editor",
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    for name in (
        "static/editor/editor.js",
        "static/editor/licences.txt",
        "static/editor/built.json",
        "drawing/world.json",
    ):
        assert (tmp_path / name).read_bytes() == (WEB / name).read_bytes(), name
