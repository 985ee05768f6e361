"""Files as they were at a revision of a git repository, read without touching the working tree."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ..errors import InputError, UnreadableFile
from ..validation.rules import shorten

_SECONDS = 60
#: Nothing asks for a password, fetches, pages or takes a lock.
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
}
_FILES = (b"100644", b"100755")


class Commit(NamedTuple):
    """``time`` is in seconds since 1970, ``files`` are the paths that it changed, with the object that each became, None
    for one that is no more."""

    time: int
    files: dict[str, str | None]


class Repository:
    """The repository that a folder lies in. Raises InputError if it lies in none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = self._run("rev-parse", "--show-toplevel", "--show-prefix", wanted=False)
        if found is None:
            raise InputError(
                f"{folder.resolve()} lies in no git repository.", "Run the command inside one, or name files."
            )
        top, _, prefix = found.decode("utf-8", "surrogateescape").rstrip("\n").partition("\n")
        self.top, self.prefix = Path(top), prefix

    def path(self, written: str, *, from_here: bool) -> str:
        """A path as git keeps it, from the top; written from there, or from the folder (``./`` always means that)."""
        here = from_here or written.startswith(("./", "../")) or written in (".", "..")
        joined = os.path.normpath(f"{self.prefix}{written}" if here else written or ".")
        if joined.startswith(("..", "/")):
            raise InputError(f"'{shorten(written)}' lies outside the git repository.", "Name a path inside it.")
        return "" if joined == "." else PurePosixPath(joined).as_posix()

    def files(self, revision: str, path: str, limit: int) -> dict[str, bytes]:
        """Turtle files at or below a path, by their path below it, empty for the path itself. Raises InputError."""
        commit = self._commit(revision)
        arguments = ["--", path] if path else []
        listed = self._run("ls-tree", "-r", "-z", "-l", "--full-tree", commit, *arguments) or b""
        objects: dict[str, str] = {}
        for row in listed.split(b"\0"):
            about, _, name = row.partition(b"\t")
            mode, kind, sha, size = about.split() if about else (b"", b"", b"", b"")
            file = name.decode("utf-8", "surrogateescape")
            if kind != b"blob" or mode not in _FILES or not (file.endswith(".ttl") or file == path):
                continue
            if int(size) > limit:
                raise UnreadableFile(f"{revision}:{file} is larger than {limit:,} bytes.", "Compare smaller files.")
            objects["" if file == path else file[len(path) :].lstrip("/")] = sha.decode()
        if not objects:
            raise UnreadableFile(
                f"Revision {revision} has no Turtle files at '{path or '.'}'.", "Check revision and path."
            )
        return dict(zip(objects, self._contents(list(objects.values())), strict=True))

    def last_commit(self) -> datetime | None:
        """When the last commit that changed something in the folder was made; None if there is none."""
        said = (self._run("log", "-1", "--format=%cI", "--", "./", wanted=False) or b"").decode().strip()
        return datetime.fromisoformat(said) if said else None

    def commits(self, limit: int) -> list[Commit]:
        """The last ``limit`` commits of the main line that changed files in the folder, the oldest first."""
        command = ["log", "-z", "--raw", "--no-abbrev", "--no-renames", "--first-parent", "-m", f"--max-count={limit}"]
        printed = self._run(*command, "--format=%x01%ct", "HEAD", "--", ".", wanted=False) or b""
        return list(_commits(printed))[::-1]

    def contents(self, objects: list[str]) -> dict[str, bytes]:
        """The contents of objects. Raises UnreadableFile."""
        distinct = list(dict.fromkeys(objects))
        return dict(zip(distinct, self._contents(distinct), strict=True))

    def _commit(self, revision: str) -> str:
        advice = "Name a commit, a branch or a tag, such as HEAD~1 or main."
        if not revision or revision.startswith("-") or not revision.isprintable() or ".." in revision:
            raise InputError(f"'{shorten(revision)}' is not a revision.", advice)
        found = self._run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", wanted=False)
        if not found:
            raise InputError(f"The repository has no revision '{revision}'.", advice)
        return found.decode().strip()

    def _contents(self, objects: list[str]) -> list[bytes]:
        raw = self._run("cat-file", "--batch", given="".join(f"{sha}\n" for sha in objects).encode()) or b""
        contents, at = [], 0
        for sha in objects:
            head, _, _ = raw[at : at + 200].partition(b"\n")
            fields = head.split()
            if len(fields) != 3:
                raise UnreadableFile(f"git cannot read the object {sha}.", "Run: git fsck.")
            start = at + len(head) + 1
            at = start + int(fields[2]) + 1
            contents.append(raw[start : at - 1])
        return contents

    def _run(self, *arguments: str, given: bytes = b"", wanted: bool = True) -> bytes | None:
        """What a git command prints; None if it fails and that may be."""
        command = ["git", "--no-pager", "-C", str(self._folder), *arguments]
        try:
            done = subprocess.run(
                command,
                input=given,
                capture_output=True,
                timeout=_SECONDS,
                env={**os.environ, **_ENVIRONMENT},
                check=False,
            )
        except FileNotFoundError:
            raise InputError("git is not installed here.", "Install it, or name files instead of revisions.") from None
        except subprocess.TimeoutExpired:
            raise UnreadableFile(f"git took more than {_SECONDS} seconds.", "Compare fewer files.") from None
        except ValueError:
            raise InputError("A revision or path contains a zero byte.", "Remove it.") from None
        if done.returncode == 0:
            return done.stdout
        if not wanted:
            return None
        said = shorten(
            done.stderr.decode("utf-8", "replace").strip().splitlines()[0] if done.stderr.strip() else "no reason given"
        )
        raise UnreadableFile(f"git cannot tell: {said}", "Check revision and path.")


def _commits(printed: bytes) -> Iterator[Commit]:
    for part in printed.split(b"\1")[1:]:
        when, *fields = part.split(b"\0")
        found = Commit(int(when), {})
        rows = [field for field in (field.removeprefix(b"\n") for field in fields) if field]
        for about, path in zip(rows[::2], rows[1::2], strict=False):
            _, _, _, sha, status = about.split()
            found.files[path.decode("utf-8", "surrogateescape")] = None if status == b"D" else sha.decode()
        yield found
