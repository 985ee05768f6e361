"""A release on disk: a folder of its files and one archive of it, put there in one step.

Source: https://reproducible-builds.org/docs/archives/ (order, owner, mode and time of entries are fixed).
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tarfile
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

from ...errors import InputError
from .build import Release


def write(release: Release, folder: Path, day: date) -> Path:
    """Puts the release below ``folder`` and its archive beside it, and returns the folder of the release.

    Nothing is written over: a release that is there already with other bytes raises InputError, as does a folder that
    cannot be written.
    """
    target, archive = folder / release.name, folder / f"{release.name}.tar.gz"
    packed = pack(release, day)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists():
            _compare(release, target)
        else:
            _place(release, folder, target)
        _place_file(packed, archive)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written: {error.strerror or error}.", "Name another folder with --to."
        ) from None
    return target


def pack(release: Release, day: date) -> bytes:
    """The files as one tar.gz, the same bytes on any machine."""
    seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    out, packed = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in sorted(release.files.items()):
            entry = tarfile.TarInfo(f"{release.name}/{name}")
            entry.size, entry.mtime, entry.mode = len(content), seconds, 0o644
            tar.addfile(entry, io.BytesIO(content))
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=9, mtime=seconds) as compressed:
        compressed.write(out.getvalue())
    return packed.getvalue()


def _compare(release: Release, target: Path) -> None:
    there = {str(path.relative_to(target)): path.read_bytes() for path in sorted(target.rglob("*")) if path.is_file()}
    if there != release.files:
        differing = sorted(
            name for name in there.keys() | release.files.keys() if there.get(name) != release.files.get(name)
        )
        raise InputError(
            f"{target} is there already and differs in {differing[0]}.",
            "A release is never changed: move it away, or take another --date.",
        )


def _place(release: Release, folder: Path, target: Path) -> None:
    made = Path(tempfile.mkdtemp(prefix=".release-", dir=folder))
    try:
        for name, content in release.files.items():
            path = made / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        made.chmod(0o755)
        made.rename(target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _place_file(content: bytes, target: Path) -> None:
    made = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        made.write_bytes(content)
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
