"""Releases that are present, with their files.

A folder of releases is what ``psin release`` wrote, possibly by several runs; nothing is read that its checksums do not name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import UnknownName

_NAME = re.compile(r"psin-(\d{4}-\d\d-\d\d-[0-9a-f]{12})")
_SUM = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._/-]*)")
#: The file with every statement in its graph.
STATEMENTS = "catalogue.nq"


@dataclass(frozen=True)
class Earlier:
    """One release on disk. ``sums`` maps its files to SHA-256 in hexadecimal."""

    version: str
    folder: Path

    @property
    def day(self) -> str:
        return self.version[:10]

    @cached_property
    def sums(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in (self.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
            match = _SUM.fullmatch(line)
            if match and ".." not in match[2]:
                found[match[2]] = match[1]
        return found

    @property
    def archive(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.tar.gz")

    def file(self, name: str) -> Path:
        """Where a file of the release lies. Raises UnknownName."""
        if name not in self.sums and name != "SHA256SUMS":
            raise UnknownName(
                f"The release {self.version} has no file '{name[:80]}'.",
                f"Its files are listed at /releases/{self.version}.",
            )
        return self.folder / name


def present(folder: str) -> dict[str, Earlier]:
    """The releases in a folder by version, the newest first; none where the folder is not named or not there."""
    if not folder or not (path := Path(folder)).is_dir():
        return {}
    found = [
        match[1] for item in path.iterdir() if (match := _NAME.fullmatch(item.name)) and (item / "SHA256SUMS").is_file()
    ]
    return {version: Earlier(version, path / f"psin-{version}") for version in sorted(found, reverse=True)}


def release(folder: str, version: str) -> Earlier:
    """Raises UnknownName, naming what there is."""
    known = present(folder)
    if version in known:
        return known[version]
    there = (
        f"Here are: {', '.join(list(known)[:10])}."
        if known
        else "No release is kept here; leave the version out to ask the current state."
    )
    raise UnknownName(f"There is no release '{version[:60]}'.", there)
