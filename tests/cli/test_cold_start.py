"""A command that lasts 30 ms imports little, and takes its modules from one file if they are still the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from psin import assets
from psin.cli.bundle import Bundle

PACKAGE = Path(assets.__file__).parent
FILE = assets.data() / "networks" / "one-team-gov.ttl"
#: What would take a tenth of the time and more, and is not needed to say that a file is well.
HEAVY = frozenset(
    "argparse ast asyncio babel base64 concurrent csv dataclasses datetime decimal difflib email enum flask hashlib html http "
    "inspect json logging multiprocessing networkx numpy pathlib pickle platform pyshacl random rapidfuzz rdflib re "
    "selectors shutil socket ssl string subprocess tempfile textwrap threading traceback typing unittest urllib uuid".split()
)


def environment(tmp_path: Path, package: Path = PACKAGE) -> dict[str, str]:
    return {**os.environ, "PSIN_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(package.parent)}


def run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def imported(arguments: list[str], environment: dict[str, str]) -> set[str]:
    lines = run(["-X", "importtime", *arguments], environment).stderr.splitlines()
    return {line.rsplit("|", 1)[-1].strip() for line in lines if line.startswith("import time:")}


@pytest.mark.parametrize(("context", "needed"), [("--alone", ()), ("--quiet", ("difflib", "enum", "re"))])
def test_little_is_imported_to_check_a_file(tmp_path: Path, context: str, needed: tuple[str, ...]) -> None:
    """In the catalogue names are compared by ``difflib``, which needs the two others."""
    command = ["-m", "psin", "validate", context, str(FILE)]
    always = imported(["-c", "pass"], environment(tmp_path))
    first, found = (imported(command, environment(tmp_path)) - always for _ in range(2))
    assert "psin.validation.validate" in first and "psin.cli.validate" in found
    assert {one for one in found if one.split(".")[0] in HEAVY.difference(needed)} == set()
    rooms = {one.split(".")[1] for one in first | found if one.startswith("psin.")}
    assert rooms.isdisjoint({"engine", "federation", "queries", "web"})


def test_modules_that_are_imported_together_are_kept_in_one_piece(tmp_path: Path) -> None:
    command = ["-m", "psin", "validate", "--alone", str(FILE)]
    first, found = (imported(command, environment(tmp_path)) for _ in range(2))
    brought = {one for one in first - found if one.startswith("psin.")}
    assert {"psin.turtle.skim", "psin.validation", "psin.validation.render", "psin.validation.validate"} <= brought


def test_the_output_is_the_same_whatever_the_modules_come_from(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b> .", "utf-8")
    command = ["-m", "psin", "validate", "--alone", "--format", "json", str(FILE), str(broken)]
    off = environment(tmp_path) | {"PSIN_CACHE": "off"}
    outputs = [run(command, one) for one in (off, *[environment(tmp_path)] * 3)]
    assert list((tmp_path / "cache").glob("bundle-*"))
    for bundle in (tmp_path / "cache").glob("bundle-*"):
        bundle.write_bytes(bundle.read_bytes()[:-100])
    outputs.append(run(command, environment(tmp_path)))
    reports = [json.loads(one.stdout) | {"seconds": 0} for one in outputs]
    assert all(one == reports[0] for one in reports) and {one.returncode for one in outputs} == {2}
    assert not any(one.stderr for one in outputs)


def test_a_changed_module_is_taken_as_it_is_now(tmp_path: Path) -> None:
    package = tmp_path / "service" / "psin"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "web", "federation", "assets"))
    for name in ("ontology", "shapes"):
        (tmp_path / name).symlink_to(assets.root() / name)
    command = ["-m", "psin", "validate", "--alone", str(FILE)]
    words = []
    for word in ("conforms", "is faultless"):
        module = package / "validation" / "render" / "terminal.py"
        module.write_text(module.read_text("utf-8").replace('Words("conforms"', f'Words("{word}"'), "utf-8")
        words += [run(command, environment(tmp_path, package)).stdout.splitlines()[0] for _ in range(2)]
    assert len(list((tmp_path / "cache").glob("bundle-*"))) == 2
    assert ["faultless" in one for one in words] == [False, False, True, True], words


_TWO_RUNS = """
import importlib, inspect, sys
from psin.cli.bundle import Bundle

wanted = sys.argv[1:]
bundle = Bundle()
sys.meta_path.insert(0, bundle)
told = []
for name in wanted:
    module = importlib.import_module(name)
    spec, own = module.__spec__, [value for value in vars(module).values() if getattr(value, "__module__", "") == name]
    assert spec.has_location and module is getattr(sys.modules[spec.name.rpartition(".")[0]], name.rpartition(".")[2])
    assert inspect.getsource(own[0]) in open(module.__file__, encoding="utf-8").read()
    told.append((name, spec.origin, spec.parent, spec.submodule_search_locations, module.__file__, module.__package__))
    told.append(sorted(vars(module).keys() - {"__cached__"}))
print(told)
bundle.keep()
"""


def test_a_module_of_the_bundle_is_a_module_like_others(tmp_path: Path) -> None:
    command = ["-c", _TWO_RUNS, "psin.cli.plain", "psin.cli.validate", "psin.validation.render", "psin.validation.lint"]
    first, second = (run(command, environment(tmp_path)) for _ in range(2))
    assert (first.stderr, second.stderr) == ("", "") and first.stdout == second.stdout != ""


def test_modules_that_the_key_does_not_depend_on_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, others = ("psin.cli.mend", "psin.documents"), ("psin.engine.formats", "psin.queries.library")
    for found in (run(["-c", _TWO_RUNS, *kept, *others], environment(tmp_path)) for _ in range(2)):
        assert not found.stderr, found.stderr
    monkeypatch.setenv("PSIN_CACHE", str(tmp_path / "cache"))
    names = {*Bundle()._kept.raw()}
    assert names.issuperset(kept) and names.isdisjoint(others)


def test_modules_that_import_each_other_are_brought_as_they_were(tmp_path: Path) -> None:
    package = tmp_path / "service" / "psin"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__", "web", "federation", "assets"))
    for name in ("ontology", "shapes"):
        (tmp_path / name).symlink_to(assets.root() / name)
    (package / "validation" / "round.py").write_text("X = 1\nfrom . import about\nY = about.Z\n", "utf-8")
    (package / "validation" / "about.py").write_text("from . import round\nZ = round.X\n", "utf-8")
    with (package / "cli" / "validate.py").open("a", encoding="utf-8") as more:
        more.write("\nfrom ..validation import round as _round\nassert _round.Y == 1\n")
    command = ["-m", "psin", "validate", "--alone", str(FILE)]
    runs = [run(command, environment(tmp_path, package)) for _ in range(3)]
    assert [(one.returncode, one.stderr) for one in runs] == [(0, "")] * 3
