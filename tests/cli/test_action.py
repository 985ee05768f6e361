"""The steps of ``action.yml`` run as a runner runs them: their own shell, inputs in the environment."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
NETWORK = "data/networks/ambtenaar-2-0.ttl"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the catalogue, and ``psin`` on the path."""
    shutil.copytree(ROOT / "data", tmp_path / "clone" / "data")
    command = tmp_path / "bin" / "psin"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m psin "$@"\n', "utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return tmp_path / "clone"


def steps() -> list[dict[str, object]]:
    return [step for step in ACTION["runs"]["steps"] if "run" in step]


def filled(text: str, inputs: dict[str, str]) -> str:
    """An expression of the runner with its value."""
    name = text.removeprefix("${{ ").removesuffix(" }}")
    return str(ROOT) if name == "github.action_path" else inputs[name.removeprefix("inputs.")]


def run_check(clone: Path, **given: str) -> subprocess.CompletedProcess[str]:
    inputs = {name: str(one["default"]) for name, one in ACTION["inputs"].items()} | given
    (step,) = (one for one in steps() if "psin validate" in str(one["run"]))
    own = {name: filled(str(value), inputs) for name, value in dict(step["env"]).items()}  # type: ignore[call-overload]
    path = f"{clone.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **own, "PATH": path, "PYTHONPATH": str(ROOT / "service")}
    script = clone.parent / "step.sh"
    script.write_text(str(step["run"]), "utf-8")
    # as the runner starts the steps of a composite action whose shell is bash
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, timeout=120)


def test_the_first_step_installs_what_lies_in_the_action(tmp_path: Path) -> None:
    (step,) = (one for one in steps() if "pip" in str(one["run"]))
    assert step["env"] == {"ACTION_PATH": "${{ github.action_path }}"}
    log = tmp_path / "arguments"
    (tmp_path / "python").write_text(f'#!/bin/sh\nfor one in "$@"; do echo "$one"; done > "{log}"\n', "utf-8")
    (tmp_path / "python").chmod(0o755)
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "ACTION_PATH": "/a folder/of $(touch it)"}
    subprocess.run(["bash", "-e", "-c", str(step["run"])], env=environment, check=True, cwd=tmp_path)
    assert log.read_text("utf-8").splitlines() == ["-m", "pip", "install", "--quiet", "/a folder/of $(touch it)"]
    assert not (tmp_path / "it").exists()


def test_a_good_catalogue_passes(clone: Path) -> None:
    assert ACTION["inputs"]["files"]["default"] == "data"
    done = run_check(clone, files="data/networks data/convenings")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_mistake_is_an_annotation_at_its_place_in_the_language_wanted(clone: Path) -> None:
    file = clone / NETWORK
    text = file.read_text("utf-8").replace("a psin:Network", "a psin:Netwrk")
    file.write_text(text, "utf-8")
    line = 1 + text[: text.index("psin:Netwrk")].count("\n")
    done = run_check(clone, files=NETWORK, language="fr")
    assert done.returncode == 1
    assert f"::error file={NETWORK},line={line}," in done.stdout
    assert "Le vocabulaire n’a pas de terme" in done.stdout


def test_inputs_are_never_commands(clone: Path) -> None:
    done = run_check(clone, files="data/networks $(touch${IFS}here) ; touch there `touch you`", language="en; touch me")
    assert done.returncode == 2
    assert not {one.name for one in clone.iterdir()} & {"here", "there", "you", "me"}
