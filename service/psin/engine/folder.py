"""The folder of a store on disk: who may use it, which snapshot is served, and which can go.

psin.lock    marks the folder as ours and is locked by the service that uses it
current      which snapshot is served, as one line of JSON, replaced in one step
snap/<n>     snapshots, hard-linked to each other and to the store; they never change
store        what the writer works in; made again from a snapshot whenever there is doubt
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from psin.errors import StoreError

_MARK = "psin.lock"
_FORMAT = 1
#: A service that was killed leaves a writer behind for a moment.
_LOCK_SECONDS = 3.0
_HARMLESS = {"lost+found"}


@dataclass(frozen=True)
class Published:
    """``version`` is that of the content, ``plain`` as in ``dataset.is_plain``."""

    snapshot: int
    version: str
    plain: bool
    format: int = _FORMAT


class Folder:
    """A folder in use by this process. Close it after use."""

    def __init__(self, path: Path, *, seconds: float = _LOCK_SECONDS) -> None:
        """Makes the folder if it is missing, and waits for ``seconds`` if it is in use.

        Raises StoreError if it cannot be used, holds what is not ours, or is used by another service.
        """
        self.path = path.absolute()
        self.store = self.path / "store"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._refuse_strangers()
            self.lock = os.open(self.path / _MARK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise self._unusable(error) from None
        try:
            self._take_lock(seconds)
            self._snapshots.mkdir(exist_ok=True)
            self._number = max([0, *map(int, self._numbers())])
        except BaseException as error:
            os.close(self.lock)
            if isinstance(error, OSError):
                raise self._unusable(error) from None
            raise
        self._deleting: list[threading.Thread] = []

    @property
    def _snapshots(self) -> Path:
        return self.path / "snap"

    def _unusable(self, error: OSError) -> StoreError:
        return StoreError(
            f"The folder {self.path} cannot hold the store: {error.strerror}.",
            "Name another with --store, on a file system with hard links.",
        )

    def _refuse_strangers(self) -> None:
        if (self.path / _MARK).exists():
            return
        names = sorted(os.listdir(self.path))
        strangers = [name for name in names if not name.startswith(".") and name not in _HARMLESS]
        if strangers:
            raise StoreError(
                f"The folder {self.path} holds other files, such as {strangers[0]}, so no store is made there.",
                "Name an empty folder, or one that is still to be made.",
            )

    def _take_lock(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                return fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise StoreError(
                        f"Another service uses the store in {self.path}.",
                        "Stop that one, or give this one a folder of its own with --store.",
                    ) from None
                time.sleep(0.05)

    def current(self) -> Published | None:
        """What is served from here, or None if nothing that can be read is."""
        try:
            published = Published(**json.loads((self.path / "current").read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        right = type(published.snapshot) is int and type(published.version) is str and type(published.plain) is bool
        if not right or published.format != _FORMAT or not (self.snapshot(published.snapshot) / "CURRENT").is_file():
            return None
        return published

    def snapshot(self, number: int) -> Path:
        return self._snapshots / str(number)

    def next_snapshot(self) -> int:
        """A number never used before, also not by a snapshot that was given up."""
        self._number += 1
        shutil.rmtree(self.snapshot(self._number), ignore_errors=True)
        return self._number

    def publish(self, published: Published) -> None:
        """Makes a snapshot, which must be on disk, the one that is served, in one step that outlasts a loss of power.

        Raises StoreError, and then nothing has changed.
        """
        fresh = self.path / "current.new"
        try:
            with fresh.open("wb") as file:
                file.write(json.dumps(asdict(published)).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            os.rename(fresh, self.path / "current")
            sync_folder(self.path)
        except OSError as error:
            detail = f"The new state cannot be published in {self.path}: {error.strerror}."
            raise StoreError(detail, "Make space there.") from None

    def delete(self, number: int) -> None:
        """Deletes a snapshot behind the scenes; of ten million triples it takes about 10 ms."""
        self._deleting = [thread for thread in self._deleting if thread.is_alive()]
        thread = threading.Thread(target=shutil.rmtree, args=(self.snapshot(number), True), daemon=True)
        self._deleting.append(thread)
        thread.start()

    def delete_others(self, kept: int | None) -> None:
        """Deletes every snapshot but one; for the start, when nobody uses them."""
        for name in self._numbers():
            if int(name) != kept:
                shutil.rmtree(self._snapshots / name, ignore_errors=True)

    def _numbers(self) -> list[str]:
        return [name for name in os.listdir(self._snapshots) if name.isascii() and name.isdigit()]

    def close(self) -> None:
        for thread in self._deleting:
            thread.join()
        os.close(self.lock)


def sync_folder(path: Path) -> None:
    """Has the names in a folder outlast a loss of power."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
