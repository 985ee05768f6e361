"""The folder of a store: ready after a restart, never shared, never taken from others, mended where it is broken."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from psin.engine import Engine
from psin.errors import CatalogueError, StoreError
from psin.settings import Settings

from .conftest import COMPLETE, SMALL, catalogue, changes, counts, states
from .processes import eventually

SETTINGS = Settings({}, **SMALL)


def never() -> bytes:
    raise AssertionError("the documents were read")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds state 1, as an update has left it."""
    path = tmp_path / "deep" / "store"
    with Engine.open(catalogue, SETTINGS, store=path, version="0") as engine:
        engine.update(changes(1), "1")
    return path


def test_a_restart_serves_the_same_version_without_reading_anything(folder: Path) -> None:
    with Engine.open(never, SETTINGS, store=folder, version="1") as engine:
        assert (states(engine), counts(engine)) == ({"1"}, COMPLETE)
        engine.update(changes(2), "2")
    with Engine.open(never, SETTINGS, store=folder, version="2") as engine:
        assert (states(engine), counts(engine)) == ({"2"}, COMPLETE)


def test_another_version_is_loaded(folder: Path) -> None:
    with Engine.open(lambda: catalogue(5), SETTINGS, store=folder, version="5") as engine:
        assert (states(engine), counts(engine)) == ({"5"}, COMPLETE)
        assert eventually(lambda: len(list((folder / "snap").iterdir())) == 1)


def test_another_version_that_cannot_be_loaded_leaves_the_old_one(folder: Path) -> None:
    with pytest.raises(CatalogueError, match="line 2"):
        Engine.open(b"<a:a> <a:b> <a:c> <a:d> .\nno quads\n", SETTINGS, store=folder, version="6")
    with Engine.open(never, SETTINGS, store=folder, version="1") as engine:
        assert (states(engine), counts(engine)) == ({"1"}, COMPLETE)


def test_without_a_version_the_content_is_its_own(tmp_path: Path) -> None:
    for _ in range(2):
        with Engine.open(catalogue(), SETTINGS, store=tmp_path / "s") as engine:
            snapshots = os.listdir(tmp_path / "s" / "snap")
            assert states(engine) == {"0"}
    assert snapshots == ["1"]


BROKEN = {
    "empty": b"",
    "no JSON": b"\xff\x00",
    "another JSON": b"[1]",
    "missing field": b'{"snapshot": 2}',
    "wrong type": b'{"snapshot": "../..", "version": "1", "plain": true, "format": 1}',
    "true for a number": b'{"snapshot": true, "version": "1", "plain": true, "format": 1}',
    "format of the future": b'{"snapshot": 2, "version": "1", "plain": true, "format": 9}',
    "a snapshot that is not there": b'{"snapshot": 77, "version": "1", "plain": true, "format": 1}',
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_record_means_loading_anew(folder: Path, name: str) -> None:
    (folder / "current").write_bytes(BROKEN[name])
    with Engine.open(lambda: catalogue(3), SETTINGS, store=folder, version="1") as engine:
        assert (states(engine), counts(engine)) == ({"3"}, COMPLETE)
        engine.update(changes(4), "4")
        assert states(engine) == {"4"}


@pytest.mark.parametrize("victim", ["CURRENT", "MANIFEST-*", "*.sst", "everything", "the folder"])
def test_a_snapshot_with_holes_means_loading_anew(folder: Path, victim: str) -> None:
    snapshot = folder / "snap" / str(json.loads((folder / "current").read_bytes())["snapshot"])
    if victim == "the folder":
        shutil.rmtree(snapshot)
    for file in snapshot.glob("*" if victim == "everything" else victim):
        file.unlink()
    with Engine.open(lambda: catalogue(3), SETTINGS, store=folder, version="1") as engine:
        assert (states(engine), counts(engine)) == ({"3"}, COMPLETE)


def test_a_broken_working_store_is_made_again(folder: Path) -> None:
    shutil.rmtree(folder / "store")
    (folder / "store").mkdir()
    (folder / "store" / "CURRENT").write_bytes(b"nonsense")
    with Engine.open(never, SETTINGS, store=folder, version="1") as engine:
        engine.update(changes(2), "2")
        assert (states(engine), counts(engine)) == ({"2"}, COMPLETE)


@pytest.mark.parametrize("name", ["thesis.txt", "current", "store"])
def test_a_folder_of_somebody_else_is_refused_untouched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("years of work")
    with pytest.raises(StoreError, match=f"holds other files, such as {name}") as caught:
        Engine.open(catalogue(), SETTINGS, store=tmp_path)
    assert "empty folder" in caught.value.advice
    assert [path.name for path in tmp_path.rglob("*")] == [name]


def test_strangers_in_our_folder_stay(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    (folder / "snap" / "notes").mkdir()
    (folder / "snap" / "99").mkdir()
    with Engine.open(never, SETTINGS, store=folder, version="1") as engine:
        engine.update(changes(2), "2")
        assert states(engine) == {"2"}
        assert (folder / "notes.txt").read_text() == "mine" and (folder / "snap" / "notes").is_dir()
        assert not (folder / "snap" / "99").exists()


def test_a_second_service_is_refused(folder: Path) -> None:
    with Engine.open(never, SETTINGS, store=folder, version="1") as engine:
        with pytest.raises(StoreError, match="Another service uses the store") as caught:
            Engine.open(catalogue(), SETTINGS, store=folder)
        assert "--store" in caught.value.advice
        assert states(engine) == {"1"}
    Engine.open(never, SETTINGS, store=folder, version="1").close()


@pytest.mark.parametrize("name", ["file", "file/below", "/proc/psin-store"])
def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot hold the store") as caught:
        Engine.open(catalogue(), SETTINGS, store=tmp_path / name)
    assert "--store" in caught.value.advice


def test_a_folder_that_may_not_be_written_is_an_error(tmp_path: Path) -> None:
    """As another user where this one may do everything."""
    tmp_path.chmod(0o555)
    program = (
        "import os, sys\nfrom pathlib import Path\n"
        "from psin.engine.folder import Folder\nfrom psin.errors import StoreError\n"
        "os.getuid() or os.setuid(65534)\n"
        "try: Folder(Path(sys.argv[1]))\nexcept StoreError as error: print(error)"
    )
    for path in (*tmp_path.parents, tmp_path):
        if os.getuid() == 0 and path.stat().st_uid == 0 and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o001)
        if path == tmp_path.parent.parent.parent:
            break
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )  # fmt: skip
    assert "cannot hold the store: Permission denied" in done.stdout


def test_the_size_decides_where_no_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    abandoned = tmp_path / "psin-store-abandoned"
    abandoned.mkdir()
    os.utime(abandoned, (0, 0))
    with Engine.open(catalogue(), Settings({}, **SMALL, store_triples=COMPLETE[1])):
        assert len(list(tmp_path.iterdir())) == 1
    with Engine.open(catalogue(), Settings({}, **SMALL, store_triples=COMPLETE[1] - 1)) as engine:
        [made] = tmp_path.iterdir()
        assert made != abandoned and (made / "current").is_file()
        engine.update(changes(1), "1")
        assert (states(engine), counts(engine)) == ({"1"}, COMPLETE)
    assert list(tmp_path.iterdir()) == []


def test_the_setting_names_the_folder(tmp_path: Path) -> None:
    with Engine.open(catalogue(), Settings({}, **SMALL, store=str(tmp_path / "s"))) as engine:
        assert states(engine) == {"0"} and (tmp_path / "s" / "current").is_file()
