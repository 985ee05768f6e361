"""A full disk refuses the new state and keeps the old one; and what is published is on the disk before it is named."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from psin.engine import Engine
from psin.errors import StoreError
from psin.settings import Settings

from .conftest import COMPLETE, SMALL, catalogue, changes, counts, states
from .test_crashes import ENVIRONMENT, PROGRAM, writer_of

SETTINGS = Settings({}, **SMALL)


@pytest.mark.parametrize("room", [0, 100, 2000, 30_000])
def test_files_that_cannot_grow_refuse_the_new_state(tmp_path: Path, room: int) -> None:
    """``room`` is how large a file of the writer may become, in bytes."""
    with Engine.open(catalogue(0), SETTINGS, store=tmp_path / "s") as engine:
        engine.update(changes(1), "1")
        for _ in range(2):
            resource.prlimit(writer_of(engine), resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
            for act in (lambda: engine.update(changes(2), "2"), lambda: engine.reload(catalogue(2), "2")):
                with pytest.raises(StoreError, match="cannot take the new state") as caught:
                    act()
                assert caught.value.advice
                assert (states(engine), counts(engine)) == ({"1"}, COMPLETE)
        infinite = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(writer_of(engine), resource.RLIMIT_FSIZE, infinite)
        engine.update(changes(3), "3")
        assert (states(engine), counts(engine)) == ({"3"}, COMPLETE)
    with Engine.open(catalogue, SETTINGS, store=tmp_path / "s", version="3") as engine:
        assert (states(engine), counts(engine)) == ({"3"}, COMPLETE)


def _large(graph: str, megabytes: int) -> bytes:
    """Statements that no compression makes smaller."""
    lines = (f'<http://e/large> <http://e/p> "{os.urandom(2000).hex()}" <{graph}> .\n' for _ in range(megabytes * 256))
    return "".join(lines).encode()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with 16 MiB."""
    path = tmp_path / "disk"
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "psin-test", str(path)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("file systems can only be mounted by the superuser")
    yield path
    subprocess.run(["umount", "--lazy", str(path)], check=True)


def test_a_full_disk_refuses_the_new_state_until_there_is_space(small_disk: Path) -> None:
    filler, store = small_disk / "filler", small_disk / "store"
    large, larger = _large("http://g/x", 12), catalogue(9) + _large("http://g/x", 40)
    with Engine.open(catalogue(0), SETTINGS, store=store) as engine:
        engine.update(changes(1), "1")
        for round_ in range(2):
            _fill(filler)
            more = {**changes(9), "http://g/x": large}
            for act in (lambda: engine.update(more, "9"), lambda: engine.reload(larger, "9")):
                with pytest.raises(StoreError) as caught:
                    act()
                assert "No space left" in caught.value.detail and "Make space" in caught.value.advice
                assert (states(engine), counts(engine)) == ({str(1 + round_)}, COMPLETE)
            filler.unlink()
            engine.update(changes(2 + round_), str(2 + round_))
            assert (states(engine), counts(engine)) == ({str(2 + round_)}, COMPLETE)
        _fill(filler)
    with Engine.open(catalogue, SETTINGS, store=store, version="3") as engine:
        assert (states(engine), counts(engine)) == ({"3"}, COMPLETE)
        filler.unlink()
        engine.update(changes(4), "4")
        assert (states(engine), counts(engine)) == ({"4"}, COMPLETE)


def test_a_disk_that_is_full_from_the_start_is_an_error(small_disk: Path) -> None:
    _fill(small_disk / "filler")
    with pytest.raises(StoreError, match="No space left"):
        Engine.open(catalogue(0), SETTINGS, store=small_disk / "store")


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_DESCRIPTOR = re.compile(r"^-?\w+<(/[^>]*)>")
_NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')


class _Disk:
    """What of a folder would outlast a loss of power, from the system calls that touch it."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.inodes: dict[str, object] = {}
        self.unsaved: set[object] = set()
        self.unsaved_names: set[str] = set()
        self.published: list[set[str]] = []

    def take(self, call: str, arguments: str) -> None:
        found = _DESCRIPTOR.match(arguments)
        names = [name for name in _NAMES.findall(arguments) if name.startswith(self.folder)]
        if found and found[1].startswith(self.folder):
            self.on_descriptor(call, found[1])
        elif call == "openat" and "O_CREAT" in arguments and names:
            self.inodes.setdefault(names[0], object())
            self.unsaved_names.add(os.path.dirname(names[0]))
        elif call in ("mkdir", "mkdirat") and names:
            self.unsaved_names.add(os.path.dirname(names[0]))
        elif call in ("link", "linkat") and len(names) == 2:
            self.inodes[names[1]] = self.inodes.setdefault(names[0], object())
            self.unsaved_names.add(os.path.dirname(names[1]))
        elif call in ("rename", "renameat", "renameat2") and len(names) == 2:
            self.rename(*names)

    def on_descriptor(self, call: str, path: str) -> None:
        inode = self.inodes.setdefault(path, object())
        if call in ("write", "pwrite64", "writev", "pwritev"):
            self.unsaved.add(inode)
        elif call in ("fsync", "fdatasync"):
            self.unsaved.discard(inode)
            self.unsaved_names.discard(path)

    def rename(self, old: str, new: str) -> None:
        if new == f"{self.folder}/current":
            self.published.append(self.in_danger())
        for path in [path for path in self.inodes if path == old or path.startswith(f"{old}/")]:
            self.inodes[new + path[len(old) :]] = self.inodes.pop(path)
        for path in [path for path in self.unsaved_names if path == old or path.startswith(f"{old}/")]:
            self.unsaved_names.discard(path)
            self.unsaved_names.add(new + path[len(old) :])
        self.unsaved_names.add(os.path.dirname(new))

    def in_danger(self) -> set[str]:
        """Files and folders of snapshots, and the record to come, that are not safe."""
        mine = (f"{self.folder}/snap", f"{self.folder}/current.new")
        files = {path for path, inode in self.inodes.items() if path.startswith(mine) and inode in self.unsaved}
        return files | {path for path in self.unsaved_names if path.startswith(mine)}


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to see the order of system calls")
def test_everything_is_on_the_disk_before_it_is_published(tmp_path: Path) -> None:
    (tmp_path / "tests_store.py").write_text(Path(__file__).with_name("conftest.py").read_text())
    environment = {"PYTHONPATH": f"{tmp_path}:{ENVIRONMENT['PYTHONPATH']}"}
    program = PROGRAM.replace("while True:", "while state < 3:") + "engine.close()\n"
    trace, folder = tmp_path / "trace", tmp_path / "s"
    calls = "openat,mkdir,mkdirat,link,linkat,rename,renameat,renameat2,write,pwrite64,writev,pwritev,fsync,fdatasync"
    traced = ["strace", "-f", "-y", "-s", "4096", "-e", f"trace={calls}", "-e", "signal=none", "-o", str(trace)]
    done = subprocess.run(
        [*traced, sys.executable, "-c", program, str(folder), "0", "update"], capture_output=True, env=environment
    )
    if b"PTRACE" in done.stderr or b"ptrace" in done.stderr:
        pytest.skip("processes cannot be traced here")
    assert done.stdout.decode().split() == "accepted 0 accepted 1 accepted 2 accepted 3".split(), done.stderr
    disk = _Disk(folder)
    for line in _joined(trace.read_text(errors="replace")):
        found = _CALL.match(line)
        if found and int(found[3]) >= 0:
            disk.take(found[1], found[2])
    assert disk.published == [set()] * 4
    assert str(folder) not in disk.unsaved_names


def _joined(text: str) -> Iterator[str]:
    """Lines of a trace; calls that others interrupted are put together where they end."""
    begun: dict[str, str] = {}
    for line in text.splitlines():
        process = line.split(maxsplit=1)[0]
        if line.endswith("<unfinished ...>"):
            begun[process] = line.removesuffix("<unfinished ...>").rstrip()
        elif "resumed>" in line and process in begun:
            yield begun.pop(process) + line.partition("resumed>")[2]
        else:
            yield line
