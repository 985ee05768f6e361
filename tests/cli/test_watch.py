"""While watching, a change is found out wherever it lies, and the report is that of a new run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from psin import assets
from psin.cli import plain
from psin.cli.validate import Session
from psin.cli.watch import Watched

NAMES = (
    "organisations/psin.ttl",
    "networks/all-ireland-smart-cities-forum.ttl",
    "networks/ambtenaar-2-0.ttl",
)


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two networks with every organisation; the working folder is the one above."""
    for name in NAMES:
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(assets.data() / name, tmp_path / "data" / name)
    for file in (assets.data() / "organisations").glob("*.ttl"):
        shutil.copy(file, tmp_path / "data" / "organisations")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def session(*arguments: str) -> Session:
    options = plain.read(["validate", *arguments])
    assert options is not None
    return Session(options)


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    # two changes within one tick of the clock look alike
    os.utime(file, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns + 1_000_000))


def written(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was written, without the time that it took."""
    return [line for line in capsys.readouterr().out.splitlines() if " triples, " not in line]


def test_a_whole_catalogue_is_checked_as_in_a_new_run(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watched = Watched(session("--quiet", "data"))
    for old, new in (("a psin:Network", "a psin:Netwrk"), ("psin:Netwrk", "psin:Network")):
        watched.check(watched.state())
        capsys.readouterr()
        edited(catalogue / NAMES[1], old, new)
        code = watched.check(watched.state())
        again = written(capsys)
        assert code == session("--quiet", "data").run()
        assert again == written(capsys)
        assert ("G02" in "".join(again)) is (new == "a psin:Netwrk")
    assert watched._checker is not None and 0 < watched._checker.rechecked < 20


def test_a_file_of_the_context_that_goes_is_missed(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = catalogue / NAMES[2]
    other = next(
        one
        for one in (catalogue / "organisations").glob("*.ttl")
        if f"organisation/{one.stem}#this" in file.read_text("utf-8")
    )
    watched = Watched(session("--quiet", f"data/{NAMES[2]}"))
    assert watched.check(watched.state()) == 0
    other.unlink()
    state = watched.state()
    assert watched.check(state) == 1
    assert "G18" in capsys.readouterr().out


def test_what_is_alone_has_no_context(catalogue: Path) -> None:
    watched = Watched(session("--alone", f"data/{NAMES[1]}"))
    state = watched.state()
    assert isinstance(state, dict) and list(state) == [f"data/{NAMES[1]}"]
    (catalogue / NAMES[1]).unlink()
    assert isinstance(watched.state(), str)
